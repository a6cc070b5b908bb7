"""The form of a line: its fields follow the rule, what was typed stays, and a fault stands at its field."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from campaigns.forms.criteria import CriterionForm
from campaigns.forms.line_steps import rows_wanted, with_gap_filled
from campaigns.scoring import registry
from campaigns.services.tables import Given
from tests.campaigns.tables.cast import line
from tests.cast import Season


def form_of(season: Season, rule: str, data: dict[str, Any] | None = None, rows: int = 0) -> CriterionForm:
    """The form under a rule; sent with a whole line and these fields on top."""
    whole = None if data is None else {"name": "Tiêu chí", "code": "9", "max_points": "10", "nature": "base",
                                      "seen_by": "cluster", **data}  # fmt: skip
    return CriterionForm(
        whole,
        rule=rule,
        groups=[c for c in season.table.criteria.all() if c.is_group],
        indicators=season.indicators.values(),
        rows=rows,
    )


@pytest.mark.parametrize("rule", list(registry.RULES))
def test_every_parameter_and_role_of_a_rule_has_a_field(season: Season, rule: str) -> None:
    fields = set(form_of(season, rule).fields)
    assert {f"p_{p.name}" for p in registry.rule_of(rule).parameters} <= fields
    assert {f"input_{role.name}" for role in registry.roles(rule)} <= fields
    assert {"is_clamped", "min_points"} & fields == set()


def test_a_group_asks_for_none_of_it(season: Season) -> None:
    assert set(form_of(season, "group").fields) == {
        "name", "code", "max_points", "nature", "parent", "is_clamped", "min_points", "is_open",
    }  # fmt: skip


def test_what_the_service_takes(season: Season) -> None:
    target = str(season.indicators["DV"].pk)
    form = form_of(
        season, "proportional",
        {"input_value": target, "p_cap": "120,5", "p_target_kind": "assigned", "p_direction": "up",
         "p_no_target": "zero", "p_zero_target": "same", "p_missing": "zero", "p_not_applicable": "leaves",
         "p_span": "phase", "p_applies_to": "every"},
    )  # fmt: skip
    assert form.is_valid(), form.errors
    said = form.line()
    assert said["inputs"] == {"value": season.indicators["DV"], "gate": None}
    assert {n: said["params"][n] for n in ("cap", "target_kind", "not_applicable", "span", "size_from")} == {
        "cap": 1_205_000, "target_kind": "assigned", "not_applicable": "leaves", "span": "phase", "size_from": 0,
    }  # fmt: skip
    assert (said["max_points"], said["rule"], said["steps"]) == (10, "proportional", [])


def test_a_stored_line_comes_back_as_it_was(season: Season) -> None:
    steps = [Given(10, 0, 2), Given(Decimal("2.5"), 2)]
    row = line(
        season, season.table, "9", 10, "steps", inputs={"value": season.indicators["DV"]}, steps=steps,
        evidence="Biên bản", is_open=True,
    )  # fmt: skip
    shown = CriterionForm.initial_of(row)
    form = form_of(season, "steps", {k: v for k, v in shown.items() if v not in (None, False)}, rows=4)
    assert form.is_valid(), form.errors
    said = form.line()
    assert said["steps"] == [Given(Decimal(10), Decimal(0), Decimal(2)), Given(Decimal("2.5"), Decimal(2))]
    assert said["params"] == registry.complete("steps", row.params)
    assert (said["evidence"], said["is_open"], said["inputs"]["value"]) == (
        "Biên bản", True, season.indicators["DV"],
    )  # fmt: skip


FAULTS: list[tuple[dict[str, str], dict[str, list[str]]]] = [
    ({"max_points": "1,23456"}, {"max_points": ["“1,23456” has more than 4 decimals. Round it."]}),
    ({"max_points": "9" * 20}, {"max_points": ["The figure is too large: at most 922 trillion."]}),
    ({"name": ""}, {"name": ["Please fill this in."]}),
    ({"step_0_lowest": "0"}, {"step_0_points": ["Say how many points this step gives, or empty the row."]}),
    ({"step_1_lowest": "3", "step_1_below": "3", "step_1_points": "1"},
     {"step_1_below": ["It ends before it begins. Enter an upper edge above the lower one."]}),
    ({"step_0_points": "-1"}, {"step_0_points": ["Enter 0 or more."]}),
    ({"step_0_points": "năm"}, {"step_0_points": ["“năm” is not a number. Type digits only, for example 1.234,5."]}),
    ({"p_size_from": "-1"},
     {"p_size_from": ["“Áp dụng từ (đoàn viên)” must lie between 0 and 922.337.203.685.477,5807."]}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "faults"), FAULTS)
def test_a_fault_stands_at_its_field(
    season: Season, typed: dict[str, str], faults: dict[str, list[str]]
) -> None:
    words = {f"p_{p.name}": p.default for p in registry.rule_of("steps").parameters if p.choices}
    data = {"input_value": str(season.indicators["DV"].pk), **words, **typed}
    assert form_of(season, "steps", data, rows=3).errors == faults


def test_what_a_service_says_of_a_parameter_or_an_indicator_stands_at_its_field(season: Season) -> None:
    named = form_of(season, "rate").named
    assert (named["base"], named["zero_base"]) == ("input_base", "p_zero_base")


def test_the_parts_that_are_folded_open_where_something_in_them_matters(season: Season) -> None:
    assert (form_of(season, "yes_no").has_rare, form_of(season, "yes_no").has_last) == (False, False)
    assert form_of(season, "judged").has_last
    changed = form_of(season, "yes_no")
    changed.initial |= {"p_missing": "full", "evidence": "Biên bản"}
    assert (changed.has_rare, changed.has_last) == (True, True)


def test_boxes_that_were_unticked_stay_so_when_the_form_is_shown_anew() -> None:
    assert CriterionForm.typed({"name": "x", "is_open": "on"}) == {
        "name": "x", "is_open": "on", "is_clamped": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "stored", "rows"),
    [
        ({}, 0, 2), ({}, 4, 6), ({"step_5_points": "1"}, 0, 6), ({"step_5_points": "1", "more": "1"}, 0, 8),
        ({"step_999_points": ""}, 0, 60), ({"step_²_points": "", "step_x": "", "step_": ""}, 1, 3),
    ],
)  # fmt: skip
def test_how_many_rows_of_steps_there_are(data: dict[str, str], stored: int, rows: int) -> None:
    assert rows_wanted(data, stored) == rows


def test_a_gap_is_filled_with_a_step_of_no_points_behind_the_others() -> None:
    sent = QueryDict("step_0_points=5&step_0_below=4&fill=4|")
    assert with_gap_filled(sent).dict() == {
        "step_0_points": "5", "step_0_below": "4", "fill": "4|",
        "step_1_lowest": "4", "step_1_below": "", "step_1_points": "0",
    }  # fmt: skip
    assert with_gap_filled(QueryDict("step_0_points=5")).dict() == {"step_0_points": "5"}
