"""Leaves and figures of any rule, drawn at random; whether or not the design check would let them pass."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from campaigns.choices import FactKind, Nature, ResultState
from campaigns.scoring.base import Inputs, Leaf, Rule, Step
from campaigns.scoring.parameters import Parameter, Unit
from common.fields import UNIT
from units.choices import Sector

LARGEST = 10**12 * UNIT
#: Around a leap day, so that days lie near each other.
DAYS = st.integers(-40, 40).map(lambda n: (date(2024, 2, 29).toordinal() + n) * UNIT)
amounts = st.one_of(
    st.sampled_from([0, 1, UNIT, 7 * UNIT, LARGEST]),
    st.integers(0, LARGEST),
    st.integers(0, 6).map(lambda n: n * UNIT),
    st.integers(0, 100).map(lambda n: n * UNIT),
    st.integers(900, 1_100),
    DAYS,
)
known_states = st.sampled_from([ResultState.REPORTED, ResultState.NOTHING])
other_states = st.sampled_from([ResultState.NOT_REPORTED, ResultState.NOT_APPLICABLE])
states_and_values = st.tuples(known_states, amounts) | st.tuples(other_states, st.none())
#: Edges that figures and rates of small figures hit often.
edges = st.none() | st.sampled_from([1, 2, 3, 4, 5, 25, 50, 75, 100, 150]).map(lambda n: n * UNIT) | amounts
steps = st.builds(
    Step,
    edges,
    edges,
    st.integers(0, 20 * UNIT),
    st.sampled_from(["", *FactKind.values]),
    st.sampled_from(["", "tốt"]),
)


def values_of(p: Parameter) -> st.SearchStrategy[Any]:
    """What a criterion may say for a parameter, its own default often."""
    if p.choices:
        usual = st.just(p.default)
        return usual | usual | st.sampled_from(p.choices.values)
    if p.unit is Unit.DAY:
        return st.just(0) | DAYS
    least, most = p.least, min(p.most, 300 * UNIT)
    if p.unit is Unit.COUNT:
        usual = st.just(p.default)
        return usual | usual | st.integers(-(-least // UNIT), most // UNIT).map(lambda n: n * UNIT)
    ends = st.sampled_from([p.least, p.most if p.most < LARGEST else LARGEST])
    return st.integers(least, most) | st.just(p.default) | ends


@st.composite
def leaves(draw: Any, rule: Rule) -> Leaf:
    """A leaf of the rule, whether or not the design check would let it pass."""
    return Leaf(
        params={p.name: draw(values_of(p)) for p in rule.parameters},
        most=draw(st.integers(0, 100 * UNIT)),
        steps=tuple(draw(st.lists(steps, max_size=4))) if rule.steps_by else (),
        is_gated=draw(st.sampled_from([False, False, True])),
        nature=draw(st.sampled_from(Nature.values)),
        step=draw(st.sampled_from([1, 10, 100, 1_000, 10_000])),
        is_cut=draw(st.booleans()),
    )


@st.composite
def inputs(draw: Any) -> Inputs:
    """The figures of a line."""
    state, value = draw(states_and_values)
    maybe = st.none() | amounts
    # a target near the figure, as most are
    near = st.integers(-3, 3).map(lambda n: max(value + n * UNIT, 0)) if value else maybe
    return Inputs(
        state, value, base=draw(maybe | near), target=draw(maybe | near), gate=draw(maybe), lead_value=draw(maybe),
        lead_target=draw(maybe), is_confirmed=draw(st.booleans()), sector=draw(st.sampled_from(["", *Sector.values])),
        members=draw(st.none() | st.integers(0, 400)),
    )  # fmt: skip
