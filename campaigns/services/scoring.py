"""Points in SQL: one INSERT … SELECT for all lines of a phase, one for its standings. Mirrors `rules.leaf_points`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Q,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Least, Rank
from django.db.models.lookups import GreaterThan

from campaigns.choices import Fallback, ResultState, Rule, TargetKind
from campaigns.models import Criterion, Participant, Phase, Result, ScoreLine, Standing
from campaigns.queries.cumulative import BIG, column, counted_figure, earlier_sum, whole
from campaigns.rules import WHOLE
from common.db import insert_from
from common.fields import UNIT, to_units
from common.quotient import Quotient

CRITERION = "participant__table__criteria"
#: Clusters by id, where None stands for "in no cluster"; no list at all means every cluster of the phase.
Clusters = Sequence[int | None] | None


def campaign_target(phase: Phase) -> Any:
    """The target that the criterion asks for; the second join is made only where a table uses assigned targets."""
    registered = column("registered__value")
    uses_assigned = Criterion.objects.filter(
        table__participants__phase=phase, rule=Rule.PROPORTIONAL, target_kind=TargetKind.ASSIGNED
    ).exists()
    if not uses_assigned:
        return registered
    return Case(
        When(**{f"{CRITERION}__target_kind": TargetKind.ASSIGNED}, then=column("assigned__value")),
        default=registered,
        output_field=BIG,
    )


def points() -> Case:
    """Points of a line from its annotations `counted` (cumulative figure) and `due` (target due)."""
    most = column(f"{CRITERION}__max_points")
    limit = Quotient(F("due"), column(f"{CRITERION}__cap"), whole(WHOLE))
    rule = f"{CRITERION}__rule"

    def full_if(field: str) -> Case:
        return Case(
            When(**{f"{CRITERION}__{field}": Fallback.FULL}, then=most), default=whole(0), output_field=BIG
        )

    return Case(
        When(state=ResultState.NOT_APPLICABLE, then=full_if("not_applicable")),
        When(counted__isnull=True, then=whole(0)),
        When(**{rule: Rule.JUDGED}, then=Least(most, F("counted"))),
        When(Q(**{rule: Rule.YES_NO}) & Q(counted__gte=UNIT), then=most),
        When(**{rule: Rule.YES_NO}, then=whole(0)),
        When(
            **{rule: Rule.PER_OBJECT},
            then=Least(most, Quotient(F("counted"), column(f"{CRITERION}__per_object"), whole(UNIT))),
        ),
        When(Q(due__isnull=True) | Q(due=0), then=full_if("no_target")),
        default=Quotient(most, Least(F("counted"), limit), F("due")),
        output_field=BIG,
    )


def write_lines(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """Freeze and score: one line for every participant with a table and each leaf of it. Returns the number of lines."""
    rows = (
        Result.objects.filter(_inside(phase, clusters), **{f"{CRITERION}__indicator": F("indicator")})
        .annotate(earlier=earlier_sum(phase))
        .annotate(
            counted=counted_figure(),
            due=Quotient(campaign_target(phase), whole(to_units(phase.target_share)), whole(WHOLE)),
        )
        .annotate(points=points(), criterion=F(f"{CRITERION}__pk"), at_revision=Value(revision))
    )
    columns = {
        "participant": "participant_id",
        "revision": "at_revision",
        "criterion": "criterion",
        "state": "state",
        "value": "counted",
        "target": "due",
        "points": "points",
    }
    return insert_from(ScoreLine, columns, rows)


def write_standings(*, phase: Phase, revision: int, clusters: Clusters = None) -> int:
    """Total and rank inside each cluster, ties as ties. Returns the number of standings."""
    known = ~Q(state=ResultState.NOT_REPORTED)
    rows = (
        ScoreLine.objects.filter(_inside(phase, clusters), revision=revision)
        .values("participant_id", "participant__cluster_id")
        .annotate(
            total=Cast(Sum("points"), BIG),  # PostgreSQL sums bigints to a numeric, which sorts slower
            reported=Count("criterion_id", filter=known),
            lines=Count("criterion_id"),
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


def erase_lines(*, phase: Phase, revision: int, clusters: Clusters = None) -> None:
    """Remove the lines that an interrupted computation of this revision left; they were never visible."""
    _erase(ScoreLine.objects.all(), phase, revision, clusters)


def erase_standings(*, phase: Phase, revision: int, clusters: Clusters = None) -> None:
    """Remove the standings that an interrupted computation of this revision left."""
    _erase(Standing.objects.all(), phase, revision, clusters)


def _erase(rows: Any, phase: Phase, revision: int, clusters: Clusters) -> None:
    # nothing points at these rows, so the collector's extra queries are saved
    inside = Participant.objects.filter(_inside(phase, clusters, "")).values("pk")
    rows.filter(participant__in=inside, revision=revision)._raw_delete(using=rows.db)


def _inside(phase: Phase, clusters: Clusters, path: str = "participant__") -> Q:
    """Rows of the phase's participants, or of those in the clusters given."""
    inside = Q(**{f"{path}phase": phase})
    if clusters is None:
        return inside
    named = Q(**{f"{path}cluster__in": [pk for pk in clusters if pk is not None]})
    return inside & (named | Q(**{f"{path}cluster__isnull": True}) if None in clusters else named)
