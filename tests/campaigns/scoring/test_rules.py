"""Worked examples of the plain rules: points, sentence, words in the table, and what the design check refuses."""

from typing import Any

import pytest

from campaigns.choices import ResultState
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, known
from tests.campaigns.scoring.cases import Criterion, faults, figures, leaf, points, u

NOTHING = ResultState.NOTHING

# The first four lines are those of the drawing of the standings page.
CASES: list[tuple[Criterion, Inputs, str | None, str]] = [
    (leaf("proportional", 20), figures(2412, target=2400), "20", "Reached in full: the maximum"),
    (leaf("proportional", 15), figures(16, target=15), "15", "Reached in full: the maximum"),
    (leaf("proportional", 15), figures(11, target=12), "13.75", "In proportion: 15 × 11 ÷ 12"),
    (leaf("proportional", 20), figures(18720, target=19200), "19.5", "In proportion: 20 × 18.720 ÷ 19.200"),
    (leaf("proportional", 15), figures(0, target=12), "0", "In proportion: 15 × 0 ÷ 12"),
    (leaf("proportional", 15), figures(0, target=12, state=NOTHING), "0", "In proportion: 15 × 0 ÷ 12"),
    (leaf("proportional", 15), figures(6, target=12, state=NOTHING), "7.5", "In proportion: 15 × 6 ÷ 12"),
    # a cap in percent of the target
    (leaf("proportional", 10, cap=120), figures(11, target=10), "11", "In proportion: 10 × 11 ÷ 10"),
    (leaf("proportional", 10, cap=120), figures(12, target=10), "12", "In proportion: 10 × 12 ÷ 10"),
    (leaf("proportional", 10, cap=120), figures(15, target=10), "12",
     "In proportion: 10 × 15 ÷ 10, at most 12 points"),
    # and in points
    (leaf("proportional", 10, cap_points=11.5), figures(11, target=10), "11", "In proportion: 10 × 11 ÷ 10"),
    (leaf("proportional", 10, cap_points=11.5), figures(12, target=10), "11.5",
     "In proportion: 10 × 12 ÷ 10, at most 11,5 points"),
    # less is better
    (leaf("proportional", 10, direction="down"), figures(5, target=4), "8", "In proportion: 10 × 4 ÷ 5"),
    (leaf("proportional", 10, direction="down"), figures(4, target=4), "10", "Reached in full: the maximum"),
    (leaf("proportional", 10, direction="down"), figures(3, target=4), "10", "Reached in full: the maximum"),
    (leaf("proportional", 10, direction="down", cap=120), figures(3, target=4), "12",
     "In proportion: 10 × 4 ÷ 3, at most 12 points"),
    (leaf("proportional", 10, direction="down"), figures(0, target=4), "10",
     "The result is 0, where less is better: the maximum, by the table’s rule"),
    (leaf("proportional", 10, direction="down"), figures(0, target=4, state=NOTHING), "10",
     "The result is 0, where less is better: the maximum, by the table’s rule"),
    (leaf("proportional", 10, direction="down"), figures(0, target=0), "10",
     "The result is 0, where less is better: the maximum, by the table’s rule"),
    (leaf("proportional", 10, direction="down"), figures(1, target=0), "0", "The target is 0: 0 points"),
    (leaf("proportional", 10, direction="down"), figures(0), "0", "No target: 0 points"),
    # a missing target and one of 0 are two things
    (leaf("proportional", 15), figures(11), "0", "No target: 0 points"),
    (leaf("proportional", 15, no_target="full"), figures(11), "15", "No target: the maximum, by the table’s rule"),
    (leaf("proportional", 15, no_target="none"), figures(11), None, "No target: no points"),
    (leaf("proportional", 15, no_target="leaves"), figures(11), None, "No target: leaves the maximum"),
    (leaf("proportional", 15), figures(11, target=0), "0", "The target is 0: 0 points"),
    (leaf("proportional", 15, no_target="full"), figures(11, target=0), "15",
     "The target is 0: the maximum, by the table’s rule"),
    (leaf("proportional", 15, zero_target="full", cap_points=9), figures(11, target=0), "15",
     "The target is 0: the maximum, by the table’s rule"),
    (leaf("proportional", 15, zero_target="full"), figures(11), "0", "No target: 0 points"),
    (leaf("proportional", 15, zero_target="none", no_target="full"), figures(0, target=0), None,
     "The target is 0: no points"),
    (leaf("per_object", 5, per_object=0.5), figures(7), "3.5", "0,5 for each × 7"),
    (leaf("per_object", 5, per_object=0.5), figures(10), "5", "0,5 for each × 10"),
    (leaf("per_object", 5, per_object=0.5), figures(12), "5", "0,5 for each × 12, at most 5"),
    (leaf("per_object", 5, per_object=0.5), figures(0, state=NOTHING), "0", "0,5 for each × 0"),
    (leaf("per_object", 2, per_object=1, nature="penalty"), figures(1), "-1", "1 for each × 1"),
    (leaf("per_object", 2, per_object=1, nature="penalty"), figures(6), "-2", "1 for each × 6, at most 2"),
    (leaf("yes_no", 10), figures(1), "10", "Yes: the maximum"),
    (leaf("yes_no", 10), figures(0), "0", "No: 0 points"),
    (leaf("yes_no", 10), figures(0, state=NOTHING), "0", "No: 0 points"),
    (leaf("judged", 20), figures(17.5), "17.5", "Judged 17,5 out of 20"),
    (leaf("judged", 20), figures(20), "20", "Judged 20 out of 20"),
    (leaf("judged", 20), figures(25), "20", "Judged 25, at most 20"),
    (leaf("judged", 20, judges="mean"), figures(17.125), "17.125", "Judged 17,125 out of 20, the mean of two"),
    (leaf("judged", 20, judges="agreed"), figures(17), "17", "Judged 17 out of 20, agreed by two"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "inputs", "wanted", "sentence"), CASES)
