"""How format 1 computed. Nothing here follows `campaigns.rules` or `campaigns.scoring`, which went on since.

Amounts are whole ten-thousandths; every division is rounded once, a half away from zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

UNIT = 10_000
WHOLE = 100 * UNIT
LARGEST = 2**63 - 1
GROUP = "group"
NOT_REPORTED, REPORTED, NOTHING, NOT_APPLICABLE = "not_reported", "reported", "nothing", "not_applicable"
#: The parameters of each leaf rule.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "judged": ("not_applicable",),
    "yes_no": ("not_applicable",),
    "proportional": ("target_kind", "cap", "no_target", "not_applicable"),
    "per_object": ("per_object", "not_applicable"),
}


@dataclass(frozen=True)
class Line:
    """What a leaf's points were computed from."""

    state: str
    value: int | None
    target: int | None


def quotient(a: int, b: int, c: int) -> int:
    """a*b/c, a half rounded away from zero, at most the largest bigint; c is not 0."""
    product, by = abs(a * b), abs(c)
    size = min((2 * product + by) // (2 * by), LARGEST)
    return -size if (a * b < 0) != (c < 0) else size


def due_target(target: int | None, share: int) -> int | None:
    """The part of the campaign's target due by the end of the phase."""
    return None if target is None else quotient(target, share, WHOLE)


def cumulative(state: str, value: int | None, earlier: int, adds_up: bool) -> int | None:
    """What a phase reported with what earlier ones brought; None for what was not reported."""
    carried = earlier if adds_up else 0
    if state == REPORTED:
        return (value or 0) + carried
    return carried if state == NOTHING else None


def leaf_points(rule: str, params: Mapping[str, Any], most: int, line: Line) -> int:
    """Points of a leaf: its word for what does not apply, 0 for what is not known, else its rule."""
    if line.state == NOT_APPLICABLE:
        return most if params["not_applicable"] == "full" else 0
    if line.value is None:
        return 0
    if rule == "judged":
        return min(most, line.value)
    if rule == "yes_no":
        return most if line.value >= UNIT else 0
    if rule == "per_object":
        return min(most, quotient(line.value, params["per_object"], UNIT))
    return _proportional(params, most, line.value, line.target)


def _proportional(params: Mapping[str, Any], most: int, value: int, target: int | None) -> int:
    """Maximum × counted result ÷ target; what counts ends at the cap, rounded to a figure."""
    if not target:
        return most if params["no_target"] == "full" else 0
    return quotient(most, min(value, quotient(target, params["cap"], WHOLE)), target)


def with_groups(leaves: Mapping[str, int], parents: Mapping[str, str | None]) -> dict[str, int]:
    """Points of every criterion: a group's are the plain sum of its children's."""
    points = {code: leaves.get(code, 0) for code in parents}
    for code, own in leaves.items():
        above = parents[code]
        while above is not None:
            points[above] += own
            above = parents[above]
    return points


def total_of(points: Mapping[str, int], parents: Mapping[str, str | None]) -> int:
    """The sum over the criteria that stand in no group."""
    return sum(own for code, own in points.items() if parents[code] is None)


def places(totals: Mapping[str, int]) -> dict[str, tuple[int, bool]]:
    """Rank by points, highest first, ties as ties: 1, 2, 2, 4; with whether it is one."""
    found: dict[int, list[int]] = {}
    for place, value in enumerate(sorted(totals.values(), reverse=True), start=1):
        found.setdefault(value, []).append(place)
    return {union: (found[points][0], len(found[points]) > 1) for union, points in totals.items()}
