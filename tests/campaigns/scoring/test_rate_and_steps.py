"""Worked examples of rates and of steps: what is at an edge, what is next to it, and steps that do not fit together."""

from typing import Any

import pytest

from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.scoring.leaf_steps import LeafStep
from tests.campaigns.scoring.cases import Criterion, faults, figures, leaf, points

Case = tuple[Criterion, Inputs, str | None, str]

RATE = leaf("rate", 10)
RATES: list[Case] = [
    (RATE, figures(9, base=10), "9", "By the rate: 10 × 9 ÷ 10"),
    (RATE, figures(1, base=3), "3.3333", "By the rate: 10 × 1 ÷ 3"),
    (RATE, figures(0, base=3), "0", "By the rate: 10 × 0 ÷ 3"),
    (RATE, figures(3, base=3), "10", "By the rate: 10 × 3 ÷ 3"),
    # more than all is at most the maximum; at entry it is asked about
    (RATE, figures(4, base=3), "10", "By the rate: 10 × 4 ÷ 3, at most 10"),
    # the target of 85 % stands in the text and does not enter
    (RATE, figures(9, base=10, target=85), "9", "By the rate: 10 × 9 ÷ 10 (the target of 85 does not enter)"),
    (RATE, figures(9, base=10, target=0), "9", "By the rate: 10 × 9 ÷ 10 (the target of 0 does not enter)"),
    # a denominator of 0 and one that does not count are two things
    (RATE, figures(0, base=0), "0", "The denominator is 0: 0 points"),
    (leaf("rate", 10, zero_base="full", missing="none"), figures(0, base=0), "10",
     "The denominator is 0: the maximum, by the table’s rule"),
    (leaf("rate", 10, zero_base="leaves"), figures(0, base=0), None, "The denominator is 0: leaves the maximum"),
    (leaf("rate", 10, zero_base="full"), figures(9), "0", "No denominator that counts: 0 points"),
    (leaf("rate", 10, missing="none"), figures(9), None, "No denominator that counts: no points"),
    (leaf("rate", 10, missing="none"), figures(base=9), None, "No figure that counts: no points"),
]  # fmt: skip

