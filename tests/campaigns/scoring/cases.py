"""Leaves and figures in plain numbers, for worked examples."""

from datetime import date
from typing import Any

from campaigns.choices import ResultState
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf, Step
from common.fields import UNIT, from_units, to_units

#: A rule's code and a leaf of it.
Criterion = tuple[str, Leaf]


def u(value: float | str | date) -> int:
    """Ten-thousandths; a day is its number."""
    return value.toordinal() * UNIT if isinstance(value, date) else to_units(str(value))


def leaf(rule: str, most: float, *, steps: Any = (), **more: Any) -> Criterion:
    """A leaf of a rule. Parameters are in plain numbers; steps are (from, to below, points)."""
    own = {key: more.pop(key) for key in ("is_gated", "nature", "step", "is_cut") if key in more}
    params = {key: value if isinstance(value, str) else u(value) for key, value in more.items()}
    rows = [Step(*(None if edge is None else u(edge) for edge in step)) for step in steps]
    return rule, registry.leaf_of(rule, params, u(most), steps=rows, **own)


def figures(value: Any = None, **more: Any) -> Inputs:
    """A line's figures in plain numbers: reported where there is a value, else not reported."""
    state = more.pop("state", ResultState.NOT_REPORTED if value is None else ResultState.REPORTED)
    plain = {key: more.pop(key) for key in ("is_confirmed", "sector", "members") if key in more}
    amounts = {key: None if amount is None else u(amount) for key, amount in more.items()}
    return Inputs(state, None if value is None else u(value), **amounts, **plain)


def points(criterion: Criterion, inputs: Inputs) -> str | None:
    """The points of a line as text, exact; None for no points."""
    found = registry.score(*criterion, inputs).points
    return None if found is None else str(from_units(found))


def faults(criterion: Criterion, *has: str) -> list[tuple[str, str]]:
    """What the design check says; the scored indicator is there."""
    return registry.design_faults(*criterion, ["value", *has])
