"""What the clock does with the rows whose time has come: each by itself, so that one never stops the others.

A loop names which rows are due and what is done with one. Which are due is decided in SQL and their ids alone are
read: a row that cannot even be loaded raises inside its own transaction, where the others do not feel it. What failed
is kept as a failed job, which the staff of the row's federation see and may retry; the clock itself tries again with
growing pauses.
"""

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from common.locks import give_up_waiting_after
from common.logs import about
from units.choices import JobState
from units.models import Job
from units.services import jobs

logger = logging.getLogger(__name__)
#: The kind of the jobs that keep a fault of the clock.
KIND = "units.due_row"
#: How long one row may wait for a lock that somebody else holds; then it is the next one's turn.
LOCK_SECONDS = 5
#: From the second fault of a row on, its pause doubles up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=5)
#: For how long a tick works on one loop; what is left comes with the next, after the other loops.
TICK_SECONDS = 10.0


@dataclass(frozen=True)
class Loop:
    """Rows that the clock moves when their time has come.

    `due` decides in SQL which they are; `act` moves one, by its id, and returns whether it did. `name` and `owner` lead
    to what a row is called and to the id of the federation that looks after it; `fault` says what was not done, with
    the name as `%(row)s`. What is no deadline, but clears away, is not `told` among what was closed.
    """

    key: str
    due: Callable[[datetime], QuerySet[Any]]
    act: Callable[[int, datetime], bool]
    fault: str | Promise
    name: str = "name"
    owner: str = "owner_id"
    told: bool = True

    def __post_init__(self) -> None:
        """Make the loop known to `run_all` and to the job that tries a row again."""
        LOOPS[self.key] = self


#: Every loop of the product by its key, in the order in which the apps declare them.
LOOPS: dict[str, Loop] = {}


def run(loop: Loop, *, now: datetime, seconds: float | None = None) -> int:
    """Act on each row that is due, each in its own transaction; return how many moved.

    With `seconds` no row is begun after so long. A row that failed before waits until its pause is over, and then comes
    after the others.
    """
    began, moved = time.monotonic(), 0
    resting = _resting(loop)
    ids = list(loop.due(now).values_list("pk", flat=True))
    over = resting.keys() - set(ids)
    for pk in sorted(ids, key=lambda pk: pk in resting):  # else in the order of `due`
        if seconds is not None and time.monotonic() - began > seconds:
            break
        if pk not in resting or resting[pk] <= timezone.now():
            outcome = _move(loop, pk, now)
            moved += bool(outcome)
            over |= {pk} & resting.keys() if outcome is not None else set()
    _settle(loop, over)
    return moved


def run_all(*, now: datetime) -> int:
    """Every loop, once; return how many rows moved whose loop is told of."""
    return sum(run(loop, now=now) * loop.told for loop in LOOPS.values())


@jobs.handles(KIND)
def try_again(running: jobs.Running) -> dict[str, bool]:
    """Act once more on the row of a fault, when a person asks; one that is not due any more is left alone."""
    loop, pk, now = LOOPS[running.args["loop"]], running.args["row"], timezone.now()
    return {"moved": loop.due(now).filter(pk=pk).exists() and _act(loop, pk, now)}


def _move(loop: Loop, pk: int, now: datetime) -> bool | None:
    """Act on one row and return whether it moved; a fault of whatever kind is logged and kept, and gives None."""
    with about(due=f"{loop.key}:{pk}"):
        try:
            return _act(loop, pk, now)
        except Exception as error:
            logger.exception("%s: row %s failed, the others go on", loop.key, pk)
            _try_to_keep(loop, pk, error)
            return None


def _act(loop: Loop, pk: int, now: datetime) -> bool:
    with transaction.atomic():
        give_up_waiting_after(LOCK_SECONDS)
        return loop.act(pk, now)


def _key(loop: Loop, pk: int) -> str:
    return f"due:{loop.key}:{pk}"


def _resting(loop: Loop) -> dict[int, datetime]:
    """Rows whose last try failed, with the moment from which the next one may come."""
    failed = Job.objects.filter(kind=KIND, state=JobState.FAILED, key__startswith=_key(loop, 0)[:-1])
    rows = failed.values_list("key", "finished_at", "attempts")
    return {int(key.rpartition(":")[2]): at + _pause(attempts) for key, at, attempts in rows if at}


def _pause(attempts: int) -> timedelta:
    """How long a row rests after so many faults: until the next tick, then 10 s, 20 s, 40 s … 5 minutes."""
    return timedelta() if attempts < 2 else min(FIRST_PAUSE * 2 ** min(attempts - 2, 10), LONGEST_PAUSE)


def _try_to_keep(loop: Loop, pk: int, error: Exception) -> None:
    """Keeping a fault must not stop the others either, for instance where the row has vanished meanwhile."""
    try:
        _keep(loop, pk, error)
    except Exception:
        logger.exception("%s: the fault of row %s could not be kept", loop.key, pk)


def _keep(loop: Loop, pk: int, error: Exception) -> None:
    """Leave the fault as a failed job of the row's federation; the next of the same row is counted on it."""
    rows = loop.due(timezone.now()).model._default_manager.filter(pk=pk)
    name, owner = rows.values_list(loop.name, loop.owner).get()
    said = f"{loop.fault % {'row': name}} {jobs.words_of(error)}"[: jobs.LONGEST_MESSAGE]
    fresh = {"state": JobState.FAILED, "message": said, "finished_at": timezone.now()}
    given = {
        "kind": KIND,
        "args": {"loop": loop.key, "row": pk},
        "owner_id": owner,
        "created_at": timezone.now(),
    }
    with transaction.atomic():
        job, created = Job.objects.get_or_create(key=_key(loop, pk), defaults=given | fresh | {"attempts": 1})
        if not created:
            kept = Job.objects.filter(pk=job.pk).exclude(state=JobState.RUNNING)
            kept.update(**fresh, attempts=F("attempts") + 1)


def _settle(loop: Loop, pks: Collection[int]) -> None:
    """Faults of rows that went well since, or are not due any more, are over."""
    if not pks:
        return
    over = Job.objects.filter(key__in=[_key(loop, pk) for pk in pks], state=JobState.FAILED)
    over.update(state=JobState.DONE, message="", attempts=0, finished_at=timezone.now())
