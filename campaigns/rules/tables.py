"""The tree of a scoring table."""

from collections.abc import Hashable, Iterable
from typing import Any


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
