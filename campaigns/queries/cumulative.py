"""The cumulative figure (lũy kế) in SQL: what earlier phases brought and this one adds. Mirrors `rules.cumulative`.

Of figures that count alone (`queries.counting`): what does not count is not known, and is not carried.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce

from campaigns.choices import Accumulation, ResultState
from campaigns.models import Phase, Result, is_earlier
from campaigns.queries.counting import counts
from campaigns.scoring.sql import BIG, column, nothing, whole
from common.db import Given, given_query


def carried_figure(phase: Phase, *, participant: str, indicator: str) -> Any:
    """What a participant reported for an indicator in the campaign's earlier phases; null where they brought nothing.

    `participant` and `indicator` lead there from the row: `"participant__"`, `"indicator"`. Only figures that add up
    and count are carried.
    """
    if phase.number <= 1:
        return nothing()
    rows = (
        Result.objects.filter(
            counts(phase.campaign),
            is_earlier(phase, of=participant, prefix="participant__"),
            indicator=OuterRef(indicator),
        )
        .order_by()
        .values("indicator")
        .annotate(total=_total())
        .values("total")
    )
    carried = Subquery(rows, output_field=BIG)
    return Case(
        When(**{f"{indicator}__accumulation": Accumulation.SUM}, then=carried),
        default=nothing(),
        output_field=BIG,
    )


def carried_table(
    phase: Phase, indicators: Iterable[int], clusters: Iterable[int | None] | None = None
) -> Given:
    """`carried`: the same as a table of all unions of the phase, or of these clusters: union, indicator and total."""
    unions = {}
    if clusters is not None:
        unions = {"participant__union__in": phase.participants.in_clusters(clusters).values("union")}
    rows = (
        Result.objects.filter(
            counts(phase.campaign),
            participant__phase__in=Phase.objects.earlier_than(phase).order_by().values("pk"),
            indicator__in=sorted(indicators),
            indicator__accumulation=Accumulation.SUM,
            **unions,
        )
        .order_by()
        .values("participant__union_id", "indicator_id")
        .annotate(total=_total())
    )
    columns = {"union_id": "participant__union_id", "indicator_id": "indicator_id", "total": "total"}
    return given_query("carried", columns, rows)


def _total() -> Cast:
    """The sum of figures, null of nothing; PostgreSQL sums bigints to a numeric."""
    return Cast(Sum("value", output_field=BIG), BIG)


def own_figure(phase: Phase, result: str = "") -> Case:
    """What a result alone adds: 0 where there was nothing to report, null where not known. `result` leads to it."""
    here = counts(phase.campaign, result)
    return Case(
        When(here & Q(**{f"{result}state": ResultState.REPORTED}), then=column(f"{result}value")),
        When(here & Q(**{f"{result}state": ResultState.NOTHING}), then=whole(0)),
        output_field=BIG,
    )


def counted_figure(phase: Phase) -> CombinedExpression:
    """The cumulative figure of a result in this phase; null where it is not known."""
    carried = carried_figure(phase, participant="participant__", indicator="indicator")
    return own_figure(phase) + Coalesce(carried, whole(0))


def figures_to_date(phase: Phase, codes: Iterable[str]) -> QuerySet[Any]:
    """The results of a phase for the indicators with these codes, each with its cumulative `figure`."""
    rows = Result.objects.filter(participant__phase=phase, indicator__code__in=sorted(codes))
    return rows.annotate(figure=counted_figure(phase))