#: Bù Đăng: absences 0, 1, 2, 3, 4 and more give 5, 4, 3, 1, 0 points.
ABSENCES = ((None, 1, 5), (1, 2, 4), (2, 3, 3), (3, 4, 1), (4, None, 0))
#: Cần Thơ, item 5.2: from 88 %, 90 %, 95 % and at 100 %.
BANDS = ((0, 88, 0), (88, 90, 2), (90, 95, 3), (95, 100, 4), (100, None, 5))
BY_VALUE = leaf("steps", 5, steps=ABSENCES)
BY_TARGET = leaf("steps", 5, steps=BANDS, measure="attained")
BY_RATE = leaf("steps", 5, steps=BANDS, measure="rate")
BY_MISSES = leaf("steps", 5, steps=ABSENCES, measure="misses")
STEPS: list[Case] = [
    (BY_VALUE, figures(0), "5", "Figure 0: the step below 1 gives 5"),
    (BY_VALUE, figures("0.9999"), "5", "Figure 0,9999: the step below 1 gives 5"),
    (BY_VALUE, figures(1), "4", "Figure 1: the step from 1 to below 2 gives 4"),
    (BY_VALUE, figures(2), "3", "Figure 2: the step from 2 to below 3 gives 3"),
    (BY_VALUE, figures(3), "1", "Figure 3: the step from 3 to below 4 gives 1"),
    (BY_VALUE, figures("3.9999"), "1", "Figure 3,9999: the step from 3 to below 4 gives 1"),
    (BY_VALUE, figures(4), "0", "Figure 4: the step from 4 up gives 0"),
    (BY_VALUE, figures(6), "0", "Figure 6: the step from 4 up gives 0"),
    (BY_VALUE, figures(6, target=5), "0", "Figure 6: the step from 4 up gives 0"),
    (leaf("steps", 5, steps=ABSENCES, nature="penalty"), figures(1), "-4",
     "Figure 1: the step from 1 to below 2 gives 4"),
    (leaf("steps", 5, steps=[(None, None, 5)]), figures(6), "5",
     "Figure 6: the step for any figure gives 5"),
    # attainment: never a rounded percentage
    (BY_TARGET, figures(88, target=100), "2", "Attained 88 ÷ 100: the step from 88 % to below 90 % gives 2"),
    (BY_TARGET, figures("87.9999", target=100), "0",
     "Attained 87,9999 ÷ 100: the step from 0 % to below 88 % gives 0"),
    (BY_TARGET, figures("9999.9999", target=10_000), "4",
     "Attained 9.999,9999 ÷ 10.000: the step from 95 % to below 100 % gives 4"),
    (BY_TARGET, figures(19, target=20), "4", "Attained 19 ÷ 20: the step from 95 % to below 100 % gives 4"),
    (BY_TARGET, figures(20, target=20), "5", "Attained 20 ÷ 20: the step from 100 % up gives 5"),
    (BY_TARGET, figures(10**11, target="0.0001"), "5",
     "Attained 100.000.000.000 ÷ 0,0001: the step from 100 % up gives 5"),
    (BY_TARGET, figures(5), "0", "No target: 0 points"),
    (BY_TARGET, figures(5, target=0), "0", "The target is 0: 0 points"),
    (leaf("steps", 5, steps=BANDS, measure="attained", zero_target="full"), figures(5, target=0), "5",
     "The target is 0: the maximum, by the table’s rule"),
    # 2 of 3 is 66,666…7 %, which is not 66,6667 %
    (leaf("steps", 5, steps=[(0, "66.6667", 1), ("66.6667", None, 5)], measure="rate"), figures(2, base=3), "1",
     "Rate 2 ÷ 3: the step from 0 % to below 66,6667 % gives 1"),
    (BY_RATE, figures(9, base=10), "3", "Rate 9 ÷ 10: the step from 90 % to below 95 % gives 3"),
    (BY_RATE, figures(11, base=10), "5", "Rate 11 ÷ 10: the step from 100 % up gives 5"),
    (BY_RATE, figures(9, base=0), "0", "The denominator is 0: 0 points"),
    (BY_RATE, figures(9), "0", "No denominator that counts: 0 points"),
    (leaf("steps", 5, steps=BANDS, measure="rate", zero_base="none"), figures(9, base=0), None,
     "The denominator is 0: no points"),
    (leaf("steps", 5, steps=[(0, 50, 5), (50, None, 0)], measure="rate"), figures(1, base=2), "0",
     "Rate 1 ÷ 2: the step from 50 % up gives 0"),
    (leaf("steps", 5, steps=[(0, 50, 5), (50, None, 0)], measure="attained"), figures(1, target=2), "0",
     "Attained 1 ÷ 2: the step from 50 % up gives 0"),
    # what is missing of the target
    (BY_MISSES, figures(12, target=12), "5", "0 missing of 12: the step below 1 gives 5"),
    (BY_MISSES, figures(11, target=12), "4", "1 missing of 12: the step from 1 to below 2 gives 4"),
    (BY_MISSES, figures(13, target=12), "5", "0 missing of 12: the step below 1 gives 5"),
    (BY_MISSES, figures(0, target=12), "0", "12 missing of 12: the step from 4 up gives 0"),
    (BY_MISSES, figures(11), "0", "No target: 0 points"),
    (leaf("steps", 5, steps=ABSENCES, measure="misses", zero_target="none"), figures(0, target=0), None,
     "The target is 0: no points"),
    # a draft with a gap, and one whose steps overlap
    (leaf("steps", 5, steps=ABSENCES[:-1]), figures(4), None, "Figure 4: the table has no step for it: no points"),
    (leaf("steps", 5), figures(4), None, "Figure 4: the table has no step for it: no points"),
    (leaf("steps", 5, steps=[(0, 5, 2), (3, None, 4)]), figures(4), "4",
     "Figure 4: the step from 3 up gives 4"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "inputs", "wanted", "sentence"), [*RATES, *STEPS])
def test_points_and_their_sentence(
    criterion: Criterion, inputs: Inputs, wanted: str | None, sentence: str
) -> None:
    assert (points(criterion, inputs), registry.sentence(*criterion, inputs)) == (wanted, sentence)


WORDS = [
    (RATE, "Maximum × numerator ÷ denominator, up to the maximum"),
    (leaf("rate", 10, zero_base="full"),
     "Maximum × numerator ÷ denominator, up to the maximum; denominator 0: the maximum, by the table’s rule"),
    (BY_VALUE, "By steps of the figure: below 1: 5; from 1 to below 2: 4; from 2 to below 3: 3;"
     " from 3 to below 4: 1; from 4 up: 0"),
    (leaf("steps", 5, steps=[(50, None, 5), (0, 50, 0)], measure="attained", target_kind="assigned"),
     "By steps of the result in % of the assigned target due: from 0 % to below 50 %: 0; from 50 % up: 5"),
    (leaf("steps", 5, steps=[(None, None, 5)], measure="rate"),
     "By steps of the rate numerator ÷ denominator: for any figure: 5"),
    (leaf("steps", 5, steps=[(None, None, 5)], measure="misses"),
     "By steps of what is missing of the registered target due: for any figure: 5"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "words"), WORDS)
def test_a_criterion_tells_its_rule_in_words(criterion: Criterion, words: str) -> None:
    assert registry.words(*criterion) == words


