"""What is the same for every rule: the words of a leaf, its gate, for whom it is, its nature, and how it rounds."""

from typing import Any

import pytest

from campaigns.choices import ResultState
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Points
from tests.campaigns.scoring.cases import Criterion, figures, leaf, points, u

AWAY = ResultState.NOT_APPLICABLE
FULL, NONE, LEAVES = Points(u(20)), Points(None), Points(None, applies=False)

WORDS: list[tuple[dict[str, Any], Inputs, Points, str]] = [
    # no figure that counts: by default 0, and what the leaf says
    ({}, figures(), Points(0), "No figure that counts: 0 points"),
    ({"missing": "zero"}, figures(), Points(0), "No figure that counts: 0 points"),
    ({"missing": "full"}, figures(), FULL, "No figure that counts: the maximum, by the table’s rule"),
    ({"missing": "none"}, figures(), NONE, "No figure that counts: no points"),
    ({"missing": "leaves"}, figures(), LEAVES, "No figure that counts: leaves the maximum"),
    ({"missing": "full"}, figures(7), Points(u(7)), "Judged 7 out of 20"),
    # a figure whose state says reported, and which nobody may count
    ({"missing": "none"}, figures(state=ResultState.REPORTED), NONE, "No figure that counts: no points"),
    # not applicable
    ({}, figures(state=AWAY), Points(0), "Not applicable: 0 points"),
    ({"not_applicable": "full"}, figures(state=AWAY), FULL, "Not applicable: the maximum, by the table’s rule"),
    ({"not_applicable": "none"}, figures(state=AWAY), NONE, "Not applicable: no points"),
    ({"not_applicable": "leaves"}, figures(state=AWAY), LEAVES, "Not applicable: leaves the maximum"),
    # until the federation confirms it, it is missing where it would take the leaf out, and only there
    ({"not_applicable": "leaves"}, figures(state=AWAY, is_confirmed=False), Points(0),
     "“Not applicable” is not confirmed yet: 0 points"),
    ({"not_applicable": "leaves", "missing": "none"}, figures(state=AWAY, is_confirmed=False), NONE,
     "“Not applicable” is not confirmed yet: no points"),
    ({"not_applicable": "full"}, figures(state=AWAY, is_confirmed=False), FULL,
     "Not applicable: the maximum, by the table’s rule"),
    # nothing to report is 0, which is a figure
    ({"missing": "full"}, figures(0, state=ResultState.NOTHING), Points(0), "Judged 0 out of 20"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "inputs", "wanted", "sentence"), WORDS)
def test_the_words_of_a_leaf(params: dict[str, Any], inputs: Inputs, wanted: Points, sentence: str) -> None:
    criterion = leaf("judged", 20, **params)
    assert (registry.score(*criterion, inputs), registry.sentence(*criterion, inputs)) == (wanted, sentence)


GATED = leaf("judged", 20, is_gated=True)
SHUT = "The condition is not met: 0 points"
GATES: list[tuple[Criterion, Inputs, str | None, str]] = [
    (GATED, figures(7, gate=1), "7", "Judged 7 out of 20"),
    (GATED, figures(7, gate="0.9999"), "0", SHUT),
    (GATED, figures(7, gate=0), "0", SHUT),
    (GATED, figures(7), "0", SHUT),  # a gate whose figure does not count is not met
    (leaf("judged", 20, is_gated=True, gate_least=80), figures(7, gate=80), "7", "Judged 7 out of 20"),
    (leaf("judged", 20, is_gated=True, gate_least=80), figures(7, gate="79.9999"), "0", SHUT),
    (leaf("judged", 20, is_gated=True, missing="full"), figures(gate=0), "0", SHUT),
    (leaf("judged", 20, is_gated=True, missing="full"), figures(gate=1), "20",
     "No figure that counts: the maximum, by the table’s rule"),
    (leaf("judged", 20, is_gated=True, not_applicable="full"), figures(state=AWAY), "20",
     "Not applicable: the maximum, by the table’s rule"),
    (leaf("proportional", 20, is_gated=True, no_target="full"), figures(5, gate=0), "0", SHUT),
    (leaf("judged", 20), figures(7, gate=0), "7", "Judged 7 out of 20"),  # no gate
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "inputs", "wanted", "sentence"), GATES)
def test_without_the_condition_there_are_0_points(
    criterion: Criterion, inputs: Inputs, wanted: str | None, sentence: str
) -> None:
    assert (points(criterion, inputs), registry.sentence(*criterion, inputs)) == (wanted, sentence)


