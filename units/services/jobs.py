"""Jobs: rows for work that is done after the transaction that asks for it.

The database is the truth, the broker only wakes a worker (ADR 5). A worker claims a job by one conditional
UPDATE, which gives the row a lease (until when it is this worker's) and a fence (a random mark of this claim).
What the worker writes is written only while the row still bears its fence; `sweep` wakes again what was lost.
"""

import json
import logging
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.logs import about
from common.tasks import send
from units.actors import SYSTEM, Actor, account_of
from units.choices import JobState
from units.models import Job, User
from units.permissions import require
from units.queries import private_jobs
from units.scope import scope_of
from units.services import audit

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
#: How long a woken job may stay unclaimed before the sweep wakes it again.
PATIENCE = timedelta(seconds=15)
#: How often more of the same may put off a job that waits for it: at most so long after it was asked for.
LONGEST_QUIET = timedelta(minutes=5)
LONGEST_MESSAGE = 2000
Handler = Callable[["Running"], dict[str, Any]]
HANDLERS: dict[str, Handler] = {}


class LostLease(Exception):
    """The lease ran out and another worker has claimed the job: this one must write nothing more."""


@dataclass
class Running:
    """A claimed job, as its handler sees it, with the fence of the claim."""

    job: Job
    fence: uuid.UUID

    @property
    def args(self) -> dict[str, Any]:
        """What `enqueue` was given besides kind and key, by name."""
        return self.job.args

    @property
    def by(self) -> Actor:
        """Who asked for the job; the installation itself for what the clock asked."""
        return self.job.created_by or SYSTEM

    def step(self, done: int, total: int, message: str = "") -> None:
        """Renew the lease and show progress. Raises LostLease when the job has been taken over."""
        now = timezone.now()
        fresh = {
            "lease_until": now + lease(),
            "progress_done": done,
            "progress_total": total,
            "message": message,
        }
        if not mine(self).update(**fresh):
            raise LostLease(str(self.job.pk))

    def hold(self) -> None:
        """Inside a transaction: make sure the job is still mine until it commits. Raises LostLease."""
        if not mine(self).update(lease_until=timezone.now() + lease()):
            raise LostLease(str(self.job.pk))


def handles(kind: str, *, private: bool = False) -> Callable[[Handler], Handler]:
    """Declare the function that does jobs of one kind; it may run twice and returns a JSON result.

    A private job, its progress and result are shown to its asker alone.
    """

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        if private:
            private_jobs.add(kind)
        return function

    return register


def lease() -> timedelta:
    """How long a claim lasts until its worker renews it by `step` or `hold`."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def mine(running: Running) -> Any:
    """The job's row while it is claimed under our fence; empty once somebody else has it."""
    return Job.objects.filter(pk=running.job.pk, fence=running.fence, state=JobState.RUNNING)


def enqueue(
    *,
    kind: str,
    key: str,
    by: Actor,
    now: datetime,
    owner_id: int | None = None,
    quiet: timedelta | None = None,
    **args: Any,
) -> Job:
    """Write a job in the caller's transaction (the same key once) and wake a worker when it commits.

    `owner_id` is the union whose staff look after it. With `quiet` nobody is woken until so long nothing more of the
    same was asked for: a dozen askings within a minute are one piece of work. Asking again for a job that failed queues
    it again; for any other it changes nothing.
    """
    given = {
        "kind": kind,
        "args": args,
        "created_by": account_of(by),
        "owner_id": owner_id,
        "created_at": now,
    }
    due_at = now + quiet if quiet else None
    job, created = Job.objects.get_or_create(key=key, defaults=given | {"due_at": due_at})
    if _queue_again(job) or (created and due_at is None):
        transaction.on_commit(lambda: wake(job.pk))
    elif due_at is not None:
        until = min(due_at, job.created_at + LONGEST_QUIET)
        Job.objects.filter(pk=job.pk, state=JobState.QUEUED, due_at__lt=until).update(due_at=until)
    return job


def _queue_again(job: Job) -> bool:
    """FAILED → QUEUED, its attempts counted anew; False when it has not failed."""
    fresh = {"attempts": 0, "woken_at": None, "message": "", "finished_at": None, "due_at": None}
    failed = Job.objects.filter(pk=job.pk, state=JobState.FAILED)
    return bool(failed.update(state=JobState.QUEUED, progress_done=0, progress_total=0, **fresh))


def wake(job_id: int) -> None:
    """Ask the broker for a worker; while it cannot be reached the job waits for the sweep."""
    Job.objects.filter(pk=job_id).update(woken_at=timezone.now())
    if not send("units.run_job", job_id=job_id):
        logger.warning("broker unreachable, job %s waits for the sweep", job_id)


