"""The tasks of both apps: each calls one service, with the clock read once."""

from datetime import datetime
from typing import Any

import pytest
import time_machine

from campaigns import tasks as campaign_tasks
from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from tests.cast import CLOSES, NOW, Season, World
from units import tasks
from units.actors import SYSTEM
from units.models import AuditEvent, Job, Letter
from units.services import jobs, notices


@jobs.handles("tests.count")
def count(running: jobs.Running) -> dict[str, Any]:
    return {"n": running.args["n"] + 1}


def asked(now: datetime) -> Job:
    return jobs.enqueue(kind="tests.count", key="count", by=SYSTEM, now=now, n=1)


def test_a_task_does_the_job_of_its_row_whatever_a_newer_sender_adds(db: None) -> None:
    job = asked(NOW)
    tasks.run_job(job_id=job.pk, priority=3)
    job.refresh_from_db()
    assert job.result == {"n": 2}


def test_the_sweep_wakes_what_was_lost(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    monkeypatch.setattr(jobs, "send", lambda _name, job_id: woken.append(job_id) or True)
    with time_machine.travel(NOW, tick=False):
        job = asked(NOW)
    tasks.sweep_jobs()
    assert woken == [job.pk]


def test_notices_go_out_as_letters(world: World, mailoutbox: Any) -> None:
    notices.notify(
        people=[world.hoa.person_id],
        kind="phase_closed",
        key="k",
        values={"sender": "LĐLĐ", "phase": "Đợt 1"},
        now=NOW,
    )
    tasks.deliver_mail()
    assert [m.to for m in mailoutbox] == [["hoa@example.vn"]]
    assert Letter.objects.filter(state="sent").count() == 1


def test_audit_events_are_chained_until_none_is_left(world: World) -> None:
    tasks.seal_audit()
    assert AuditEvent.objects.filter(sequence__isnull=True).count() == 0


def test_the_clock_closes_what_is_due(season: Season) -> None:
    with time_machine.travel(CLOSES, tick=False):
        campaign_tasks.close_due_phases()
    assert Phase.objects.get().status == PhaseStatus.CLOSING
