"""A sealed document answers for itself; whatever is another beside it today is named. Forged ones: test_forgeries."""

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from campaigns.choices import ResultState, ResultStatus
from campaigns.models import (
    Band,
    Campaign,
    Criterion,
    Downgrade,
    Evidence,
    ExternalFact,
    Indicator,
    Participant,
    Phase,
    Placing,
    Result,
    ScoreLine,
    ScoringTable,
    Seal,
    Standing,
    Step,
    Target,
    TieBreak,
)
from campaigns.services import sealing
from campaigns.services.sealing import Counted, Difference, Writer
from campaigns.services.verification import verify_phase
from common.formats import UnknownFormat
from tests.campaigns import seal_cast
from tests.campaigns.test_revisions import LATER
from tests.cast import Season
from units.models import Cluster, Document, Headcount, Union


@pytest.fixture
def final(season: Season) -> Season:
    """Cluster 1 with everything that a seal must hold; sealed."""
    return seal_cast.final(season)


def seal_of(season: Season) -> Seal:
    """The seal of cluster 1."""
    return season.phase.seals.get(cluster=season.world.cluster_1)


def records_of(season: Season) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(bytes(seal_of(season).document or b"")).splitlines()]


def written(records: list[dict[str, Any]], number: int = 2) -> tuple[bytes, str]:
    writer = Writer(number)
    for record in records:
        writer.add(record)
    return writer.finish()


def found(season: Season) -> str:
    """What the verification says of the phase as it is now."""
    with pytest.raises(Difference) as difference:
        verify_phase(Phase.objects.get(pk=season.phase.pk))
    return str(difference.value)


# --- The bytes -----------------------------------------------------------------------------------------------------
def test_untouched_document_is_whole(final: Season, django_assert_num_queries: Any) -> None:
    seal = seal_of(final)
    document = bytes(seal.document or b"")
    assert hashlib.sha256(gzip.decompress(document)).hexdigest() == seal.sha256
    with django_assert_num_queries(0):
        sealing.check_bytes(document, seal.sha256)
        assert sealing.recompute(sealing.read(document, 2)) == Counted(lines=78, standings=6)
    assert written(records_of(final)) == (document, seal.sha256)  # the same records give the same bytes


def test_document_that_was_changed_cut_off_or_written_anew_is_found(final: Season) -> None:
    seal = seal_of(final)
    document = bytes(seal.document or b"")
    for place in (0, 0.25, 0.5, 0.75, 1):
        changed = bytearray(document)
        changed[int(place * (len(changed) - 1))] ^= 1
        Seal.objects.filter(pk=seal.pk).update(document=bytes(changed))
        assert found(final) != ""
    Seal.objects.filter(pk=seal.pk).update(document=document[:-20])
    assert found(final).startswith("The sealed document cannot be read: ")
    anew, digest = written([*records_of_document(document)[:-1], {"record": "end"}])
    Seal.objects.filter(pk=seal.pk).update(document=anew)
    assert found(final) == f"The hash of the seal differs: sealed {seal.sha256}, recomputed {digest}."


def records_of_document(document: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(document).splitlines()]


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (lambda r: seal_cast.union(r, "BD")["lines"][4].update(points=1), "BD / 1 points: stored 1"),
        (lambda r: r[0].update(format=1), "The sealed document says format 1, its seal 2."),
        (lambda r: r.pop(0), "The sealed document says format None, its seal 2."),
    ],
)
def test_document_forged_together_with_its_hash_is_found(
    final: Season, forge: Callable[[Any], Any], words: str
) -> None:
    records = records_of(final)
    forge(records)
    document, digest = written(records)
    Seal.objects.filter(pk=seal_of(final).pk).update(document=document, sha256=digest)
    assert found(final).startswith(words)


# --- Today's rows ----------------------------------------------------------------------------------------------------
def result(season: Season, code: str = "DV") -> Any:
    return Result.objects.filter(participant=season.sheet(season.world.ba_dinh), indicator__code=code)


def proves(season: Season) -> None:
    """A document that nobody had when the phase was sealed."""
    paper = Document.objects.create(
        union=season.world.ba_dinh, file="x", name="x", size=1, sha256="ab", uploaded_by=season.world.hoa,
        uploaded_at=LATER,
    )  # fmt: skip
    Evidence.objects.create(result=result(season).get(), document=paper)