def claim(*, job_id: int, now: datetime) -> Running | None:
    """Claim a queued job, or one whose lease ran out, by one conditional UPDATE; None when somebody else has it.

    A job whose worker was lost as often as attempts are allowed is not claimed again: it fails, for a person to
    look at.
    """
    fence = uuid.uuid4()
    lost = Q(state=JobState.RUNNING, lease_until__lt=now)
    won = Job.objects.filter(
        Q(state=JobState.QUEUED) | lost & Q(attempts__lt=MAX_ATTEMPTS), pk=job_id
    ).update(state=JobState.RUNNING, fence=fence, lease_until=now + lease(), attempts=F("attempts") + 1)
    if won:
        return Running(job=Job.objects.get(pk=job_id), fence=fence)
    Job.objects.filter(lost, pk=job_id).update(
        state=JobState.FAILED,
        finished_at=now,
        message=_("The work was broken off %(count)s times. Please tell the administrator before retrying.")
        % {"count": MAX_ATTEMPTS},
    )
    return None


def run(*, job_id: int, now: datetime | None = None) -> Job | None:
    """Claim and do a job; write its outcome only while the fence is ours. A fault is kept for a person to read.

    A refusal or a fault of the data fails at once, since it would be the same the next time; anything else is
    tried again.
    """
    running = claim(job_id=job_id, now=now or timezone.now())
    if running is None:
        return None
    with about(job=job_id, kind=running.job.kind):
        return _do(running)


def _do(running: Running) -> Job | None:
    job_id = running.job.pk
    try:
        result = json.loads(json.dumps(HANDLERS[running.job.kind](running), cls=DjangoJSONEncoder))
        done = {"result": result, "message": "", "finished_at": timezone.now()}
        mine(running).update(state=JobState.DONE, **done)
    except LostLease:
        logger.warning("job %s was taken over", job_id)
        return None
    except (ValidationError, Refusal) as error:
        _fail(running, error, again=False)
    except Exception as error:
        logger.exception("job %s failed", job_id)
        _fail(running, error, again=running.job.attempts < MAX_ATTEMPTS)
    return Job.objects.get(pk=job_id)


def _fail(running: Running, error: Exception, *, again: bool) -> None:
    now = timezone.now()
    mine(running).update(
        state=JobState.QUEUED if again else JobState.FAILED,
        message=words_of(error)[:LONGEST_MESSAGE],
        woken_at=now,
        finished_at=None if again else now,
    )


def words_of(error: Exception) -> str:
    """What a person reads about a fault; whatever the fault quotes, the database can store it."""
    if isinstance(error, ValidationError):
        words = " ".join(error.messages)
    elif isinstance(error, Refusal):
        words = error.reason
    else:
        words = traceback.format_exception_only(error)[-1].strip()
    return words.replace("\x00", "�").encode("utf-8", "replace").decode()


def sweep(*, now: datetime) -> int:
    """Wake jobs that were queued and forgotten, or whose worker was lost, the longest asleep first; return how many.

    And those whose time has come. One that cannot be woken now does not hold up the others; its turn comes again.
    """
    asleep = Q(woken_at__isnull=True) | Q(woken_at__lt=now - PATIENCE)
    asleep &= Q(due_at__isnull=True) | Q(due_at__lte=now)
    unclaimed = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    waiting = Job.objects.filter(asleep & unclaimed).order_by(F("woken_at").asc(nulls_first=True), "pk")
    ids = list(waiting.values_list("pk", flat=True)[:100])
    for job_id in ids:
        with about(job=job_id):
            try:
                wake(job_id)
            except Exception:
                logger.exception("job %s was not woken, the others go on", job_id)
    return len(ids)


def run_all(*, now: datetime) -> int:
    """Do every unfinished job here and now, without a broker; return how many ran.

    For `run_due`, the demo and tests.
    """
    count = 0
    left_alone: list[int] = []
    while (
        job_id := Job.objects.filter(
            Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
        )
        .exclude(pk__in=left_alone)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    ):
        if run(job_id=job_id, now=max(now, timezone.now())) is None:
            left_alone.append(job_id)  # somebody else has it
        else:
            count += 1
    return count


@transaction.atomic
def retry(*, job: Job, by: User, now: datetime) -> bool:
    """Queue a failed job again, at a person's wish. FAILED → QUEUED; False when it has not failed.

    Raises Refusal for somebody who acts for no union today: an inspector, or one whose post has ended.
    """
    require(bool(scope_of(by).writing_ids), _("You hold no post today that may ask for this work."))
    if not _queue_again(job):
        return False
    audit.record(verb="retry_job", subject=job, by=by, now=now, kind=job.kind)
    transaction.on_commit(lambda: wake(job.pk))
    return True
