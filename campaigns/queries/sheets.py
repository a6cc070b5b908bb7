"""What the results grid shows, in a constant number of queries."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import rules
from campaigns.choices import (
    Accumulation,
    IndicatorKind,
    MilestoneStage,
    PhaseKind,
    PhaseStatus,
    ResultState,
    Supplier,
)
from campaigns.explanations import figure_text
from campaigns.models import Evidence, Indicator, Participant, Result, is_earlier
from campaigns.queries.badges import figure_badge
from campaigns.queries.counting import counts
from campaigns.queries.cumulative import carried_figure
from campaigns.queries.figure_words import figure_words
from campaigns.queries.progress import pace_of
from campaigns.queries.sheet_doubts import Held, Told, denominator, explain_doubt, look_at_day, look_at_shares
from campaigns.queries.sheet_grid import SHOWS, Grid, Row
from common.fields import from_units, to_units
from common.text import format_figure
from units.models import User
from units.scope import acts_for


def sheets_of(user: User) -> QuerySet[Participant]:
    """The sheets a person may read, with what every page about one needs."""
    sheets = Participant.objects.visible_to(user).with_figures()
    return sheets.select_related("union", "cluster", "phase__campaign__owner")


# SQL by hand: everybody sends it in the last minute, and Django writes it slower than the database answers.
_LAUNCHED = """
    SELECT s.* FROM campaigns_participant s JOIN campaigns_phase p ON p.id = s.phase_id
    WHERE s.id = %s AND p.status >= %s AND p.kind = %s"""


def own_sheet(user: User, pk: int) -> Participant | None:
    """The sheet of a launched phase, if its union is one that the person acts for today; None otherwise.

    A short cut by hand for what nearly everybody asks for in the last minutes before a deadline.
    `sheets_of` answers for all others, who may read without acting for the union.
    """
    found = Participant.objects.raw(_LAUNCHED, [pk, PhaseStatus.OPEN, PhaseKind.ENTRY])
    return next((sheet for sheet in found if acts_for(user, sheet.union_id)), None)


def names_of(participant: Participant) -> dict[int, str]:
    """The name of each row's indicator, by the row's id."""
    rows = Result.objects.filter(participant_id=participant.pk).order_by("indicator__order", "indicator_id")
    return dict(rows.values_list("pk", "indicator__name"))


def rows_of(user: User) -> QuerySet[Result]:
    """The rows of the sheets a person may read."""
    return Result.objects.filter(participant__in=Participant.objects.visible_to(user)).select_related(
        "indicator", "participant__union", "participant__phase__campaign__owner"
    )


def load_grid(
    participant: Participant,
    *,
    editing: str,
    now: datetime,
    show: str = "all",
    reopened: Collection[int] | None = None,
) -> Grid:
    """A sheet's grid in three queries. `editing` is the supplier whose lines the reader may change, "" for none.

    `reopened` are the figures that may be entered after the close; None where the whole sheet is open.

    Of earlier phases the cumulative figures take those that count; the sheet's own figures are shown and summed whether
    they count yet or not, and `Grid.uncounted` says how many do not.
    """
    files = Evidence.objects.filter(result=OuterRef("pk")).order_by().values("result").annotate(n=Count("pk"))
    results = (
        Result.objects.filter(participant=participant)
        .select_related("indicator", "registered", "assigned")
        .annotate(
            files=Coalesce(Subquery(files.values("n")), 0),
            carried=carried_figure(participant.phase, participant="participant__", indicator="indicator"),
            part_of=denominator(participant),
        )
        .order_by("indicator__order", "indicator_id")
    )
    names, held, uncounted = _earlier_figures(participant)
    today, campaign = timezone.localdate(now), participant.phase.campaign
    share = pace_of(participant.phase, today)
    rows = []
    for no, result in enumerate(results, start=1):
        own = {n: held[n, result.indicator_id] for n in names if (n, result.indicator_id) in held}
        goal = result.pledged_target(campaign)
        rows.append(_row(no, result, own, names, goal=goal.value if goal else None, share=share))
        _mark_uncounted(
            rows[-1], {name for n, name in names.items() if (n, result.indicator_id) in uncounted}
        )
        rows[-1].counts = rules.figure_counts(
            status=result.status,
            stage=result.stage,
            counts_from=campaign.counts_from,
            is_extract=campaign.is_extract,
        )
        look_at_day(rows[-1], today)
        rows[-1].badge = figure_badge(result, campaign)
        rows[-1].is_locked = reopened is not None and result.pk not in reopened
        rows[-1].is_editable = result.indicator.supplier == editing and (
            editing == Supplier.FEDERATION or (rules.is_editable(result.status) and not rows[-1].is_locked)
        )
        if rows[-1].doubt:
            explain_doubt(rows[-1], own, names)
    look_at_shares(rows)
    phase = participant.phase
    is_early = timezone.localdate(phase.entry_closes_at) <= phase.period_to
    return Grid(
        rows=rows,
        may_estimate=is_early and any(row.is_editable and _is_real(row.result) for row in rows),
        earlier=list(names.values())[-2:],
        share=from_units(share),
        show=show if show in SHOWS else "all",
    )


def _is_real(result: Result) -> bool:
    """A figure that is not marked as an estimate."""
    return result.state == ResultState.REPORTED and not result.is_estimate and not result.stage


def _earlier_figures(
    participant: Participant,
) -> tuple[dict[int, str], dict[tuple[int, int], Told], set[tuple[int, int]]]:
    """The campaign's earlier phases in which the union took part, and its figures there; one query.

    Phase number → name, (phase number, indicator id) → what was reported, and the places of what does not count.
    """
    does_count = Case(When(counts(participant.phase.campaign), then=True), default=Value(False))
    found = (
        Result.objects.filter(
            is_earlier(participant.phase, of=participant, prefix="participant__"),
        )
        .order_by("participant__phase__number")
        .annotate(does_count=does_count)
        .values_list(
            "participant__phase__number",
            "participant__phase__name",
            "indicator_id",
            "state",
            "value",
            "stage",
            "does_count",
        )
    )
    names: dict[int, str] = {}
    figures: dict[tuple[int, int], Told] = {}
    uncounted: set[tuple[int, int]] = set()
    for number, name, indicator_id, state, value, stage, does in found:
        names[number] = name
        figures[number, indicator_id] = (state, value, stage)
        if not does and state != ResultState.NOT_REPORTED and stage != MilestoneStage.PLANNED:
            uncounted.add((number, indicator_id))  # "planned" says it by itself
    return names, figures, uncounted


def _mark_uncounted(row: Row, phases: set[str]) -> None:
    """Say of the figures of these earlier phases that they do not count."""
    row.earlier = [
        (name, _("%(figure)s (not counted)") % {"figure": text} if name in phases else text)
        for name, text in row.earlier
    ]


def _row(
    no: int, result: Result, held: Held, names: dict[int, str], *, goal: Decimal | None, share: int
) -> Row:
    """One line of the grid; of `goal`, the target, `share` ten-thousandths of a percent are due by today."""
    indicator = result.indicator
    units = {n: to_units(v) for n, (_state, v, _stage) in held.items() if v is not None}
    value = None if result.value is None else to_units(result.value)
    target = None if goal is None else to_units(goal)
    row = Row(
        no=no,
        result=result,
        goal=goal,
        version=result.version,
        earlier=[
            (
                names[n],
                _earlier_words(held[n], indicator) if n in held else "–",
            )
            for n in list(names)[-2:]
        ],
        text=figure_text(result.value, kind=indicator.kind, decimals=indicator.decimals),
        choice=result.state if result.state in (ResultState.NOTHING, ResultState.NOT_APPLICABLE) else "",
    )
    if row.is_milestone:
        row.choice = row.choice or result.stage
        return row
    if row.is_yes_no:
        row.text = "" if result.value is None else format_figure(result.value)
        return row
    total = rules.cumulative(
        state=result.state,
        value=value,
        earlier=result.carried or 0,  # type: ignore[attr-defined]
        accumulation=indicator.accumulation,
    )
    if result.state == ResultState.NOTHING and indicator.accumulation == Accumulation.LATEST:
        total = None  # nothing new was measured: there is no latest figure to show
    reached = rules.attained(total, target)
    row.cumulative = None if total is None else from_units(total)
    row.attained = None if reached is None else from_units(reached)
    row.is_behind = reached is not None and reached < share
    if not result.note and rules.is_editable(result.status) and indicator.kind != IndicatorKind.SCORE:
        row.doubt = rules.doubt(value=value, before=units[max(units)] if units else None, target=target)
    return row


def _earlier_words(told: Told, indicator: Indicator) -> str:
    """A figure of an earlier phase as its column shows it."""
    state, value, stage = told
    return figure_words(state, value, kind=indicator.kind, decimals=indicator.decimals, stage=stage)
