"""Points in SQL: one INSERT … SELECT for each rule in use, one for each level of groups, one for the standings.

`clusters` limits the work to the participants of these clusters, in which None stands for "in no cluster"; None is all.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, Sum, Value, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, NullIf, Rank
from django.db.models.lookups import GreaterThan

from campaigns.choices import ResultState
from campaigns.models import Participant, Phase, ScoreLine, Standing
from campaigns.queries.line_inputs import CRITERION, by_rule, line_inputs, scored_criteria
from campaigns.rules import group_levels
from campaigns.scoring.sql import BIG, whole
from common.db import given_rows, insert_from, work_in_memory

Clusters = Iterable[int | None] | None
INPUTS = ("state", "value", "carried", "base", "target")


def write_lines(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """Freeze and score: a line for every participant with a table and each criterion of it. Returns how many lines."""
    work_in_memory()
    criteria = scored_criteria(phase)
    written = 0
    for rule, leaves in by_rule(criteria):
        tables, rows = line_inputs(phase, rule, leaves, clusters)
        columns = {name: name for name in INPUTS} | {
            "participant": "participant_id",
            "criterion": "criterion_id",
        }
        written += insert_from(
            ScoreLine,
            columns | {"revision": "at_revision", "points": "points"},
            rows.annotate(points=rule.expression(), at_revision=Value(revision)),
            given=tables,
        )
    for groups in group_levels((c.pk, c.parent_id, c.is_group) for c in criteria):
        written += _write_level(phase, revision, clusters, groups)
    return written


def _write_level(phase: Phase, revision: int, clusters: Clusters, groups: list[int]) -> int:
    """Lines of groups whose children have theirs: the sum of these, 0 for a group without children."""
    wanted = given_rows("group_of_level", {"id": "bigint"}, [[pk] for pk in groups])
    of_level = RawSQL("SELECT id FROM group_of_level", ())
    of_child = Q(lines__revision=revision, lines__criterion=F("child"))
    rows = (
        Participant.objects.filter(phase=phase, **{f"{CRITERION}__pk__in": of_level})
        .in_clusters(clusters)
        .alias(child=F(f"{CRITERION}__children"))
        .alias(child_line=FilteredRelation("lines", condition=of_child))
        .values("pk", group=F(f"{CRITERION}__pk"))
        .annotate(points=Coalesce(_total("child_line__points"), whole(0)), at_revision=Value(revision))
    )
    columns = {"participant": "pk", "revision": "at_revision", "criterion": "group", "points": "points"}
    return insert_from(ScoreLine, columns, rows, given=[wanted])


def _total(path: str, **only: Any) -> Cast:
    """A sum as the bigint that it fits; PostgreSQL sums bigints to a numeric, which sorts slower."""
    return Cast(Sum(path, output_field=BIG, **only), BIG)


def write_standings(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """Total (the leaves make it: groups only sum) and rank inside each cluster, ties as ties. Returns how many."""
    work_in_memory()
    rows = (
        _lines_of(ScoreLine.objects.all(), phase, revision, clusters)
        .values("participant_id", "participant__cluster_id")
        .annotate(
            total=_total("points", filter=Q(state__isnull=False)),
            reported=Count(NullIf("state", Value(ResultState.NOT_REPORTED))),
            lines=Count("state"),
        )
        .annotate(
            rank=Window(Rank(), partition_by=[F("participant__cluster_id")], order_by=F("total").desc()),
            same=Window(Count("participant_id"), partition_by=[F("participant__cluster_id"), F("total")]),
        )
        .annotate(is_tied=GreaterThan(F("same"), 1), at_revision=Value(revision))
    )
    columns = {
        "participant": "participant_id",
        "revision": "at_revision",
        "cluster_id": "participant__cluster_id",
        "points": "total",
        "rank": "rank",
        "is_tied": "is_tied",
        "reported": "reported",
        "lines": "lines",
    }
    return insert_from(Standing, columns, rows)


def _lines_of(rows: Any, phase: Phase, revision: int, clusters: Clusters) -> Any:
    if clusters is None:
        return rows.filter(participant__phase=phase, revision=revision)
    inside = Participant.objects.filter(phase=phase).in_clusters(clusters)
    return rows.filter(participant__in=inside, revision=revision)


def erase_lines(*, phase: Phase, revision: int, clusters: Clusters = None) -> None:
    """Remove the lines that an interrupted computation of this revision left; they were never visible."""
    _erase(ScoreLine.objects.all(), phase, revision, clusters)


def erase_standings(*, phase: Phase, revision: int, clusters: Clusters = None) -> None:
    """Remove the standings that an interrupted computation of this revision left."""
    _erase(Standing.objects.all(), phase, revision, clusters)


def _erase(rows: Any, phase: Phase, revision: int, clusters: Clusters) -> None:
    # nothing points at these rows, so the collector's extra queries are saved
    inside = phase.participants.in_clusters(clusters).values("pk")
    rows.filter(participant__in=inside, revision=revision)._raw_delete(using=rows.db)