def test_points_and_their_sentence(
    criterion: Criterion, inputs: Inputs, wanted: str | None, sentence: str
) -> None:
    assert (points(criterion, inputs), registry.sentence(*criterion, inputs)) == (wanted, sentence)


WORDS = [
    (leaf("judged", 5), "Points given by the appraiser, 0 to the maximum"),
    (leaf("judged", 5, judges="mean"), "The mean of the points that two appraisers give, 0 to the maximum"),
    (leaf("judged", 5, judges="agreed"), "Points on which two appraisers agree, 0 to the maximum"),
    (leaf("yes_no", 5, not_applicable="full"),
     "Yes: the maximum; no: 0 points; not applicable: the maximum, by the table’s rule"),
    (leaf("yes_no", 5, missing="none"), "Yes: the maximum; no: 0 points; without a figure: no points"),
    (leaf("yes_no", 5, span="phase"), "Yes: the maximum; no: 0 points; by the figure of this phase alone"),
    (leaf("yes_no", 5, is_gated=True, gate_least=3),
     "Yes: the maximum; no: 0 points; 0 where the condition is below 3"),
    (leaf("yes_no", 5, applies_to="enterprise", size_from=50, size_below=200),
     "Yes: the maximum; no: 0 points; only for: Enterprises; only from 50 members up; only below 200 members"),
    (leaf("per_object", 5, per_object=0.5), "0,5 points for each, up to the maximum"),
    (leaf("proportional", 5), "Maximum × result ÷ registered target due"),
    (leaf("proportional", 5, target_kind="assigned", cap=120, no_target="full"),
     "Maximum × result ÷ assigned target due, counted up to 120% of the target; without a target: the maximum"),
    (leaf("proportional", 5, direction="down", cap_points=6),
     "Maximum × registered target due ÷ result (less is better), at most 6 points"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "words"), WORDS)
def test_a_criterion_tells_its_rule_in_words(criterion: Criterion, words: str) -> None:
    assert registry.words(*criterion) == words


FAULTS: list[tuple[Criterion, list[tuple[str, str]]]] = [
    (leaf("judged", 5), []),
    (leaf("proportional", 5, no_target="full"), []),
    (leaf("proportional", 5, cap=120), []),
    (leaf("proportional", 5, cap_points=5), []),
    (leaf("per_object", 5, per_object=0.5), []),
    (leaf("per_object", 5), [("per_object", "The points for each must be more than 0.")]),
    (leaf("proportional", 5, cap=120, cap_points=6),
     [("cap_points", "Say the cap in points or in percent of the target, not both.")]),
    (leaf("proportional", 5, cap=90),
     [("cap", "Nobody can reach the maximum of 5 points. Raise the cap, or lower the maximum.")]),
    (leaf("proportional", 5, cap_points=4),
     [("cap_points", "Nobody can reach the maximum of 5 points. Raise the cap, or lower the maximum.")]),
    (leaf("yes_no", 5, size_from=50, size_below=50),
     [("size_below", "No union has this size: the upper end must lie above the lower one.")]),
    (leaf("yes_no", 5, size_from=50), []),
    (leaf("yes_no", 5, size_from=49, size_below=50), []),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "wanted"), FAULTS)
def test_the_design_check_names_parameter_and_remedy(
    criterion: Criterion, wanted: list[tuple[str, str]]
) -> None:
    assert faults(criterion) == wanted


@pytest.mark.parametrize(
    ("rule", "has", "wanted"),
    [
        ("judged", [], [("value", "This criterion has no indicator to score. Name one, or make it a group.")]),
        ("judged", ["value"], []),
        ("rate", ["value"],
         [("base", "This criterion's rule also reads “Mã chỉ tiêu mẫu số”. Name an indicator.")]),
        ("rate", ["value", "base"], []),
    ],
)  # fmt: skip
def test_a_rule_without_its_indicators_is_a_fault(
    rule: str, has: list[str], wanted: list[tuple[str, str]]
) -> None:
    assert registry.design_faults(*leaf(rule, 10), has) == wanted


@pytest.mark.parametrize(
    ("has", "wanted"),
    [([], []), (["value"], [("value", "A group only sums its criteria: leave its indicator empty.")])],
)
def test_a_group_scores_no_indicator(has: list[str], wanted: list[Any]) -> None:
    assert registry.design_faults("group", None, has) == wanted


def test_a_figure_that_is_not_known_is_never_taken_for_one() -> None:
    with pytest.raises(ValueError, match="not known"):
        known(Inputs(state=ResultState.REPORTED))


def test_more_decimals_than_a_figure_has_are_rounded_to_four() -> None:
    assert u("0.00005") == 1
