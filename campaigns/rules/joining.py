"""A year over its phases: their lines and printed totals joined. `services/scoring/years.py` says the same in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from campaigns.choices import Joining, PartMissing
from campaigns.rules.totals import Line, Node, Total, TotalRule, is_base_leaf
from common.quotient import LARGEST, rounded

Own = TypeVar("Own")


@dataclass(frozen=True)
class Part:
    """One of a union's phases: what it weighs, and what the union had there, None where it is not ranked.

    `lines` are by the codes of the criteria, so that the phases may use several versions of a table.
    """

    weight: int
    total: Total | None = None
    lines: Mapping[str, Line] | None = None


@dataclass(frozen=True)
class YearRule:
    """How a year joins its phases, and what the table says of a missing one."""

    joins: str
    on_missing: str

    @property
    def divides(self) -> bool:
        """A mean is divided by the weights."""
        return self.joins == Joining.MEAN


def of_calendar(parts: Sequence[tuple[str, Own]], sector: str) -> list[Own]:
    """A union's own parts, given with their sectors: those for its sector where there are any, else those for all."""
    sectors = {own for own, _part in parts}
    calendar = sector if sector in sectors else ""
    return [part for own, part in parts if own == calendar]


def factors(parts: Sequence[Part], rule: YearRule) -> list[int]:
    """What each part counts in the sum, in the order of their ends."""
    if rule.joins == Joining.MEAN:
        return [part.weight for part in parts]
    if rule.joins == Joining.SUM:
        return [1] * len(parts)
    there = [
        place
        for place, part in enumerate(parts)
        if part.total is not None or rule.on_missing != PartMissing.REST
    ]
    return [int(bool(there) and place == there[-1]) for place in range(len(parts))]


def joined_lines(
    codes: Iterable[str], parts: Sequence[Part], rule: YearRule, table: TotalRule
) -> dict[str, Line]:
    """Each line of the year's table, leaf or group, joined by itself.

    A part where it does not apply is left out; it does not apply to the year where no part counts it and one says so.
    """
    return {code: _joined_line(code, parts, rule, table) for code in codes}


def _joined_line(code: str, parts: Sequence[Part], rule: YearRule, table: TotalRule) -> Line:
    points = of_base = weights = 0
    found: list[bool] = []
    for part, factor in zip(parts, factors(parts, rule), strict=True):
        line = part.lines.get(code) if part.lines is not None and factor else None
        if line is not None:
            found.append(line.applies)
        if line is not None and line.applies:
            points, of_base = points + factor * (line.points or 0), of_base + factor * line.of_base
            weights += factor
        elif part.total is None and rule.on_missing == PartMissing.ZERO:
            weights += factor
    return Line(
        points=_divided(points, weights, rule, table.line_step, table),
        applies=any(found) or not found,
        of_base=_divided(of_base, weights, rule, table.line_step, table),
    )


def joined_total(
    nodes: Iterable[Node], lines: Mapping[str, Line], parts: Sequence[Part], rule: YearRule, table: TotalRule
) -> Total:
    """The printed totals of the phases, joined and held within the bounds of the year's own table."""
    every = list(nodes)
    points = rescaled = weights = 0
    for part, factor in zip(parts, factors(parts, rule), strict=True):
        if part.total is not None:
            points, rescaled = points + factor * part.total.points, rescaled + factor * part.total.rescaled
        if part.total is not None or rule.on_missing == PartMissing.ZERO:
            weights += factor
    base = [(node, lines[str(node.key)]) for node in every if is_base_leaf(node)]
    applying = [(node, line) for node, line in base if line.applies]
    most = sum(node.most for node, _line in applying)
    if rule.joins == Joining.SUM:
        most = sum(part.total.most for part in parts if part.total is not None)
    summed = sum(lines[str(node.key)].points or 0 for node in every if node.parent is None)
    made_up = _divided(rescaled, weights, rule, table.line_step, table)
    held = max(_divided(points, weights, rule, table.total_step, table), -LARGEST if table.may_sink else 0)
    held = min(held, LARGEST if table.may_exceed else table.nominal)
    zeros = sum((line.points or 0) <= 0 for _node, line in applying)
    return Total(held, summed, made_up, held - summed - made_up, most, zeros)


def stands_apart(parts: Sequence[Part], rule: YearRule) -> bool:
    """A union is not ranked in the year: it is ranked in none of its phases, or lacks one that the table asks for."""
    lacking = any(
        part.total is None and factor for part, factor in zip(parts, factors(parts, rule), strict=True)
    )
    return (lacking and rule.on_missing == PartMissing.UNRANKED) or all(part.total is None for part in parts)


def _divided(amount: int, weights: int, rule: YearRule, step: int, table: TotalRule) -> int:
    """A mean is rounded once; sums of what is rounded need no rounding; where nothing counts it is 0."""
    if not weights:
        return 0
    return (rounded(amount, 1, weights, step, int(table.is_cut)) or 0) if rule.divides else amount
