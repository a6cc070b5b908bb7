"""Relative to the best of the cluster: worked examples, who leads, and SQL against plain Python over whole clusters."""

from collections.abc import Sequence
from typing import Any

import pytest

from campaigns.choices import AppliesTo, ResultState, TargetKind
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf
from campaigns.scoring.leader_relative import leader_of
from common.fields import UNIT
from tests.campaigns.scoring.single import in_python, in_sql, u
from units.choices import Sector

RULE = "leader_relative"
REPORTED = ResultState.REPORTED
#: Figure and target of a union, None where it has none.
Row = tuple[float | None, float | None]


def leaf(most: float, **more: Any) -> Leaf:
    names = ("is_gated", "nature", "step", "is_cut")
    how = {name: more.pop(name) for name in names if name in more}
    return registry.leaf_of(RULE, more, u(most), **how)


def line(value: float | None, target: float | None, **more: Any) -> Inputs:
    state = ResultState.NOT_REPORTED if value is None else REPORTED
    return Inputs(
        state, None if value is None else u(value), target=None if target is None else u(target), **more
    )


def of_cluster(of: Leaf, lines: Sequence[Inputs]) -> list[float | None]:
    """Points of a cluster's lines, by plain Python; SQL must say the same."""
    rows = [(1, of, each) for each in lines]
    found = in_python(RULE, rows)
    assert in_sql(RULE, rows) == found
    return [None if got[0] is None else got[0] / UNIT for got in found]


CLUSTERS: list[tuple[float, list[Row], list[float]]] = [
    # the issue: the leader's excess 0,5, an own one of 0,2, a maximum of 20
    (20, [(150, 100), (120, 100)], [20, 14]),
    (20, [(0, 100), (50, 100), (99, 100), (100, 100)], [0, 5, 9.9, 10]),
    # 6 + 6 · (0,30 ÷ 0,45) = 10,00
    (12, [(145, 100), (1.3, 1), (0, 0)], [12, 10, 0]),
    # the issue: targets of 0 and figures of 2, 1, 0
    (20, [(2, 0), (1, 0), (0, 0)], [20, 10, 0]),
    (20, [(0, 0), (0, 0)], [0, 0]),
    (20, [(0.0001, 0)], [20]),
    # the police's own example: two who exceed by 20 % both get all, and the others are a group of their own
    (10, [(120, 100), (150, 0), (60, 50), (80, 80), (100, 0), (75, 0)], [10, 10, 10, 5, 6.6667, 5]),
    # nobody is above the target: nobody leads, and at the target it stays half
    (20, [(100, 100), (30, 100)], [10, 3]),
    # only one is above it, by however little
    (20, [(100.0001, 100), (100, 100)], [20, 10]),
    # the largest excess leads, not the largest figure
    (20, [(3, 1), (1_000_000, 900_000)], [20, 10.5556]),
    # a union without a target or a figure leads nobody
    (20, [(900, None), (None, 1), (150, 100), (120, 100)], [0, 0, 20, 14]),
    # figures of 10^12, whose excesses differ in the tenth digit: as it is shown they are equal, the larger figure leads
    (20, [(1.5e12, 1e12), (1.5e12 - 100, 1e12)], [20, 20]),
    (100, [(1.5e12, 1e12), (1.4e12, 1e12), (1, 1e12)], [100, 90, 0]),
    (10_000, [(1.5e12, 1e12), (1.5e12 - 1e6, 1e12)], [10_000, 9_999.99]),
    (10_000, [(15_000_000_001, 1e10), (1.5, 1)], [10_000, 10_000]),
]


@pytest.mark.parametrize(("most", "rows", "wanted"), CLUSTERS)
@pytest.mark.django_db
def test_points_of_a_cluster(most: float, rows: list[Row], wanted: list[float]) -> None:
    assert of_cluster(leaf(most), [line(*row) for row in rows]) == wanted


LEADERS = [
    ([], (None, None)),
    ([(100, 100), (1, 2)], (None, None)),
    ([(0, 0), (0, 0)], (None, None)),
    ([(2, 0), (1, 0)], (2, 0)),
    ([(150, 100), (120, 100)], (150, 100)),
    ([(30, 20), (150, 100), (15, 10)], (150, 100)),  # all exceed by 50 %: the larger figure
    # 0,0000004 and 0,00000044 round to 0 both, and are above the target: the larger figure, not the larger excess
    ([(25_000_011, 25_000_000), (50_000_020, 50_000_000)], (50_000_020, 50_000_000)),
    # the same figure, and excesses that are equal as they are shown: the larger target
    ([(3 * 10**12, 10**12 + 1), (3 * 10**12, 10**12)], (3 * 10**12, 10**12 + 1)),
    ([(10**16, 1), (10**16 - 1, 1)], (10**16, 1)),
]


@pytest.mark.parametrize(("rows", "leader"), LEADERS)
def test_who_leads(rows: list[tuple[int, int]], leader: tuple[int | None, int | None]) -> None:
    assert (leader_of(rows), leader_of(reversed(rows))) == (leader, leader)


@pytest.mark.django_db
def test_of_two_equal_as_shown_the_larger_figure_leads_and_nobody_gets_more_than_the_maximum() -> None:
    """0,50000004 against 0,5: the smaller excess leads by its larger figure, the other one is held at the maximum."""
    lines = [line(150_000_004, 1e8), line(1.5e9, 1e9), line(1.25, 1)]
    assert of_cluster(leaf(20), lines) == [20, 20, 15]
    assert in_python(RULE, [(1, leaf(20), each) for each in lines])[0][2:] == (u(1.5e9), u(1e9))


