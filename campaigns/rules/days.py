"""When figures are taken, which days a phase may cover, and when two phases meet."""

from datetime import date, datetime, timedelta

from campaigns.choices import CampaignKind, PhaseStatus


def is_open_at(*, status: int, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Figures are taken while the phase is launched and `opens_at` <= now < `closes_at`; the status alone may lag."""
    return status == PhaseStatus.OPEN and opens_at <= now < closes_at


def sectors_meet(a: str, b: str) -> bool:
    """Two phases touch the same unions when their sectors are equal or one of them is for all."""
    return a == b or not a or not b


#: Who has less than this until a deadline may not learn of it in time.
SHORT_NOTICE = timedelta(hours=24)


def is_short_notice(closes_at: datetime, now: datetime) -> bool:
    """Entry ends so soon, or has ended, that hardly anybody can still enter figures."""
    return closes_at - now < SHORT_NOTICE


def days_meet(a_from: date, a_to: date, b_from: date, b_to: date) -> bool:
    """Two periods given by their first and last day share a day."""
    return a_from <= b_to and b_from <= a_to


#: How far from its campaign's year a phase may reach, in whole years: schools count from September to May, and a
#: movement runs for several years.
YEARS_BEFORE, YEARS_AFTER, YEARS_OF_A_MOVEMENT = 1, 1, 10
#: How long before its period entry may open, and how long after it entry may close: what was earlier is entered late.
YEARS_AHEAD, YEARS_LATE = 1, 10


def years_of_phases(*, year: int, kind: str) -> tuple[date, date]:
    """The first and the last day that a phase of a campaign of `year` may cover."""
    after = YEARS_OF_A_MOVEMENT if kind == CampaignKind.THEMATIC else YEARS_AFTER
    return date(year - YEARS_BEFORE, 1, 1), date(year + after, 12, 31)


def days_of_entry(*, first: date, last: date) -> tuple[date, date, date]:
    """The earliest day of opening, and the earliest and latest of closing, for a period of these days.

    Entry may close before the period ends (a year is reviewed in November on estimates), never before it begins.
    """
    return date(first.year - YEARS_AHEAD, 1, 1), first, date(last.year + YEARS_LATE, 12, 31)
