"""What the registry refuses, completes and gives to the workbook; and that nothing outside the package names a rule."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Choices

from campaigns import choices
from campaigns.scoring import columns, registry
from campaigns.scoring.base import Inputs
from common.fields import UNIT

ROOT = Path(__file__).resolve().parents[3]
#: What every leaf says beside its rule's own parameters.
COMMON = {
    "not_applicable": "zero", "missing": "zero", "span": "to_date", "gate_least": UNIT, "applies_to": "every",
    "size_from": 0, "size_below": 0,
}  # fmt: skip


def test_what_is_not_stored_is_as_by_default() -> None:
    assert registry.complete("proportional", {"cap": 120 * UNIT}) == {
        "target_kind": "registered", "cap": 120 * UNIT, "no_target": "zero", "direction": "up", "cap_points": 0,
        "zero_target": "same", **COMMON,
    }  # fmt: skip


def test_a_seal_leaves_out_what_older_documents_do_not_have_as_long_as_it_is_as_by_default() -> None:
    assert registry.sealed("judged", {}) == registry.sealed("judged", {"judges": "one"}) == COMMON
    assert registry.sealed("judged", {"judges": "mean"}) == {**COMMON, "judges": "mean"}


REFUSED: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("judged", {"cap": 5}, {"cap": ["The rule “judged” has no such parameter. Remove it."]}),
    ("proportional", {"cap": "120"}, {"cap": ["“120” is not a whole number of ten-thousandths."]}),
    ("proportional", {"cap": True}, {"cap": ["“True” is not a whole number of ten-thousandths."]}),
    ("proportional", {"cap": 1.5, "no_target": 0},
     {"cap": ["“1.5” is not a whole number of ten-thousandths."],
      "no_target": ["“0” is not known here. Write one of: zero, full, none, leaves."]}),
    ("proportional", {"cap": 0}, {"cap": ["The cap must be more than 0 %."]}),
    ("proportional", {"cap_points": -1}, {"cap_points": ["“Tính tối đa (điểm)” must lie between 0 and 1.000.000."]}),
    ("proportional", {"target_kind": "wished"},
     {"target_kind": ["“wished” is not known here. Write one of: assigned, registered."]}),
    ("judged", {"size_from": 5_000},
     {"size_from": ["“Áp dụng từ (đoàn viên)” must be a whole number."]}),
    ("by_date", {"due_day": 5_000},
     {"due_day": ["“Hạn hoàn thành (ngày)” must be a whole number."]}),
    ("by_date", {"due_day": UNIT},
     {"due_day": ["The year 1 is out of range. Write a date between 1900 and 2100."]}),
    ("by_date", {"late_days": 0},
     {"late_days": ["“Mỗi lần quá hạn (ngày)” must lie between 1 and 366."]}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "stored", "faults"), REFUSED)
def test_an_unknown_parameter_and_a_wrong_type_are_refused_by_name(
    rule: str, stored: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as error:
        registry.complete(rule, stored)
    assert error.value.message_dict == faults
    with pytest.raises(ValidationError) as error:
        registry.leaf_of(rule, stored, UNIT)
    assert error.value.message_dict == faults


def test_a_rule_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(ValidationError, match="judged, yes_no, proportional, per_object"):
        registry.leaf_of("magic", {}, UNIT)
    with pytest.raises(ValidationError, match="There is no rule “magic”"):
        registry.score("magic", registry.leaf_of("judged", {}, UNIT), Inputs("reported", UNIT))


def test_a_group_has_no_target_no_roles_and_no_steps() -> None:
    assert (registry.target_kind("group", {}), registry.roles("group"), registry.steps_by("group")) == (
        "",
        (),
        "",
    )
    assert (registry.steps_by("steps"), registry.steps_by("judged")) == ("figure", "")
    assert [role.name for role in registry.roles("rate")] == ["value", "base", "gate"]
    assert registry.target_kind("proportional", {"target_kind": "assigned"}) == "assigned"
    assert registry.target_kind("judged", {}) == ""


EMPTY = {key: value for key, value in columns.cells("group", {}, {}).items() if key != "indicator"}


def test_cells_come_back_as_they_went() -> None:
    cells = columns.cells(
        "proportional", {"cap": 1_205_000, "target_kind": "assigned"}, {"value": "DV", "gate": "KH"}
    )
    own = {"indicator": "DV", "gate_indicator": "KH", "target_kind": "assigned", "cap": Decimal("120.5")}
    assert cells == EMPTY | own
    stored = {
        "target_kind": "assigned",
        "cap": 1_205_000,
        "no_target": "zero",
        "direction": "up",
        "cap_points": 0,
    }
    assert columns.read({"rule": "proportional", **cells}) == (
        stored | {"zero_target": "same"} | COMMON,
        {"value": "DV", "gate": "KH"},
    )
    assert columns.read({"rule": "group", **columns.cells("group", {}, {})}) == ({}, {})


def test_a_day_is_a_day_in_a_cell_and_empty_where_there_is_none() -> None:
    day = date(2024, 6, 30)
    cells = columns.cells("by_date", {"due_day": day.toordinal() * UNIT}, {"value": "HN"})
    assert cells["due_day"] == day
    assert columns.read({"rule": "by_date", **cells})[0]["due_day"] == day.toordinal() * UNIT
    assert columns.cells("by_date", {}, {})["due_day"] is None
    assert columns.read({"rule": "by_date", **columns.cells("by_date", {}, {})})[0]["due_day"] == 0
    row = {"rule": "judged", **columns.cells("judged", {}, {"value": "TD"}), "due_day": day}
    assert [key for key, _text in columns.drop_unused(row)] == ["due_day"]
    assert row["due_day"] is None


ROWS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"rule": "group"}, []),
    ({"rule": "group", "indicator": "DV"},
     [("indicator", "A group only sums its criteria: leave its indicator empty.")]),
    ({"rule": "rate", "indicator": "DV"},
     [("base_indicator", "This criterion's rule also reads “Mã chỉ tiêu mẫu số”. Name an indicator.")]),
    ({"rule": "judged", "indicator": "DV", "size_from": Decimal("0.5")},
     [("size_from", "“Áp dụng từ (đoàn viên)” must be a whole number.")]),
    ({"rule": "steps", "indicator": "DV"}, []),  # its steps are rows of a sheet of their own
]  # fmt: skip


@pytest.mark.parametrize(("row", "faults"), ROWS)
def test_faults_of_a_row_name_its_column(row: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    whole = {**EMPTY, "indicator": "", "max_points": Decimal(5), **row}
    assert columns.row_faults(whole) == faults


def test_cells_that_the_rule_does_not_use_are_emptied_and_told() -> None:
    row: dict[str, Any] = {"rule": "judged", **columns.cells("judged", {}, {"value": "TD"})}
    assert list(columns.drop_unused(row)) == []
    row["cap"] = Decimal(90)
    assert list(columns.drop_unused(row)) == [
        (
            "cap",
            "The rule “Chấm trực tiếp, từ 0 đến điểm tối đa” does not use “Tính tối đa % chỉ tiêu”, "
            "so the cell is not kept. Empty it.",
        )
    ]
    assert row["cap"] == 100


def words_of_the_registry() -> set[str]:
    """Codes of rules and names of parameters, but for what is a value of the closed lists or a field of a model too."""
    lists = [c for c in vars(choices).values() if isinstance(c, type) and issubclass(c, Choices)]
    others = {str(value) for closed in lists for value in closed.values}
    others |= {"missing", "sample"}  # ordinary words
    others |= {f.name for model in apps.get_models() for f in model._meta.get_fields()}
    words = {code for code in registry.RULES} | {
        p.name for r in registry.RULES.values() for p in r.parameters
    }
    return words - others


def named_in(text: str, words: set[str]) -> list[str]:
    """The words that a module writes as a text of their own."""
    constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return sorted({value for value in constants if isinstance(value, str) and value in words})


def test_nothing_outside_the_package_names_a_rule_or_a_parameter() -> None:
    words = words_of_the_registry()
    assert words >= {
        "judged",
        "proportional",
        "per_object",
        "by_date",
        "cap",
        "no_target",
        "target_kind",
        "due_day",
    }
    files = [
        p
        for app in ("common", "units", "campaigns", "awards", "emulation_tracker")
        for p in (ROOT / app).rglob("*.py")
    ]
    free = ("migrations", "scoring", "demo", "format_1")  # that format reads its own rules for ever
    found = {
        str(path.relative_to(ROOT)): named
        for path in files
        if not set(free) & set(path.relative_to(ROOT).parts)
        and (named := named_in(path.read_text(encoding="utf-8"), words))
    }
    pages = {
        str(path.relative_to(ROOT)): word
        for path in (ROOT / "templates").rglob("*.html")
        for word in words
        if f'"{word}"' in path.read_text(encoding="utf-8") or f"'{word}'" in path.read_text(encoding="utf-8")
    }
    assert (found, pages) == ({}, {})
    assert named_in("x = y.filter(rule='judged', cap=1)", words) == ["judged"]
