"""Corrections, the end of a reopening and the final in the same second, through HTTP, on real server processes."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from benchmarks.load import Answer, Connection
from campaigns.choices import Counting, PhaseStatus, ResultStatus
from campaigns.models import (
    Campaign,
    Correction,
    Participant,
    Phase,
    ReopenedFigure,
    Reopening,
    Result,
    Seal,
)
from campaigns.rules import counting_fields
from campaigns.services import after_close, closing, finalising
from campaigns.services.sealing import document
from common.fields import UNIT
from tests.faults.conftest import UNGUARDED_ROUNDS, WRITERS, Field, never, rounds
from tests.faults.processes import product, sign_in
from tests.faults.unguarded import take_away
from units.models import User
from units.services import jobs

#: So many of the sheets are corrected by the federation; the others are reopened for their unions.
CORRECTED = 4
#: How long people may go on after the moment.
PATIENCE = timedelta(seconds=15)
#: The reopening ends and the final is asked for so long after a round begins.
MOMENT = timedelta(seconds=2)
#: So many rounds at most, as each waits for its moment; twice as many where a busy machine races nothing in them.
MOST = 15


@dataclass
class Outcome:
    """What went wrong over all rounds, and how much was tried."""

    rounds: int = 0
    late: int = 0
    lost: int = 0
    after_end: int = 0
    saved: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    others: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        """Another round."""
        self.rounds += 1
        self.late, self.lost = self.late + other.late, self.lost + other.lost
        self.after_end += other.after_end
        self.saved, self.refused = self.saved + other.saved, self.refused + other.refused
        self.others += other.others

    @property
    def is_raced(self) -> bool:
        """Corrections and typed figures were taken, and others came too late."""
        whats = ("correct", "type")
        return all(self.saved[what] and self.refused[what] for what in whats)


@dataclass
class Ground:
    """A closed phase with provisional points, and what happens in it at `moment`."""

    field: Field
    session: str
    moment: datetime

    @property
    def rows(self) -> list[tuple[int, int, str]]:
        """Sheet, row, and what is done to it."""
        whats = ["correct"] * CORRECTED + ["type"] * (WRITERS - CORRECTED)
        return list(zip(self.field.sheets, self.field.rows, whats, strict=True))


@pytest.fixture
def federation(field: Field) -> Field:
    """The field in a campaign whose final does not wait for the appraisal."""
    Campaign.objects.update(**counting_fields(Counting.MARKED))
    return field


def closed_with_figures(ground: Field) -> Ground:
    """Every sheet says 1 and is sent; the phase is closed, and all but a few sheets are reopened until the moment."""
    for model in (Seal, Correction, ReopenedFigure, Reopening):
        model.objects.all().delete()
    ground.open_again(60)
    world = ground.season.world
    Result.objects.filter(pk__in=ground.rows).update(
        state="reported", value=1, version=1, status=ResultStatus.SUBMITTED
    )
    now = timezone.now()
    Phase.objects.update(entry_closes_at=now)
    closing.close_due_phases(now=now)
    jobs.run_all(now=now)
    moment = timezone.now() + MOMENT
    asked = after_close.ask_reopening(
        phase=ground.phase(), result_ids=ground.rows[CORRECTED:], reason="Số liệu đến muộn", ends_at=moment,
        by=world.quang, now=now,
    )  # fmt: skip
    after_close.approve_reopening(reopening=asked, by=world.an, now=now)
    return Ground(ground, sign_in(world.quang), moment)


def race(ground: Ground, port: int) -> Outcome:
    """One round: people correct and type; at the moment two workers end the reopening and make the phase final."""
    outcome, world = Outcome(), ground.field.season.world
    kept = {sheet: 1 for sheet, _row, _what in ground.rows}
    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(finish, ground, by) for by in (world.quang, world.an)]
        pool.submit(asyncio.run, act_all(ground, port, kept, outcome)).result()
        for worker in workers:
            worker.result()
    live = dict(Result.objects.filter(pk__in=ground.field.rows).values_list("participant_id", "value"))
    frozen = sealed_values()
    outcome.late = sum(frozen[sheet] != live[sheet] for sheet in kept)
    outcome.lost = sum(frozen[sheet] != value for sheet, value in kept.items())
    typed = Result.objects.filter(pk__in=ground.field.rows[CORRECTED:])
    outcome.after_end = typed.filter(entered_at__gt=ground.moment).count()
    return outcome


def sealed_values() -> dict[int, int]:
    """By sheet the figure that its cluster's sealed document holds."""
    found, sheets = {}, dict(Participant.objects.values_list("union__code", "pk"))
    for seal in Seal.objects.exclude(sealed_at=None):
        for record in document.read(bytes(seal.document or b""), seal.format):
            if record["record"] == "participant":
                line = next(line for line in record["lines"] if line["criterion"] == "1")
                found[sheets[record["union"]]] = line["value"] // UNIT
    return found


