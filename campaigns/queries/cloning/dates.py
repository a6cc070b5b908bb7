"""The dates of the phases of a new campaign: those of the earlier one some years later, and what is wrong with some."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Phase
from campaigns.rules import closing_later, first_day_later, last_day_later, opening_later, year_replaced

#: So many years ahead a year is looked for in which no deadline has passed.
FURTHEST = 100
#: A window of entry as somebody typed it, under the id of the phase that it is made from.
Dates = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class PhaseDates:
    """What a phase of the new campaign is called, which days it covers, and when its figures are entered.

    Of a year the period is that of its phases and the window ends when it is computed.
    """

    name: str
    period_from: date
    period_to: date
    entry_opens_at: datetime
    entry_closes_at: datetime
    review_day: date | None

    def with_typed(self, typed: Mapping[str, Any]) -> "PhaseDates":
        """The same with what somebody typed instead."""
        return PhaseDates(**(asdict(self) | dict(typed)))


def dates_of(phase: Phase, year: int) -> PhaseDates:
    """What the new campaign of `year` proposes for a phase: whole years later."""
    years = year - phase.campaign.year
    return PhaseDates(
        name=year_replaced(phase.name, phase.campaign.year, year),
        period_from=first_day_later(phase.period_from, years),
        period_to=last_day_later(phase.period_to, years),
        entry_opens_at=opening_later(timezone.localtime(phase.entry_opens_at), years),
        entry_closes_at=closing_later(timezone.localtime(phase.entry_closes_at), years),
        review_day=last_day_later(phase.review_day, years) if phase.review_day else None,
    )


def next_year(campaign: Campaign, phases: Iterable[Phase], now: datetime) -> int:
    """The first year after the campaign's in which none of its deadlines, moved by whole years, has passed."""
    closes = [timezone.localtime(phase.entry_closes_at) for phase in phases]
    for years in range(1, FURTHEST):
        if all(closing_later(moment, years) > now for moment in closes):
            return campaign.year + years
    return campaign.year + 1


def clone_faults(phase: Phase, dates: PhaseDates, now: datetime, *, past_agreed: bool) -> dict[str, str]:
    """What is in the past of a phase that is to be made, by field; `check_phase` looks at the rest.

    A deadline in the past would leave nobody a minute. Days that have passed are taken where somebody agreed to it:
    the first half of a year is entered in July.
    """
    if dates.entry_closes_at <= now:
        if phase.is_year:
            return {"entry_closes_at": _("This day has passed. Choose a later one, or another year.")}
        ended = _("Entry of this phase would have ended already. Choose a later day, or another year.")
        return {"entry_closes_at": ended}
    if not phase.is_year and dates.period_to < timezone.localdate(now) and not past_agreed:
        return {
            "period_to": _(
                "These days have passed. Choose later ones, or tick the box that says it is meant."
            )
        }
    return {}
