"""What the design check finds in the lines of a table: the tree, and each leaf by itself."""

from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import Criterion, CriterionInput, ScoringTable, Step
from campaigns.queries.table_check import check_table
from campaigns.services import campaigns, tables
from tests.campaigns.table_check.cast import change, found, keys, one
from tests.campaigns.tables.cast import WHO
from tests.cast import NOW, Season, make_criterion
from units.actors import SYSTEM


def test_a_whole_table_has_neither_fault_nor_warning(table: ScoringTable) -> None:
    assert found(table) == []


# --- The tree ---------------------------------------------------------------------------------------------------------
def test_a_cycle_is_all_that_is_said(table: ScoringTable) -> None:
    first = table.criteria.get(code="I")
    below = make_criterion(table, "I.9", "group", 0, parent=first, name="Nhóm", order=20)
    Criterion.objects.filter(pk=first.pk).update(parent=below)
    assert found(table) == [
        ("!cycle", "I parent", "Criterion “I” stands below itself. Choose another group for it.")
    ]


def test_a_table_without_leaves_is_bare(table: ScoringTable) -> None:
    table.tie_breaks.all().delete()
    table.criteria.exclude(rule="group").delete()
    assert keys(table) == [("!bare", "")]


def test_a_line_stands_in_a_group_of_its_table_that_may_hold_it(table: ScoringTable, season: Season) -> None:
    change(table, "II.1", parent=table.criteria.get(code="I.1"))
    assert ("!no_group", "II.1 parent", "Criterion “II.1” stands below “I.1”, which is no group. "
            "Choose another group for it.") in found(table)  # fmt: skip
    foreign = make_criterion(season.table, "X", "group", 0, name="Nhóm", order=9)
    change(table, "II.1", parent=foreign)
    assert ("!foreign_group", "II.1 parent", "Criterion “II.1” stands in a group of another table. "
            "Choose one of this table.") in found(table)  # fmt: skip


def test_base_points_stand_in_no_group_of_bonus_or_penalty(table: ScoringTable) -> None:
    change(table, "III.1", nature="base")
    assert found(table)[0] == (
        "!nature", "III.1 nature",
        "Criterion “III.1” gives base points and stands in “III”, a group of bonus or penalty points. Move it, or "
        "change what it gives.",
    )  # fmt: skip


def test_a_penalty_may_stand_in_a_base_group_and_a_bonus_beside_a_penalty(table: ScoringTable) -> None:
    change(table, "IV.1", parent=table.criteria.get(code="I"))
    change(table, "III.1", parent=table.criteria.get(code="IV"))
    assert keys(table) == [("!empty", "III"), ("taken_off", "Xuất sắc conditions")]


# --- Leaves -----------------------------------------------------------------------------------------------------------
def test_a_rule_lacks_its_inputs_or_has_parameters_out_of_bounds(table: ScoringTable) -> None:
    CriterionInput.objects.filter(criterion__code="I.1", criterion__table=table).delete()
    change(table, "III.1", params={"per_object": -1})
    change(table, "II.1", rule="magic")
    assert found(table) == [
        ("!rule", "II.1 rule", "Criterion “II.1”: There is no rule “magic”. Choose one of: "
         + ", ".join(CODES) + "."),
        ("!rule", "III.1 per_object",
         "Criterion “III.1”: “Điểm mỗi đơn vị” must lie between 0 and 922.337.203.685.477,5807."),
        ("!rule", "I.1 value",
         "Criterion “I.1”: This criterion has no indicator to score. Name one, or make it a group."),
    ]  # fmt: skip


def test_steps_have_neither_gap_nor_overlap(table: ScoringTable) -> None:
    change(table, "I.1", rule="steps", params={})
    leaf = table.criteria.get(code="I.1")
    for n, (lowest, below, points) in enumerate(((None, 1, 40), (2, None, 0)), start=1):
        Step.objects.create(criterion=leaf, order=n, lowest=lowest, below=below, points=points)
    assert found(table) == [
        ("!rule", "I.1 steps",
         "Criterion “I.1”: No points are said for figures from 1 to below 2. Add a step."),
    ]  # fmt: skip
    leaf.steps.filter(order=2).update(lowest=Decimal("0.5"))
    assert found(table) == [
        ("!rule", "I.1 steps",
         "Criterion “I.1”: Two steps hold for figures from 0,5 to below 1. Leave one."),
    ]  # fmt: skip


