"""The clock with real processes: a poisoned row beside a due phase, standing still, and who starts it again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from benchmarks.processes import free_port
from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from emulation_tracker.watchdog import STOOD_STILL
from tests.faults.conftest import Field
from tests.faults.processes import HURRIED, product
from tests.poison import poison
from units.choices import JobState
from units.models import ClockTick, Job
from units.services import due


def status_of(phase_id: int) -> int:
    """Read without loading the row."""
    return Phase.objects.values_list("status", flat=True).get(pk=phase_id)


@pytest.mark.django_db(transaction=True)
def test_a_phase_beside_a_poisoned_one_is_closed_within_30_seconds(field: Field, tmp_path: Path) -> None:
    """By the clock's own pace. The poisoned phase is due first, so that it comes first."""
    first = field.phase()
    spoilt = Phase.objects.create(
        campaign=first.campaign, number=9, name="Spoilt", period_from=first.period_from, period_to=first.period_to,
        entry_opens_at=first.entry_opens_at, entry_closes_at=timezone.now() - timedelta(days=1),
        status=PhaseStatus.OPEN,
    )  # fmt: skip
    poison(spoilt, "entry_opens_at")
    with pytest.raises(ValueError):
        Phase.objects.get(pk=spoilt.pk)
    with product(tmp_path) as children:
        children.clock()
        children.worker()
        children.wait_for(ClockTick.objects.exists, "the first tick", 60)
        Phase.objects.filter(pk=first.pk).update(entry_closes_at=timezone.now())
        began = time.monotonic()
        children.wait_for(lambda: status_of(first.pk) == PhaseStatus.CLOSED, "the close", 60)
        took = time.monotonic() - began
    print(f"closed and computed {took:.0f} s after the deadline")
    assert took <= 30
    assert status_of(spoilt.pk) == PhaseStatus.OPEN
    fault = Job.objects.get(kind=due.KIND)
    assert (fault.state, fault.owner_id) == (JobState.FAILED, first.campaign.owner_id)
    assert "Spoilt" in fault.message


def children_of(pid: int) -> dict[int, str]:
    """The processes that this one started: id → command."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    rows = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
    return {int(pid): command for pid, command in rows}


def stop_the_beat(clock: int) -> int:
    """SIGSTOP to the process inside the clock that sends the ticks; returns its id."""
    (beat,) = children_of(clock)
    os.kill(beat, signal.SIGSTOP)
    return beat


def is_gone(pid: int) -> bool:
    """The process is no more, or only its parent has not noticed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.django_db(transaction=True)
def test_a_clock_whose_beat_stands_still_ends_itself_and_takes_the_beat_along(tmp_path: Path) -> None:
    """With 8 s in place of 60, to save time. The negative control has an hour, and lives on."""
    with product(tmp_path) as children:
        doomed = children.clock("doomed", application=HURRIED, CLOCK_PATIENCE_SECONDS="8")
        children.wait_for(ClockTick.objects.exists, "the first tick", 60)
        beat = stop_the_beat(doomed.pid)
        children.wait_for(lambda: doomed.poll() is not None, "the end of the clock", 30)
        assert doomed.returncode == STOOD_STILL
        children.wait_for(lambda: is_gone(beat), "the end of the beat", 10)
        assert "the clock stood still" in (tmp_path / "doomed.log").read_text()

        patient = children.clock("patient", application=HURRIED, CLOCK_PATIENCE_SECONDS="3600")
        struck = ClockTick.objects.get().at
        children.wait_for(lambda: ClockTick.objects.get().at > struck, "another tick", 60)
        stop_the_beat(patient.pid)
        time.sleep(14)
        assert patient.poll() is None


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_hangs_in_a_tick_ends_itself_and_says_where(tmp_path: Path) -> None:
    with product(tmp_path) as children:
        clock = children.clock("hanging", application="tests.faults.hanging", CLOCK_PATIENCE_SECONDS="8")
        children.wait_for(lambda: clock.poll() is not None, "the end of the clock", 90)
        said = (tmp_path / "hanging.log").read_text()
    assert clock.returncode == STOOD_STILL
    assert "the clock stood still" in said
    assert "close_due_phases" in said


@pytest.mark.django_db(transaction=True)
def test_supervisord_starts_the_clock_again(tmp_path: Path) -> None:
    """`make run` as it is, on a port of its own: the clock stands still, and soon another strikes."""
    var = tmp_path / "var"
    log = var / "log"
    log.mkdir(parents=True)
    environment = {
        "VENV": sys.prefix, "BIND": f"127.0.0.1:{free_port()}", "LOG": str(log), "CLOCK_PATIENCE_SECONDS": "15",
    }  # fmt: skip
    command = ("supervisor.supervisord", "-n", "-u", str(os.getuid()), "-c", "deploy/supervisord.conf")
    with product(tmp_path, **environment) as children:
        run = children.start("run", *command)
        try:
            children.wait_for(ClockTick.objects.exists, "the first tick", 90)
            first = clock_of(run.pid)
            stop_the_beat(first)
            children.wait_for(lambda: is_gone(first), "the end of the clock", 60)
            ended = timezone.now()
            children.wait_for(lambda: ClockTick.objects.filter(at__gt=ended).exists(), "another tick", 90)
            assert clock_of(run.pid) != first
        finally:  # its programs have process groups of their own, which it ends itself
            run.terminate()
            run.wait(60)


def clock_of(supervisor: int) -> int:
    """The id of the clock that runs under this supervisord."""
    (clock,) = [pid for pid, command in children_of(supervisor).items() if " -Q clock " in command]
    return clock
