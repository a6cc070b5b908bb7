"""Relative to the best of the cluster: the lines of a season, and SQL against plain Python over whole clusters."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from campaigns.choices import AppliesTo, Fallback, ResultState, ResultStatus
from campaigns.models import CriterionInput
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf
from common.fields import UNIT
from tests.campaigns.scoring.single import in_python, in_sql, only_leaf, points, scored, set_target
from tests.cast import Season
from units.choices import Sector

RULE = "leader_relative"
REPORTED = ResultState.REPORTED


def test_lines_of_a_season_keep_the_leader_of_their_own_cluster(season: Season) -> None:
    """Long Biên exceeds by 0,5, Ba Đình by 0,2, Hoàng Mai stays below; Hà Đông alone in its cluster exceeds by 0,01."""
    world = season.world
    only_leaf(season, RULE, 20, "DV")
    season.send(world.ba_dinh, world.hoa, dv="1200")
    season.send(world.long_bien, world.lan, dv="1500")
    season.send(world.hoang_mai, world.minh, dv="500")
    season.send(world.ha_dong, world.nga, dv="1010")
    lines = scored(season)
    assert points(lines) == {"BD": 14, "LB": 20, "HM": 5, "HD": 20}
    kept = {code: (row.lead_value, row.lead_target, row.target) for code, row in lines.items()}
    cluster_1 = (Decimal(1500), Decimal(1000), Decimal(1000))
    assert kept == {"BD": cluster_1, "LB": cluster_1, "HM": cluster_1, "HD": (Decimal(1010), 1000, 1000)}


def test_a_figure_that_does_not_count_leads_nobody(season: Season) -> None:
    world = season.world
    only_leaf(season, RULE, 20, "DV")
    season.send(world.ba_dinh, world.hoa, dv="1200")
    season.send(world.hoang_mai, world.minh, dv="1400")
    season.send(world.long_bien, world.lan, dv="9000")
    season.mark(world.long_bien, "dv", status=ResultStatus.RETURNED)
    assert points(scored(season)) == {"BD": 15, "LB": 0, "HM": 20, "HD": 0}
    season.mark(world.long_bien, "dv", status=ResultStatus.VERIFIED)
    assert points(scored(season, 2)) == {"BD": Decimal("10.25"), "LB": 20, "HM": Decimal("10.5"), "HD": 0}


def test_targets_of_0_are_a_group_of_their_own_in_a_season_too(season: Season) -> None:
    world = season.world
    only_leaf(season, RULE, 20, "DV", params={"no_target": "full"})
    set_target(season, world.ba_dinh, "DV", "0")
    set_target(season, world.hoang_mai, "DV", "0")
    set_target(season, world.ha_dong, "DV", None)
    season.send(world.ba_dinh, world.hoa, dv="1")
    season.send(world.hoang_mai, world.minh, dv="2")
    season.send(world.long_bien, world.lan, dv="1001")
    season.send(world.ha_dong, world.nga, dv="1")
    lines = scored(season)
    assert points(lines) == {"BD": 10, "LB": 20, "HM": 20, "HD": 20}
    assert {code: (row.lead_value, row.lead_target) for code, row in lines.items()} == {
        "BD": (2, 0), "HM": (2, 0), "LB": (1001, 1000), "HD": (None, None),
    }  # fmt: skip


def test_a_gated_union_leads_in_a_season_too(season: Season) -> None:
    world = season.world
    criterion = only_leaf(season, RULE, 20, "DV")
    CriterionInput.objects.create(criterion=criterion, role="gate", indicator=season.indicators["BC"])
    season.send(world.long_bien, world.lan, dv="1500", bc="0")
    season.send(world.ba_dinh, world.hoa, dv="1200", bc="1")
    season.send(world.hoang_mai, world.minh, dv="1200")
    assert points(scored(season)) == {"BD": 14, "LB": 0, "HM": 0, "HD": 0}


def test_one_cluster_computed_again_comes_out_the_same(season: Season) -> None:
    world = season.world
    only_leaf(season, RULE, 20, "DV")
    season.send(world.ba_dinh, world.hoa, dv="1200")
    season.send(world.long_bien, world.lan, dv="1500")
    season.send(world.ha_dong, world.nga, dv="9000")
    every, again = scored(season), scored(season, 2, clusters=[world.cluster_1.pk])
    assert points(again) == {"BD": 14, "LB": 20, "HM": 0}
    assert points(every) == {**points(again), "HD": 20}


# --- SQL against plain Python -----------------------------------------------------------------------------------------
LARGEST = 10**12 * UNIT
amounts = st.one_of(
    st.sampled_from([0, 1, UNIT, 10**16, 10**16 - 1]),
    st.integers(0, LARGEST),
    st.integers(0, 30).map(lambda n: n * UNIT),
)
words = st.sampled_from(Fallback.values)
figures = st.tuples(st.sampled_from([REPORTED, ResultState.NOTHING]), amounts) | st.tuples(
    st.sampled_from([ResultState.NOT_REPORTED, ResultState.NOT_APPLICABLE]), st.none()
)
sectors = st.sampled_from([*Sector.values, ""])


@st.composite
def leaves(draw: Any) -> Leaf:
    """A leaf with any words, for any sector and size."""
    params = {
        "no_target": draw(words),
        "missing": draw(words),
        "not_applicable": draw(words),
        "applies_to": draw(st.sampled_from(AppliesTo.values)),
        "size_from": draw(st.integers(0, 2)) * UNIT,
        "size_below": draw(st.integers(0, 4)) * UNIT,
    }
    how = {"step": draw(st.sampled_from([1, 10, 100, 10_000])), "is_cut": draw(st.booleans())}
    most = draw(st.integers(0, 1_000 * UNIT))
    return registry.leaf_of(RULE, params, most, is_gated=draw(st.booleans()), **how)


@st.composite
def clusters(draw: Any) -> list[tuple[int, Leaf, Inputs]]:
    """Lines of some clusters for some leaves."""
    table = draw(st.lists(leaves(), min_size=1, max_size=3))
    lines = st.builds(
        lambda figure, **more: Inputs(*figure, **more),
        figures,
        target=st.none() | amounts,
        gate=st.none() | amounts,
        is_confirmed=st.booleans(),
        sector=sectors,
        members=st.none() | st.integers(0, 5),
    )
    rows = st.tuples(st.integers(1, 3), st.sampled_from(table), lines)
    return draw(st.lists(rows, min_size=1, max_size=40))


@pytest.mark.drill
@pytest.mark.django_db
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=clusters())
def test_sql_finds_the_leaders_and_points_of_plain_python(rows: list[tuple[int, Leaf, Inputs]]) -> None:
    assert in_sql(RULE, rows) == in_python(RULE, rows)


@given(
    most=st.integers(0, 10**7),
    rows=st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8),
    more=amounts,
)
@example(most=20 * UNIT, rows=[(150_000_004, 10**8), (15 * 10**8, 10**9)], more=1)
def test_points_lie_within_the_maximum_and_more_result_never_lowers_them(
    most: int, rows: list[tuple[int, int]], more: int
) -> None:
    of = registry.leaf_of(RULE, {}, most)

    def first(value: int) -> int:
        lines = [Inputs(REPORTED, value, target=rows[0][1])]
        lines += [Inputs(REPORTED, v, target=t) for v, t in rows[1:]]
        return in_python(RULE, [(1, of, each) for each in lines])[0][0] or 0

    before, after = first(rows[0][0]), first(rows[0][0] + more)
    assert 0 <= before <= after <= most
