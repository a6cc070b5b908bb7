"""`make demo` while the application is at work says what to do, and changes nothing."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from emulation_tracker.demo import served
from emulation_tracker.demo.management.commands import demo
from tests.cast import World
from units.models import Union
from units.services import clock


def test_a_running_supervisor_is_known_by_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "supervisord.pid"
    assert served.server_of(tmp_path) is None
    file.write_text("no number")
    assert served.server_of(tmp_path) is None
    file.write_text(str(2**22 + 1))  # no process has such an id
    assert served.server_of(tmp_path) is None
    file.write_text(str(os.getpid()))  # alive, and something else: the id was given anew
    assert served.server_of(tmp_path) is None
    monkeypatch.setattr(Path, "read_bytes", lambda _self: b"python\0supervisord\0-n")
    assert served.server_of(tmp_path) == os.getpid()


def test_a_clock_that_strikes_is_heard_and_one_that_stopped_is_not(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not served.clock_strikes(0.5)
    clock.tick(now=timezone.now() - timedelta(minutes=1))
    assert not served.clock_strikes(0.5)
    clock.tick(now=timezone.now())
    assert not served.clock_strikes(0.5)  # it struck, and was stopped since
    monkeypatch.setattr(time, "sleep", lambda _seconds: clock.tick(now=timezone.now()))
    assert served.clock_strikes(5)


def test_the_demo_is_not_built_under_a_running_application(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "served_by", lambda: "`make run` serves from /srv (process 7). End it first.")
    before = Union.objects.count()
    with pytest.raises(CommandError) as error:
        call_command("demo", stage="final", migrate=True)
    assert str(error.value).splitlines() == [
        "`make run` serves from /srv (process 7). End it first.",
        "Then: make demo STAGE=final, and make run again. Nothing was changed.",
    ]
    assert Union.objects.count() == before


def test_a_database_that_others_hold_is_said_in_words_and_nothing_half_built_stays(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(**_given: Any) -> None:
        Union.objects.create(code="X", name="X", short_name="X", level="city")
        raise OperationalError("database is locked")

    monkeypatch.setattr(demo, "served_by", lambda: "")
    monkeypatch.setattr(demo, "build", half)
    with pytest.raises(CommandError, match="Somebody else is at work on the database"):
        call_command("demo", stage="final")
    assert Union.objects.count() == 0


def test_make_run_finds_its_data_and_does_not_wait_for_a_clock(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "served_by", lambda: pytest.fail("not asked"))
    call_command("demo", if_empty=True)
    assert "left as it is" in capsys.readouterr().out
