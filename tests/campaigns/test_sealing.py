"""A sealed document answers for itself; whatever is changed afterwards, in it or beside it, is found and named."""

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import (
    Band,
    Criterion,
    Evidence,
    Indicator,
    Participant,
    Phase,
    Result,
    ScoreLine,
    Seal,
    Standing,
    Target,
)
from campaigns.services import finalising, sealing
from campaigns.services.sealing import Counted, Difference, Writer
from campaigns.services.verification import verify_phase
from common.formats import UnknownFormat
from tests.campaigns.test_revisions import LATER, close
from tests.cast import Season
from units.models import Cluster, Document, Union
from units.services import jobs


@pytest.fixture
def final(season: Season) -> Season:
    """Ba Dinh 72 and Hoang Mai 55 of cluster 1; sealed."""
    world = season.world
    Band.objects.create(table=season.table, name="Tốt", lowest=Decimal(60))
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=LATER)
    jobs.run_all(now=LATER)
    season.phase.refresh_from_db()
    return season


def seal_of(season: Season) -> Seal:
    """The seal of cluster 1."""
    return season.phase.seals.get(cluster=season.world.cluster_1)


def records_of(season: Season) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(bytes(seal_of(season).document or b"")).splitlines()]


def written(records: list[dict[str, Any]]) -> tuple[bytes, str]:
    writer = Writer(1)
    for record in records:
        writer.add(record)
    return writer.finish()


def found(season: Season) -> str:
    """What the verification says of the phase as it is now."""
    with pytest.raises(Difference) as difference:
        verify_phase(Phase.objects.get(pk=season.phase.pk))
    return str(difference.value)


# --- The bytes -----------------------------------------------------------------------------------------------------
def test_untouched_document_is_whole(final: Season) -> None:
    seal = seal_of(final)
    document = bytes(seal.document or b"")
    assert hashlib.sha256(gzip.decompress(document)).hexdigest() == seal.sha256
    sealing.check_bytes(document, seal.sha256)
    assert sealing.recompute(sealing.read(document, 1)) == Counted(lines=12, standings=3)


@pytest.mark.parametrize("place", [0, 0.25, 0.5, 0.75, 1])
def test_one_changed_byte_anywhere_is_found(final: Season, place: float) -> None:
    seal = seal_of(final)
    changed = bytearray(seal.document or b"")
    changed[int(place * (len(changed) - 1))] ^= 1
    Seal.objects.filter(pk=seal.pk).update(document=bytes(changed))
    assert found(final) != ""


def test_document_that_was_cut_off_is_found(final: Season) -> None:
    seal = seal_of(final)
    Seal.objects.filter(pk=seal.pk).update(document=bytes(seal.document or b"")[:-20])
    assert found(final).startswith("The sealed document cannot be read: ")


def test_document_written_anew_without_its_hash_is_found(final: Season) -> None:
    seal = seal_of(final)
    document, digest = written([*records_of(final)[:-1], {"record": "end"}])
    Seal.objects.filter(pk=seal.pk).update(document=document)
    assert found(final) == f"The hash of the seal differs: sealed {seal.sha256}, recomputed {digest}."


def test_same_records_give_the_same_bytes(final: Season) -> None:
    seal = seal_of(final)
    assert written(records_of(final)) == (bytes(seal.document or b""), seal.sha256)


# --- The outcome from the document alone -----------------------------------------------------------------------------
def ba_dinh(records: list[dict[str, Any]]) -> dict[str, Any]:
    return next(r for r in records if r.get("union") == "BD")


FORGERIES: dict[str, tuple[Callable[[list[dict[str, Any]]], Any], str]] = {
    "points of a line": (lambda r: ba_dinh(r)["lines"][0].update(points=1), "BD / 1 points"),
    "figure of a line": (lambda r: ba_dinh(r)["lines"][0].update(value=1), "BD / 1 figure"),
    "target of a line": (lambda r: ba_dinh(r)["lines"][0].update(target=1), "BD / 1 target"),
    "state of a line": (lambda r: ba_dinh(r)["lines"][0].update(state="nothing"), "BD / 1 state"),
    "a line left out": (lambda r: ba_dinh(r)["lines"].pop(), "BD number of lines"),
    "a line twice": (lambda r: ba_dinh(r)["lines"].append(ba_dinh(r)["lines"][0]), "BD number of lines"),
    "figure on the sheet": (lambda r: ba_dinh(r)["results"][0].update(value=1), "BD / 1 figure"),
    "what was carried": (lambda r: ba_dinh(r).update(carried={"DV": 1}), "BD / 1 figure carried over"),
    "target registered": (lambda r: ba_dinh(r)["results"][0]["registered"].update(value=1), "BD / 1 target"),
    "share of the target": (lambda r: r[1].update(target_share=500_000), "BD / 1 target"),
    "maximum of a criterion": (lambda r: r[6].update(max_points=1), "BD / 1 points"),
    "rule of a criterion": (lambda r: r[6].update(rule="yes_no", params={}), "BD / 1 target"),
    "parameter of another rule": (lambda r: r[6]["params"].update(per_object=1), "BD / 1: The rule"),
    "a rule that there is not": (lambda r: r[6].update(rule="luck"), "BD / 1: There is no rule"),
    "total": (lambda r: ba_dinh(r)["standing"].update(points=1), "BD total"),
    "rank": (lambda r: ba_dinh(r)["standing"].update(rank=2), "BD rank"),
    "tie": (lambda r: ba_dinh(r)["standing"].update(is_tied=True), "BD tie"),
    "count of figures": (lambda r: ba_dinh(r)["standing"].update(reported=1), "BD lines with a figure"),
    "cluster of a standing": (lambda r: ba_dinh(r)["standing"].update(cluster="C2"), "BD cluster"),
    "a standing left out": (lambda r: ba_dinh(r).update(standing=None), "BD: there are lines without a standing"),
    "a participant left out": (lambda r: r.remove(ba_dinh(r)), "number of lines"),
    "the end left out": (lambda r: r.pop(), "The sealed document has no end."),
    "the format": (lambda r: r[0].update(format=2), "The sealed document says format 2, its seal 1."),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGERIES)
