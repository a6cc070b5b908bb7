"""A year is computed at its time, and anew when its phases move; it is sealed after them, and awards read it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from awards.choices import RoundKind
from awards.models import Nomination
from awards.services import nominations, rounds
from campaigns.choices import FactKind, Joining, PartMissing, PhaseStatus, TableStatus
from campaigns.models import ClusterRevision, CountedFact, Phase, ScoringTable, Seal
from campaigns.queries.standings import previous_phase
from campaigns.services import facts, finalising, scoring, sheets
from campaigns.services.verification import verify_phase
from tests.awards.cast import make_award, make_round
from tests.campaigns.years.cast import (
    COMPUTED,
    ENDS,
    LATER,
    close,
    judge,
    leave,
    lines,
    make_final,
    prove,
    school_year,
    totals,
    year_over,
)
from tests.campaigns.years.conftest import Whole
from tests.cast import CLOSES, Season, after, at
from units.actors import SYSTEM
from units.models import Notice

#: Work in memory is asked for in a statement of its own on PostgreSQL.
SETTINGS = 1 if connection.vendor == "postgresql" else 0


def revisions(phase: Phase) -> dict[str, int]:
    rows = ClusterRevision.objects.filter(phase=phase)
    return dict(rows.values_list("cluster__code", "number"))


@pytest.fixture
def figures(whole: Whole) -> Whole:
    """Ba Dinh has 72 and 40 points in the phases, Hoang Mai 55 and 60; the others sent nothing."""
    world = whole.season.world
    prove(whole.first, world.ba_dinh, dv="800", kp="500.5", bc="1")
    prove(whole.first, world.hoang_mai, dv="1200", kp="250", bc="0")
    prove(whole.second, world.ba_dinh, dv="200", kp="0", bc="0")
    prove(whole.second, world.hoang_mai, dv="0", kp="250", bc="0", td="5")
    return whole


@pytest.fixture
def computed(figures: Whole) -> Whole:
    for moment in (CLOSES, ENDS, COMPUTED):
        close(moment)
    figures.year.refresh_from_db()
    return figures


def test_a_year_is_computed_at_its_time_by_the_same_code(computed: Whole) -> None:
    year, world = computed.year, computed.season.world
    assert (year.status, year.closed_at) == (PhaseStatus.CLOSED, COMPUTED)
    # the second phase carries: Ba Dinh 40 + 30 + 10, Hoang Mai 40 + 30 + 0 + 5
    assert totals(computed.second) == {
        "BD": (Decimal(80), 1), "HM": (Decimal(75), 2), "LB": (Decimal(0), None), "HD": (Decimal(0), None),
    }  # fmt: skip
    assert totals(year) == {
        "BD": (Decimal("77.3333"), 1), "HM": (Decimal("68.3333"), 2), "LB": (Decimal(0), None),
        "HD": (Decimal(0), None),
    }  # fmt: skip
    assert lines(year, world.ba_dinh) == {
        "1": Decimal("37.3333"),
        "2": Decimal(30),
        "3": Decimal(10),
        "4": Decimal(0),
    }
    assert revisions(year) == {"C1": 1, "C2": 1}
    assert ScoringTable.objects.get().status == TableStatus.LOCKED
    kinds = Notice.objects.filter(person=world.hoa.person, key=f"closed:{year.pk}").values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["year_computed"]


def test_a_new_revision_of_a_phase_asks_for_one_of_the_years_cluster(computed: Whole) -> None:
    world = computed.season.world
    judge(computed.second, world.ba_dinh, "20", by=world.quang, now=LATER)
    close(after(LATER, minutes=5))
    assert revisions(computed.second) == {"C1": 2, "C2": 1}
    assert revisions(computed.year) == {"C1": 2, "C2": 1}
    assert totals(computed.year)["BD"] == (Decimal("90.6667"), 1)


def test_a_figure_of_the_first_phase_reaches_the_year_through_both(computed: Whole) -> None:
    world = computed.season.world
    judge(computed.first, world.hoang_mai, "20", by=world.quang, now=LATER)
    for minutes in (5, 10):
        close(after(LATER, minutes=minutes))
    assert totals(computed.first)["HM"] == (Decimal(75), 1)
    assert totals(computed.second)["HM"] == (Decimal(90), 1)
    assert totals(computed.year)["HM"] == (Decimal(85), 1)


def test_a_year_that_closed_before_its_phases_follows_them(figures: Whole) -> None:
    ScoringTable.objects.update(part_missing=PartMissing.ZERO)
    Phase.objects.filter(pk=figures.second.pk).update(entry_closes_at=after(COMPUTED, days=5))
    close(CLOSES)
    close(COMPUTED)
    assert totals(figures.year)["BD"] == (Decimal(24), 1)  # 72 × 1 + 0 × 2, by the table's word
    newcomer = figures.season.world.city
    sheets.enrol(
        phase=figures.second,
        union=newcomer,
        table=figures.season.table,
        by=SYSTEM,
        now=after(COMPUTED, days=1),
    )
    sheets.prepare_sheets(phase=figures.second, by=SYSTEM, now=after(COMPUTED, days=1))
    prove(figures.second, newcomer, dv="0", kp="0", bc="1", td="0")
    close(after(COMPUTED, days=5))
    close(after(COMPUTED, days=5, minutes=5))
    assert totals(figures.year)["BD"] == (Decimal("77.3333"), 1)
    assert totals(figures.year)["HN"] == (Decimal("6.6667"), 1)
    assert revisions(figures.year) == {"C1": 2, "C2": 2, None: 1}


def test_a_year_is_final_after_its_phases(computed: Whole) -> None:
    quang, year = computed.season.world.quang, computed.year
    assert previous_phase(year) == computed.second
    with pytest.raises(ValidationError) as wrong:
        finalising.make_final(phase_id=year.pk, by=quang, now=LATER)
    assert wrong.value.message_dict == {
        "phase": ["Make “Đợt 1”, “Đợt 2” final first: the year joins their points, which may still change."]
    }
    make_final(computed.first, computed.second, year, by=quang)
    year.refresh_from_db()
    assert (year.status, Seal.objects.filter(phase=year).count()) == (PhaseStatus.FINAL, 2)
    assert verify_phase(year).standings == 4


def test_a_round_nominates_from_the_years_standings(computed: Whole) -> None:
    quang, year = computed.season.world.quang, computed.year
    make_final(computed.first, computed.second, year, by=quang)
    year.refresh_from_db()
    award = make_award("BK")
    on_year = make_round(
        computed.season.world, kind=RoundKind.FINAL, phase=year, by=quang, now=LATER, closes_at=at(2025, 3, 1)
    )
    rounds.set_quota(round=on_year, award=award, by=quang, now=LATER)
    rounds.start_nominations(round=on_year, by=quang, now=LATER)
    count = nominations.nominate_from_standings(round=on_year, award=award, best=1, by=quang, now=LATER)
    found = Nomination.objects.get()
    assert (count, found.union.code, found.points, found.rank) == (1, "BD", Decimal("77.3333"), 1)


def test_the_year_holds_all_facts_of_its_period(computed: Whole) -> None:
    world = computed.season.world
    for day in (date(2024, 3, 1), date(2024, 10, 1)):
        facts.record_fact(
            union=world.ba_dinh,
            kind=FactKind.DISCIPLINE,
            day=day,
            number=f"{day}/QĐ",
            by=world.quang,
            now=LATER,
        )
    close(after(LATER, minutes=5))
    rows = CountedFact.objects.filter(participant__phase=computed.year, revision=2)
    assert list(rows.values_list("is_of_period", flat=True)) == [True, True]


def test_a_school_year_union_is_ranked_by_its_own_calendar(season: Season) -> None:
    world = season.world
    ScoringTable.objects.filter(pk=season.table.pk).update(status=TableStatus.AGREED)
    school = school_year(season, world.ha_dong)
    leave(season.phase, world.ha_dong)
    year = year_over(season, (season.phase, 1), (school, 1))
    prove(school, world.ha_dong, bc="1")
    prove(season.phase, world.ba_dinh, dv="800")
    for moment in (at(2024, 7, 1), CLOSES, COMPUTED):
        close(moment)
    assert totals(year)["HD"] == (Decimal(100), 1)
    assert totals(year)["BD"] == (Decimal(32), 1)
    assert lines(year, world.ha_dong) == {"1": 0, "2": 0, "3": Decimal(100), "4": 0}


@pytest.mark.parametrize(
    ("joins", "word", "wanted"),
    [
        (Joining.MEAN, PartMissing.ZERO, (Decimal("24"), 1)),
        (Joining.MEAN, PartMissing.REST, (Decimal(72), 1)),
        (Joining.MEAN, PartMissing.UNRANKED, (Decimal(72), None)),
        (Joining.SUM, PartMissing.ZERO, (Decimal(72), 1)),
        (Joining.LATEST, PartMissing.ZERO, (Decimal(0), 1)),
        (Joining.LATEST, PartMissing.REST, (Decimal(72), 1)),
        (Joining.LATEST, PartMissing.UNRANKED, (Decimal(0), None)),
    ],
)
def test_a_union_that_sent_nothing_in_the_second_phase(
    whole: Whole, joins: str, word: str, wanted: tuple[Decimal, int | None]
) -> None:
    Phase.objects.filter(pk=whole.year.pk).update(joins=joins)
    ScoringTable.objects.update(part_missing=word)
    prove(whole.first, whole.season.world.ba_dinh, dv="800", kp="500.5", bc="1")
    for moment in (CLOSES, ENDS, COMPUTED):
        close(moment)
    assert totals(whole.year)["BD"] == wanted


def test_a_year_takes_so_many_statements_whatever_the_number_of_its_unions(
    whole: Whole, django_assert_num_queries: Any
) -> None:
    for moment in (CLOSES, ENDS, COMPUTED):
        close(moment)
    with django_assert_num_queries(4 + SETTINGS):
        scoring.write_lines(phase=whole.year, revision=7)
    with django_assert_num_queries(7 + SETTINGS):
        scoring.write_standings(phase=whole.year, revision=7)
