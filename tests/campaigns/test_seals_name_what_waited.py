"""Format 3: a sealed document names what waited at the final, and every figure that was changed after the close."""

import gzip
import json
from copy import deepcopy
from datetime import UTC
from typing import Any

import pytest

from campaigns.models import Correction, Phase, Result, Seal
from campaigns.services import finalising, sealing
from campaigns.services.sealing import Difference, Writer
from campaigns.services.verification import verify_phase
from tests.campaigns import seal_seasons
from tests.campaigns.test_revisions import LATER
from tests.cast import Season, after
from units.models import Person
from units.services import jobs

Records = list[dict[str, Any]]


@pytest.fixture
def waited(season: Season) -> Season:
    return seal_seasons.waited(season)


def records_of(season: Season) -> Records:
    seal = season.phase.seals.get(cluster=season.world.cluster_1)
    return [json.loads(line) for line in gzip.decompress(bytes(seal.document or b"")).splitlines()]


def difference(season: Season) -> str:
    """What the verification says of the phase as it is now; "" for nothing."""
    try:
        verify_phase(Phase.objects.get(pk=season.phase.pk))
    except Difference as found:
        return str(found)
    return ""


def test_what_waited_is_counted_and_the_cluster_left_open_named(waited: Season) -> None:
    assert records_of(waited)[2] == {
        "record": "waited",
        "counts": {
            "estimates": 1, "filled": 1, "late": 2, "set_aside": 1, "silent": 1, "unappraised": 1,
            "uncounted": 1, "unjudged": 1, "unreported": 8,
        },
        "left_open": [{"code": "C2", "name": "Cụm thi đua số 2", "waits": []}],
    }  # fmt: skip


def test_each_union_names_its_own_figures_that_waited(waited: Season) -> None:
    named = {r["union"]: r["waited"] for r in records_of(waited) if r["record"] == "participant"}
    nothing: dict[str, list[str]] = {"unappraised": [], "estimates": [], "unjudged": [], "filled": []}
    assert named == {
        "BD": nothing | {"estimates": ["DV"], "filled": ["TD"]},
        "HM": nothing,
        "LB": nothing,
        "CG": nothing,
        "TX": nothing | {"unappraised": ["DV"]},
        "SS": nothing | {"unjudged": ["TD"]},
    }


def test_corrected_and_set_aside_figures_are_told_with_both_figures_why_by_whom_and_when(
    waited: Season,
) -> None:
    told = {r["union"]: r["corrections"] for r in records_of(waited) if r["record"] == "participant"}
    by, at = str(waited.world.quang.person), LATER.astimezone(UTC).isoformat()
    before = {"state": "reported", "stage": "", "status": "verified"}
    assert told == {
        "BD": [], "LB": [], "CG": [], "SS": [],
        "HM": [{
            "indicator": "DV", "kind": "corrected", "before": before | {"value": 12_000_000}, "reason": "Thừa số 0",
            "after": {"state": "reported", "stage": "", "value": 1_200_000}, "by": by, "at": at,
        }],
        "TX": [{
            "indicator": "LD", "kind": "set_aside", "before": before | {"value": 4_000_000}, "reason": "Ngoài kỳ",
            "after": {"state": "reported", "stage": "", "value": 4_000_000}, "by": by, "at": at,
        }],
    }  # fmt: skip


def test_the_document_is_right_by_itself_and_equal_to_the_rows_of_today(waited: Season) -> None:
    assert difference(waited) == ""
    assert sealing.recompute(records_of(waited)).standings == 6


def test_a_new_name_and_a_later_explanation_break_no_seal(waited: Season) -> None:
    Person.objects.filter(pk=waited.world.quang.person_id).update(full_name="Trần Quang Mới")
    Correction.objects.update(explanation="Vâng", explained_by=waited.world.minh, explained_at=LATER)
    assert difference(waited) == ""


def test_what_is_another_today_is_named(waited: Season) -> None:
    moved = {
        "a count": lambda: Seal.objects.update(noted={"estimates": 9}),
        "what was left open": lambda: Seal.objects.update(left_open=[]),
        "a reason": lambda: Correction.objects.filter(kind="corrected").update(reason="Khác"),
        "the figure before": lambda: Correction.objects.filter(kind="corrected").update(value_before=1),
        "an act taken away": lambda: Correction.objects.filter(kind="set_aside").delete(),
        "that it was filled": lambda: Result.objects.filter(
            participant=waited.sheet(waited.world.ba_dinh), indicator__code="TD"
        ).update(entered_by=waited.world.quang),
    }
    found = {}
    for what, change in moved.items():
        with seal_seasons.taken_back():
            change()
            found[what] = difference(waited).split(": sealed ")[0]
    assert found == {
        "a count": "waited / counts / estimates",
        "what was left open": "waited / left_open / C2",
        "a reason": "HM / corrections / DV / reason",
        "the figure before": "HM / corrections / DV / before / value",
        "an act taken away": "TX / corrections / LD",
        "that it was filled": "BD / waited / filled / TD",
    }


