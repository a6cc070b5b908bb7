"""What of a sheet's figures is asked about, in words: never refused, and answered by a correction or a reason."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from campaigns import rules
from campaigns.explanations import timing
from campaigns.models import CriterionInput, Participant
from campaigns.queries.doubt_words import before_words, passed_words, share_words, times_of
from campaigns.queries.sheet_grid import Row
from campaigns.scoring.parameters import BASE, MAIN
from common.text import format_figure

#: What a union reported for one indicator in a phase: state, value, and the stage of a milestone.
Told = tuple[str, Decimal | None, str]
#: A union's figures for one indicator in earlier phases, by the phase's number.
Held = dict[int, Told]


def denominator(participant: Participant) -> Subquery:
    """Of which indicator a line is the numerator, in a rate of the table that scores the sheet."""
    rates = CriterionInput.objects.filter(
        role=BASE,
        criterion__table=participant.table_id,
        criterion__inputs__role=MAIN.name,
        criterion__inputs__indicator=OuterRef("indicator"),
    )
    return Subquery(rates.order_by("pk").values("indicator")[:1])


def look_at_shares(rows: list[Row]) -> None:
    """Ask about a numerator above its denominator, where nothing else of the figure is asked about."""
    by_indicator = {row.result.indicator_id: row.result for row in rows}
    for row in rows:
        result, whole = row.result, by_indicator.get(row.result.part_of)  # type: ignore[attr-defined]
        if row.doubt or result.note or not rules.is_editable(result.status):
            continue
        if whole is not None and rules.exceeds(result.value, whole.value):
            row.doubt = "share"
            row.times = share_words(whole.indicator.name, whole.value)


def look_at_day(row: Row, today: date) -> None:
    """What a milestone's line says of its day: early or late, and whether a planned day is over by now."""
    result = row.result
    if not row.is_milestone or result.value is None:
        return
    if row.goal is not None:
        row.timing = timing(result.value, row.goal)
    over = row.is_planned and rules.day_of_value(result.value) < today
    if over and not result.note and rules.is_editable(result.status):
        row.doubt = "passed"


def explain_doubt(row: Row, held: Held, names: dict[int, str]) -> None:
    """Put the doubt into figures: how many times what, and what a slipped digit would make."""
    if row.doubt == "passed":
        row.times = passed_words()
        return
    value, places = row.result.value or Decimal(0), row.result.indicator.decimals
    last = max((n for n, (_state, v, _stage) in held.items() if v is not None), default=0)
    said = before_words(row.doubt, value, held[last][1], names[last]) if last else ""
    if not said:
        times = times_of(value, row.goal)
        said = _("%(times)s times the target for the whole campaign.") % {"times": times}
    step = Decimal(1).scaleb(-places)
    meant = value * 10 if row.doubt == "less" else (value / 10).quantize(step, rounding=ROUND_HALF_UP)
    row.times, row.perhaps = said, format_figure(meant, places)
