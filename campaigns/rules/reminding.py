"""On which days before the end of entry those are reminded who have not submitted."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: A reminder is sent so long before the end at most, and so many at most.
EARLIEST_DAYS, MOST_REMINDERS = 60, 5
#: At this time of the day, by the federation's clock.
REMINDED_AT = time(8)


def remind_days_of(text: str) -> tuple[int, ...]:
    """The days that somebody wrote: `7, 3, 1` → (7, 3, 1), the earliest reminder first, each once; none of "".

    Raises ValueError for anything but whole days from 1 to 60, five at most.
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",")] if text.strip() else []
    if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
        raise ValueError(text)
    days = {int(part) for part in parts}
    if len(days) > MOST_REMINDERS or not all(1 <= day <= EARLIEST_DAYS for day in days):
        raise ValueError(text)
    return tuple(sorted(days, reverse=True))


def reminded_on(closes_at: datetime, days: int, clock: ZoneInfo) -> datetime:
    """When those are reminded who are late so many days before the last day of entry: in the morning of that day.

    "Hết ngày 31/7" is kept as 1/8 00:00: its last day is 31/7.
    """
    last = (closes_at.astimezone(clock) - timedelta(microseconds=1)).date()
    return datetime.combine(last - timedelta(days=days), REMINDED_AT, tzinfo=clock)
