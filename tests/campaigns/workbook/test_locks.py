"""While a workbook is brought in others go on: no phase waits for the reading and comparing, other phases for nothing.

An import is stopped where it stands, as a big one would stand there for seconds, and somebody else acts meanwhile.
SQLite lets one writer in at a time, so inside its transaction nobody can write: there only the time before it is
tried, in which a big import reads its file and finds what it would change.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from campaigns.choices import PhaseStatus
from campaigns.imports import Outcome, import_workbook
from campaigns.models import Phase
from campaigns.services import campaigns, closing
from campaigns.services.campaigns import launch_campaign
from campaigns.services.sheets import enrol
from campaigns.workbook.exporting import write_workbook
from campaigns.workbook.results import Results
from common.workbook.runs import Run
from tests.campaigns.workbook.cast import rows_of
from tests.cast import CLOSES, NOW, OPENS, Season, World, make_season, make_world
from units.actors import SYSTEM

BEFORE, COMPARING, WRITING = "before the transaction", "comparing in the transaction", "writing"
PLACES = [
    BEFORE,
    *(
        pytest.param(
            place,
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
        )
        for place in (COMPARING, WRITING)
    ),
]
#: Whoever waits for a lock gives up and fails the test.
PATIENCE = "SET lock_timeout = '2s'"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def season(world: World) -> Season:
    return make_season(world)


@pytest.fixture
def other(world: World) -> Phase:
    """A phase of another campaign."""
    who: dict[str, Any] = {"by": SYSTEM, "now": OPENS}
    campaign = campaigns.create_campaign(code="LB-1", name="Khác", year=2024, owner=world.long_bien, **who)
    phase = campaigns.add_phase(
        campaign=campaign, number=1, name="Đợt khác", period_from=date(2024, 1, 1), period_to=date(2024, 7, 31),
        entry_opens_at=OPENS, entry_closes_at=CLOSES, **who,
    )  # fmt: skip
    enrol(phase=phase, union=world.long_bien, **who)
    launch_campaign(campaign=campaign, **who)
    return phase


@contextmanager
def stopped(season: Season, place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Outcome]]:
    """An import into the season that stands still at the place until the block ends; then its outcome."""
    reached, go_on, outcomes = threading.Event(), threading.Event(), []
    calls = {"check": 0}
    check, write = Run.check, Results.apply

    def stop() -> None:
        reached.set()
        assert go_on.wait(60)

    def checking(run: Run, *more: Any) -> None:
        calls["check"] += 1
        check(run, *more)
        if calls["check"] == {BEFORE: 1, COMPARING: 2}.get(place):
            stop()

    def writing(sheet: Results) -> None:
        write(sheet)
        if place == WRITING:
            stop()

    monkeypatch.setattr(Run, "check", checking)
    monkeypatch.setattr(Results, "apply", writing)
    rows = rows_of(season.campaign)
    rows["results"].append({"phase_number": 1, "union": "BD", "indicator": "KP", "value": 7})
    file = BytesIO()
    write_workbook(file, rows)

    def work() -> None:
        try:
            outcomes.append(import_workbook(file=file, by=SYSTEM, now=NOW))
        finally:
            reached.set()
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert reached.wait(60)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(PATIENCE)
        yield outcomes
    finally:
        go_on.set()
        worker.join(60)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def closes(phase: Phase) -> bool:
    closing.close_phase(phase_id=phase.pk, now=CLOSES, by=SYSTEM)
    return Phase.objects.get(pk=phase.pk).status > PhaseStatus.OPEN


@pytest.mark.parametrize("place", PLACES)
def test_another_campaigns_phase_closes_meanwhile(
    season: Season, other: Phase, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stopped(season, place, monkeypatch) as outcomes:
        assert outcomes == []
        assert closes(other)
    assert (outcomes[0].faults.shown, outcomes[0].counts) == ([], {"results": {"new": 0, "changed": 1}})


@pytest.mark.parametrize("place", PLACES)
def test_figures_are_saved_meanwhile_in_the_very_phase(
    season: Season, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stopped(season, place, monkeypatch) as outcomes:
        assert season.enter(season.world.hoang_mai, season.world.minh, dv="3") == 1
    assert (outcomes[0].faults.shown, season.result(season.world.ba_dinh, "KP").value) == ([], 7)


@pytest.mark.parametrize("place", PLACES[:2])
def test_the_phase_itself_closes_while_the_import_compares(
    season: Season, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the import then writes nothing into it."""
    with stopped(season, place, monkeypatch) as outcomes:
        assert closes(season.phase)
    assert outcomes[0].faults.total > 0
    assert season.result(season.world.ba_dinh, "KP").value is None


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("held", [True, False])
def test_the_phase_itself_waits_while_its_rows_are_written(
    season: Season, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the lock is there where it is needed; without it the close goes past the import."""
    if not held:
        from campaigns.workbook import phases

        for name in ("shared_lock", "lock_campaign"):
            monkeypatch.setattr(phases, name, lambda *_a: None)
        monkeypatch.setattr("campaigns.workbook.results.prepare_sheets", lambda **_k: 0)
    with stopped(season, WRITING, monkeypatch):
        act: Callable[[], Any] = lambda: closes(season.phase)  # noqa: E731
        if held:
            with pytest.raises(OperationalError):
                act()
        else:
            assert act()
