"""Days and times as people type them: the day before the month, and the end of a window by its last day."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.dates import HANOI, LAST_YEAR, check_day, check_moment
from common.templatetags.look import MIDNIGHT
from common.text import searchable
from common.workbook.columns import Column
from common.workbook.faults import Wrong
from common.workbook.styles import Look

DAY_WORDS = r"(\d{1,2})(?P<sep>[/.-])(\d{1,2})(?P=sep)(\d{4})"
DAY = re.compile(DAY_WORDS)
#: What nobody would write for a number.
DATED = re.compile(rf"{DAY_WORDS}|\d{{4}}-\d{{1,2}}-\d{{1,2}}")
MOMENT = re.compile(rf"({DAY_WORDS})\s+(\d{{1,2}})(?:[:hg]|\s*gio\s*)(?:(\d{{2}})(?::(\d{{2}}))?)?")
END_OF_DAY = re.compile(rf"het (?:ngay )?({DAY_WORDS})")


def read_day(column: Column, raw: Any, _look: Look) -> date:
    """A date. Raises Wrong."""
    found = _date(raw) if isinstance(raw, str) else None
    if isinstance(raw, datetime):
        found = raw.date() if raw.time() == MIDNIGHT else None
    elif isinstance(raw, date):
        found = raw
    if found is None:
        asked = _("“%(value)s” is not a date. Write it like 31/07/2024.") % {"value": shown_raw(raw)}
        raise Wrong(asked + _format_hint(raw))
    _in_range(found)
    return found


def read_moment(column: Column, raw: Any, look: Look) -> datetime:
    """A time, of Vietnam where nothing else is said; a day alone is its first moment, or its end where a window ends.

    Raises Wrong.
    """
    found: date | None = None
    if isinstance(raw, str):
        found = _in_words(raw)
    elif isinstance(raw, datetime):
        found = raw if raw.year > LAST_YEAR else raw + timedelta(microseconds=500_000)
        found = found.replace(microsecond=0)
    elif isinstance(raw, date):
        found = datetime.combine(raw, MIDNIGHT) if look.has_time else raw
    if found is None:
        asked = _("“%(value)s” is not a date and time. Write it like 31/07/2024 17:00.")
        raise Wrong(asked % {"value": shown_raw(raw)} + _format_hint(raw))
    _in_range(found)
    if not isinstance(found, datetime):
        found = datetime.combine(found + timedelta(days=1 if column.ends else 0), MIDNIGHT)
    return found if found.tzinfo else found.replace(tzinfo=HANOI)


def is_day(raw: Any) -> bool:
    """The cell holds a date, or a text in the form of one, whether or not there is such a day."""
    return DATED.fullmatch(raw) is not None if isinstance(raw, str) else isinstance(raw, date)


def is_midnight(raw: Any, look: Look) -> bool:
    """The cell says 00:00 itself."""
    if isinstance(raw, str):
        raw = _in_words(raw) if not END_OF_DAY.fullmatch(searchable(raw)) else None
    if isinstance(raw, datetime):
        return raw.time() == MIDNIGHT
    return isinstance(raw, date) and look.has_time


def shown_raw(raw: Any) -> str:
    """A cell's content as the spreadsheet's user knows it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{Decimal(f'{raw:.15g}'):f}"
    if isinstance(raw, datetime) and raw.time() != MIDNIGHT:
        return f"{raw:%d/%m/%Y %H:%M}"
    return f"{raw:%d/%m/%Y}" if isinstance(raw, date) else str(raw)


def _format_hint(raw: Any) -> str:
    """What to do with a number that has lost the format of a date."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return ""
    return " " + _("If the number stands for a day, format the cell as a date.")


def _in_range(found: date) -> None:
    try:
        if isinstance(found, datetime):
            check_moment(found)
        else:
            check_day(found)
    except ValidationError as error:
        raise Wrong(error.messages[0]) from error


def _after(day: date) -> datetime:
    """The first moment after a day; of a day that is out of range anyhow its own first, since Python has a last day."""
    return datetime.combine(day, MIDNIGHT) + timedelta(days=1 if day.year <= LAST_YEAR else 0)


def _date(text: str) -> date | None:
    match = DAY.fullmatch(text)
    try:
        return date(int(match[4]), int(match[3]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return None


def _in_words(text: str) -> date | None:
    """A time, or a day alone; None for neither."""
    plain = searchable(text)
    end = END_OF_DAY.fullmatch(plain)
    if end:
        day = _date(end[1])
        return _after(day) if day else None
    match = MOMENT.fullmatch(plain)
    if match:
        day = _date(match[1])
        hour, minute, second = (int(part or 0) for part in match.groups()[5:])
        try:
            if day and (hour, minute, second) == (24, 0, 0):
                return _after(day)
            return datetime.combine(day, time(hour, minute, second)) if day else None
        except ValueError:
            return None
    try:
        return _date(text) or datetime.fromisoformat(text)
    except ValueError:
        return None
