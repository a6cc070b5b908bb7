"""A scoring table: points of groups and totals, ranks and bands."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any


def criterion_points(
    leaves: Mapping[Hashable, int], parents: Mapping[Hashable, Hashable | None]
) -> dict[Hashable, int]:
    """Points of every criterion of a table: a leaf's are given, a group's are the sum of its children's.

    `parents` names each criterion's group, None for one that stands in no group. A group without children has 0.
    """
    points = {key: leaves.get(key, 0) for key in parents}
    for key, own in leaves.items():
        above = parents[key]
        while above is not None:
            points[above] += own
            above = parents[above]
    return points


def group_levels(criteria: Iterable[tuple[Hashable, Hashable | None, bool]]) -> list[list[Any]]:
    """Groups by level, from below: a group comes after every group inside it.

    `criteria` are (key, its group's key or None, is a group).
    """
    rows = list(criteria)
    parents = {key: parent for key, parent, _group in rows}
    height = {key: 0 for key, _parent, is_group in rows if is_group}
    for key in list(height):
        steps, above = 1, parents[key]
        while above is not None:
            height[above] = max(height[above], steps)
            steps, above = steps + 1, parents[above]
    levels: list[list[Any]] = [[] for _level in range(max(height.values(), default=-1) + 1)]
    for key, level in height.items():
        levels[level].append(key)
    return levels


def total_points(points: Mapping[Hashable, int], parents: Mapping[Hashable, Hashable | None]) -> int:
    """A participant's total: the sum over the criteria that stand in no group."""
    return sum(own for key, own in points.items() if parents[key] is None)


def rank(points: dict[Hashable, int]) -> dict[Hashable, tuple[int, bool]]:
    """Rank by points, highest first, ties as ties: 1, 2, 2, 4. Returns (rank, is tied) for each key."""
    places: dict[int, list[int]] = {}
    for place, value in enumerate(sorted(points.values(), reverse=True), start=1):
        places.setdefault(value, []).append(place)
    return {key: (places[p][0], len(places[p]) > 1) for key, p in points.items()}


def band_of(points: int, bands: Sequence[tuple[int, str]]) -> str:
    """The band that points fall into, by name: from its lowest points (included) up to the next one; "" below all."""
    reached = [(lowest, name) for lowest, name in bands if points >= lowest]
    return max(reached)[1] if reached else ""
