"""The sentence behind each line's points, and the tie's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from campaigns.choices import Fallback, ResultState, Rule
from campaigns.explanations import how_scored, tie_sentence
from campaigns.rules import WHOLE, Leaf, leaf_points
from common.fields import UNIT

REPORTED, NOTHING = ResultState.REPORTED, ResultState.NOTHING


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def leaf(rule: str, most: float, **fields: Any) -> Leaf:
    return Leaf(rule=rule, max_points=int(most * UNIT), **fields)


def u(value: float) -> int:
    return round(value * UNIT)


# The first four lines are those of the drawing of the standings page.
CASES = [
    (leaf(Rule.PROPORTIONAL, 20), REPORTED, 2412, 2400, 20, "Reached in full: the maximum"),
    (leaf(Rule.PROPORTIONAL, 15), REPORTED, 16, 15, 15, "Reached in full: the maximum"),
    (leaf(Rule.PROPORTIONAL, 15), REPORTED, 11, 12, 13.75, "In proportion: 15 × 11 ÷ 12"),
    (leaf(Rule.PROPORTIONAL, 20), REPORTED, 18720, 19200, 19.5, "In proportion: 20 × 18.720 ÷ 19.200"),
    (leaf(Rule.PROPORTIONAL, 15), REPORTED, 0, 12, 0, "In proportion: 15 × 0 ÷ 12"),
    (leaf(Rule.PROPORTIONAL, 15), NOTHING, 0, 12, 0, "Nothing to report: 0 points"),
    (leaf(Rule.PROPORTIONAL, 15), NOTHING, 6, 12, 7.5, "In proportion: 15 × 6 ÷ 12"),
    (leaf(Rule.PROPORTIONAL, 15), REPORTED, 11, None, 0, "No target: 0 points"),
    (leaf(Rule.PROPORTIONAL, 15), REPORTED, 11, 0, 0, "No target: 0 points"),
    (leaf(Rule.PROPORTIONAL, 15, no_target=Fallback.FULL), REPORTED, 11, 0, 15,
     "No target: the maximum, by the table’s rule"),
    (leaf(Rule.PROPORTIONAL, 10, cap=WHOLE * 12 // 10), REPORTED, 11, 10, 11, "In proportion: 10 × 11 ÷ 10"),
    (leaf(Rule.PROPORTIONAL, 10, cap=WHOLE * 12 // 10), REPORTED, 12, 10, 12, "In proportion: 10 × 12 ÷ 10"),
    (leaf(Rule.PROPORTIONAL, 10, cap=WHOLE * 12 // 10), REPORTED, 15, 10, 12,
     "Counted up to 120% of the target: 10 × 12 ÷ 10"),
    (leaf(Rule.PER_OBJECT, 5, per_object=u(0.5)), REPORTED, 7, None, 3.5, "0,5 for each × 7"),
    (leaf(Rule.PER_OBJECT, 5, per_object=u(0.5)), REPORTED, 12, None, 5, "0,5 for each × 12, at most 5"),
    (leaf(Rule.PER_OBJECT, 5, per_object=u(0.5)), NOTHING, 0, None, 0, "Nothing to report: 0 points"),
    (leaf(Rule.YES_NO, 10), REPORTED, 1, None, 10, "Yes: the maximum"),
    (leaf(Rule.YES_NO, 10), REPORTED, 0, None, 0, "No: 0 points"),
    (leaf(Rule.JUDGED, 20), REPORTED, 17.5, None, 17.5, "Judged 17,5 out of 20"),
    (leaf(Rule.JUDGED, 20), REPORTED, 25, None, 20, "Judged 25, at most 20"),
    (leaf(Rule.JUDGED, 20), ResultState.NOT_REPORTED, None, None, 0, "Not reported: 0 points"),
    (leaf(Rule.JUDGED, 20), ResultState.NOT_APPLICABLE, None, None, 0, "Not applicable: 0 points"),
    (leaf(Rule.JUDGED, 20, not_applicable=Fallback.FULL), ResultState.NOT_APPLICABLE, None, None, 20,
     "Not applicable: the maximum, by the table’s rule"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "state", "value", "target", "points", "sentence"), CASES)
def test_sentence_says_what_the_rule_does(
    rule: Leaf, state: str, value: float | None, target: float | None, points: float, sentence: str
) -> None:
    inputs = {
        "state": state,
        "value": None if value is None else u(value),
        "target": None if target is None else u(target),
    }
    assert (leaf_points(rule, **inputs), how_scored(rule, **inputs)) == (u(points), sentence)


def test_tie_names_the_others_and_the_ranks_left_out() -> None:
    assert tie_sentence(2, ["Hoàng Mai"]).endswith("so nobody is rank 3.")
    assert tie_sentence(2, ["A", "B"]).startswith("Shares rank 2 with A, B:")
    assert tie_sentence(2, ["A", "B"]).endswith("so nobody is rank 3 to 4.")
    assert "A, B, C, D and 296 other units" in tie_sentence(1, ["A", "B", "C", "D", *["x"] * 296])