def test_a_denominator_that_may_be_0_is_a_warning_until_the_table_says_a_word(
    table: ScoringTable, season: Season
) -> None:
    leaf = table.criteria.get(code="I.1")
    indicators = {"value": season.indicators["DV"], "base": season.indicators["KP"]}
    tables.save_criterion(table=table, criterion=leaf, rule="rate", inputs=indicators, params={}, **WHO)
    assert found(table) == [
        ("doubt", "I.1 zero_base",
         "Criterion “I.1”: a denominator of 0 gives 0 points. Please make sure that this is meant."),
    ]  # fmt: skip
    tables.save_criterion(table=table, criterion=leaf, params={"zero_base": "leaves"}, **WHO)
    assert found(table) == []


def test_points_are_no_finer_than_the_table_prints(table: ScoringTable) -> None:
    ScoringTable.objects.filter(pk=table.pk).update(line_decimals=1)
    change(table, "III.1", max_points=Decimal("0.30"))
    assert found(table) == []
    change(table, "III.1", max_points=Decimal("0.25"))
    change(table, "III", min_points=Decimal("-0.0001"))
    assert found(table) == [
        ("!decimals", "III min_points", "Criterion “III” gives −0,0001 points; the table prints 1 decimals of a line."
         " Round it, or print more."),
        ("!decimals", "III.1 max_points", "Criterion “III.1” gives 0,25 points; the table prints 1 decimals of a line."
         " Round it, or print more."),
    ]  # fmt: skip
    assert one(table, "decimals").repair.key == "round"


def test_points_are_no_more_than_a_million(table: ScoringTable) -> None:
    change(table, "III.1", max_points=Decimal(1_000_000), nature="bonus")
    assert "too_large" not in {finding.key for finding in check_table(table).findings}
    change(table, "III.1", max_points=Decimal("1000000.01"))
    assert ("!too_large", "III.1 max_points", "Criterion “III.1” gives 1.000.000,01 points; a line has at most"
            " 1.000.000. Enter less.") in found(table)  # fmt: skip


def test_who_judges_is_named_and_who_is_measured_against_the_best_is_told(
    table: ScoringTable, season: Season
) -> None:
    change(table, "I.2", judged_by="")
    leaf = table.criteria.get(code="I.1")
    tables.save_criterion(table=table, criterion=leaf, rule="leader_relative", **WHO)
    assert found(table) == [
        ("relative", "I.1 rule", "Criterion “I.1” is measured against the best of the cluster: points of every unit "
         "move when one unit's figure does."),
        ("judge", "I.2 judged_by", "Criterion “I.2” is judged, and nobody is named who judges it."),
    ]  # fmt: skip


def test_indicators_are_of_the_same_campaign(table: ScoringTable, season: Season) -> None:
    other = campaigns.create_campaign(
        code="X", name="X", year=2025, owner=season.world.city, by=SYSTEM, now=NOW
    )
    foreign = other.indicators.create(code="DV", name="Đoàn viên", short_name="ĐV", order=1)
    CriterionInput.objects.filter(criterion__code="I.1", criterion__table=table).update(indicator=foreign)
    assert found(table) == [
        ("!foreign_indicator", "I.1 value",
         "Criterion “I.1” reads “ĐV”, an indicator of another campaign. Choose another."),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [3, 300])
def test_the_check_costs_the_same_for_3_and_300_lines(
    table: ScoringTable, season: Season, lines: int, django_assert_num_queries: Any
) -> None:
    group = table.criteria.get(code="III")
    for n in range(lines):
        make_criterion(
            table, f"III.{n + 2}", "per_object", 1, season.indicators["KP"], parent=group, nature="bonus", name="Lá",
            order=50 + n, params={"per_object": 10_000},
        )  # fmt: skip
    fresh = ScoringTable.objects.get(pk=table.pk)
    with django_assert_num_queries(8):
        assert check_table(fresh).findings == ()


CODES = (
    "judged", "yes_no", "proportional", "per_object", "rate", "steps", "per_percent", "by_date", "leader_relative",
    "sample", "from_fact",
)  # fmt: skip


def test_two_judges_need_a_figure_of_the_federation_and_decimals_that_can_be_halved(
    table: ScoringTable, season: Season
) -> None:
    line = next(c for c in table.criteria.order_by("order", "pk") if c.rule == "judged")
    change(table, line.code, params={"judges": "mean"})
    assert found(table) == []
    indicator = line.inputs.get(role="value").indicator
    type(indicator).objects.filter(pk=indicator.pk).update(decimals=4)
    assert ("two_judges", f"{line.code} rule") in keys(table)
    type(indicator).objects.filter(pk=indicator.pk).update(supplier="union")
    assert ("!two_judges", f"{line.code} rule") in keys(table)