def criterion(code: str) -> Any:
    return Criterion.objects.filter(code=code)


def line(code: str) -> Any:
    return ScoreLine.objects.filter(criterion__code=code, participant__union__code="BD")


def standing(code: str) -> Any:
    return Standing.objects.filter(participant__union__code=code)


#: What is another today, and where it is found.
CHANGES: dict[str, tuple[Callable[[Season], Any], str]] = {
    "points": (lambda s: line("4").update(points=1), "BD / lines / 4 / points"),
    "no points": (lambda s: line("4").update(points=None), "BD / lines / 4 / points"),
    "base points": (lambda s: line("4").update(of_base=0), "BD / lines / 4 / of_base"),
    "that a line applies": (lambda s: line("4").update(applies=False), "BD / lines / 4 / applies"),
    "status of a line": (lambda s: line("4").update(status=30), "BD / lines / 4 / status"),
    "gate of a line": (lambda s: line("4").update(gate=1), "BD / lines / 4 / gate"),
    "leader of a line": (lambda s: line("2").update(lead_value=1), "BD / lines / 2 / lead_value"),
    "rank": (lambda s: standing("HM").update(rank=3), "HM / standing / rank"),
    "what was rescaled": (lambda s: standing("LB").update(rescaled=0), "LB / standing / rescaled"),
    "silence": (lambda s: standing("SS").update(is_silent=False), "SS / standing / is_silent"),
    "band": (lambda s: standing("HM").update(band=None), "HM / standing / band"),
    "headcount that was read": (lambda s: standing("BD").update(women=1), "BD / headcount / women"),
    "value": (lambda s: result(s).update(value=900), "BD / results / DV / value"),
    "status": (lambda s: result(s).update(status=ResultStatus.SUBMITTED), "BD / results / DV / status"),
    "stage": (lambda s: result(s, "DH").update(stage="pilot"), "BD / results / DH / stage"),
    "note": (lambda s: result(s).update(note="Sửa"), "BD / results / DV / note"),
    "state": (
        lambda s: result(s).update(state=ResultState.NOTHING, value=None),
        "BD / results / DV / state",
    ),
    "target": (
        lambda s: Target.objects.filter(union=s.world.ba_dinh, indicator__code="DV").update(value=1),
        "BD / results / DV / registered / value",
    ),
    "evidence": (proves, "BD / results / DV / evidence / ab"),
    "earlier figure": (
        lambda s: Result.objects.filter(participant__phase__number=1).update(value=1),
        "BD / carried / DV",
    ),
    "status of an earlier figure": (
        lambda s: Result.objects.filter(participant__phase__number=1).update(status=ResultStatus.RETURNED),
        "BD / carried / DV",
    ),
    "fact": (
        lambda s: ExternalFact.objects.filter(kind="award").update(grade_key="x"),
        "BD / facts / 15/QĐ-TLĐ / grade_key",
    ),
    "placing": (
        lambda s: Placing.objects.filter(participant__union__code="LB").update(place=3),
        "LB / placing / place",
    ),
    "table": (lambda s: ScoringTable.objects.update(rounding="truncate"), "table / rounding"),
    "parameter": (lambda s: criterion("1").update(params={"no_target": "full"}), "1 / params / cap"),
    "nature": (lambda s: criterion("1").update(nature="bonus"), "1 / nature"),
    "minimum": (lambda s: criterion("A").update(min_points=None), "A / min_points"),
    "step": (lambda s: Step.objects.filter(order=2).update(below=2), "5 / steps / below"),
    "edge of a band": (lambda s: Band.objects.filter(lowest=40).update(below=50), "band / below"),
    "condition": (lambda s: Band.objects.get(lowest=40).conditions.update(percent=1), "band / conditions / percent"),
    "downgrade": (lambda s: Downgrade.objects.update(fact_grade="Cảnh cáo"), "downgrade / fact_grade"),
    "key": (lambda s: TieBreak.objects.filter(order=2).update(is_lower_better=False), "VM / is_lower_better"),
    "what counts": (lambda s: Campaign.objects.update(counts_from=40), "phase / campaign / counts_from"),
    "share due": (lambda s: Phase.objects.filter(number=2).update(target_share=50), "phase / target_share"),
    "share before": (
        lambda s: Phase.objects.filter(number=1).update(target_share=50),
        "phase / earlier / 1 / target_share",
    ),
    "review day": (lambda s: Phase.objects.update(review_day="2024-07-30"), "phase / review_day"),
    "indicator": (lambda s: Indicator.objects.filter(code="KP").update(accumulation="latest"), "KP / accumulation"),
    "sector": (lambda s: Participant.objects.filter(union=s.world.ba_dinh).update(sector=""), "BD / sector"),
    "a participant taken out": (
        lambda s: Participant.objects.filter(union=s.world.ba_dinh).update(cluster=s.world.cluster_2),
        "BD",
    ),
}  # fmt: skip
#: What may be another today: names, and what was recorded or corrected after the close.
ALLOWED: dict[str, Callable[[Season], Any]] = {
    "a union": lambda s: Union.objects.filter(code="BD").update(name="LĐLĐ phường Ba Đình", short_name="Ba Đình"),
    "a cluster": lambda s: Cluster.objects.filter(code="C1").update(name="Cụm 1"),
    "a criterion": lambda s: criterion("1").update(name="Phát triển đoàn viên"),
    "an indicator": lambda s: Indicator.objects.filter(code="DV").update(name="Đoàn viên", unit_of_measure="người"),
    "the phase": lambda s: Phase.objects.update(name="Sơ kết"),
    "a table": lambda s: ScoringTable.objects.update(name="Bảng"),
    "a day of founding": lambda s: Union.objects.filter(code="TX").update(founded_on="2010-01-01"),
    "a headcount": lambda s: Headcount.objects.update(members=7, women=7),
    "a fact": lambda s: ExternalFact.objects.create(
        union=s.world.ba_dinh, kind="discipline", day="2024-06-01", number="9", document_key="9", recorded_at=LATER
    ),
    "a fact withdrawn": lambda s: ExternalFact.objects.filter(kind="award").update(
        withdrawn_at=LATER, withdrawal_reason="Nhầm"
    ),
    "ranks across clusters": lambda s: Standing.objects.update(rank_across=1, rank_in_sector=1),
}  # fmt: skip


