"""Bands: ranges, conditions, downgrades, limits; units that are too young or sent nothing."""

from datetime import date

import pytest

from campaigns.choices import ConditionKind, FactKind, Nature
from campaigns.models import Band
from tests.campaigns.standings.cast import NO_ZERO, STANDARDS, Board, ask, known, named


@pytest.fixture
def graded(board: Board) -> Board:
    """Bands from 90, 80 and 50; the last has no upper end. Ba Dinh 96, Long Bien 85, Hoang Mai 60, Ha Dong 40."""
    board.leaf("a", 100)
    board.band("xs", 90)
    board.band("tot", 80, 90)
    board.band("kha", 50)
    world = board.season.world
    for union, points in (
        (world.ba_dinh, 96),
        (world.long_bien, 85),
        (world.hoang_mai, 60),
        (world.ha_dong, 40),
    ):
        board.give(union, a=points)
    return board


def band(board: Board, name: str) -> Band:
    return board.table.bands.get(name=name)


def test_bands_hold_from_their_lowest_points_to_below_and_below_all_there_is_none(graded: Board) -> None:
    assert graded.bands() == {"BD": "xs", "LB": "tot", "HM": "kha", "HD": None}
    world = graded.season.world
    for union, points in ((world.ba_dinh, "90"), (world.long_bien, "89.9999"), (world.hoang_mai, "49.9999")):
        graded.give(union, a=points)
    assert graded.bands() == {"BD": "xs", "LB": "tot", "HM": None, "HD": None}


# --- Conditions -------------------------------------------------------------------------------------------------------
@pytest.fixture
def with_a_zero(board: Board) -> Board:
    """95 points with one criterion at 0; the two top bands ask for none at 0."""
    board.leaf("a", 95)
    board.leaf("b", 5)
    for name, lowest, below in (("xs", 90, None), ("tot", 80, 90)):
        ask(board.band(name, lowest, below), NO_ZERO)
    board.give(board.season.world.ba_dinh, a=95, b=0)
    return board


def test_a_criterion_at_0_leads_to_the_third_band_by_its_own_words(with_a_zero: Board) -> None:
    with_a_zero.band("kha", 50)
    assert with_a_zero.bands()["BD"] == "kha"


def test_a_criterion_at_0_leads_to_no_band_where_the_table_leaves_a_gap(with_a_zero: Board) -> None:
    with_a_zero.band("kha", 50, 80)
    assert with_a_zero.bands()["BD"] is None


def test_a_missing_figure_counts_as_0_and_bonus_lines_never_do(with_a_zero: Board) -> None:
    with_a_zero.leaf("extra", 5, nature=Nature.BONUS)
    with_a_zero.give(with_a_zero.season.world.ba_dinh, b=1)
    assert with_a_zero.bands()["BD"] == "xs"
    with_a_zero.give(with_a_zero.season.world.ba_dinh, b=None)
    assert with_a_zero.bands()["BD"] is None


def test_a_criterion_that_does_not_apply_is_not_at_0(with_a_zero: Board) -> None:
    with_a_zero.table.criteria.filter(code="b").update(params={"missing": "leaves"})
    with_a_zero.give(with_a_zero.season.world.ba_dinh, b=None)
    assert with_a_zero.bands()["BD"] == "xs"


@pytest.mark.parametrize(("points", "name"), [("5", "xs"), ("4.9999", "kha")])
def test_no_standard_under_half_of_its_own_points(board: Board, points: str, name: str) -> None:
    standard = board.group("A", 10)
    board.leaf("a1", 6, parent=standard)
    inner = board.group("A1", 4, parent=standard)
    board.leaf("a2", 4, parent=inner)
    board.leaf("extra", 5, nature=Nature.BONUS, parent=standard)
    board.leaf("b", 90)
    ask(board.band("xs", 90), STANDARDS, percent=50)
    board.band("kha", 50)
    board.give(board.season.world.ba_dinh, a1=points, b=90, extra=5)
    assert board.bands()["BD"] == name


def test_what_does_not_apply_leaves_a_standard_and_an_empty_one_is_met(board: Board) -> None:
    standard = board.group("A", 10)
    board.leaf("a1", 5, parent=standard)
    board.leaf("a2", 5, parent=standard, params={"missing": "leaves"})
    other = board.group("B", 10)
    board.leaf("b1", 10, parent=other, params={"missing": "leaves"})
    ask(board.band("xs", 1), STANDARDS, percent=60)
    board.give(board.season.world.ba_dinh, a1=3)
    assert board.bands()["BD"] == "xs"