@pytest.mark.django_db
def test_points_follow_the_exact_excess_and_not_the_shown_one() -> None:
    """The excesses are 0,3333333333 and 0,1666666666: as shown, 0,333333 and 0,166667, they would give 7.500,0075."""
    lines = [line(4e12, 3e12), line(3.5e12, 3e12)]
    assert of_cluster(leaf(10_000), lines) == [10_000, 7_500]


@pytest.mark.django_db
def test_a_gate_that_is_not_met_takes_the_points_and_not_the_lead() -> None:
    gated = leaf(20, is_gated=True)
    lines = [line(150, 100, gate=0), line(120, 100, gate=UNIT), line(149, 100, gate=None)]
    assert of_cluster(gated, lines) == [0, 14, 0]


@pytest.mark.django_db
def test_whom_the_leaf_is_not_for_leads_nobody() -> None:
    enterprises = leaf(20, applies_to=AppliesTo.ENTERPRISE.value, size_from=50 * UNIT)
    lines = [
        line(300, 100, sector=Sector.UNION_BODY, members=100),
        line(200, 100, sector=Sector.STATE_ENTERPRISE, members=49),
        line(150, 100, sector=Sector.STATE_ENTERPRISE, members=50),
        line(120, 100, sector=Sector.FOREIGN_ENTERPRISE, members=None),
    ]
    assert of_cluster(enterprises, lines) == [None, None, 20, 14]


@pytest.mark.django_db
def test_a_missing_target_and_figure_have_their_words_and_a_target_of_0_has_points() -> None:
    worded = leaf(20, no_target="full", missing="none", not_applicable="leaves")
    lines = [
        line(5, None), line(None, 100), line(5, 0), Inputs(ResultState.NOT_APPLICABLE, target=u(100)),
        Inputs(ResultState.NOTHING, 0, target=u(100)), Inputs(ResultState.NOTHING, 0, target=0),
    ]  # fmt: skip
    assert of_cluster(worded, lines) == [20, None, 20, None, 0, 0]
    assert [row[1] for row in in_python(RULE, [(1, worded, each) for each in lines])] == [
        True, True, True, False, True, True,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_leader_moves_nobody_in_another_cluster_or_criterion() -> None:
    here, other = leaf(20), leaf(20, no_target="full")
    rows = [
        (1, here, line(120, 100)), (1, here, line(150, 100)),
        (2, here, line(120, 100)), (2, here, line(220, 100)),
        (1, other, line(120, 100)), (2, other, line(9, 0)),
    ]  # fmt: skip
    found = in_python(RULE, rows)
    assert in_sql(RULE, rows) == found
    assert [row[0] for row in found] == [u(n) for n in (14, 20, 11.6667, 20, 20, 20)]


@pytest.mark.parametrize(
    ("step", "is_cut", "wanted"),
    [(1, False, 3.8889), (1, True, 3.8888), (100, False, 3.89), (100, True, 3.88), (10_000, False, 4)],
)
@pytest.mark.django_db
def test_points_are_rounded_once_as_the_table_says(step: int, is_cut: bool, wanted: float) -> None:
    """5 · 7 ÷ 9 = 3,8888… below the target."""
    assert of_cluster(leaf(10, step=step, is_cut=is_cut), [line(7, 9)]) == [wanted]


SENTENCES = [
    (line(130, 100, lead_value=u(145), lead_target=u(100)),
     "Above the target: 6 + 6 · (0,30 ÷ 0,45) = 10,00 (own excess ÷ the largest of the cluster)"),
    (line(145, 100, lead_value=u(145), lead_target=u(100)),
     "Above the target: 6 + 6 · (0,45 ÷ 0,45) = 12,00 (own excess ÷ the largest of the cluster)"),
    (line(4, 3, lead_value=u(5), lead_target=u(3)),
     "Above the target: 6 + 6 · (0,333333 ÷ 0,666667) = 9,00 (own excess ÷ the largest of the cluster)"),
    (line(1e12 + 1, 1e12, lead_value=u(1.5e12), lead_target=u(1e12)),
     "Above the target: 6 + 6 · (< 0,000001 ÷ 0,50) = 6,00 (own excess ÷ the largest of the cluster)"),
    (line(90, 100), "Below the target: 6 · 90 ÷ 100 = 5,40"),
    (line(100, 100), "The target is reached: half of the maximum, 6,00"),
    (line(1, 0, lead_value=u(3), lead_target=0),
     "The target is 0: 12 · 1 ÷ 3 = 4,00 (own result ÷ the largest of the cluster where the target is 0)"),
    (line(0, 0), "The target is 0 and so is the result: 0 points"),
    (line(5, None), "No target: 0 points"),
]  # fmt: skip


@pytest.mark.parametrize(("inputs", "sentence"), SENTENCES)
def test_the_sentence_has_the_formula_and_what_it_gives(inputs: Inputs, sentence: str) -> None:
    assert registry.sentence(RULE, leaf(12), inputs) == sentence


def test_the_rule_in_words() -> None:
    assert registry.words(RULE, leaf(12, target_kind="assigned", no_target="full")) == (
        "Half of the maximum × result ÷ assigned target due, half of it at the target; above it the other half"
        " × own excess ÷ the largest excess of the cluster; where the target is 0, maximum × result ÷ the largest"
        " result there; without a target: the maximum, by the table’s rule"
    )
    assert registry.design_faults(RULE, leaf(12), ["value"]) == []
    assert registry.target_kind(RULE, {"target_kind": "assigned"}) == TargetKind.ASSIGNED
