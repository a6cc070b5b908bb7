"""Jobs of the organisation: each loads by id and calls one service."""

import time
from typing import Any

from django.utils import timezone

from common.tasks import job
from units.services import audit, clock, due, jobs, letters, sendings


@job("units.run_job")
def run_job(*, job_id: int, **_later: Any) -> None:
    """Do the job with this id, unless another worker has it."""
    jobs.run(job_id=job_id)


@job("units.sweep_jobs")
def sweep_jobs(**_later: Any) -> None:
    """Wake jobs that nobody has claimed, and those whose worker was lost."""
    jobs.sweep(now=timezone.now())


@job("units.deliver_mail")
def deliver_mail(**_later: Any) -> None:
    """Make letters of the notices that have come, and send those that are due."""
    letters.deliver(now=timezone.now())


@job("units.seal_audit")
def seal_audit(**_later: Any) -> None:
    """Chain the audit events that have come since, for no longer than the other ticks can wait."""
    began = time.monotonic()
    while audit.seal_batch() and time.monotonic() - began < due.TICK_SECONDS:
        pass


@job("units.sweep_sendings")
def sweep_sendings(**_later: Any) -> None:
    """Forget the forms that were sent long ago."""
    sendings.sweep(now=timezone.now())


@job("units.tick")
def tick(**_later: Any) -> None:
    """Say that the clock runs."""
    clock.tick(now=timezone.now())
