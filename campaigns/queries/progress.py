"""How far the units of a phase are: attained shares of their targets, for the heat map and the pace chart.

The target is of the kind that the campaign's pledges hold (`Campaign.pledged_targets`): registered, or assigned. Of
the figures only those that count enter (`queries.counting`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import pgettext

from campaigns.choices import (
    Accumulation,
    IndicatorKind,
    MilestoneStage,
    ResultState,
    ResultStatus,
    Supplier,
)
from campaigns.explanations import figure_text, timing
from campaigns.models import Indicator, Participant, Phase, Result
from campaigns.models.participation import SAME_UNION
from campaigns.queries.counting import confirmed_away, counts
from campaigns.queries.cumulative import counted_figure
from campaigns.rules import attained, days_late, heat_bounds, heat_of, pace_at, time_share
from campaigns.scoring.sql import BIG, column
from common.fields import UNIT, from_units, to_units


def _percent(share: int) -> int:
    """An attained share, in ten-thousandths of a percent, as a cell shows it: in whole percent, halves up."""
    return (share + UNIT // 2) // UNIT


def pace_of(phase: Phase, today: date) -> int:
    """How much of the campaign's targets is due by the end of `today`, in ten-thousandths of a percent; one query."""
    before = Phase.objects.earlier_than(phase).values_list("target_share", flat=True).last()
    return pace_at(
        before=to_units(before or 0),
        share=to_units(phase.target_share),
        passed=time_share(first=phase.period_from, last=phase.period_to, today=today),
    )