def test_document_forged_together_with_its_hash_is_found(final: Season, what: str) -> None:
    records = records_of(final)
    forge, words = FORGERIES[what]
    forge(records)
    document, digest = written(records)
    Seal.objects.filter(pk=seal_of(final).pk).update(document=document, sha256=digest)
    assert found(final).lstrip().startswith(words)


def test_document_is_recomputed_without_a_database(final: Season, django_assert_num_queries: Any) -> None:
    records = records_of(final)
    with django_assert_num_queries(0):
        assert sealing.recompute(records) == Counted(lines=12, standings=3)


# --- Today's rows ----------------------------------------------------------------------------------------------------
def result(season: Season) -> Any:
    return Result.objects.filter(participant=season.sheet(season.world.ba_dinh), indicator__code="DV")


def proves(season: Season) -> None:
    """A document that nobody had when the phase was sealed."""
    paper = Document.objects.create(
        union=season.world.ba_dinh, file="x", name="x", size=1, sha256="ab", uploaded_by=season.world.hoa,
        uploaded_at=LATER,
    )  # fmt: skip
    Evidence.objects.create(result=result(season).get(), document=paper)


CHANGES: dict[str, tuple[Callable[[Season], Any], str]] = {
    "a line": (lambda s: ScoreLine.objects.filter(criterion__code="4").update(points=1), "BD / lines / 4 / points"),
    "a standing": (lambda s: Standing.objects.filter(rank=2).update(rank=3), "HM / standing / rank"),
    "a figure": (lambda s: result(s).update(value=Decimal(900)), "BD / results / DV / value"),
    "a note": (lambda s: result(s).update(note="Sửa"), "BD / results / DV / note"),
    "a target": (
        lambda s: Target.objects.filter(union=s.world.ba_dinh, indicator__code="DV").update(value=1),
        "BD / results / DV / registered / value",
    ),
    "evidence": (proves, "BD / results / DV / evidence / ab"),
    "a table": (
        lambda s: Criterion.objects.filter(code="1").update(params={"no_target": "full"}), "1 / params / no_target",
    ),
    "a band": (lambda s: Band.objects.update(lowest=1), "band / lowest"),
    "the share due": (lambda s: Phase.objects.update(target_share=50), "phase / target_share"),
    "an indicator": (lambda s: Indicator.objects.filter(code="KP").update(accumulation="latest"), "KP / accumulation"),
    "a participant taken out": (
        lambda s: Participant.objects.filter(union=s.world.ba_dinh).update(cluster=s.world.cluster_2),
        "BD",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_row_that_is_another_today_is_named(final: Season, what: str) -> None:
    change, words = CHANGES[what]
    change(final)
    assert found(final).startswith(f"{words}: sealed ")


RENAMINGS: dict[str, Callable[[Season], Any]] = {
    "a union": lambda s: Union.objects.filter(code="BD").update(name="LĐLĐ phường Ba Đình", short_name="Ba Đình"),
    "a cluster": lambda s: Cluster.objects.filter(code="C1").update(name="Cụm 1"),
    "a criterion": lambda s: Criterion.objects.filter(code="1").update(name="Phát triển đoàn viên"),
    "an indicator": lambda s: Indicator.objects.filter(code="DV").update(name="Đoàn viên", unit_of_measure="người"),
    "the phase": lambda s: Phase.objects.update(name="Sơ kết"),
}  # fmt: skip


@pytest.mark.parametrize("what", RENAMINGS)
def test_new_name_breaks_no_seal_and_the_old_one_stays_in_it(final: Season, what: str) -> None:
    before = records_of(final)
    RENAMINGS[what](final)
    assert verify_phase(final.phase).lines == 16
    assert records_of(final) == before


def test_cluster_without_its_seal_is_found(final: Season) -> None:
    seal_of(final).delete()
    assert found(final) == "There are revisions without a seal: 1."


# --- The format, and the command --------------------------------------------------------------------------------------
def test_format_that_is_unknown_here_is_a_clear_error(final: Season) -> None:
    Seal.objects.filter(pk=seal_of(final).pk).update(format=9)
    with pytest.raises(UnknownFormat) as unknown:
        verify_phase(final.phase)
    words = "Format 9 is unknown here; known are: 1. A newer version wrote it: please update this one."
    assert unknown.value.reason == words
    with pytest.raises(CommandError, match=words) as failed:
        call_command("verify_seal", "HN-2024", "1")
    assert failed.value.returncode == 1


def test_command_names_revision_format_and_hash_of_every_cluster(final: Season) -> None:
    out = io.StringIO()
    call_command("verify_seal", "HN-2024", "1", stdout=out)
    hashes = dict(final.phase.seals.values_list("cluster__code", "sha256"))
    assert out.getvalue().splitlines() == [
        "equal: 16 lines, 4 standings, revision 1",
        f"C1: revision 1, format 1, sha256 {hashes['C1']}",
        f"C2: revision 1, format 1, sha256 {hashes['C2']}",
    ]