#: What is forged in the document together with its hash, and the beginning of what the recomputation says.
FORGED = {
    "an estimate kept secret": (lambda r: _of(r, "BD")["waited"].update(estimates=[]), "BD / estimates what waited"),
    "a figure not appraised": (lambda r: _of(r, "TX")["waited"].update(unappraised=[]), "TX / unappraised what wa"),
    "a line left empty": (lambda r: _of(r, "SS")["waited"].update(unjudged=[]), "SS / unjudged what waited"),
    "a line that was filled": (lambda r: _of(r, "BD")["waited"].update(filled=[]), "filled what waited: stored 1"),
    "filled where nothing stands": (
        lambda r: _of(r, "SS")["waited"].update(filled=["TD"]), "SS / TD state: stored not_reported",
    ),
    "a count": (lambda r: r[2]["counts"].pop("estimates"), "estimates what waited: stored 0, recomputed 1"),
    "nothing said at all": (lambda r: r.pop(2), "The sealed document does not say what waited."),
    "no list": (lambda r: _of(r, "BD").pop("corrections"), "The sealed document is not in its form"),
    "a correction of nothing": (
        lambda r: _of(r, "HM")["corrections"][0].update(indicator="??"), "HM / ?? figure: stored False",
    ),
}  # fmt: skip


def _of(records: Records, union: str) -> dict[str, Any]:
    return seal_seasons.union(records, union)


def test_what_is_forged_together_with_the_hash_is_found(waited: Season) -> None:
    whole, said = records_of(waited), {}
    for what, (forge, _words) in FORGED.items():
        records = deepcopy(whole)
        forge(records)
        with pytest.raises(Difference) as found:
            sealing.recompute(records)
        said[what] = str(found.value)
    assert {what: said[what].startswith(words) for what, (_forge, words) in FORGED.items()} == dict.fromkeys(
        FORGED, True
    )


def test_a_final_ordered_in_format_2_is_written_in_it_and_says_nothing_of_this(season: Season) -> None:
    """An upgrade comes between the order and the job; its seal is verified by what held then, also later."""
    seal_seasons.waited(season, and_seal=False)
    Seal.objects.update(format=2)
    jobs.run_all(now=LATER)
    records = records_of(season)
    assert records[0]["format"] == 2
    assert {r["record"] for r in records} & {"waited"} == set()
    assert {"waited", "corrections"} & set(_of(records, "BD")) == set()
    with seal_seasons.taken_back():
        Correction.objects.all().delete()
        Seal.objects.update(noted={}, left_open=[])
        assert difference(season) == ""
    Result.objects.filter(participant=season.sheet(season.world.ba_dinh), indicator__code="DV").update(
        value=1
    )
    assert difference(season).startswith("BD / results / DV / value: sealed")


def test_rows_of_a_cluster_that_is_not_final_are_recomputed_without_an_order(waited: Season) -> None:
    pointer = (waited.world.cluster_2.pk, 1)
    (_cluster, records) = next(iter(sealing.documents(waited.phase, [pointer])))
    whole = list(records)
    assert whole[2] == {"record": "waited", "counts": None, "left_open": []}
    assert sealing.recompute(whole).standings == 1
    writer = Writer(3)
    for record in whole:
        writer.add(record)
    assert sealing.recompute(sealing.read(writer.finish()[0], 3)).standings == 1


def test_the_next_final_seals_the_cluster_that_was_left_open(waited: Season) -> None:
    assert finalising.make_final(phase_id=waited.phase.pk, by=waited.world.quang, now=after(LATER, days=1))
    jobs.run_all(now=after(LATER, days=1))
    assert waited.phase.seals.filter(sealed_at__isnull=False).count() == 2
    assert [seal.left_open for seal in waited.phase.seals.order_by("cluster__code")] == [
        [{"code": "C2", "name": "Cụm thi đua số 2", "waits": []}],
        [],
    ]
