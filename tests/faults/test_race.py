"""Figures raced against the close, through HTTP: sixteen writers, two closers, real server processes."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from benchmarks.load import Connection
from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Phase, Result, ScoreLine
from campaigns.services import closing
from tests.faults.conftest import UNGUARDED_ROUNDS, WRITERS, Field, never, rounds
from tests.faults.processes import product
from tests.faults.unguarded import take_away
from units.models import AuditEvent
from units.services import jobs

#: How long the writers may need to get going before the deadline comes.
WARM_UP = 10


@pytest.fixture
def field_of_drafts(field: Field) -> Field:
    """The field in an extract, which counts every figure as it is typed: the lines tell what the close saw."""
    Campaign.objects.update(is_extract=True)
    return field


@dataclass
class Outcome:
    """What went wrong over all rounds, and how much was tried."""

    late: int = 0
    lost: int = 0
    closes: Counter[int] = field(default_factory=Counter)
    saved: int = 0
    refused: int = 0
    others: Counter[int] = field(default_factory=Counter)


def race(ground: Field, port: int) -> Outcome:
    """One round: everybody writes until told that the phase has ended; meanwhile two closers close and compute it."""
    ground.open_again(60)
    outcome, underway = Outcome(), threading.Event()
    kept: dict[int, int] = {}
    with ThreadPoolExecutor(3) as pool:
        closers = [pool.submit(close, underway) for _ in range(2)]
        pool.submit(asyncio.run, write_all(ground, port, kept, outcome, underway)).result()
    for closer in closers:
        closer.result()
    live = dict(Result.objects.filter(pk__in=ground.rows).values_list("participant_id", "value"))
    lines = ScoreLine.objects.filter(revision=1, criterion__inputs__indicator__code="DV")
    frozen = dict(lines.values_list("participant_id", "value"))
    outcome.late = sum(frozen[sheet] != live[sheet] for sheet in ground.sheets)
    outcome.lost = sum(frozen[sheet] != value for sheet, value in kept.items())
    outcome.closes[AuditEvent.objects.filter(verb="close_phase").count()] += 1
    assert ScoreLine.objects.count() == WRITERS * 4
    return outcome


def close(underway: threading.Event) -> None:
    """A closer: when the writers are under way the deadline is there; it acts as the clock, then as a worker."""
    try:
        underway.wait(WARM_UP)
        Phase.objects.filter(status=PhaseStatus.OPEN).update(entry_closes_at=timezone.now())
        deadline = time.monotonic() + 20
        while not Phase.objects.filter(status=PhaseStatus.CLOSED).exists():
            now = timezone.now()
            closing.close_due_phases(now=now)
            jobs.run_all(now=now)
            assert time.monotonic() < deadline, "the phase was not closed within 20 seconds"
    finally:
        connection.close()


async def write_all(
    ground: Field, port: int, kept: dict[int, int], outcome: Outcome, underway: threading.Event
) -> None:
    """All writers at once; they are under way when each has saved once on average."""

    async def write(number: int) -> None:
        sheet, row = ground.sheets[number], ground.rows[number]
        connection, version = Connection(port), 0
        while True:
            fields = {f"value-{row}": str(version + 1), f"version-{row}": str(version)}
            answer = await connection.post(f"/sheets/{sheet}/save/", ground.session, fields)
            if answer.status != 302:
                break
            version += 1
            kept[sheet] = version
            outcome.saved += 1
            if outcome.saved == WRITERS:
                underway.set()
        outcome.refused += answer.status == 409
        outcome.others[answer.status] += answer.status != 409
        connection.close()

    await asyncio.gather(*(write(n) for n in range(WRITERS)))


def run(ground: Field, port: int, count: int, *, until: Callable[[Outcome], bool] = never) -> Outcome:
    """So many rounds, added up; fewer where `until` is true of them before."""
    total = Outcome()
    for _ in range(count):
        one = race(ground, port)
        total.late += one.late
        total.lost += one.lost
        total.saved += one.saved
        total.refused += one.refused
        total.closes += one.closes
        total.others += one.others
        if until(total):
            break
    print(total)
    return total


@pytest.mark.django_db(transaction=True)
def test_no_figure_slips_past_the_close_and_none_is_lost(field_of_drafts: Field, tmp_path: Path) -> None:
    count = rounds(20)
    with product(tmp_path) as children:
        _web, port = children.web(workers=2)
        total = run(field_of_drafts, port, count)
    assert (total.late, total.lost, +total.others) == (0, 0, Counter())
    assert total.closes == {1: count}
    assert total.refused == WRITERS * count
    assert total.saved >= WRITERS * count  # else nothing was raced


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_race_loses_figures(
    field_of_drafts: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch.setattr)
    with product(tmp_path) as children:
        _web, port = children.web(workers=2, application="tests.faults.unguarded:served()")
        total = run(
            field_of_drafts, port, UNGUARDED_ROUNDS, until=lambda found: found.late > 0 and found.lost > 0
        )
    assert total.lost > 0
    assert total.late > 0
