"""What was sealed in format 1 is verified by what held then, beside rows that say more today."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from campaigns.choices import ClusterStatus, ConditionKind, FactKind, PhaseStatus, TieKind
from campaigns.models import (
    Band,
    BandCondition,
    Criterion,
    Downgrade,
    ExternalFact,
    Indicator,
    Phase,
    Result,
    ScoreLine,
    ScoringTable,
    Seal,
    Standing,
    TieBreak,
)
from campaigns.services import finalising, sealing
from campaigns.services.sealing import Difference
from campaigns.services.verification import Proof, verify_phase
from tests.campaigns.old_cast import Old
from tests.campaigns.test_revisions import LATER
from tests.cast import NOW, Season
from units.services import jobs

#: How many lines and standings the example holds.
LINES, STANDINGS = 15, 3


@pytest.fixture
def old(season: Season) -> Old:
    return Old(season)


def said(old: Old) -> str:
    """What the verification says of the phase; "" for nothing."""
    try:
        verify_phase(Phase.objects.get(pk=old.season.phase.pk))
    except Difference as difference:
        return str(difference).split(": sealed ")[0]
    return ""


def test_old_seal_is_whole_right_and_equal_to_the_rows_of_today(old: Old) -> None:
    checked = verify_phase(old.season.phase)
    assert (checked.lines, checked.standings, checked.revisions) == (LINES, STANDINGS, (old.revision,))
    assert checked.proofs == (Proof("C1", old.revision, 1, old.digest),)
    out = io.StringIO()
    call_command("verify_seal", "HN-2024", "2", stdout=out)
    assert out.getvalue().splitlines()[1] == f"C1: revision {old.revision}, format 1, sha256 {old.digest}"


#: What was sealed then and is another today, and where it is found.
CHANGES: dict[str, tuple[Callable[[Old], Any], str]] = {
    "points": (lambda o: ScoreLine.objects.filter(criterion__code="1").update(points=1), "BD / lines / 1 / points"),
    "rank": (lambda o: Standing.objects.filter(rank=1).update(rank=3), "BD / standing / rank"),
    "figure": (lambda o: Result.objects.filter(is_estimate=True).update(value=7), "BD / results / DV / value"),
    "status": (lambda o: Result.objects.update(status=40), "BD / results / DV / status"),
    "figure of the first phase, a draft": (
        lambda o: Result.objects.filter(participant__phase=o.first).update(value=7),
        "BD / carried / BC",
    ),
    "parameter": (
        lambda o: Criterion.objects.filter(code="1").update(params={"no_target": "full"}),
        "1 / params / no_target",
    ),
    "band": (lambda o: Band.objects.filter(lowest=60).update(lowest=61), "band / lowest"),
    "share": (lambda o: Phase.objects.filter(number=2).update(target_share=50), "phase / target_share"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_row_that_is_another_today_is_named(old: Old, what: str) -> None:
    change, where = CHANGES[what]
    change(old)
    assert said(old) == where


#: What there was no word for in format 1.
NEW: dict[str, Callable[[Old], Any]] = {
    "what counts": lambda o: type(o.season.campaign).objects.update(counts_from=40),
    "rounding": lambda o: ScoringTable.objects.update(rounding="truncate", line_decimals=1),
    "nature": lambda o: Criterion.objects.update(nature="bonus"),
    "condition": lambda o: BandCondition.objects.create(band=Band.objects.get(lowest=60), kind=ConditionKind.NO_ZERO),
    "downgrade": lambda o: Downgrade.objects.create(
        table=o.season.table, fact_kind=FactKind.AWARD, band=Band.objects.get(lowest=60)
    ),
    "key": lambda o: TieBreak.objects.create(table=o.season.table, order=1, kind=TieKind.WOMEN),
    "parameter": lambda o: Criterion.objects.filter(code="1").update(
        params={**o.criteria["1"].params, "missing": "full"}
    ),
    "stage": lambda o: Result.objects.filter(state="reported").update(stage="held"),
    "base points": lambda o: ScoreLine.objects.update(of_base=0, status=10),
    "fact": lambda o: ExternalFact.objects.create(
        union=o.season.world.ba_dinh, kind="award", day="2024-03-03", number="1", document_key="1", recorded_at=NOW
    ),
    "indicator": lambda o: Indicator.objects.update(needs_evidence=True),
}  # fmt: skip


def test_what_format_1_had_no_word_for_is_not_asked_of_it(old: Old) -> None:
    found = {}
    for what, change in NEW.items():
        point = transaction.savepoint()
        change(old)
        found[what] = said(old)
        transaction.savepoint_rollback(point)
    assert found == dict.fromkeys(NEW, "")


def test_seal_that_was_ordered_in_format_1_is_written_in_it(old: Old) -> None:
    """An upgrade comes between the order and the job."""
    Phase.objects.filter(pk=old.season.phase.pk).update(status=PhaseStatus.SEALING)
    old.season.phase.revisions.update(status=ClusterStatus.SEALING)
    Seal.objects.filter(pk=old.seal.pk).update(sealed_at=None, sha256="", document=None)
    jobs.enqueue(
        kind=finalising.SEAL, key="again", by=old.season.world.quang, now=LATER,
        owner_id=old.season.campaign.owner_id, phase_id=old.season.phase.pk,
    )  # fmt: skip
    jobs.run_all(now=LATER)
    seal = Seal.objects.get(pk=old.seal.pk)
    records = list(sealing.read(bytes(seal.document or b""), 1))
    assert sealing.recompute(records) == sealing.Counted(LINES, STANDINGS)
    assert [r["record"] for r in records] == [r["record"] for r in sealing.read(old.document, 1)]
    assert {kind: sorted(records_of(records, kind)[0]) for kind in old.of} == {
        kind: sorted(rows[0]) for kind, rows in old.of.items()
    }


def records_of(records: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [r for r in records if r["record"] == kind]
