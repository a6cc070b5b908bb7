"""A submission raced against whoever writes in the same sheet, and evidence on its way to a slow store at the close."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Evidence, Indicator, Phase, Result
from campaigns.services import bulk, closing, results
from campaigns.services.guard import LOCK, Door
from campaigns.services.results import evidence as of_evidence
from campaigns.services.results import submitting
from common import locks
from common.errors import PhaseEnded, Refusal
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent, Document

pytestmark = pytest.mark.django_db(transaction=True)

#: Seconds between the checking of a sheet and its submission: much longer than anybody else needs who is not kept out.
GAP = 1.0


@pytest.fixture
def complete(season: Season) -> Season:
    """Ba Dinh's sheet as it may be submitted: three figures, and the evidence that one of them demands."""
    Indicator.objects.filter(code="DV").update(needs_evidence=True)
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5", kp="1", bc="1")
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1")
    row = season.result(season.world.ba_dinh, "DV")
    results.attach_evidence(result=row, upload=upload, by=season.world.hoa, now=NOW)
    return season


def outcome(act: Callable[[], object]) -> str:
    """What came of an act in a thread of its own: "done", or the kind of refusal."""
    try:
        act()
    except (ValidationError, Refusal) as error:
        return type(error).__name__
    finally:
        connection.close()
    return "done"