UNIONS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {"sector": "administration", "members": 3}, True),
    ({"applies_to": "administration"}, {"sector": "administration"}, True),
    ({"applies_to": "administration"}, {"sector": "union_body"}, False),
    ({"applies_to": "administration"}, {"sector": ""}, False),
    ({"applies_to": "enterprise"}, {"sector": "enterprise"}, True),
    ({"applies_to": "enterprise"}, {"sector": "state_enterprise"}, True),
    ({"applies_to": "enterprise"}, {"sector": "foreign_enterprise"}, True),
    ({"applies_to": "enterprise"}, {"sector": "administration"}, False),
    ({"applies_to": "state_enterprise"}, {"sector": "enterprise"}, False),
    ({"size_from": 50}, {"members": 49}, False),
    ({"size_from": 50}, {"members": 50}, True),
    ({"size_below": 200}, {"members": 199}, True),
    ({"size_below": 200}, {"members": 200}, False),
    ({"size_from": 50, "size_below": 200}, {"members": None}, True),  # nobody counted them
    ({"size_from": 50}, {"members": 0}, False),
]  # fmt: skip


def of_union(params: dict[str, Any], union: dict[str, Any]) -> tuple[Criterion, Inputs]:
    """A leaf and the line of a union that judges gave 7."""
    return leaf("judged", 20, missing="full", **params), figures(7, **union)


@pytest.mark.parametrize(("params", "union", "fits"), UNIONS)
def test_a_leaf_is_for_a_sector_and_a_size(params: dict[str, Any], union: dict[str, Any], fits: bool) -> None:
    criterion, inputs = of_union(params, union)
    if fits:
        wanted = (Points(u(7)), "Judged 7 out of 20")
    else:
        wanted = (LEAVES, "Not for this kind of union: leaves the maximum")
    assert (registry.score(*criterion, inputs), registry.sentence(*criterion, inputs)) == wanted


NATURES = [
    ("base", figures(7), "7"), ("bonus", figures(7), "7"), ("penalty", figures(7), "-7"),
    ("penalty", figures(), "-20"),  # the leaf's word for a missing figure is the maximum: the largest deduction
    ("penalty", figures(0), "0"),
]  # fmt: skip


@pytest.mark.parametrize(("nature", "inputs", "wanted"), NATURES)
def test_a_penalty_is_entered_as_positive_and_counted_as_negative(
    nature: str, inputs: Inputs, wanted: str
) -> None:
    assert points(leaf("judged", 20, nature=nature, missing="full"), inputs) == wanted


#: 10 × 489 ÷ 2000 = 2,445 and 10 × 2 ÷ 3 = 6,666…, at 0 to 4 decimals, half up and cut off.
ROUNDED = [
    ("489", "2000", 1, "2.445", "2.445"),
    ("489", "2000", 10, "2.445", "2.445"),
    ("489", "2000", 100, "2.45", "2.44"),
    ("489", "2000", 1_000, "2.4", "2.4"),  # and not 2,445 → 2,45 → 2,5
    ("489", "2000", 10_000, "2", "2"),
    ("2", "3", 1, "6.6667", "6.6666"),
    ("2", "3", 10, "6.667", "6.666"),
    ("2", "3", 100, "6.67", "6.66"),
    ("2", "3", 1_000, "6.7", "6.6"),
    ("2", "3", 10_000, "7", "6"),
    ("1", "4", 10_000, "3", "2"),  # 2,5
    ("2449999", "10000000", 1_000, "2.4", "2.4"),  # 2,449999, and not 2,45 → 2,5
]  # fmt: skip


@pytest.mark.parametrize(("value", "target", "step", "up", "cut"), ROUNDED)
def test_points_are_rounded_once_as_the_table_says(
    value: str, target: str, step: int, up: str, cut: str
) -> None:
    inputs = figures(value, target=target)
    assert points(leaf("proportional", 10, step=step), inputs) == up
    assert points(leaf("proportional", 10, step=step, is_cut=True), inputs) == cut
    below = "-" if up != "0" else ""
    assert points(leaf("proportional", 10, step=step, nature="penalty"), inputs) == below + up


def test_a_maximum_by_the_leafs_word_is_rounded_too() -> None:
    assert points(leaf("judged", "7.25", missing="full", step=1_000), figures()) == "7.3"
    assert points(leaf("judged", "7.25", missing="full", step=1_000, is_cut=True), figures()) == "7.2"


def test_a_rule_over_an_indicator_has_no_figure_of_facts_and_no_doubts_of_its_own() -> None:
    code, judged = leaf("judged", 20)
    assert registry.rule_of(code).doubts(judged) == []
    assert registry.rule_of(code).own_why(judged, figures(7)) == ""
    assert registry.rule_of(code).figure_sql() == ""
    assert registry.leaders(code, judged, [figures(7), figures(8)]) == [(None, None)] * 2
    with pytest.raises(NotImplementedError):
        registry.figure_of_facts(code, judged, [])
