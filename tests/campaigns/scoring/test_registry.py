"""What the registry refuses, completes and gives to the workbook; and that nothing outside the package names a rule."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils import translation

from campaigns import choices
from campaigns.scoring import columns, registry
from campaigns.scoring.base import Inputs
from common.fields import UNIT

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_what_is_not_stored_is_as_by_default() -> None:
    assert registry.complete("proportional", {"cap": 120 * UNIT}) == {
        "target_kind": "registered", "cap": 120 * UNIT, "no_target": "zero", "not_applicable": "zero",
    }  # fmt: skip


REFUSED: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("judged", {"cap": 5}, {"cap": ["The rule “judged” has no such parameter. Remove it."]}),
    ("proportional", {"cap": "120"}, {"cap": ["“120” is not a whole number of ten-thousandths."]}),
    ("proportional", {"cap": True}, {"cap": ["“True” is not a whole number of ten-thousandths."]}),
    ("proportional", {"cap": 1.5, "no_target": 0},
     {"cap": ["“1.5” is not a whole number of ten-thousandths."],
      "no_target": ["“0” is not known here. Write one of: zero, full."]}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "stored", "faults"), REFUSED)
def test_an_unknown_parameter_and_a_wrong_type_are_refused_by_name(
    rule: str, stored: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as error:
        registry.complete(rule, stored)
    assert error.value.message_dict == faults
    assert registry.design_faults(rule, stored, UNIT, ["value"]) == [(k, v[0]) for k, v in faults.items()]


def test_a_rule_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(ValidationError, match="judged, yes_no, proportional, per_object"):
        registry.score("magic", {}, UNIT, Inputs("reported", UNIT))


def test_cells_come_back_as_they_went() -> None:
    cells = columns.cells("proportional", {"cap": 1_205_000, "target_kind": "assigned"}, {"value": "DV"})
    assert cells == {
        "indicator": "DV", "target_kind": "assigned", "cap": Decimal("120.5"), "per_object": Decimal(0),
        "no_target": "zero", "not_applicable": "zero",
    }  # fmt: skip
    assert columns.read({"rule": "proportional", **cells}) == (
        {"target_kind": "assigned", "cap": 1_205_000, "no_target": "zero", "not_applicable": "zero"},
        {"value": "DV"},
    )
    assert columns.read({"rule": "group", **columns.cells("group", {}, {})}) == ({}, {})


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
    """Codes of rules and names of parameters, but for those that are values of the campaign's closed lists too."""
    lists = [c for c in vars(choices).values() if isinstance(c, type) and issubclass(c, Choices)]
    others = {str(value) for closed in lists for value in closed.values}
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
    assert words >= {"judged", "proportional", "per_object", "cap", "no_target", "target_kind"}
    files = [
        p
        for app in ("common", "units", "campaigns", "awards", "emulation_tracker")
        for p in (ROOT / app).rglob("*.py")
    ]
    free = ("migrations", "scoring", "demo")
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
