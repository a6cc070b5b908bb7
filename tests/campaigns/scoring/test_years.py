"""A year joins the standings of its phases: lines and totals in SQL, by weights, as a sum, or as the latest."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from campaigns.choices import Joining, PartMissing, PhaseKind, PhaseStatus
from campaigns.models import (
    ClusterRevision,
    Criterion,
    Participant,
    Phase,
    ScoreLine,
    ScoringTable,
    Standing,
    YearPart,
)
from campaigns.services import scoring
from tests.cast import CLOSES, OPENS, Season
from units.models import Union


def phase(season: Season, number: int, name: str, *, sector: str = "", last: date) -> Phase:
    """A closed phase of the season's campaign without participants."""
    return Phase.objects.create(
        campaign=season.campaign, number=number, name=name, sector=sector, period_from=date(last.year, 1, 1),
        period_to=last, entry_opens_at=OPENS, entry_closes_at=CLOSES, status=PhaseStatus.CLOSED, closed_at=CLOSES,
    )  # fmt: skip


def stood(part: Phase, union: Union, table: ScoringTable, points: dict[str, str], total: str = "") -> None:
    """A union's revision 1 of a phase: points by criterion, and their sum or another printed total."""
    one, _made = Participant.objects.get_or_create(
        phase=part, union=union, defaults={"table": table, "sector": union.sector}
    )
    ClusterRevision.objects.get_or_create(phase=part, cluster=None, defaults={"number": 1})
    criteria = {c.code: c for c in Criterion.objects.filter(table=table)}
    ScoreLine.objects.bulk_create(
        ScoreLine(
            participant=one, revision=1, criterion=criteria[code], state="reported", points=Decimal(own),
            of_base=Decimal(own),
        )
        for code, own in points.items()
    )  # fmt: skip
    summed = sum(map(Decimal, points.values()), Decimal(0))
    Standing.objects.create(
        participant=one, revision=1, points=Decimal(total or summed), summed=summed, rank=1, is_tied=False,
        reported=4, lines=4,
    )  # fmt: skip


@pytest.fixture
def halves(season: Season) -> Any:
    """Two closed halves without participants, and the year over them with weights 1 and 2."""
    first = phase(season, 11, "Nửa 1", last=date(2024, 6, 30))
    second = phase(season, 12, "Nửa 2", last=date(2024, 12, 31))
    year = phase(season, 13, "Năm", last=date(2024, 12, 31))
    Phase.objects.filter(pk=year.pk).update(kind=PhaseKind.YEAR)
    year.refresh_from_db()
    for part, weight in ((first, 1), (second, 2)):
        YearPart.objects.create(year=year, phase=part, weight=Decimal(weight))
    return first, second, year


def computed(year: Phase) -> dict[str, tuple[Decimal, int | None]]:
    """Totals and ranks of the year by the codes of the unions."""
    scoring.write_lines(phase=year, revision=1)
    scoring.write_standings(phase=year, revision=1)
    rows = Standing.objects.filter(participant__phase=year).select_related("participant__union")
    return {row.participant.union.code: (row.points, row.rank) for row in rows}


def lines(year: Phase, union: Union) -> dict[str, Decimal]:
    """The points of the year's lines of a union."""
    rows = ScoreLine.objects.filter(participant__phase=year, participant__union=union)
    return dict(rows.values_list("criterion__code", "points"))


def enrolled(year: Phase, table: ScoringTable, *unions: Union) -> None:
    for union in unions:
        Participant.objects.create(phase=year, union=union, table=table, sector=union.sector)


ALL = {"1": "32", "2": "24", "3": "8", "4": "16"}
MORE = {"1": "38", "2": "28", "3": "8", "4": "18"}


def test_halves_of_80_and_92_with_weights_1_and_2_make_88(season: Season, halves: Any) -> None:
    first, second, year = halves
    union = season.world.ba_dinh
    stood(first, union, season.table, ALL)
    stood(second, union, season.table, MORE)
    enrolled(year, season.table, union)
    assert computed(year) == {"BD": (Decimal(88), 1)}
    assert lines(year, union) == {
        "1": Decimal(36), "2": Decimal("26.6667"), "3": Decimal(8), "4": Decimal("17.3333"),
    }  # fmt: skip


@pytest.mark.parametrize(("joins", "points"), [(Joining.SUM, 172), (Joining.LATEST, 92), (Joining.MEAN, 88)])
def test_a_year_is_a_mean_a_sum_or_the_latest(season: Season, halves: Any, joins: str, points: int) -> None:
    first, second, year = halves
    ScoringTable.objects.filter(pk=season.table.pk).update(may_exceed=True)
    year.joins = joins
    year.save()
    union = season.world.ba_dinh
    stood(first, union, season.table, ALL)
    stood(second, union, season.table, MORE)
    enrolled(year, season.table, union)
    assert computed(year) == {"BD": (Decimal(points), 1)}


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        (PartMissing.ZERO, (Decimal("61.3333"), 1)),
        (PartMissing.REST, (Decimal(92), 1)),
        (PartMissing.UNRANKED, (Decimal(92), None)),
    ],
)
def test_a_union_without_one_of_the_phases_has_the_tables_own_rule(
    season: Season, halves: Any, word: str, wanted: tuple[Decimal, int | None]
) -> None:
    _first, second, year = halves
    ScoringTable.objects.filter(pk=season.table.pk).update(part_missing=word)
    union = season.world.ba_dinh
    stood(second, union, season.table, MORE)
    enrolled(year, season.table, union)
    assert computed(year) == {"BD": wanted}


def test_a_school_year_union_enters_with_the_phases_of_its_own_calendar(season: Season, halves: Any) -> None:
    first, second, year = halves
    school = phase(season, 14, "Năm học", sector="administration", last=date(2024, 5, 31))
    YearPart.objects.create(year=year, phase=school, weight=Decimal(1))
    world = season.world
    Union.objects.filter(pk=world.hoang_mai.pk).update(sector="administration")
    world.hoang_mai.refresh_from_db()
    stood(school, world.hoang_mai, season.table, MORE)
    for part, points in ((first, ALL), (second, MORE)):
        stood(part, world.ba_dinh, season.table, points)
    enrolled(year, season.table, world.ba_dinh, world.hoang_mai)
    assert computed(year) == {"HM": (Decimal(92), 1), "BD": (Decimal(88), 2)}


def test_printed_totals_are_joined_and_what_rounding_leaves_is_said(season: Season, halves: Any) -> None:
    first, second, year = halves
    union = season.world.ba_dinh
    stood(first, union, season.table, ALL, total="79")
    stood(second, union, season.table, MORE)
    enrolled(year, season.table, union)
    assert computed(year) == {"BD": (Decimal("87.6667"), 1)}
    standing = Standing.objects.get(participant__phase=year)
    assert (standing.summed, standing.cut) == (Decimal(88), Decimal("-0.3333"))
