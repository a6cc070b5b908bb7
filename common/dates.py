"""Days and moments: the years that anything here may lie in, and how people write them.

What lies outside of these years is a slip of the hand, and worse: a moment of the year 1 cannot be read back from
PostgreSQL in Vietnam's time, and the day after the last one of Python is none. So forms, services and the database
(`common/fields.py`) all ask here.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
#: From the beginning of the first day to the end of the last one, which is how a deadline "hết ngày" is kept.
FIRST_MOMENT = datetime(FIRST_YEAR, 1, 1, tzinfo=HANOI).astimezone(UTC)
LAST_MOMENT = datetime(LAST_YEAR + 1, 1, 1, tzinfo=HANOI).astimezone(UTC)

_DAY = re.compile(r"([0-9]{1,2})([/., -])([0-9]{1,2})\2([0-9]{1,4})")
_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_CLOCK = re.compile(r"([0-9]{1,2}) ?(?:[:hg] ?([0-9]{2})|[hg])(?::[0-9]{2}(?:\.[0-9]+)?)?", re.IGNORECASE)
#: The day, then white space, a comma (so pages show moments) or the T of ISO, then the time.
_MOMENT = re.compile(r"([0-9][0-9 /.-]*[0-9])(?:T|, ?| )([0-9]{1,2} ?[:hg].*)", re.IGNORECASE)
#: The longest text that is looked at; nobody writes a longer date.
LONGEST = 40


# --- The years --------------------------------------------------------------------------------------------------------
def midnight_of(now: datetime) -> datetime:
    """The beginning of the day that it is in Vietnam at `now`."""
    return now.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0)


def check_day(value: date) -> None:
    """Raise ValidationError, saying what to write, for a day outside the years 1900 to 2100."""
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(_out_of_range(value.year), code="years")


def check_moment(value: datetime) -> None:
    """Raise ValidationError, saying what to write, for a moment outside the years 1900 to 2100 in Vietnam."""
    if not FIRST_MOMENT <= (value if value.tzinfo else value.replace(tzinfo=HANOI)) <= LAST_MOMENT:
        raise ValidationError(_out_of_range(value.year), code="years")


def check_year(value: int) -> None:
    """Raise ValidationError, saying what to write, for a year outside 1900 to 2100."""
    if not FIRST_YEAR <= value <= LAST_YEAR:
        out = _("The year %(year)s is out of range. Write a year between 1900 and 2100.")
        raise ValidationError(out % {"year": value}, code="years")


def check_dates(**dates: date | None) -> None:
    """Raise ValidationError by field for each day, moment or year of these that lies outside; None is none."""
    faults: dict[str, Any] = {}
    for name, value in dates.items():
        try:
            if isinstance(value, datetime):
                check_moment(value)
            elif value is not None:
                check_day(value)
        except ValidationError as error:
            faults[name] = error
    if faults:
        raise ValidationError(faults)


def _out_of_range(year: int) -> str:
    return _("The year %(year)s is out of range. Write a date between 1900 and 2100.") % {"year": year}


# --- What people write ------------------------------------------------------------------------------------------------
def parse_day(text: str) -> date:
    """The day that somebody wrote: `31/07/2026`, `1-7-2026`, `31.07.2026`, `31,07,2026`, `31072026` or `2026-07-31`.

    Raises ValidationError, saying what to write, for anything else: the day comes first always, and the year has four
    digits, since of `01/02/26` nobody knows what it means.
    """
    plain = _plain(text)
    spaced = re.sub(r" ?([/.,-]) ?", r"\1", plain)
    if match := _ISO.fullmatch(spaced):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _TOGETHER.fullmatch(spaced):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY.fullmatch(spaced):
        if len(match[4]) < 4:
            asked = _("Write the year with four digits, for example 31/07/2026.")
            raise ValidationError(asked, code="invalid")
        return _day(int(match[1]), int(match[3]), int(match[4]))
    raise ValidationError(_("Enter a date as day/month/year, for example 31/07/2024."), code="invalid")


def parse_clock(text: str) -> time:
    """The time of day that somebody wrote: `17:00`, `9:30`, `17h30`, `17h`.

    Raises ValidationError, saying what to write, for anything else.
    """
    match = _CLOCK.fullmatch(_plain(text))
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise ValidationError(_("Enter the time as hour:minute, for example 17:00."), code="invalid")
    return time(hour, minute)


def parse_moment(text: str) -> datetime:
    """The moment, in Vietnam's time, that somebody wrote: a day and a time as the two functions above read them.

    Raises ValidationError as they do.
    """
    match = _MOMENT.fullmatch(_plain(text))
    if match is None:
        asked = _("Enter day and time, for example 31/07/2026 14:00.")
        raise ValidationError(asked, code="invalid")
    return datetime.combine(parse_day(match[1]), parse_clock(match[2]), tzinfo=HANOI)


def _plain(text: str) -> str:
    """Digits and signs of any width in their plain form, single spaces; cut where no date is that long."""
    return " ".join(unicodedata.normalize("NFKC", text[: LONGEST + 1]).split())


def _day(day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(_out_of_range(year), code="years")
    if not 1 <= month <= 12:
        raise ValidationError(
            _("There is no month %(month)s. Write the day first, then the month, for example 31/07/2026.")
            % {"month": month},
            code="invalid",
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValidationError(
            ngettext(
                "Month %(month)s of %(year)s has %(last)s day. Write a day that there is.",
                "Month %(month)s of %(year)s has %(last)s days. Write a day that there is.",
                last,
            )
            % {"month": month, "year": year, "last": last},
            code="invalid",
        )
    return date(year, month, day)
