"""What a cell says: the value that its column means, or a fault in words."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _

from common.dates import HANOI, LAST_YEAR, check_day, check_moment
from common.fields import LARGEST, STEP, UNIT, from_units, to_units
from common.text import parse_figure, searchable
from common.workbook.archive import LONGEST_CELL
from common.workbook.columns import Column, Kind

YES = {"co", "x", "true", "1", "yes", "dung"}
NO = {"khong", "false", "0", "no", "sai"}
LARGEST_WHOLE = 32_767
#: The longest figure, date or choice that anybody writes; longer ones are not repeated in the fault.
LONGEST_VALUE = 100
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOMENT = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
END_OF_DAY = re.compile(r"het (?:ngay )?(\d{1,2}/\d{1,2}/\d{4})")


class Wrong(Exception):
    """A cell that does not fit its column; the message says what would."""


def read_cell(column: Column, raw: Any) -> Any:
    """The value of a cell; an empty one means the column's default. Raises Wrong."""
    if isinstance(raw, str):
        words = column.kind in (Kind.TEXT, Kind.CODE)
        if len(raw) > (LONGEST_CELL if words else LONGEST_VALUE):
            raise _too_long(len(raw), min(column.limit, LONGEST_CELL) if words else LONGEST_VALUE)
        raw = raw.strip().replace("\r\n", "\n").replace("\r", "\n")
    if raw is None or raw == "":
        if column.required:
            raise Wrong(_("“%(caption)s” may not be empty. Fill it in.") % {"caption": column.caption})
        return column.empty
    return READERS[column.kind](column, raw)


def _words(column: Column, raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime | date):
        raw = f"{raw:%d/%m/%Y}"
    words = str(raw)
    seen = words if column.kind is Kind.CODE else words.replace("\n", "").replace("\t", "")
    if any(c < " " or c == "\x7f" for c in seen):
        raise Wrong(_("The text holds a character that cannot be stored. Type it again."))
    if len(words) > column.limit:
        raise _too_long(len(words), column.limit)
    return words


def _too_long(length: int, limit: int) -> Wrong:
    return Wrong(
        _("The text has %(length)s characters; at most %(limit)s are kept. Shorten it.")
        % {"length": length, "limit": limit}
    )


@cache
def _labels(choices: type[Choices]) -> dict[str, str]:
    """Every way to name a value of a closed list: the value itself, its Vietnamese and its English label."""
    names: dict[str, str] = {}
    for language in ("en", "vi"):
        with translation.override(language):
            names |= {searchable(str(label)): value for value, label in choices.choices}
    return names | {searchable(str(value)): value for value in choices.values}


def _choice(column: Column, raw: Any) -> str:
    assert column.choices is not None
    names = _labels(column.choices)
    found = names.get(searchable(str(raw)))
    if found is None:
        raise Wrong(
            _("“%(value)s” is not known here. Write one of: %(allowed)s.")
            % {"value": raw, "allowed": ", ".join(column.choices.values)}
        )
    return found


def _flag(column: Column, raw: Any) -> bool:
    if isinstance(raw, float):
        raw = int(raw) if raw.is_integer() else raw
    name = searchable(str(raw))
    if name in YES:
        return True
    if name in NO:
        return False
    raise Wrong(_("“%(value)s” is not known here. Write “có”, or leave the cell empty.") % {"value": raw})


def _figure(column: Column, raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Wrong(_("“%(value)s” is not a number. Type digits only, for example 1.234,5.") % {"value": raw})
    if isinstance(raw, str):
        try:
            figure = parse_figure(raw)
        except ValidationError as error:
            raise Wrong(error.messages[0]) from error
        assert figure is not None
    else:
        figure = Decimal(repr(raw))
    if not figure.is_finite() or abs(figure) * UNIT > LARGEST:
        raise Wrong(_("The figure is too large: at most 922 trillion."))
    if figure < 0:
        raise Wrong(_("The figure cannot be negative. Enter 0 or more."))
    if figure != figure.quantize(STEP):
        raise Wrong(_("“%(value)s” has more than 4 decimals. Round it.") % {"value": raw})
    return from_units(to_units(figure))


def _whole(column: Column, raw: Any) -> int:
    figure = _figure(column, raw)
    if figure != int(figure) or figure > LARGEST_WHOLE:
        raise Wrong(_("“%(value)s” is not a whole number from 0 to 32.767.") % {"value": raw})
    return int(figure)


def _date(text: str) -> date | None:
    match = DAY.fullmatch(text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_range(check: Callable[[Any], None], value: Any) -> None:
    try:
        check(value)
    except ValidationError as error:
        raise Wrong(error.messages[0]) from error


def _day(column: Column, raw: Any) -> date:
    found = _date(raw) if isinstance(raw, str) else None
    if isinstance(raw, datetime):
        found = raw.date() if raw.time() == time(0) else None
    elif isinstance(raw, date):
        found = raw
    if found is None:
        raise Wrong(_("“%(value)s” is not a date. Write it like 31/07/2024.") % {"value": raw})
    _in_range(check_day, found)
    return found


def _moment(column: Column, raw: Any) -> datetime:
    found = None
    if isinstance(raw, str):
        found = _moment_in_words(raw)
    elif isinstance(raw, datetime):
        found = (
            raw if raw.year > LAST_YEAR else (raw + timedelta(microseconds=500_000)).replace(microsecond=0)
        )
    elif isinstance(raw, date):
        found = datetime.combine(raw, time(0))
    if found is None:
        raise Wrong(_("“%(value)s” is not a date and time. Write it like 31/07/2024 17:00.") % {"value": raw})
    _in_range(check_moment, found)
    return found if found.tzinfo else found.replace(tzinfo=HANOI)


def _moment_in_words(text: str) -> datetime | None:
    end = END_OF_DAY.fullmatch(searchable(text))
    day = _date(end[1]) if end else None
    if day:
        following = (
            day + timedelta(days=1) if day.year <= LAST_YEAR else day
        )  # which is out of range then too
        return datetime.combine(following, time(0))
    match = MOMENT.fullmatch(text)
    try:
        if match and (day := _date(match[1])):
            hour, minute, second = (int(part or 0) for part in match.groups()[1:])
            return datetime.combine(day, time(hour, minute, second))
        return datetime.fromisoformat(text)
    except ValueError:
        return None


READERS = {
    Kind.TEXT: _words,
    Kind.CODE: _words,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.NUMBER: _figure,
    Kind.WHOLE: _whole,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
}
