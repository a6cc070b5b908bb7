"""A participant's lines and total. `services/scoring/lines.py` and `totals.py` say the same in SQL."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from campaigns.choices import Nature
from campaigns.rules.tables import group_levels
from common.quotient import LARGEST, round_fraction


@dataclass(frozen=True)
class Node:
    """A criterion as far as sums go; `key` names it, `parent` its group, None for one that stands in no group."""

    key: Hashable
    parent: Hashable | None
    is_group: bool
    nature: str
    most: int
    least: int | None = None
    is_clamped: bool = False


@dataclass(frozen=True)
class Line:
    """Points of one criterion: None for no points, which sums as 0. Of them, `of_base` are those of base lines."""

    points: int | None
    applies: bool = True
    of_base: int = 0


@dataclass(frozen=True)
class TotalRule:
    """What a table says of totals; `line_step` and `total_step` are what is rounded to, in ten-thousandths."""

    nominal: int
    rescales: bool = False
    may_exceed: bool = False
    may_sink: bool = False
    line_step: int = 1
    total_step: int = 1
    is_cut: bool = False


@dataclass(frozen=True)
class Total:
    """What a standing keeps of the sum: `points` are `summed` + `rescaled` + `cut`.

    `most` is the maximum of the base leaves that apply; `zeros` is how many of them have no points above 0.
    """

    points: int
    summed: int
    rescaled: int
    cut: int
    most: int
    zeros: int


@dataclass(frozen=True)
class Standard:
    """A top-level base group as conditions read it: what its base leaves that apply earned, of how much."""

    earned: int
    most: int


def group_bounds(node: Node) -> tuple[int, int]:
    """What a group's points are held within: bonus and penalty groups always, base groups where they say so.

    A penalty group's points are negative: its maximum is the largest deduction.
    """
    least = -LARGEST if node.least is None else node.least
    if node.nature == Nature.PENALTY:
        return -node.most, LARGEST
    if node.nature == Nature.BONUS:
        return least, node.most
    return (least, node.most) if node.is_clamped else (-LARGEST, LARGEST)


def held_lines(nodes: Iterable[Node], leaves: Mapping[Any, tuple[int | None, bool]]) -> dict[Any, Line]:
    """The line of every criterion, from those of the leaves: (points, applies).

    A group sums its children, level by level from below, and is held within its bounds; without children it has 0.
    """
    found = {node.key: node for node in nodes}
    lines: dict[Any, Line] = {}
    for key, (points, applies) in leaves.items():
        is_base = found[key].nature == Nature.BASE
        lines[key] = Line(points, applies, (points or 0) if is_base else 0)
    for level in group_levels((node.key, node.parent, node.is_group) for node in found.values()):
        for key in level:
            inside = [lines[node.key] for node in found.values() if node.parent == key]
            lines[key] = _held(found[key], inside)
    return lines


def _held(group: Node, inside: Sequence[Line]) -> Line:
    least, most = group_bounds(group)
    points = min(max(sum(line.points or 0 for line in inside), least), most)
    of_base = min(max(sum(line.of_base for line in inside), least), most)
    return Line(points, of_base=of_base if group.nature == Nature.BASE else 0)


def total_of_lines(nodes: Iterable[Node], lines: Mapping[Any, Line], rule: TotalRule) -> Total:
    """The printed total: what stands in no group, rescaled, rounded once, and held within 0 and the nominal maximum.

    Rescaled: points of the base × nominal ÷ maximum that applies, before bonus and penalty.
    """
    every = list(nodes)
    top = [lines[node.key] for node in every if node.parent is None]
    base = [(node, lines[node.key]) for node in every if is_base_leaf(node) and lines[node.key].applies]
    summed, of_base = sum(line.points or 0 for line in top), sum(line.of_base for line in top)
    most = sum(node.most for node, _line in base)
    rescaled = 0
    if rule.rescales and most > 0 and most != rule.nominal:
        exact = Fraction(of_base * rule.nominal, most)
        rescaled = round_fraction(exact, rule.line_step, cut=rule.is_cut) - of_base
    raw = summed + rescaled
    points = round_fraction(raw, rule.total_step, cut=rule.is_cut)
    points = max(points, -LARGEST if rule.may_sink else 0)
    points = min(points, LARGEST if rule.may_exceed else rule.nominal)
    zeros = sum((line.points or 0) <= 0 for _node, line in base)
    return Total(points, summed, rescaled, points - raw, most, zeros)


def is_base_leaf(node: Node) -> bool:
    """A leaf that makes the maximum: bonus and penalty lines never do."""
    return not node.is_group and node.nature == Nature.BASE


def standards_of(nodes: Iterable[Node], lines: Mapping[Any, Line]) -> list[Standard]:
    """The standards of a table: its top-level base groups, on the base leaves that apply, without bonus.

    A leaf counts up to its own maximum, a missing figure as 0. Where nothing applies there is no standard.
    """
    found = {node.key: node for node in nodes}
    tops = [node.key for node in found.values() if node.parent is None and node.is_group]
    earned = {key: 0 for key in tops if found[key].nature == Nature.BASE}
    most = dict.fromkeys(earned, 0)
    for node in found.values():
        top = _top_of(found, node)
        if is_base_leaf(node) and top.key in earned and lines[node.key].applies:
            earned[top.key] += min(lines[node.key].points or 0, node.most)
            most[top.key] += node.most
    return [Standard(earned[key], most[key]) for key in earned if most[key]]


def _top_of(found: Mapping[Any, Node], node: Node) -> Node:
    while node.parent is not None:
        node = found[node.parent]
    return node
