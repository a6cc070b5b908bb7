"""What holds for every rule whatever the table: more is never less, nothing leaves its bounds, a penalty mirrors."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.choices import Nature, ResultState
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf, Points, Rule, Step
from common.fields import UNIT
from tests.campaigns.scoring.drawn import amounts, inputs, leaves

pytestmark = pytest.mark.drill
RULES = list(registry.RULES.values())
#: More of the figure is better: but for steps, whose table says it, whatever the parameters.
UP = ("judged", "yes_no", "proportional", "per_object", "rate", "steps", "per_percent")
#: Of these less is better: a lower figure, an earlier day.
DOWN = ("proportional", "by_date")


def rising(edges: list[int], points: list[int]) -> tuple[Step, ...]:
    """Steps that cover everything, each with no less than the one below."""
    ends = [None, *sorted(set(edges)), None]
    gives = sorted(points)
    return tuple(Step(lowest, below, gives[n]) for n, (lowest, below) in enumerate(pairwise(ends)))


@st.composite
def sound(draw: Any, rule: Rule) -> Leaf:
    """A leaf whose floor is not above its maximum and whose steps rise; bonus or base."""
    leaf = draw(leaves(rule))
    params = dict(leaf.params)
    if "floor_points" in params:
        params["floor_points"] = min(params["floor_points"], leaf.most)
    if "direction" in params:
        params["direction"] = "up"
    if params.get("measure") == "misses":
        params["measure"] = "value"  # what is missing falls as the figure rises
    edges = draw(st.lists(st.integers(1, 150 * UNIT), max_size=4))
    points = draw(st.lists(st.integers(0, leaf.most), min_size=len(edges) + 1, max_size=len(edges) + 1))
    nature = draw(st.sampled_from([Nature.BASE, Nature.BONUS]))
    return replace(leaf, params=params, nature=nature, steps=rising(edges, points))


def of(found: Points) -> int:
    """Points to compare; no points are less than any."""
    return -(10**30) if found.points is None else found.points


def two_figures(data: Any, least: int = 0) -> tuple[Inputs, Inputs]:
    """The figures of two unions that differ in the result alone, the larger last."""
    line = data.draw(inputs())
    low, high = sorted(max(least, data.draw(amounts)) for _n in range(2))
    found = [replace(line, state=ResultState.REPORTED, value=value) for value in (low, high)]
    return found[0], found[1]


@pytest.mark.parametrize("code", UP)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_more_result_never_lowers_points(code: str, data: Any) -> None:
    rule = registry.rule_of(code)
    leaf = data.draw(sound(rule))
    low, high = two_figures(data)
    assert of(rule.points(leaf, low)) <= of(rule.points(leaf, high))


@pytest.mark.parametrize("code", DOWN)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_less_never_lowers_points_where_less_is_better(code: str, data: Any) -> None:
    rule = registry.rule_of(code)
    leaf = data.draw(sound(rule))
    if code == "proportional":
        leaf = replace(leaf, params={**leaf.params, "direction": "down"})
    low, high = two_figures(data, least=1)
    assert of(rule.points(leaf, low)) >= of(rule.points(leaf, high))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_points_stay_inside_what_the_leaf_says(rule: Rule, data: Any) -> None:
    leaf, line = data.draw(leaves(rule)), data.draw(inputs())
    steps = max((step.points for step in leaf.steps), default=0)
    most = max(
        leaf.most,
        leaf.params.get("cap_points", 0),
        leaf.most * leaf.params.get("cap", 0) // (100 * UNIT),
        steps,
    )
    least = leaf.params.get("sink_points", 0)
    found = rule.points(replace(leaf, nature=Nature.BASE), line).points
    assert found is None or -least - leaf.step < found < most + leaf.step
    assert found is None or found % leaf.step == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_penalty_takes_off_what_a_bonus_gives(rule: Rule, data: Any) -> None:
    leaf, line = data.draw(leaves(rule)), data.draw(inputs())
    given = rule.points(replace(leaf, nature=Nature.BONUS), line)
    taken = rule.points(replace(leaf, nature=Nature.PENALTY), line)
    assert taken.applies == given.applies
    assert (taken.points is None) == (given.points is None)
    assert -(taken.points or 0) == (given.points or 0)
