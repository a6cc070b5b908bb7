"""Days, moments and words of a campaign some years later: what the next campaign proposes, and people then look at."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

#: As long as a campaign's code may be.
LONGEST_CODE = 40


def first_day_later(day: date, years: int) -> date:
    """The first day of something so many years later.

    29 February becomes 1 March where there is none: the day after what ended on the last of February.
    """
    year = day.year + years
    return date(year, 3, 1) if _is_missing(day, year) else day.replace(year=year)


def last_day_later(day: date, years: int) -> date:
    """The last day of something so many years later: the last of a month stays the last of its month."""
    year = day.year + years
    length = monthrange(year, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, day.month, length if is_last else day.day)


def same_day_later(day: date, years: int) -> date:
    """An anniversary so many years later; 29 February is held on the 28th where there is none."""
    year = day.year + years
    return date(year, 2, 28) if _is_missing(day, year) else day.replace(year=year)


def _is_missing(day: date, year: int) -> bool:
    return (day.month, day.day) == (2, 29) and monthrange(year, 2)[1] == 28


def opening_later(moment: datetime, years: int) -> datetime:
    """When a window opens so many years later, at the same time of day; `moment` is local."""
    return _at(first_day_later(moment.date(), years), moment)


def closing_later(moment: datetime, years: int) -> datetime:
    """When a window closes so many years later; `moment` is local.

    "Hết ngày 31/7" is stored as 1/8 00:00: its last day is moved, and the window closes at the end of that.
    """
    if moment.time() == time.min:
        return _at(last_day_later(moment.date() - timedelta(days=1), years) + timedelta(days=1), moment)
    return _at(last_day_later(moment.date(), years), moment)


def _at(day: date, moment: datetime) -> datetime:
    return datetime.combine(day, moment.time(), tzinfo=moment.tzinfo)


#: What holds a year and is passed over (the number of a document, a date), a stretch of years, a year alone.
_PLACES = re.compile(
    r"(?P<kept>\d+/\d{4}/\S+|\d{1,2}([/.-])\d{1,2}\2\d{4}(?!\d))"
    r"|(?<!\d)(?P<first>\d{4})(?P<to>\s*[-–—]\s*)(?P<last>\d{4})(?!\d)"
    r"|(?<!\d)(?P<year>\d{4})(?!\d)"
)


def year_replaced(text: str, old: int, new: int) -> str:
    """The text with the old year replaced by the new one: "năm 2024" → "năm 2025", "2024–2025" → "2025–2026".

    The date of a document and its number stay as they are, and so does a stretch of more years than two.
    """

    def later(found: re.Match[str]) -> str:
        if found["kept"]:
            return found[0]
        if found["year"]:
            return str(new) if int(found["year"]) == old else found[0]
        first, last = int(found["first"]), int(found["last"])
        if last == first + 1 and old in (first, last):
            return f"{first + new - old}{found['to']}{last + new - old}"
        return found[0]

    return _PLACES.sub(later, text)


def code_replaced(code: str, old: int, new: int) -> str:
    """A code with the old year replaced by the new one, or the new one put behind it: HN-2024 → HN-2025."""
    before, year, after = code.rpartition(str(old))
    return f"{before}{new}{after}" if year else f"{code[: LONGEST_CODE - 5]}-{new}"
