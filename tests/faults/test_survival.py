"""Processes killed in the middle of their work: what was acknowledged stays, what was begun is ended by others."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.utils import timezone

from benchmarks.load import Answer, Connection
from campaigns.choices import PhaseStatus
from campaigns.models import Result, ScoreLine, Standing
from tests.faults.conftest import WRITERS, Field
from tests.faults.processes import HURRIED, empty_broker, product
from units.choices import JobState
from units.models import AuditEvent, Job, Notice
from units.services import audit

#: Seconds that a phase may need to be closed after the last fault.
PATIENCE = 120
#: Where the worker is killed; FAULT_STAGES names more of them, `.ci/run` all.
STAGES = os.environ.get("FAULT_STAGES", "write_standings").split(",")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", STAGES)
def test_phase_closes_once_though_worker_broker_and_clock_fail(
    field: Field, tmp_path: Path, stage: str
) -> None:
    """Two clocks; the worker is killed in mid-close and the broker emptied. To save time the lease is 5 s, not 60."""
    mark = tmp_path / "stalled"
    with product(tmp_path, JOB_LEASE_SECONDS="5") as children:
        children.clock("clock-1", application=HURRIED)
        children.clock("clock-2", application=HURRIED)
        doomed = children.worker(
            "doomed", application="tests.faults.stalling", STALL_AT=stage, STALL_MARK=str(mark)
        )
        field.open_again(1)
        children.wait_for(mark.exists, f"the stage {stage}", PATIENCE)
        children.kill(doomed)
        empty_broker(children)
        before = field.state()
        killed = time.monotonic()
        children.worker("other")
        children.wait_for(is_done, "the close", PATIENCE)
        print(f"closed {time.monotonic() - killed:.0f} s after the kill at {stage}")
    phase = field.phase()
    visible = stage in (
        "_publish",
        "_announce",
    )  # the flip makes the outcome visible at once, and not half of it
    assert before == ((PhaseStatus.CLOSED, {1}) if visible else (PhaseStatus.CLOSING, {0}))
    assert field.state() == (PhaseStatus.CLOSED, {1})
    assert phase.closed_at == phase.entry_closes_at
    assert (ScoreLine.objects.count(), Standing.objects.count()) == (WRITERS * 4, WRITERS)
    assert [AuditEvent.objects.filter(verb=v).count() for v in ("close_phase", "compute_phase")] == [1, 1]
    people = Notice.objects.filter(kind="phase_closed").values_list("person_id", flat=True)
    assert len(people) == len(set(people)) > 0
    assert Job.objects.get().attempts == 2
    while audit.seal_batch():
        pass
    assert audit.first_broken_link() is None


def is_done() -> bool:
    return Job.objects.filter(state=JobState.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_acknowledged_figure_survives_the_death_of_the_server(field: Field, tmp_path: Path) -> None:
    row, sheet = field.rows[0], field.sheets[0]
    form = {f"value-{row}": "1.234", f"version-{row}": "0"}

    def save(port: int) -> Answer:
        post = Connection(port).post(f"/sheets/{sheet}/save/", field.session, form)
        with ThreadPoolExecutor(1) as apart:  # a browser test may have left its loop running in this thread
            return apart.submit(asyncio.run, post).result()

    with product(tmp_path) as children:
        web, port = children.web(workers=1)
        assert save(port).status == 302
        children.kill(web)
        stored = Result.objects.get(pk=row)
        assert (stored.value, stored.version) == (1234, 1)
        assert stored.entered_at is not None
        assert stored.entered_at <= timezone.now()
        # The officer saw no answer and sends the same form again: the same answer, and no second version.
        _web, port = children.web(workers=1)
        assert save(port).status == 302
    assert Result.objects.get(pk=row).version == 1
    assert AuditEvent.objects.filter(verb="save_figures").count() == 1
