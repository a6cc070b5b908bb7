"""Removing what an interrupted computation left, and what a newer revision made superfluous."""

from collections.abc import Collection, Iterable
from typing import Any

from campaigns.models import CountedFact, Move, MovedLine, Phase, ScoreLine, Standing


def erase_lines(*, phase: Phase, revision: int, clusters: Iterable[int | None] | None = None) -> None:
    """Remove the lines that an interrupted computation of this revision left; they were never visible."""
    _erase(ScoreLine.objects.all(), phase, revision, clusters)
    _erase(CountedFact.objects.all(), phase, revision, clusters)


def erase_standings(*, phase: Phase, revision: int, clusters: Iterable[int | None] | None = None) -> None:
    """Remove the standings that an interrupted computation of this revision left, and who moved by them."""
    for model in (Standing, Move, MovedLine):
        _erase(model._default_manager.all(), phase, revision, clusters)


def erase_past(*, participants: Collection[int], revision: int) -> None:
    """Remove what a past revision computed for these participants; who moved by it stays."""
    for model in (ScoreLine, CountedFact, Standing):
        rows: Any = model._default_manager.filter(participant__in=participants, revision=revision)
        rows._raw_delete(using=rows.db)  # nothing points at these rows either


def _erase(rows: Any, phase: Phase, revision: int, clusters: Iterable[int | None] | None) -> None:
    # nothing points at these rows, so the collector's extra queries are saved
    inside = phase.participants.in_clusters(clusters).values("pk")
    rows.filter(participant__in=inside, revision=revision)._raw_delete(using=rows.db)
