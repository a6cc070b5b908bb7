"""The clock's loops: one row never stops the others, and what failed is kept, tried again and shown."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from campaigns.services import closing, guard
from common.locks import lock_number
from tests.cast import CLOSES, Season, after
from tests.poison import poison
from units.choices import JobState
from units.models import Job
from units.services import due, jobs


def next_phase(season: Season, number: int, closes_at: datetime) -> Phase:
    """One more phase of the campaign, in which nobody takes part."""
    first = season.phase
    return Phase.objects.create(
        campaign=season.campaign, number=number, name=f"Đợt {number}", period_from=first.period_from,
        period_to=first.period_to, entry_opens_at=first.entry_opens_at, entry_closes_at=closes_at,
        status=PhaseStatus.OPEN,
    )  # fmt: skip


@pytest.fixture
def second(season: Season) -> Phase:
    """A second phase of the same campaign, due a minute after the first."""
    return next_phase(season, 2, after(CLOSES, seconds=60))


def status_of(phase: Phase) -> int:
    """Read without loading the row."""
    return Phase.objects.values_list("status", flat=True).get(pk=phase.pk)


def tick(seconds: float = 3600) -> int:
    return closing.close_due_phases(now=after(CLOSES, seconds=seconds))


def fault() -> Job:
    return Job.objects.get(kind=due.KIND)


def test_a_row_that_cannot_be_read_does_not_stop_the_next(season: Season, second: Phase) -> None:
    poison(season.phase, "entry_opens_at")
    with pytest.raises(ValueError):  # the poison is one
        Phase.objects.get(pk=season.phase.pk)
    assert tick() == 1
    assert (status_of(season.phase), status_of(second)) == (PhaseStatus.OPEN, PhaseStatus.CLOSING)


def test_a_row_poisoned_in_the_same_campaign_does_not_stop_the_computation(
    season: Season, second: Phase
) -> None:
    poison(second, "entry_opens_at")
    assert tick() == 1
    jobs.run_all(now=timezone.now())
    assert (status_of(season.phase), status_of(second)) == (PhaseStatus.CLOSED, PhaseStatus.OPEN)


def test_a_fault_is_logged_and_kept_for_the_federation(
    season: Season, second: Phase, caplog: pytest.LogCaptureFixture
) -> None:
    poison(season.phase, "entry_opens_at")
    with caplog.at_level(logging.ERROR):
        tick()
    job = fault()
    assert (job.state, job.attempts, job.owner) == (JobState.FAILED, 1, season.world.city)
    assert job.message.startswith(
        "The entry of “Đợt 1” could not be closed; the system goes on trying. ValueError:"
    )
    assert [r.getMessage() for r in caplog.records] == [
        f"phases: row {season.phase.pk} failed, the others go on"
    ]


def test_a_row_rests_longer_after_each_fault_and_comes_after_the_others(
    season: Season, second: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def broken(*, phase_id: int, **_given: Any) -> bool:
        tried.append(phase_id)
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(closing, "close_phase", broken)
    first = season.phase.pk
    tick(), tick(), tick()  # at once, at the next tick, and then it rests
    assert tried == [first, second.pk] * 2
    Job.objects.filter(key=f"due:phases:{first}").update(finished_at=timezone.now() - timedelta(seconds=11))
    monkeypatch.setattr(closing, "close_phase", lambda *, phase_id, **_given: tried.append(phase_id) or True)
    third = next_phase(season, 3, after(CLOSES, seconds=90))
    tried.clear()
    tick()
    assert tried == [third.pk, first]
    assert [due._pause(n).total_seconds() for n in (1, 2, 3, 4, 7, 99)] == [0, 10, 20, 40, 300, 300]


def test_a_fault_is_over_once_the_row_moves(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(closing, "close_phase", lambda **_given: 1 / 0)
        tick()
    assert (tick(), status_of(season.phase)) == (1, PhaseStatus.CLOSING)
    assert (fault().state, fault().message, fault().attempts) == (JobState.DONE, "", 0)


def test_a_fault_is_over_once_the_deadline_was_moved(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "close_phase", lambda **_given: 1 / 0)
    tick()
    Phase.objects.update(entry_closes_at=after(CLOSES, days=30))
    assert (tick(), fault().state) == (0, JobState.DONE)


def test_the_federation_tries_a_row_again_on_the_page_of_the_job(
    season: Season, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(closing, "close_phase", lambda **_given: 1 / 0)
        tick()
    client.force_login(season.world.quang)
    page = reverse("job", args=[fault().pk])
    assert "The entry of “Đợt 1” could not be closed" in client.get(page).content.decode()
    client.post(reverse("job-retry", args=[fault().pk]))
    jobs.run_all(now=timezone.now())
    assert (fault().state, fault().result, status_of(season.phase)) == (
        JobState.DONE, {"moved": True}, PhaseStatus.CLOSED,
    )  # fmt: skip


def test_what_a_fault_quotes_can_be_stored_whatever_it_is(
    season: Season, second: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = closing.close_phase

    def broken(*, phase_id: int, **given: Any) -> bool:
        if phase_id == season.phase.pk:
            raise RuntimeError("\x00 \ud800 " + "x" * 5000)
        return right(phase_id=phase_id, **given)

    monkeypatch.setattr(closing, "close_phase", broken)
    monkeypatch.setattr(
        due.logger, "exception", lambda *_given: None
    )  # workers of xdist cannot hand on half a letter
    assert (tick(), len(fault().message)) == (1, jobs.LONGEST_MESSAGE)


def test_a_fault_that_cannot_be_kept_stops_nobody(
    season: Season, second: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = closing.close_phase

    def broken(*, phase_id: int, **given: Any) -> bool:
        if phase_id == season.phase.pk:
            raise RuntimeError("broken")
        return right(phase_id=phase_id, **given)

    monkeypatch.setattr(closing, "close_phase", broken)
    monkeypatch.setattr(due, "_keep", lambda *_given: 1 / 0)
    assert (tick(), status_of(second)) == (1, PhaseStatus.CLOSING)


def test_a_tick_ends_after_its_time_and_the_next_goes_on(season: Season, second: Phase) -> None:
    one_by_one = [
        closing.close_due_phases(now=after(CLOSES, hours=1), seconds=-1 if n == 0 else 10) for n in range(2)
    ]
    assert one_by_one == [0, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: nobody holds a row of his own"
)
def test_a_phase_that_somebody_holds_for_long_does_not_hold_up_the_next(
    season: Season, second: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "LOCK_SECONDS", 1)
    held = lock_number(guard.LOCK, season.phase.pk)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [held])
            assert tick() == 1
            assert (status_of(season.phase), status_of(second)) == (PhaseStatus.OPEN, PhaseStatus.CLOSING)
            assert "lock timeout" in fault().message
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [held])
        assert (tick(), fault().state) == (1, JobState.DONE)
    finally:
        other.close()
