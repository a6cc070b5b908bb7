"""A sample: worked examples, its words, what the design check says, and SQL against plain Python."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.choices import Fallback, FewerDrawn, Nature, ResultState
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf, Points
from common.fields import UNIT
from tests.campaigns.scoring.single import in_python, in_sql, only_leaf, points, scored, u
from tests.cast import Season

RULE = "sample"
REPORTED = ResultState.REPORTED


def leaf(most: float = 20, each: float = 0.4, asked: int = 50, **more: Any) -> Leaf:
    """Item 1 of the table of Cần Thơ: 50 people, 0,4 points for each."""
    how = {name: more.pop(name) for name in ("step", "is_cut", "nature") if name in more}
    params = {"per_confirmed": u(each), "sample_size": asked * UNIT, **more}
    return registry.leaf_of(RULE, params, u(most), **how)


def line(confirmed: float | None, drawn: float | None) -> Inputs:
    state = ResultState.NOT_REPORTED if confirmed is None else REPORTED
    return Inputs(state, None if confirmed is None else u(confirmed), None if drawn is None else u(drawn))


SHARE = {"fewer_drawn": FewerDrawn.SHARE.value}
CASES: list[tuple[Leaf, Inputs, float | None, str]] = [
    # the issue: 45 of 50 confirmed at 0,4 → 18,00
    (leaf(), line(45, 50), 18, "0,4 for each × 45 confirmed of 50 drawn"),
    (leaf(), line(50, 50), 20, "0,4 for each × 50 confirmed of 50 drawn"),
    (leaf(), line(0, 50), 0, "0,4 for each × 0 confirmed of 50 drawn"),
    (leaf(), line(52, 60), 20, "0,4 for each × 52 confirmed of 60 drawn, at most 20"),
    # fewer were drawn: as the table says
    (leaf(), line(36, 40), 14.4, "0,4 for each × 36 confirmed of 40 drawn"),
    (leaf(**SHARE), line(36, 40), 18, "20 × 36 confirmed ÷ 40 drawn of 50"),
    (leaf(**SHARE), line(40, 40), 20, "20 × 40 confirmed ÷ 40 drawn of 50"),
    (leaf(**SHARE), line(1, 3), 6.6667, "20 × 1 confirmed ÷ 3 drawn of 50"),
    (leaf(**SHARE, step=100, is_cut=True), line(1, 3), 6.66, "20 × 1 confirmed ÷ 3 drawn of 50"),
    (leaf(**SHARE), line(49, 49), 20, "20 × 49 confirmed ÷ 49 drawn of 50"),
    (leaf(**SHARE), line(45, 50), 18, "0,4 for each × 45 confirmed of 50 drawn"),
    # no more are confirmed than were drawn
    (leaf(), line(45, 40), 16, "0,4 for each × 40 confirmed of 40 drawn"),
    (leaf(**SHARE), line(45, 40), 20, "20 × 40 confirmed ÷ 40 drawn of 50"),
    # what is missing, and what is 0
    (leaf(), line(45, None), 0, "No count of the sample: 0 points"),
    (leaf(missing="none"), line(45, None), None, "No count of the sample: no points"),
    (leaf(), line(None, 50), 0, "No figure that counts: 0 points"),
    (leaf(), line(0, 0), 0, "Nobody was drawn: 0 points"),
    (leaf(none_drawn="full"), line(0, 0), 20, "Nobody was drawn: the maximum, by the table’s rule"),
    (leaf(none_drawn="full", missing="none"), line(3, None), None, "No count of the sample: no points"),
    # a deduction for each file that is not in order
    (leaf(5, 0.5, 10, nature=Nature.PENALTY), line(3, 10), -1.5, "0,5 for each × 3 confirmed of 10 drawn"),
    # figures of 10^12
    (leaf(20, 0.0001, 50), line(1e12, 1e12), 20,
     "0,0001 for each × 1.000.000.000.000 confirmed of 1.000.000.000.000 drawn, at most 20"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "inputs", "wanted", "sentence"), CASES)
@pytest.mark.django_db
def test_points_and_their_sentence(of: Leaf, inputs: Inputs, wanted: float | None, sentence: str) -> None:
    units = None if wanted is None else u(wanted)
    assert (registry.score(RULE, of, inputs), registry.sentence(RULE, of, inputs)) == (
        Points(units),
        sentence,
    )
    assert in_sql(RULE, [(1, of, inputs)]) == [(units, True, None, None)]


def test_the_rule_in_words() -> None:
    assert registry.words(RULE, leaf()) == "0,4 points for each confirmed of 50 drawn, up to the maximum"
    assert registry.words(RULE, leaf(**SHARE, none_drawn="none")) == (
        "0,4 points for each confirmed of 50 drawn, up to the maximum; where fewer were drawn, maximum × confirmed ÷"
        " drawn; where nobody was drawn: no points"
    )


SHORT = (
    "The whole sample gives 19,6 points, so nobody can reach the maximum of 20. Raise the points for each, or lower the"
    " maximum."
)
FAULTS = [
    (leaf(), ["value", "base"], []),
    (leaf(), ["value"], [
        ("base", "This criterion's rule also reads “Mã chỉ tiêu số mẫu đã rút”. Name an indicator."),
    ]),
    (leaf(each=0), ["value", "base"], [("per_confirmed", "The points for each must be more than 0.")]),
    (leaf(asked=0), ["value", "base"], [("sample_size", "Please say how many are to be drawn.")]),
    (leaf(asked=49), ["value", "base"], [("per_confirmed", SHORT)]),
    (leaf(asked=51), ["value", "base"], []),
]  # fmt: skip


@pytest.mark.parametrize(("of", "has", "faults"), FAULTS)
def test_the_design_check_names_what_cannot_reach_the_maximum(
    of: Leaf, has: list[str], faults: list[tuple[str, str]]
) -> None:
    assert registry.design_faults(RULE, of, has) == faults


def test_lines_of_a_season(season: Season) -> None:
    world = season.world
    only_leaf(
        season, RULE, 20, "DV", "KP", params={"per_confirmed": 4_000, "sample_size": 50 * UNIT, **SHARE}
    )
    season.send(world.ba_dinh, world.hoa, dv="45", kp="50")
    season.send(world.long_bien, world.lan, dv="36", kp="40")
    season.send(world.hoang_mai, world.minh, dv="36")
    lines = scored(season)
    assert points(lines) == {"BD": 18, "LB": 18, "HM": 0, "HD": 0}
    assert (lines["LB"].value, lines["LB"].base, lines["HM"].base) == (36, Decimal(40), None)


amounts = st.one_of(
    st.sampled_from([0, 1, UNIT, 10**16]), st.integers(0, 10**16), st.integers(0, 60).map(lambda n: n * UNIT)
)
figures = st.tuples(st.sampled_from([REPORTED, ResultState.NOTHING]), amounts) | st.tuples(
    st.sampled_from([ResultState.NOT_REPORTED, ResultState.NOT_APPLICABLE]), st.none()
)
words = st.sampled_from(Fallback.values)


@st.composite
def rows(draw: Any) -> tuple[int, Leaf, Inputs]:
    """A line of a leaf with any words."""
    params = {
        "per_confirmed": draw(st.integers(0, 20 * UNIT)), "sample_size": draw(st.integers(0, 60)) * UNIT,
        "fewer_drawn": draw(st.sampled_from(FewerDrawn.values)), "none_drawn": draw(words), "missing": draw(words),
    }  # fmt: skip
    how = {"step": draw(st.sampled_from([1, 100, 10_000])), "is_cut": draw(st.booleans())}
    of = registry.leaf_of(
        RULE, params, draw(st.integers(0, 100 * UNIT)), nature=draw(st.sampled_from(Nature)), **how
    )
    return 1, of, Inputs(*draw(figures), base=draw(st.none() | amounts))


@pytest.mark.drill
@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(rows(), min_size=1, max_size=30))
def test_sql_gives_the_points_of_plain_python(drawn: list[tuple[int, Leaf, Inputs]]) -> None:
    assert in_sql(RULE, drawn) == in_python(RULE, drawn)