def finish(ground: Ground, by: User) -> None:
    """A worker and an officer: end what is due, compute, and from the moment on ask for the final until it is there."""
    try:
        patience = ground.moment + timedelta(seconds=60)
        while not Phase.objects.filter(status=PhaseStatus.FINAL).exists():
            now = timezone.now()
            after_close.end_due_reopenings(now=now)
            jobs.run_all(now=now)
            if now >= ground.moment:
                with suppress(ValidationError):
                    finalising.make_final(phase_id=ground.field.phase_id, by=by, now=now)
            assert now < patience, "the phase was not final within a minute"
    finally:
        connection.close()


async def act_all(ground: Ground, port: int, kept: dict[int, int], outcome: Outcome) -> None:
    """Everybody acts at moments of his own until he is refused; from the moment on more slowly, since the final waits
    for the points of every correction."""
    until = ground.moment + PATIENCE
    versions = dict(Result.objects.filter(pk__in=ground.field.rows).values_list("pk", "version"))

    async def act(sheet: int, row: int, what: str) -> None:
        line, version, value = Connection(port), versions[row], 1
        while timezone.now() < until:
            await asyncio.sleep(random.uniform(0, 0.4 if timezone.now() < ground.moment else 1.5))
            answer = await send(line, ground, what, sheet, row, value + 1, version)
            if answer.status != 302:
                outcome.refused[what] += answer.status == 409
                outcome.others[answer.status] += answer.status != 409
                break
            version, value = version + 1, value + 1
            kept[sheet] = value
            outcome.saved[what] += 1
        line.close()

    await asyncio.gather(*(act(*one) for one in ground.rows))


async def send(
    line: Connection, ground: Ground, what: str, sheet: int, row: int, value: int, version: int
) -> Answer:
    """The form of the correction, or that of the sheet."""
    if what == "type":
        typed = {f"value-{row}": str(value), f"version-{row}": str(version)}
        return await line.post(f"/sheets/{sheet}/save/", ground.field.session, typed)
    day = timezone.localdate(ground.moment) + timedelta(days=2)
    fields = {"kind": "corrected", "state": "reported", "value": str(value), "reason": "Gõ nhầm"}
    fields |= {"closes_at": f"{day:%d/%m/%Y}", "version": str(version)}
    return await line.post(f"/results/{row}/correct/", ground.session, fields)


def run(field: Field, port: int, count: int, *, until: Callable[[Outcome], bool] = never) -> Outcome:
    """So many rounds, added up; fewer where `until` is true of them before."""
    total = Outcome()
    for _ in range(count):
        total.add(race(closed_with_figures(field), port))
        if until(total):
            break
    print(total)
    return total


@pytest.mark.django_db(transaction=True)
def test_no_correction_and_no_figure_slips_past_the_final_and_none_is_lost(
    federation: Field, tmp_path: Path
) -> None:
    with product(tmp_path) as children:
        _web, port = children.web(workers=2)
        wanted = min(rounds(4), MOST)
        total = run(federation, port, 2 * MOST, until=lambda found: found.rounds >= wanted and found.is_raced)
    assert (total.late, total.lost, total.after_end, +total.others) == (0, 0, 0, Counter())
    assert total.is_raced


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_a_correction_slips_past_the_final(
    federation: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(monkeypatch.setattr)
    with product(tmp_path) as children:
        _web, port = children.web(workers=2, application="tests.faults.unguarded:served()")
        total = run(federation, port, UNGUARDED_ROUNDS, until=lambda found: found.late > 0)
    assert total.late > 0
