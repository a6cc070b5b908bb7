"""Is everything at work? One look at what the application stands on, for /readyz, the banner and the page of the state.

Figures only: how old, how many. No name of anybody or anything is among them, so that /readyz may be open to whatever
watches the servers. A look is kept for some seconds, so that asking often costs nothing.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, F, Min, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from campaigns.models import Phase
from units.choices import JobState
from units.letters import unsent_mail
from units.models import ClockTick, Job
from units.services import due

logger = logging.getLogger(__name__)
OK, LATE, DOWN = "ok", "late", "down"
#: From how many seconds on something is late.
LIMITS = {
    "clock": 60,
    "due_phase": 60,
    "waiting_job": 300,
    "unsent_mail": 900,
}
#: For how many seconds a look is good enough: for /readyz, and for the banner of administrators' pages.
FRESH, RECENT = 5.0, 15.0
#: How long a server may take to answer.
PATIENCE = 2
#: Ages are shown up to this; it also keeps a moment that cannot be read from being read.
LONGEST = timedelta(days=3650)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: its verdict, how old or how many it is where that says something."""

    name: str
    verdict: str
    seconds: int | None = None
    count: int | None = None

    @property
    def is_ok(self) -> bool:
        """Nobody need do anything."""
        return self.verdict == OK

    def figures(self) -> dict[str, Any]:
        """The check for a machine."""
        figures = {"verdict": self.verdict, "seconds": self.seconds, "count": self.count}
        return {name: value for name, value in figures.items() if value is not None}


@dataclass(frozen=True)
class State:
    """What one look found."""

    at: datetime
    checks: tuple[Check, ...]

    @property
    def faults(self) -> list[Check]:
        """What somebody should look after."""
        return [check for check in self.checks if not check.is_ok]

    @property
    def is_ready(self) -> bool:
        """Everything is at work."""
        return not self.faults


# --- What is looked at ------------------------------------------------------------------------------------------------
def _database(_now: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check("database", OK)


def _broker(_now: datetime) -> Check:
    if settings.REDIS_URL:
        given = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        with redis.from_url(settings.CELERY_BROKER_URL, **given) as client:
            client.ping()
        return Check("broker", OK)
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]
    return Check("broker", OK if os.access(folder, os.W_OK | os.X_OK) else DOWN)


def _cache(_now: datetime) -> Check:
    cache.set("readyz", "1", 60)
    return Check("cache", OK if cache.get("readyz") == "1" else DOWN)


def _clock(now: datetime) -> Check:
    at = ClockTick.objects.values_list("at", flat=True).first()
    return _aged("clock", now, at) if at else Check("clock", LATE)


def _due_phase(now: datetime) -> Check:
    """The phase whose deadline passed longest ago and that is still open.

    A deadline before all memory is raised to `LONGEST` in SQL: it could not be read.
    """
    sane = Greatest(F("entry_closes_at"), Value(now - LONGEST))
    found = Phase.objects.due(now).aggregate(oldest=Min(sane), count=Count("pk"))
    return _aged("due_phase", now, found["oldest"], found["count"])


def _waiting_job(now: datetime) -> Check:
    """Jobs that nobody does: queued, or with a worker that was lost. One that waits for quiet waits from its end on."""
    unclaimed = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    waiting = Job.objects.filter(unclaimed, Q(due_at__isnull=True) | Q(due_at__lte=now))
    found = waiting.aggregate(oldest=Min(Coalesce("due_at", "created_at")), count=Count("pk"))
    return _aged("waiting_job", now, found["oldest"], found["count"])


def _failed_job(_now: datetime) -> Check:
    """Work of a federation that has failed: it stands still until somebody looks at it.

    What the clock tries again by itself counts from the second fault on.
    """
    once = Q(kind=due.KIND, attempts__lt=2)
    count = Job.objects.filter(state=JobState.FAILED, owner__isnull=False).exclude(once).count()
    return Check("failed_job", LATE if count else OK, count=count)


def _unsent_mail(now: datetime) -> Check:
    mail = unsent_mail(now)
    return _aged("unsent_mail", now, mail.oldest, mail.count)


#: In the order in which they are shown. What stands on the database comes after it.
LOOKS: dict[str, Callable[[datetime], Check]] = {
    "database": _database,
    "broker": _broker,
    "cache": _cache,
    "clock": _clock,
    "due_phase": _due_phase,
    "waiting_job": _waiting_job,
    "failed_job": _failed_job,
    "unsent_mail": _unsent_mail,
}


def _aged(name: str, now: datetime, since: datetime | None, count: int | None = None) -> Check:
    """Late when it is older than its limit; without a moment there is nothing that could be."""
    seconds = max(0, int((now - since).total_seconds())) if since else None
    verdict = LATE if seconds is not None and seconds > LIMITS[name] else OK
    return Check(name, verdict, seconds, count)


def look(now: datetime) -> State:
    """Look at everything; what does not answer is down."""
    checks = []
    for name, check in LOOKS.items():
        try:
            checks.append(check(now))
        except Exception as error:  # whatever it is, the others are looked at
            logger.error("%s does not answer: %s", name, error)
            checks.append(Check(name, DOWN))
    return State(now, tuple(checks))


# --- Kept for some seconds --------------------------------------------------------------------------------------------
class Lookout:
    """The last look of this process. One request looks at a time; the others take what is known meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[float, State] | None = None

    def state(self, seconds: float) -> State:
        """What a look found at most so long ago; older only while another request is looking."""
        known = self._known
        if known and time.monotonic() - known[0] < seconds:
            return known[1]
        if not self._lock.acquire(blocking=known is None):
            return known[1]  # type: ignore[index]  # known, or we would have waited
        try:
            if self._known is known:
                self._known = (time.monotonic(), look(timezone.now()))
            return self._known[1]  # type: ignore[index]
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Look anew the next time."""
        self._known = None


LOOKOUT = Lookout()