def race(complete: Season, attack: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Submit as Hung; between the checking and the writing somebody else acts, if nothing keeps them out."""
    checked, acted = threading.Event(), threading.Event()
    sheet = complete.sheet(complete.world.ba_dinh)
    check = submitting.submission_faults

    def slowly(rows: Any) -> Any:
        faults = check(rows)
        checked.set()
        acted.wait(GAP)
        return faults

    def attacker() -> str:
        checked.wait(10)
        try:
            return outcome(attack)
        finally:
            acted.set()

    monkeypatch.setattr(submitting, "submission_faults", slowly)
    with ThreadPoolExecutor(2) as pool:
        other = pool.submit(attacker)
        submitter = pool.submit(
            outcome, lambda: results.submit_sheet(participant=sheet, by=complete.world.hung, now=NOW)
        )
        return {"submission": submitter.result(30), "other": other.result(30)}


def holes(complete: Season) -> set[str]:
    """Indicators that were submitted without what a submission demands."""
    rows = Result.objects.filter(
        participant=complete.sheet(complete.world.ba_dinh), status=ResultStatus.SUBMITTED
    ).select_related("indicator")
    return {
        r.indicator.code
        for r in rows
        if r.value is None or (r.indicator.needs_evidence and not Evidence.objects.filter(result=r).exists())
    }


def empty_a_figure(complete: Season) -> Callable[[], object]:
    """Hoa empties a cell."""
    figure = complete.figure(complete.world.ba_dinh, "KP", None, "not_reported")
    sheet = complete.sheet(complete.world.ba_dinh)
    return lambda: results.save_figures(participant=sheet, figures=[figure], by=complete.world.hoa, now=NOW)


def take_the_evidence(complete: Season) -> Callable[[], object]:
    """Hoa takes away the only file of a figure that demands one."""
    held = Evidence.objects.select_related("document").get()
    held.result = complete.result(complete.world.ba_dinh, "DV")
    return lambda: results.detach_evidence(evidence=held, by=complete.world.hoa, now=NOW)


def empty_by_workbook(complete: Season) -> Callable[[], object]:
    """The federation imports the figure away; an import holds the lock of the phase, and none of any sheet."""
    row = complete.result(complete.world.ba_dinh, "KP")
    fields = {"state": "not_reported", "value": None, "as_of": None, "is_estimate": False, "note": ""}

    def act() -> None:
        with bulk.transaction.atomic():
            locks.shared_lock(LOCK, complete.phase.pk)
            bulk.enter_results(
                rows=[((row.participant_id, row.indicator_id), fields)],
                campaign=complete.campaign, by=SYSTEM, now=NOW,
            )  # fmt: skip

    return act


ATTACKS = [empty_a_figure, take_the_evidence, empty_by_workbook]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_checked_is_what_is_submitted(
    complete: Season, monkeypatch: pytest.MonkeyPatch, attack: Callable[[Season], Callable[[], object]]
) -> None:
    found = race(complete, attack(complete), monkeypatch)
    assert holes(complete) == set()
    # One of the two is told, and only one: either the sheet is submitted, or it is as the other one left it.
    assert sorted(found.values()).count("done") == 1
    submitted = Result.objects.filter(status=ResultStatus.SUBMITTED).count()
    assert submitted == (3 if found["submission"] == "done" else 0)


@pytest.mark.parametrize("attack", ATTACKS)
def test_without_the_guard_the_same_race_submits_what_nobody_checked(
    complete: Season, monkeypatch: pytest.MonkeyPatch, attack: Callable[[Season], Callable[[], object]]
) -> None:
    @contextmanager
    def no_door(*, phase_id: int, **_more: Any) -> Iterator[Door]:
        yield Door(Phase.objects.get(pk=phase_id))

    def whatever_stands_there(model: Any, rows: list[dict[str, Any]], **_more: Any) -> int:
        return model.objects.filter(pk__in=[r["id"] for r in rows]).update(status=ResultStatus.SUBMITTED)

    monkeypatch.setattr(submitting, "entering_figures", no_door)
    monkeypatch.setattr(submitting, "update_from", whatever_stands_there)
    found = race(complete, attack(complete), monkeypatch)
    assert found == {"submission": "done", "other": "done"}
    assert len(holes(complete)) == 1


def test_two_who_take_the_same_file_away_at_once_leave_one_event(complete: Season) -> None:
    acts = [take_the_evidence(complete) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(outcome, acts)) == ["done"] * 4
    assert Evidence.objects.count() == 0
    assert AuditEvent.objects.filter(verb="detach_evidence").count() == 1


def test_whole_sheets_saved_at_once_by_many_wait_for_each_other(complete: Season) -> None:
    sheet = complete.sheet(complete.world.ba_dinh)

    def save(number: int) -> str:
        codes = ("DV", "KP", "BC") if number % 2 else ("BC", "KP", "DV")
        figures = [complete.figure(complete.world.ba_dinh, code, str(number % 2)) for code in codes]
        return outcome(
            lambda: results.save_figures(participant=sheet, figures=figures, by=complete.world.hoa, now=NOW)
        )

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(save, range(40)))
    assert found <= {"done", "FiguresConflict"}
    assert "done" in found


# --- A slow store -------------------------------------------------------------------------------------------------
def close_while_storing(season: Season, monkeypatch: pytest.MonkeyPatch) -> tuple[float, str]:
    """Attach to a store that answers once the phase is closed, or after 3 s: seconds of the close, what came."""
    arrived, answer, store = threading.Event(), threading.Event(), FileSystemStorage.save
    row = season.result(season.world.ba_dinh, "KP")
    upload = SimpleUploadedFile("b.pdf", b"%PDF-2")

    def slow(*args: Any, **kwargs: Any) -> str:
        arrived.set()
        answer.wait(3)
        return store(*args, **kwargs)

    monkeypatch.setattr(FileSystemStorage, "save", slow)
    with ThreadPoolExecutor(1) as pool:
        attaching = pool.submit(
            outcome,
            lambda: results.attach_evidence(result=row, upload=upload, by=season.world.hoa, now=NOW),
        )
        assert arrived.wait(10)
        began = time.monotonic()
        closing.close_phase(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES)
        took = time.monotonic() - began
        answer.set()
        return took, attaching.result(30)


def files() -> set[Path]:
    """Every file in the store."""
    return {p for p in Path(default_storage.location).rglob("*") if p.is_file()}


def test_a_slow_store_holds_up_no_close_and_a_file_that_comes_too_late_is_removed(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()
    took, came = close_while_storing(season, monkeypatch)
    assert (took < 1, came) == (True, PhaseEnded.__name__)
    assert Phase.objects.get(pk=season.phase.pk).status == PhaseStatus.CLOSING
    assert (files(), Evidence.objects.count(), Document.objects.count()) == (before, 0, 0)


def test_when_the_file_is_stored_inside_the_lock_the_close_waits_for_it(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_it_was(*, result: Result, upload: Any, by: Any, now: datetime) -> None:
        with (
            of_evidence._changing(result, now=now) as fresh,
            of_evidence.received(upload=upload, union=result.participant.union, by=by, now=now) as document,
        ):
            document.save()
            Evidence.objects.create(result=fresh, document=document)

    monkeypatch.setattr(results, "attach_evidence", as_it_was)
    took, came = close_while_storing(season, monkeypatch)
    assert (took > 2, came) == (True, "done")
