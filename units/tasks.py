"""Jobs of the organisation: each loads by id and calls one service."""

from typing import Any

from django.utils import timezone

from common.tasks import job
from units.services import audit, jobs, notices


@job("units.run_job")
def run_job(*, job_id: int, **_later: Any) -> None:
    """Do one job row."""
    jobs.run(job_id=job_id)


@job("units.sweep_jobs")
def sweep_jobs(**_later: Any) -> None:
    """Wake what was lost."""
    jobs.sweep(now=timezone.now())


@job("units.deliver_notices")
def deliver_notices(**_later: Any) -> None:
    """Send what is unsent."""
    notices.deliver(now=timezone.now())


@job("units.seal_audit")
def seal_audit(**_later: Any) -> None:
    """Chain the audit events that have come since."""
    while audit.seal_batch():
        pass
