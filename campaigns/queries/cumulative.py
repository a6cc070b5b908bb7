"""The cumulative figure (lũy kế) in SQL: what earlier phases brought and this one adds. Mirrors `rules.cumulative`."""

from typing import Any

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from campaigns.choices import Accumulation, ResultState
from campaigns.models import Phase, Result

BIG = BigIntegerField()


def whole(number: int) -> Value:
    """A plain integer in SQL."""
    return Value(number, output_field=BIG)


def column(path: str) -> ExpressionWrapper:
    """A fixed-point column as the plain integer that it is in the database."""
    return ExpressionWrapper(F(path), output_field=BIG)


def earlier_sum(phase: Phase) -> Any:
    """What a result's union reported for its indicator in the campaign's earlier phases; plain 0 in the first."""
    if phase.number <= 1:
        return whole(0)
    earlier = Phase.objects.filter(campaign_id=phase.campaign_id, number__lt=phase.number)
    rows = (
        Result.objects.filter(
            participant__phase__in=earlier,
            participant__union=OuterRef("participant__union"),
            indicator=OuterRef("indicator"),
        )
        .order_by()
        .values("indicator")
        .annotate(total=Sum("value", output_field=BIG))
        .values("total")
    )
    carried = Coalesce(Subquery(rows, output_field=BIG), whole(0))
    return Case(
        When(indicator__accumulation=Accumulation.SUM, then=carried), default=whole(0), output_field=BIG
    )


def counted_figure() -> Case:
    """A result's cumulative figure from its annotation `earlier`; null where it is not known."""
    return Case(
        When(state=ResultState.REPORTED, then=column("value") + F("earlier")),
        When(state=ResultState.NOTHING, then=F("earlier")),
        output_field=BIG,
    )
