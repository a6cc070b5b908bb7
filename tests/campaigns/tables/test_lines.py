"""The lines of a draft: what is refused by field, how they move, and what goes with one that is removed."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import ScoringTable
from campaigns.services import campaigns, tables
from campaigns.services.tables import Given
from common.errors import StillUsed
from tests.campaigns.tables.cast import WHO, agree, line, whole_table
from tests.cast import NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent


@pytest.fixture
def table(season: Season) -> ScoringTable:
    return tables.make_table(campaign=season.campaign, code="B9", name="Bảng mẫu", **WHO)


def test_a_leaf_keeps_its_rule_with_every_parameter_its_indicators_and_its_steps(
    season: Season, table: ScoringTable
) -> None:
    found = line(
        season, table, "1", 5, "steps", inputs={"value": season.indicators["DV"]}, params={"measure": "value"},
        steps=[Given(5, below=1), Given("2.5", lowest=1, below=3), Given(0, lowest=3)],
        evidence="Báo cáo", seen_by="own",
    )  # fmt: skip
    found.refresh_from_db()
    assert (found.max_points, found.evidence, found.seen_by, found.order) == (Decimal(5), "Báo cáo", "own", 1)
    assert found.params["measure"] == "value"
    assert found.params["span"] == "to_date"
    assert [(s.order, s.lowest, s.below, s.points) for s in found.steps.all()] == [
        (1, None, Decimal(1), Decimal(5)), (2, Decimal(1), Decimal(3), Decimal("2.5")),
        (3, Decimal(3), None, Decimal(0)),
    ]  # fmt: skip
    assert [(read.role, read.indicator.code) for read in found.inputs.all()] == [("value", "DV")]


def test_what_is_not_named_stays_and_what_another_rule_has_no_use_for_goes(
    season: Season, table: ScoringTable
) -> None:
    value = season.indicators["DV"]
    found = line(
        season, table, "1", 5, "steps", inputs={"value": value}, steps=[Given(5)], params={"missing": "full"}
    )
    tables.save_criterion(table=table, criterion=found, name="Tên khác", **WHO)
    assert (found.steps.count(), found.inputs.get().indicator) == (1, value)
    tables.save_criterion(table=table, criterion=found, rule="yes_no", **WHO)
    found.refresh_from_db()
    assert (found.name, found.rule, found.steps.count()) == ("Tên khác", "yes_no", 0)
    assert found.params["missing"] == "full"
    tables.save_criterion(table=table, criterion=found, rule="group", **WHO)
    found.refresh_from_db()
    assert (found.params, found.inputs.count()) == ({}, 0)


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        ({"max_points": 0.1 + 0.2}, "max_points", "“0,30000000000000004” has more than 4 decimals. Round it."),
        ({"max_points": "100.01001"}, "max_points", "“100,01001” has more than 4 decimals. Round it."),
        ({"max_points": -1}, "max_points", "Enter 0 or more."),
        ({"max_points": "nhiều"}, "max_points", "“nhiều” is not a number. Type digits only, for example 1.234,5."),
        ({"max_points": 10**15}, "max_points", "The figure is too large: at most 922 trillion."),
        ({"code": "2"}, "code", "There is a criterion “2” in this table already. Choose another code."),
        ({"rule": "magic"}, "rule", "Choose how the criterion scores."),
        ({"nature": "gift"}, "nature", "Value 'gift' is not a valid choice."),
        ({"rule": "per_object", "inputs": "DV"}, "per_object", "The points for each must be more than 0."),
        ({"rule": "proportional", "inputs": "DV", "params": {"cap": 0}}, "cap", "The cap must be more than 0 %."),
        ({"rule": "proportional", "inputs": "DV", "params": {"direction": "sideways"}}, "direction",
         "“sideways” is not known here. Write one of: up, down."),
        ({"rule": "proportional", "inputs": "DV", "params": {"speed": 1}}, "speed",
         "The rule “proportional” has no such parameter. Remove it."),
        ({"inputs": None}, "value", "This criterion has no indicator to score. Name one, or make it a group."),
        ({"rule": "rate", "inputs": "DV"}, "base",
         "This criterion's rule also reads “Mã chỉ tiêu mẫu số”. Name an indicator."),
        ({"rule": "group", "inputs": "DV"}, "value", "The rule does not read such an indicator. Leave it empty."),
        ({"steps": [Given(1)]}, "steps", "This rule has no steps. Remove them, or choose another rule."),
        ({"rule": "steps", "inputs": "DV", "steps": [Given(1), Given(0.1 + 0.2)]}, "steps",
         "Step 2: “0,30000000000000004” has more than 4 decimals. Round it."),
        ({"rule": "steps", "inputs": "DV", "steps": [Given(1, lowest=5, below=5)]}, "steps",
         "Step 1: It ends before it begins. Enter an upper edge above the lower one."),
        ({"rule": "steps", "inputs": "DV", "steps": [Given(1, fact_kind="rumour")]}, "steps",
         "Step 1: Choose a kind of fact from the list."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_by_field_and_nothing_is_written(
    season: Season, table: ScoringTable, change: dict[str, Any], name: str, said: str
) -> None:
    line(season, table, "2", 10)
    if isinstance(change.get("inputs"), str):
        change = {**change, "inputs": {"value": season.indicators[change["inputs"]]}}
    elif "inputs" in change:
        change = {**change, "inputs": {}}
    with pytest.raises(ValidationError) as error:
        line(season, table, **{"code": "1", "most": 10, **{k: v for k, v in change.items() if k != "max_points"}},
             **({"max_points": change["max_points"]} if "max_points" in change else {}))  # fmt: skip
    assert error.value.message_dict[name] == [said]
    assert list(table.criteria.values_list("code", flat=True)) == ["2"]


def test_an_indicator_of_another_campaign_is_refused(season: Season, table: ScoringTable) -> None:
    other = campaigns.create_campaign(
        code="X", name="X", year=2025, owner=season.world.city, by=SYSTEM, now=NOW
    )
    foreign = other.indicators.create(code="DV", name="Đoàn viên", short_name="ĐV", order=1)
    with pytest.raises(ValidationError, match="“Đoàn viên” belongs to another campaign"):
        line(season, table, "1", 10, inputs={"value": foreign})


def test_a_gap_between_steps_may_be_saved_and_is_the_check_s_to_tell(
    season: Season, table: ScoringTable
) -> None:
    steps = [Given(5, below=1), Given(0, lowest=2)]
    found = line(season, table, "1", 5, "steps", inputs={"value": season.indicators["DV"]}, steps=steps)
    assert found.steps.count() == 2
    with pytest.raises(ValidationError, match="No points are said for figures from 1 to below 2"):
        agree(table)


def test_a_line_stands_in_a_group_of_its_table(season: Season, table: ScoringTable) -> None:
    leaf = line(season, table, "1", 10)
    for parent in (leaf, season.table.criteria.first()):
        with pytest.raises(ValidationError, match="Choose a group of this table"):
            line(season, table, "2", 10, parent=parent)
    group = line(season, table, "I", 10, "group")
    line(season, table, "I.1", 10, parent=group)
    with pytest.raises(ValidationError, match="Criteria stand below this one, so it stays a group"):
        tables.save_criterion(table=table, criterion=group, rule="judged", **WHO)


# --- Removing ---------------------------------------------------------------------------------------------------------
def test_a_line_goes_with_those_below_it_and_their_steps(season: Season, table: ScoringTable) -> None:
    group = line(season, table, "I", 5, "group")
    line(
        season,
        table,
        "I.1",
        5,
        "steps",
        parent=group,
        inputs={"value": season.indicators["DV"]},
        steps=[Given(5)],
    )
    tables.remove_criterion(criterion=group, **WHO)
    assert table.criteria.count() == 0
    gone = AuditEvent.objects.get(verb="remove_criterion").data["gone"]
    assert (gone["campaigns.criterion"], gone["campaigns.step"], gone["campaigns.criterioninput"]) == (
        2,
        1,
        1,
    )


def test_a_line_that_parts_equals_stays_until_the_key_goes(season: Season) -> None:
    table = whole_table(season)
    with pytest.raises(StillUsed, match="tie-break: 1"):
        tables.remove_criterion(criterion=table.criteria.get(code="I"), **WHO)
    tables.remove_tie_break(tie_break=table.tie_breaks.get(order=1), **WHO)
    tables.remove_criterion(criterion=table.criteria.get(code="I"), **WHO)
    assert [key.order for key in table.tie_breaks.all()] == [1, 2]
