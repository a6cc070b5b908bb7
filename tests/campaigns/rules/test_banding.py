"""Bands, downgrades and limits in plain Python."""

from dataclasses import replace

import pytest

from campaigns.choices import ConditionKind, FactKind
from campaigns.rules import BandRule, BandTable, Cap, Condition, Fact, Unit, cap_of, grades_of, matches, unmet
from campaigns.rules.totals import Standard
from common.fields import UNIT

XS = BandRule("xs", 90 * UNIT)
TOT = BandRule("tot", 80 * UNIT)
KHA = BandRule("kha", 50 * UNIT, 80 * UNIT)
TABLE = BandTable((XS, TOT, KHA), (Cap("tot", FactKind.DISCIPLINE, "khiển trách"),))


def unit(points: int, rank: int | None = 1, table: BandTable = TABLE, **said: object) -> Unit:
    return Unit(points * UNIT, rank, table, **said)  # type: ignore[arg-type]


def band_of(own: Unit) -> object:
    return grades_of({"x": own})["x"].band


@pytest.mark.parametrize(("points", "band"), [(90, "xs"), (89, "tot"), (79, "kha"), (49, None)])
def test_bands_are_walked_from_the_top(points: int, band: str | None) -> None:
    assert band_of(unit(points)) == band


def test_every_condition_holds_and_what_is_not_met_is_told() -> None:
    asked = (Condition(ConditionKind.NO_ZERO), Condition(ConditionKind.STANDARDS, 50 * UNIT))
    high = replace(XS, conditions=asked)
    weak = unit(95, zeros=1, standards=(Standard(49, 100),))
    assert unmet(high, weak) == list(asked)
    assert not matches(high, weak)
    assert matches(high, unit(95, standards=(Standard(50, 100),)))


def test_a_fact_before_the_period_meets_no_condition_but_a_registration_does() -> None:
    earlier = (Fact(FactKind.AWARD, is_of_period=False), Fact(FactKind.REGISTRATION, is_of_period=False))
    has = replace(XS, conditions=(Condition(ConditionKind.HAS_FACT, fact_kind=FactKind.AWARD),))
    registered = replace(XS, conditions=(Condition(ConditionKind.REGISTERED),))
    assert not matches(has, unit(95, facts=earlier))
    assert matches(registered, unit(95, facts=earlier))


def test_a_fact_stands_for_the_range() -> None:
    way = Condition(ConditionKind.OR_FACT, fact_kind=FactKind.AWARD, grade="cờ")
    other = replace(XS, conditions=(way, Condition(ConditionKind.NO_ZERO)))
    assert matches(other, unit(10, facts=(Fact(FactKind.AWARD, "cờ"),)))
    assert not matches(other, unit(10, facts=(Fact(FactKind.AWARD, "bằng khen"),)))
    assert not matches(other, unit(10, facts=(Fact(FactKind.AWARD, "cờ"),), zeros=1))


def test_a_downgrade_lowers_the_band_found_and_says_what_was_found() -> None:
    lowered = unit(96, facts=(Fact(FactKind.DISCIPLINE, "khiển trách"),))
    assert cap_of(lowered) == 1
    assert grades_of({"x": lowered})["x"] == ("tot", "xs", False)
    assert cap_of(unit(96, facts=(Fact(FactKind.DISCIPLINE, "cảnh cáo"),))) is None


def test_no_band_stays_unless_the_downgrade_is_to_the_lowest() -> None:
    facts = (Fact(FactKind.DISCIPLINE, "khiển trách"),)
    assert band_of(unit(10, facts=facts)) is None
    lowest = replace(TABLE, caps=(Cap("kha", FactKind.DISCIPLINE),))
    assert band_of(unit(10, table=lowest, facts=facts)) == "kha"


def test_a_limited_band_holds_the_floor_of_its_share_and_a_tie_over_the_border_waits() -> None:
    table = BandTable((replace(XS, share=50 * UNIT), TOT))
    ranks = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    found = grades_of({name: unit(95, rank, table) for name, rank in ranks.items()})
    assert [found[name].band for name in "abcde"] == ["xs", "xs", "tot", "tot", "tot"]
    tied = grades_of({name: unit(95, rank, table) for name, rank in (ranks | {"c": 2}).items()})
    assert [(tied[name].band, tied[name].is_on_border) for name in "abcd"] == [
        ("xs", False), ("tot", True), ("tot", True), ("tot", False),
    ]  # fmt: skip


def test_who_is_lowered_to_a_full_band_goes_to_the_one_under_it_and_asks_nothing() -> None:
    table = BandTable((XS, replace(TOT, share=UNIT), KHA), (Cap("tot", FactKind.DISCIPLINE),))
    assert band_of(unit(96, table=table, facts=(Fact(FactKind.DISCIPLINE),))) == "kha"
    assert band_of(unit(85, table=table)) is None


def test_a_young_unit_is_not_graded_and_takes_no_place() -> None:
    table = BandTable((replace(XS, share=50 * UNIT), TOT))
    found = grades_of({"young": unit(99, 1, table, is_young=True), "old": unit(95, 2, table)})
    assert found == {"young": (None, "xs", False), "old": ("xs", "xs", False)}


@pytest.mark.parametrize(
    ("gets_lowest", "young", "band"), [(True, False, "kha"), (True, True, None), (False, False, None)]
)
def test_a_silent_unit_gets_the_lowest_band_where_the_table_says_so(
    gets_lowest: bool, young: bool, band: str | None
) -> None:
    table = replace(TABLE, silent_gets_lowest=gets_lowest)
    silent = unit(95, None, table, is_silent=True, is_young=young)
    assert grades_of({"x": silent})["x"] == (band, None, False)


def test_a_table_without_bands_gives_none() -> None:
    empty = BandTable(silent_gets_lowest=True)
    assert band_of(unit(95, table=empty)) is None
    assert band_of(unit(0, None, empty, is_silent=True)) is None