def cumulative_rows(phase: Phase, participants: Any) -> "QuerySet[Any]":
    """The unions' own figures, each with `counted`, the cumulative figure (lũy kế), and `goal`, the target.

    Both are in whole ten-thousandths of the unit of measure. `is_away` says that it is confirmed not to apply.
    """
    return Result.objects.filter(participant__in=participants, indicator__supplier=Supplier.UNION).annotate(
        counted=counted_figure(phase),
        goal=column(f"{phase.campaign.pledged_targets}__value"),
        is_away=Case(
            When(confirmed_away(phase.campaign), then=True),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )


@dataclass(frozen=True)
class HeatCell:
    """One cell of the heat map."""

    result_id: int
    #: The heat class 1–5; "0" without a figure, "wait" with one that does not count yet, "na" where the indicator does
    #: not apply, "no" without a target. A milestone's day is of class 2 where it is late, 3 on the day, 4 early.
    kind: str
    #: The attained share in whole percent, for the classes 1–5.
    percent: int | None = None
    #: Why the figure does not count yet; of a milestone how its day lies to the target, or the day alone.
    words: str = ""


@dataclass(frozen=True)
class HeatMap:
    """Units × indicators of one cluster; `bounds` are the lower bounds of classes 2–5 in whole percent."""

    indicators: list[Indicator]
    rows: list[tuple[Participant, list[HeatCell | None]]]
    bounds: tuple[int, ...]


def heat_map(
    phase: Phase, participants: Sequence[Participant], indicators: list[Indicator], pace: int
) -> HeatMap:
    """Attained shares of the given participants; one query."""
    bounds = heat_bounds(pace)
    days = {i.pk for i in indicators if i.kind == IndicatorKind.MILESTONE}
    cells: dict[tuple[int, int], HeatCell] = {}
    rows = cumulative_rows(phase, [p.pk for p in participants])
    for row in rows.values(
        "pk", "participant_id", "indicator_id", "state", "status", "stage", "is_away", "counted", "goal"
    ):
        is_day = row["indicator_id"] in days
        cells[row["participant_id"], row["indicator_id"]] = _cell(row, bounds, is_day=is_day)
    return HeatMap(
        indicators=indicators,
        rows=[(p, [cells.get((p.pk, i.pk)) for i in indicators]) for p in participants],
        bounds=bounds,
    )


def _cell(row: dict[str, Any], bounds: Sequence[int], *, is_day: bool) -> HeatCell:
    """One cell from the cumulative figure and the target; None is "not known" and "no target"."""
    pk = row["pk"]
    if row["state"] == ResultState.NOT_REPORTED:
        return HeatCell(pk, "0")
    if row["is_away"]:
        return HeatCell(pk, "na")
    if row["counted"] is None:
        return HeatCell(pk, "wait", words=_waits_for(row["status"], row["stage"]))
    if is_day:
        return _day_cell(pk, row["counted"], row["goal"])
    share = attained(row["counted"], row["goal"])
    if share is None:
        return HeatCell(pk, "no")
    percent = _percent(share)
    return HeatCell(pk, str(heat_of(percent, bounds)), percent)


def _day_cell(pk: int, counted: int, goal: int | None) -> HeatCell:
    """The cell of a milestone that was reached: nothing divides a day."""
    day = from_units(counted)
    if goal is None:
        return HeatCell(pk, "no", words=figure_text(day, kind=IndicatorKind.MILESTONE))
    late = days_late(day, from_units(goal))
    return HeatCell(pk, "2" if late > 0 else "4" if late < 0 else "3", words=timing(day, from_units(goal)))


def _waits_for(status: int, stage: str) -> str:
    """Why an entered figure does not count yet, in the words of a cell."""
    if stage == MilestoneStage.PLANNED:
        return pgettext("figure", "planned")
    if status == ResultStatus.SET_ASIDE:
        return pgettext("figure", "set aside")
    if status == ResultStatus.RETURNED:
        return pgettext("figure", "returned")
    return pgettext("figure", "waiting") if status > ResultStatus.RETURNED else pgettext("figure", "not sent")


@dataclass(frozen=True)
class Pace:
    """How far the units are with one indicator."""

    indicator: Indicator
    #: The attained share in percent; None where nobody reported against a target.
    value: Decimal | None
    #: How many units it was taken from.
    units: int
    #: In one of the two heat classes behind the pace.
    behind: bool


def _pace(indicator: Indicator, share: int | None, units: int, bounds: Sequence[int]) -> Pace:
    behind = share is not None and heat_of(_percent(share), bounds) <= 2
    return Pace(indicator, None if share is None else from_units(share), units, behind)


def paces(phase: Phase, participants: Any, indicators: list[Indicator], pace: int) -> list[Pace]:
    """What the participants' figures that count are against the sum of their targets, slowest first; two queries.

    One definition for the whole phase and for a cluster, so that a figure is the same on every page. Only those who
    reported against a target above 0 count, with their figures of earlier phases where these add up. Milestones are
    left out: days have no sum.
    """
    summed = [i for i in indicators if i.kind != IndicatorKind.MILESTONE]
    goal = f"{phase.campaign.pledged_targets}__value"
    now = (
        Result.objects.filter(
            _told(phase),
            participant__in=participants.values("pk"),
            indicator__in=summed,
            **{f"{goal}__gt": 0},
        )
        .order_by()
        .values("indicator_id")
        .annotate(
            total=Sum("value", output_field=BIG),
            goal=Sum(goal, output_field=BIG),
            units=Count("pk"),
        )
    )
    later = f"participant__{SAME_UNION}"
    before = (
        Result.objects.filter(
            counts(phase.campaign),
            _told(phase, f"{later}__results__"),
            participant__phase__in=Phase.objects.earlier_than(phase),
            indicator__accumulation=Accumulation.SUM,
            **{
                f"{later}__in": participants.values("pk"),
                f"{later}__results__indicator": F("indicator"),
                f"{later}__results__{goal}__gt": 0,
            },
        )
        .order_by()
        .values("indicator_id")
        .annotate(total=Sum("value", output_field=BIG))
    )
    carried = {row["indicator_id"]: row["total"] or 0 for row in before}
    shares = {
        row["indicator_id"]: (
            attained((row["total"] or 0) + carried.get(row["indicator_id"], 0), row["goal"]),
            row["units"],
        )
        for row in now
    }
    return _slowest_first(summed, shares, pace)


def _told(phase: Phase, prefix: str = "") -> Q:
    """Figures that count and say how much: a number, or that there was nothing. `prefix` leads to the figure."""
    told = Q(**{f"{prefix}state__in": (ResultState.REPORTED, ResultState.NOTHING)})
    return told & counts(phase.campaign, prefix)


def _slowest_first(
    indicators: list[Indicator], shares: dict[int, tuple[int | None, int]], pace: int
) -> list[Pace]:
    """`shares` is indicator id → (attained share, number of units); indicators without one come last."""
    bounds = heat_bounds(pace)
    rows = [_pace(i, *shares.get(i.pk, (None, 0)), bounds) for i in indicators]
    return sorted(rows, key=lambda r: (r.value is None, r.value or 0, r.indicator.order))


@dataclass(frozen=True)
class PastTarget:
    """Units with at least one indicator at or past its target."""

    units: int
    first: list[dict[str, Any]]


def past_target(phase: Phase, participants: Any, limit: int = 8) -> PastTarget:
    """How many units are past a target, and the first of them by number of indicators; two queries.

    A milestone is no share of its target: a later day would seem to be past it.
    """
    shares = cumulative_rows(phase, participants).exclude(indicator__kind=IndicatorKind.MILESTONE)
    reached = shares.filter(goal__gt=0, counted__gte=F("goal"))
    first = (
        reached.order_by()
        .values("participant_id", "participant__union__short_name", "participant__union__sort_key")
        .annotate(indicators=Count("pk"))
        .order_by("-indicators", "participant__union__sort_key", "participant_id")
    )
    return PastTarget(
        units=reached.order_by().aggregate(n=Count("participant_id", distinct=True))["n"],
        first=list(first[:limit]),
    )
