"""Forms that are sent twice are done once (ADR 21)."""

import time
from datetime import datetime, timedelta

from units.models import Sending, User

#: How long who sends again waits for the first answer, and how often it is looked for, in seconds.
PATIENCE, PAUSE = 5.0, 0.1
#: A request that has not answered by then never will: no server lets one run so long.
LOST_AFTER = timedelta(minutes=2)
#: How long a sending is remembered; the page that it came from is long out of date by then.
KEPT = timedelta(days=7)


def claim(*, key: str, user: User, now: datetime) -> Sending | None:
    """Claim a form before its act begins; None when it is this request's. Otherwise the first one's, once it is known.

    The claim is a row of its own transaction: whoever sends the same at the same moment finds it. A first that came
    back with faults gives its claim up, and the next in line takes it.
    """
    ends = time.monotonic() + PATIENCE
    while True:
        row, is_mine = Sending.objects.get_or_create(key=key, defaults={"user": user, "sent_at": now})
        if is_mine:
            return None
        is_lost = row.answered_at is None and row.sent_at <= now - LOST_AFTER
        if row.answered_at or is_lost or time.monotonic() >= ends:
            return row
        time.sleep(PAUSE)


def answer(*, key: str, leads_to: str, now: datetime) -> None:
    """The act is done: whoever sends the form again is led to the same page."""
    Sending.objects.filter(key=key).update(answered_at=now, leads_to=leads_to)


def give_up(*, key: str) -> None:
    """The form came back and nothing was done: it may be sent again."""
    Sending.objects.filter(key=key, answered_at__isnull=True).delete()


def sweep(*, now: datetime) -> int:
    """Forget what was sent long ago; returns how many."""
    count, _kinds = Sending.objects.filter(sent_at__lt=now - KEPT).delete()
    return count
