"""Removing what an interrupted computation left."""

from collections.abc import Iterable
from typing import Any

from campaigns.models import CountedFact, Phase, ScoreLine, Standing


def erase_lines(*, phase: Phase, revision: int, clusters: Iterable[int | None] | None = None) -> None:
    """Remove the lines that an interrupted computation of this revision left; they were never visible."""
    _erase(ScoreLine.objects.all(), phase, revision, clusters)
    _erase(CountedFact.objects.all(), phase, revision, clusters)


def erase_standings(*, phase: Phase, revision: int, clusters: Iterable[int | None] | None = None) -> None:
    """Remove the standings that an interrupted computation of this revision left."""
    _erase(Standing.objects.all(), phase, revision, clusters)


def _erase(rows: Any, phase: Phase, revision: int, clusters: Iterable[int | None] | None) -> None:
    # nothing points at these rows, so the collector's extra queries are saved
    inside = phase.participants.in_clusters(clusters).values("pk")
    rows.filter(participant__in=inside, revision=revision)._raw_delete(using=rows.db)
