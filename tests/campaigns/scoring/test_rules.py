"""Worked examples of every rule: points, sentence, words in the table, and what the design check refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from campaigns.choices import ResultState
from campaigns.rules import WHOLE
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, known
from common.fields import UNIT

REPORTED, NOTHING = ResultState.REPORTED, ResultState.NOTHING
Leaf = tuple[str, dict[str, Any], int]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def leaf(rule: str, most: float, **params: Any) -> Leaf:
    return rule, params, int(most * UNIT)


def u(value: float) -> int:
    return round(value * UNIT)


# The first four lines are those of the drawing of the standings page.
CASES = [
    (leaf("proportional", 20), REPORTED, 2412, 2400, 20, "Reached in full: the maximum"),
    (leaf("proportional", 15), REPORTED, 16, 15, 15, "Reached in full: the maximum"),
    (leaf("proportional", 15), REPORTED, 11, 12, 13.75, "In proportion: 15 × 11 ÷ 12"),
    (leaf("proportional", 20), REPORTED, 18720, 19200, 19.5, "In proportion: 20 × 18.720 ÷ 19.200"),
    (leaf("proportional", 15), REPORTED, 0, 12, 0, "In proportion: 15 × 0 ÷ 12"),
    (leaf("proportional", 15), NOTHING, 0, 12, 0, "Nothing to report: 0 points"),
    (leaf("proportional", 15), NOTHING, 6, 12, 7.5, "In proportion: 15 × 6 ÷ 12"),
    (leaf("proportional", 15), REPORTED, 11, None, 0, "No target: 0 points"),
    (leaf("proportional", 15), REPORTED, 11, 0, 0, "No target: 0 points"),
    (leaf("proportional", 15, no_target="full"), REPORTED, 11, 0, 15,
     "No target: the maximum, by the table’s rule"),
    (leaf("proportional", 10, cap=WHOLE * 12 // 10), REPORTED, 11, 10, 11, "In proportion: 10 × 11 ÷ 10"),
    (leaf("proportional", 10, cap=WHOLE * 12 // 10), REPORTED, 12, 10, 12, "In proportion: 10 × 12 ÷ 10"),
    (leaf("proportional", 10, cap=WHOLE * 12 // 10), REPORTED, 15, 10, 12,
     "Counted up to 120% of the target: 10 × 12 ÷ 10"),
    (leaf("per_object", 5, per_object=u(0.5)), REPORTED, 7, None, 3.5, "0,5 for each × 7"),
    (leaf("per_object", 5, per_object=u(0.5)), REPORTED, 12, None, 5, "0,5 for each × 12, at most 5"),
    (leaf("per_object", 5, per_object=u(0.5)), NOTHING, 0, None, 0, "Nothing to report: 0 points"),
    (leaf("yes_no", 10), REPORTED, 1, None, 10, "Yes: the maximum"),
    (leaf("yes_no", 10), REPORTED, 0, None, 0, "No: 0 points"),
    (leaf("judged", 20), REPORTED, 17.5, None, 17.5, "Judged 17,5 out of 20"),
    (leaf("judged", 20), REPORTED, 25, None, 20, "Judged 25, at most 20"),
    (leaf("judged", 20), ResultState.NOT_REPORTED, None, None, 0, "Not reported: 0 points"),
    (leaf("judged", 20), ResultState.NOT_APPLICABLE, None, None, 0, "Not applicable: 0 points"),
    (leaf("judged", 20, not_applicable="full"), ResultState.NOT_APPLICABLE, None, None, 20,
     "Not applicable: the maximum, by the table’s rule"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "state", "value", "target", "points", "sentence"), CASES)
def test_points_and_their_sentence(
    criterion: Leaf, state: str, value: float | None, target: float | None, points: float, sentence: str
) -> None:
    inputs = Inputs(
        state=state,
        value=None if value is None else u(value),
        target=None if target is None else u(target),
    )
    assert (registry.score(*criterion, inputs), registry.sentence(*criterion, inputs)) == (
        u(points),
        sentence,
    )


WORDS = [
    ("group", {}, ""),
    ("judged", {}, "Points given by the appraiser, 0 to the maximum"),
    ("yes_no", {"not_applicable": "full"}, "Yes: the maximum; no: 0 points; not applicable: the maximum"),
    ("per_object", {"per_object": 5_000}, "0,5 points for each, up to the maximum"),
    ("proportional", {}, "Maximum × result ÷ registered target due"),
    ("proportional", {"target_kind": "assigned", "cap": 1_200_000, "no_target": "full"},
     "Maximum × result ÷ assigned target due, counted up to 120% of the target; without a target: the maximum"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "params", "words"), WORDS)
def test_a_criterion_tells_its_rule_in_words(rule: str, params: dict[str, Any], words: str) -> None:
    assert registry.words(rule, params) == words


FAULTS = [
    ("group", {}, ["value"], [("value", "A group only sums its criteria: leave its indicator empty.")]),
    ("judged", {}, [], [("value", "This criterion has no indicator to score. Name one, or make it a group.")]),
    ("per_object", {}, ["value"], [("per_object", "The points for each must be more than 0.")]),
    ("proportional", {"cap": 0}, ["value"], [("cap", "The cap must be more than 0 %.")]),
    ("proportional", {"target_kind": "wished"}, ["value"],
     [("target_kind", "“wished” is not known here. Write one of: assigned, registered.")]),
    ("proportional", {"no_target": "full"}, ["value"], []),
    ("group", {}, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "params", "roles", "faults"), FAULTS)
def test_the_design_check_names_parameter_and_remedy(
    rule: str, params: dict[str, Any], roles: list[str], faults: list[tuple[str, str]]
) -> None:
    assert registry.design_faults(rule, params, 10 * UNIT, roles) == faults


def test_a_figure_that_is_not_known_is_never_taken_for_one() -> None:
    with pytest.raises(ValueError, match="not known"):
        known(Inputs(state=REPORTED))
