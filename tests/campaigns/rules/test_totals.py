"""Groups and totals in plain Python."""

from dataclasses import replace

from campaigns.choices import Nature
from campaigns.rules import Node, Standard, TotalRule, group_bounds, held_lines, standards_of, total_of_lines
from common.quotient import LARGEST

RULE = TotalRule(nominal=100)
BASE, BONUS, PENALTY = Nature.BASE, Nature.BONUS, Nature.PENALTY
#: 83 of the base, 1 of the bonus, 6 off where at most 2 go off.
NODES = [
    Node("A", None, True, BASE, 90), Node("a1", "A", False, BASE, 60), Node("a2", "A", False, BASE, 30),
    Node("B", None, True, BONUS, 3), Node("b1", "B", False, BONUS, 5),
    Node("P", None, True, PENALTY, 2), Node("p1", "P", False, PENALTY, 9),
]  # fmt: skip
LEAVES: dict[object, tuple[int | None, bool]] = {
    "a1": (60, True), "a2": (23, True), "b1": (1, True), "p1": (-6, True),
}  # fmt: skip


def test_a_penalty_group_takes_off_no_more_than_its_maximum() -> None:
    lines = held_lines(NODES, LEAVES)
    assert {key: lines[key].points for key in "ABP"} == {"A": 83, "B": 1, "P": -2}
    found = total_of_lines(NODES, lines, RULE)
    assert (found.points, found.summed, found.most, found.zeros, found.cut) == (82, 82, 90, 0, 0)


def test_a_bonus_group_gives_no_more_than_its_maximum() -> None:
    lines = held_lines(NODES, {**LEAVES, "b1": (8, True)})
    assert lines["B"].points == 3


def test_bounds_of_groups() -> None:
    group = Node("G", None, True, BASE, 10, 2)
    assert group_bounds(group) == (-LARGEST, LARGEST)
    assert group_bounds(replace(group, is_clamped=True)) == (2, 10)
    assert group_bounds(replace(group, is_clamped=True, least=None)) == (-LARGEST, 10)
    assert group_bounds(replace(group, nature=BONUS)) == (2, 10)
    assert group_bounds(replace(group, nature=PENALTY)) == (-10, LARGEST)


def test_what_does_not_apply_leaves_the_maximum_and_is_made_up_for() -> None:
    lines = held_lines(NODES, {**LEAVES, "a2": (None, False)})
    plain = total_of_lines(NODES, lines, RULE)
    assert (plain.points, plain.most, plain.rescaled) == (59, 60, 0)
    scaled = total_of_lines(NODES, lines, replace(RULE, rescales=True))
    assert (scaled.rescaled, scaled.points) == (40, 99)


def test_a_total_is_rounded_once_and_cut_outside_its_bounds() -> None:
    lines = held_lines(NODES, LEAVES)
    tens = total_of_lines(NODES, lines, replace(RULE, total_step=10))
    assert (tens.points, tens.cut) == (80, -2)
    small = replace(RULE, nominal=50)
    assert (total_of_lines(NODES, lines, small).points, total_of_lines(NODES, lines, small).cut) == (50, -32)
    assert total_of_lines(NODES, lines, replace(small, may_exceed=True)).points == 82
    low = held_lines(NODES, {"a1": (0, True), "a2": (None, True), "b1": (0, True), "p1": (-6, True)})
    assert (total_of_lines(NODES, low, RULE).points, total_of_lines(NODES, low, RULE).cut) == (0, 2)
    assert total_of_lines(NODES, low, replace(RULE, may_sink=True)).points == -2
    assert total_of_lines(NODES, low, RULE).zeros == 2


def test_a_standard_is_a_top_level_base_group_on_what_applies_each_leaf_up_to_its_maximum() -> None:
    over = {**LEAVES, "a1": (75, True)}
    assert standards_of(NODES, held_lines(NODES, over)) == [Standard(83, 90)]
    away = {**LEAVES, "a1": (None, False), "a2": (None, True)}
    assert standards_of(NODES, held_lines(NODES, away)) == [Standard(0, 30)]
    none = {**LEAVES, "a1": (None, False), "a2": (None, False)}
    assert standards_of(NODES, held_lines(NODES, none)) == []