@pytest.mark.parametrize(
    ("kind", "with_it", "without"),
    [(ConditionKind.HAS_FACT, "xs", "kha"), (ConditionKind.NO_FACT, "kha", "xs")],
)
def test_a_band_asks_for_a_fact_or_forbids_one(graded: Board, kind: str, with_it: str, without: str) -> None:
    world = graded.season.world
    ask(band(graded, "xs"), kind, fact=FactKind.AWARD, grade="Cờ thi đua")
    graded.fact(world.long_bien, FactKind.AWARD, "Cờ thi đua")
    graded.fact(world.ba_dinh, FactKind.AWARD, "Bằng khen")
    graded.fact(world.ba_dinh, FactKind.RATING, "Cờ thi đua")
    graded.fact(world.ba_dinh, FactKind.AWARD, "Cờ thi đua", day=date(2023, 12, 31))  # before the period
    graded.fact(world.ba_dinh, FactKind.AWARD, "Cờ thi đua", day=date(2024, 8, 1))  # after it
    assert graded.bands()["BD"] == without
    graded.fact(world.ba_dinh, FactKind.AWARD, "CỜ  thi đua", day=date(2024, 7, 31))
    assert graded.bands()["BD"] == with_it


def test_a_condition_without_a_grade_takes_any_of_the_kind(graded: Board) -> None:
    ask(band(graded, "xs"), ConditionKind.NO_FACT, fact=FactKind.DISCIPLINE)
    graded.fact(graded.season.world.ba_dinh, FactKind.DISCIPLINE, "Cảnh cáo")
    assert graded.bands()["BD"] == "kha"


def test_a_registration_holds_to_date(graded: Board) -> None:
    ask(band(graded, "xs"), ConditionKind.REGISTERED)
    assert graded.bands()["BD"] == "kha"
    graded.fact(graded.season.world.ba_dinh, FactKind.REGISTRATION, "Cờ", day=date(2023, 2, 1))
    assert graded.bands()["BD"] == "xs"


def test_a_fact_stands_for_the_range_and_not_for_the_other_conditions(graded: Board) -> None:
    world = graded.season.world
    ask(band(graded, "xs"), ConditionKind.OR_FACT, fact=FactKind.AWARD)
    ask(band(graded, "xs"), ConditionKind.NO_FACT, fact=FactKind.DISCIPLINE)
    for union in (world.long_bien, world.hoang_mai):
        graded.fact(union, FactKind.AWARD)
    graded.fact(world.hoang_mai, FactKind.DISCIPLINE)
    assert graded.bands() == {"BD": "xs", "LB": "xs", "HM": "kha", "HD": None}


# --- Downgrades -------------------------------------------------------------------------------------------------------
def test_a_reprimand_lowers_96_points_to_tot(graded: Board) -> None:
    graded.downgrade(band(graded, "tot"), grade="Khiển trách")
    graded.fact(graded.season.world.ba_dinh, grade="khiển trách")
    found = graded.close()["BD"]
    assert (named(found.band), named(found.band_found), *known(found, "points", "rank")) == (
        "tot",
        "xs",
        96,
        1,
    )


def test_a_downgrade_raises_nobody_and_the_lowest_of_several_holds(graded: Board) -> None:
    world = graded.season.world
    graded.downgrade(band(graded, "tot"), grade="khiển trách")
    graded.downgrade(band(graded, "kha"), grade="cảnh cáo")
    graded.fact(world.ba_dinh, grade="khiển trách")
    graded.fact(world.ba_dinh, grade="cảnh cáo")
    graded.fact(world.hoang_mai, grade="khiển trách")
    assert graded.bands() == {"BD": "kha", "LB": "tot", "HM": "kha", "HD": None}


def test_no_band_stays_unless_the_downgrade_is_to_the_lowest(graded: Board) -> None:
    lowered = graded.downgrade(band(graded, "tot"))
    graded.fact(graded.season.world.ha_dong)
    assert graded.bands()["HD"] is None
    lowered.band = band(graded, "kha")
    lowered.save()
    assert graded.bands()["HD"] == "kha"
