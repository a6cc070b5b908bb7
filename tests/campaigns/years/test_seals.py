"""A year is verified from its document alone; whatever is changed in it of a phase is found."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import (
    Criterion,
    Indicator,
    Participant,
    Phase,
    ScoreLine,
    ScoringTable,
    Seal,
    Standing,
    TieBreak,
    YearPart,
)
from campaigns.services import sealing
from campaigns.services.sealing import Counted, Difference
from campaigns.services.verification import verify_phase
from tests.campaigns.years.cast import COMPUTED, ENDS, close, make_final, prove, totals
from tests.campaigns.years.conftest import Whole
from tests.cast import CLOSES, Season

Records = list[dict[str, Any]]


def with_figures(whole: Whole) -> None:
    world = whole.season.world
    prove(whole.first, world.ba_dinh, dv="800", kp="500.5", bc="1")
    prove(whole.second, world.ba_dinh, dv="50", kp="0", bc="0")
    prove(whole.first, world.hoang_mai, dv="800", kp="500.5", bc="1")
    prove(whole.second, world.hoang_mai, dv="0", kp="30", bc="0", td="2")
    prove(whole.second, world.long_bien, dv="500", kp="100", bc="1", td="12.5")


@pytest.fixture
def computed(whole: Whole) -> Whole:
    """Ba Dinh and Hoang Mai are equal in the year; a key parts them by what each collected to date."""
    kp = Indicator.objects.get(code="KP")
    TieBreak.objects.create(table=whole.season.table, order=1, kind="indicator", indicator=kp)
    TieBreak.objects.create(table=whole.season.table, order=2, kind="decision")
    with_figures(whole)
    for moment in (CLOSES, ENDS, COMPUTED):
        close(moment)
    for phase in (whole.first, whole.second, whole.year):
        phase.refresh_from_db()
    return whole


@pytest.fixture
def sealed(computed: Whole) -> Whole:
    make_final(computed.first, computed.second, computed.year, by=computed.season.world.quang)
    computed.year.refresh_from_db()
    return computed


def document(year: Phase, cluster: str = "C1") -> Records:
    seal = Seal.objects.get(phase=year, cluster__code=cluster)
    return json.loads(json.dumps(list(sealing.read(bytes(seal.document or b""), seal.format))))


def of(records: Records, union: str) -> dict[str, Any]:
    return next(record for record in records if record.get("union") == union)


def test_a_key_reads_what_the_latest_phase_has_to_date(computed: Whole) -> None:
    assert totals(computed.second) == {
        "BD": (Decimal(74), 2), "HM": (Decimal(74), 1), "LB": (Decimal("48.5"), 3), "HD": (Decimal(0), None)
    }  # fmt: skip
    # collected to date in the second phase: 500,5 and 530,5
    assert totals(computed.year) == {
        "BD": (Decimal("73.3333"), 2), "HM": (Decimal("73.3333"), 1), "LB": (Decimal("48.5"), None),
        "HD": (Decimal(0), None),
    }  # fmt: skip


def test_a_key_reads_the_first_phase_where_a_union_is_not_ranked_in_the_second(computed: Whole) -> None:
    second = Participant.objects.get(phase=computed.second, union=computed.season.world.hoang_mai)
    Standing.objects.filter(participant=second).update(rank=None)
    ScoringTable.objects.update(part_missing="rest")
    (figures,) = [
        record["parts"]
        for _cluster, records in sealing.documents(computed.year, [(computed.season.world.cluster_1.pk, 1)])
        for record in records
        if record.get("union") == "HM"
    ]
    assert (figures[0]["figures"], figures[1]) == ({"KP": 5005000}, None)


def test_a_year_is_right_before_and_after_its_seal(computed: Whole) -> None:
    before = verify_phase(computed.year)
    assert (before.lines, before.standings, before.proofs) == (16, 4, ())
    make_final(computed.first, computed.second, computed.year, by=computed.season.world.quang)
    computed.year.refresh_from_db()
    checked = verify_phase(computed.year)
    assert (checked.lines, checked.standings, len(checked.proofs)) == (16, 4, 2)


def test_the_document_alone_gives_the_year(sealed: Whole) -> None:
    assert sealing.recompute(document(sealed.year)) == Counted(lines=12, standings=3)
    phase = document(sealed.year)[1]
    assert (phase["kind"], phase["joins"]) == ("year", "mean")
    assert [(part["campaign"], part["number"], part["name"], part["weight"]) for part in phase["parts"]] == [
        ("HN-2024", 1, "Đợt 1", 10000),
        ("HN-2024", 2, "Đợt 2", 20000),
    ]
    parts = of(document(sealed.year), "BD")["parts"]
    assert [part["standing"]["revision"] for part in parts] == [1, 1]
    assert [part["figures"] for part in parts] == [{"KP": 5005000}, {"KP": 5005000}]
    assert of(document(sealed.year), "LB")["parts"][0] is None


def _phase(records: Records) -> dict[str, Any]:
    return next(record for record in records if record["record"] == "phase")


def _line(records: Records, union: str, place: int, code: str) -> dict[str, Any]:
    return next(line for line in of(records, union)["parts"][place]["lines"] if line["criterion"] == code)


FORGERIES: dict[str, Callable[[Records], Any]] = {
    "printed total of a phase": lambda r: of(r, "BD")["parts"][1]["standing"].update(points=990000),
    "what a phase made up for": lambda r: of(r, "BD")["parts"][0]["standing"].update(rescaled=30000),
    "points of a line of a phase": lambda r: _line(r, "HM", 0, "1").update(points=0),
    "base of a line of a phase": lambda r: _line(r, "HM", 0, "1").update(of_base=0),
    "a line that does not apply": lambda r: _line(r, "BD", 1, "1").update(applies=False),
    "state of every line": lambda r: [
        _line(r, "BD", place, "4").update(state="reported") for place in (0, 1)
    ],
    "a phase taken away": lambda r: of(r, "BD")["parts"].__setitem__(1, None),
    "a phase given": lambda r: of(r, "LB")["parts"].__setitem__(0, of(r, "LB")["parts"][1]),
    "weight": lambda r: _phase(r)["parts"][0].update(weight=20000),
    "way of joining": lambda r: _phase(r).update(joins="latest"),
    "sector of a phase": lambda r: _phase(r)["parts"][1].update(sector="union_body"),
    "figure that a key reads": lambda r: of(r, "BD")["parts"][1]["figures"].update(KP=9990000),
    "word for a missing phase": lambda r: next(x for x in r if x["record"] == "table").update(
        part_missing="zero"
    ),
    "total of the year": lambda r: of(r, "BD")["standing"].update(points=1),
    "figure in a line of the year": lambda r: of(r, "BD")["lines"][0].update(value=1),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_document_is_found(sealed: Whole, what: str) -> None:
    records = document(sealed.year)
    FORGERIES[what](records)
    with pytest.raises(Difference):
        sealing.recompute(records)


def _bd(season: Season) -> Participant:
    return Participant.objects.get(phase__number=2, union=season.world.ba_dinh)


TAMPERINGS: dict[str, Callable[[Season], Any]] = {
    "points of a phase": lambda s: Standing.objects.filter(participant=_bd(s)).update(points=1),
    "line of a phase": lambda s: ScoreLine.objects.filter(participant=_bd(s), criterion__code="1").update(
        points=1
    ),
    "weight": lambda s: YearPart.objects.filter(phase__number=1).update(weight=3),
    "way of joining": lambda s: Phase.objects.filter(kind="year").update(joins="sum"),
    "word for a missing phase": lambda s: ScoringTable.objects.update(part_missing="rest"),
    "code of a criterion": lambda s: Criterion.objects.filter(code="1").update(code="9"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_year_whose_rows_were_changed_is_found(sealed: Whole, what: str) -> None:
    TAMPERINGS[what](sealed.season)
    with pytest.raises(Difference):
        verify_phase(Phase.objects.get(pk=sealed.year.pk))