def said(*steps: tuple[Any, Any, Any], most: float = 5, **params: Any) -> list[str]:
    """What the design check says of these steps."""
    found = faults(leaf("steps", most, steps=steps, **params))
    assert {name for name, _text in found} <= {"steps"}
    return [text for _name, text in found]


def gap(edges: str) -> str:
    return f"No points are said for figures {edges}. Add a step."


def twice(edges: str) -> str:
    return f"Two steps hold for figures {edges}. Leave one."


GAPS: list[tuple[tuple[tuple[Any, Any, Any], ...], list[str]]] = [
    (ABSENCES, []),
    (ABSENCES[::-1], []),  # in whatever order
    (BANDS, []),
    (((None, None, 5),), []),
    (((0, None, 5),), []),
    (ABSENCES[:-1], [gap("from 4 up")]),
    (ABSENCES[1:], [gap("from 0 to below 1"), "The best step gives 4 points, the maximum is 5. Make them equal."]),
    ((*ABSENCES[:1], *ABSENCES[2:]), [gap("from 1 to below 2")]),
    (((0, "1.5", 5), (2, None, 0)), [gap("from 1,5 to below 2")]),
    # the text of Cần Thơ: 88–90, 90–95 …; read so that both ends belong to a step
    (((0, 88, 0), (88, "90.0001", 2), (90, None, 5)), [twice("from 90 to below 90,0001")]),
    (((0, 5, 5), (3, None, 0)), [twice("from 3 to below 5")]),
    (((0, None, 5), (3, 4, 0)), [twice("from 3 to below 4")]),
    (((0, None, 5), (3, None, 0)), [twice("from 3 up")]),
    (((0, 10, 5), (3, 4, 0), (10, None, 0)), [twice("from 3 to below 4")]),
    (((None, 5, 5), (None, 3, 0), (5, None, 0)), [twice("from 0 to below 3")]),
    (((None, 0, 5), (0, None, 5)), []),  # a step below 0, which no figure is
    (((0, 5, 5), (5, None, -1)),
     ["A step must not give less than 0 points: penalties are entered as positive amounts."]),
    (((0, 5, 6), (5, None, 0)), ["The best step gives 6 points, the maximum is 5. Make them equal."]),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "wanted"), GAPS)
def test_gaps_and_overlaps_of_steps_are_named(steps: Any, wanted: list[str]) -> None:
    assert said(*steps) == wanted


def test_gaps_of_a_rate_are_named_in_percent() -> None:
    assert said((0, 88, 0), (90, None, 5), measure="attained") == [gap("from 88 % to below 90 %")]


def test_a_leaf_without_steps_asks_for_one() -> None:
    assert faults(leaf("steps", 5)) == [("steps", "This criterion has no steps yet. Enter at least one.")]


def test_steps_need_a_denominator_only_where_they_are_of_a_rate() -> None:
    lacking = "This criterion's rule also reads “Mã chỉ tiêu mẫu số”. Name an indicator."
    assert faults(BY_VALUE) == []
    assert faults(BY_RATE) == [("base", lacking)]
    assert faults(BY_RATE, "base") == []


@pytest.mark.parametrize(
    ("measure", "kind"), [("value", ""), ("rate", ""), ("attained", "assigned"), ("misses", "assigned")]
)
def test_steps_are_held_against_a_target_where_they_say_so(measure: str, kind: str) -> None:
    params = {"measure": measure, "target_kind": "assigned"}
    assert registry.target_kind("steps", params) == kind


def test_a_rate_shows_the_target_that_it_names() -> None:
    assert registry.target_kind("rate", {"target_kind": "assigned"}) == "assigned"


def test_a_step_in_sql_shows_its_edges() -> None:
    assert str(LeafStep(lowest=1, below=None, points=5)) == "1…None: 5"


MAY_BE_0 = [("zero_base", "a denominator of 0 gives 0 points. Please make sure that this is meant.")]
DOUBTS = [
    (RATE, MAY_BE_0),
    (leaf("rate", 10, zero_base="leaves"), []),
    (BY_RATE, MAY_BE_0),
    (leaf("steps", 5, steps=BANDS, measure="rate", zero_base="none"), []),
    (BY_VALUE, []),
    (BY_TARGET, []),
]


@pytest.mark.parametrize(("criterion", "doubts"), DOUBTS)
def test_a_denominator_that_may_be_0_is_worth_a_look(
    criterion: Criterion, doubts: list[tuple[str, str]]
) -> None:
    code, own = criterion
    assert registry.rule_of(code).doubts(own) == doubts


def test_a_role_is_called_by_what_it_is_and_not_by_its_code() -> None:
    assert [role.label for role in registry.roles("rate")] == [
        "Chỉ tiêu",
        "Chỉ tiêu mẫu số",
        "Chỉ tiêu điều kiện",
    ]