class Undo(Exception):
    """Takes a change back."""


def tried(season: Season, change: Callable[[Season], Any]) -> str:
    """What the verification says after a change, which is taken back; "" for nothing."""
    said = ""
    try:
        with transaction.atomic():
            change(season)
            try:
                verify_phase(Phase.objects.get(pk=season.phase.pk))
            except Difference as difference:
                said = str(difference)
            raise Undo
    except Undo:
        return said


def test_row_that_is_another_today_is_named(final: Season) -> None:
    said = {what: tried(final, change).split(": sealed ")[0] for what, (change, _where) in CHANGES.items()}
    assert said == {what: where for what, (_change, where) in CHANGES.items()}


def test_new_name_and_what_came_after_the_close_break_no_seal(final: Season) -> None:
    before = records_of(final)
    assert {what: tried(final, change) for what, change in ALLOWED.items()} == dict.fromkeys(ALLOWED, "")
    assert records_of(final) == before


def test_cluster_without_its_seal_is_found(final: Season) -> None:
    seal_of(final).delete()
    assert found(final) == "There are revisions without a seal: 1."


# --- The format, and the command --------------------------------------------------------------------------------------
def test_format_that_is_unknown_here_is_a_clear_error(final: Season) -> None:
    Seal.objects.filter(pk=seal_of(final).pk).update(format=9)
    with pytest.raises(UnknownFormat) as unknown:
        verify_phase(final.phase)
    words = "Format 9 is unknown here; known are: 1, 2. A newer version wrote it: please update this one."
    assert unknown.value.reason == words
    with pytest.raises(CommandError, match=words) as failed:
        call_command("verify_seal", "HN-2024", "2")
    assert failed.value.returncode == 1


def test_command_names_revision_format_and_hash_of_every_cluster(final: Season) -> None:
    out = io.StringIO()
    call_command("verify_seal", "HN-2024", "2", stdout=out)
    hashes = dict(final.phase.seals.values_list("cluster__code", "sha256"))
    assert out.getvalue().splitlines() == [
        "equal: 91 lines, 7 standings, revision 1",
        f"C1: revision 1, format 2, sha256 {hashes['C1']}",
        f"C2: revision 1, format 2, sha256 {hashes['C2']}",
    ]
