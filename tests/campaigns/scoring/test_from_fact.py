"""Bonus and deduction by facts: worked examples, words, and what the design check says."""

from decimal import Decimal
from typing import Any

import pytest

from campaigns.choices import FactKind, FactsCount, Nature, ResultState, Span
from campaigns.scoring import columns, registry
from campaigns.scoring.base import Inputs, Leaf, Points, Step
from campaigns.scoring.leaf import Fact
from tests.campaigns.scoring.single import u

RULE = "from_fact"
AWARD, DISCIPLINE, RATING = FactKind.AWARD.value, FactKind.DISCIPLINE.value, FactKind.RATING.value
CITY, GOVERNMENT = "cờ thi đua của thành phố", "cờ thi đua của chính phủ"
#: Ho Chi Minh City: +10 for the city's flag, +15 for the government's.
FLAGS = (Step(None, None, u(10), AWARD, CITY), Step(None, None, u(15), AWARD, GOVERNMENT))


def leaf(
    most: float = 25, steps: tuple[Step, ...] = FLAGS, nature: str = Nature.BONUS, **params: Any
) -> Leaf:
    return registry.leaf_of(RULE, params, u(most), steps=steps, nature=nature)


def fact(grade: str, number: str, *, kind: str = AWARD, of_period: bool = True) -> Fact:
    return Fact(kind, grade, number, of_period)


HIGHEST, PHASE = {"facts_count": FactsCount.HIGHEST.value}, {"span": Span.PHASE.value}
BOTH = [fact(CITY, "1"), fact(GOVERNMENT, "2")]
ANY_AWARD = (Step(None, None, u(1), AWARD), Step(None, None, u(3), AWARD, CITY))
FIGURES: list[tuple[Leaf, list[Fact], float]] = [
    (leaf(), [], 0),
    (leaf(), [fact(CITY, "1")], 10),
    (leaf(), [fact(GOVERNMENT, "1")], 15),
    (leaf(), BOTH, 25),
    (leaf(**HIGHEST), BOTH, 15),
    (leaf(**HIGHEST), [], 0),
    # one document counts once, with the most that it gives
    (leaf(), [fact(CITY, "1"), fact(GOVERNMENT, "1")], 15),
    (leaf(), [fact(CITY, "1"), fact(CITY, "1")], 10),
    (leaf(), [fact(CITY, "1"), fact(CITY, "2")], 20),
    # another grade, another kind
    (leaf(), [fact("", "1"), fact("cờ", "2"), fact(CITY, "3", kind=RATING)], 0),
    # a step for any grade, beside one for a grade of it
    (leaf(steps=ANY_AWARD), [fact("bằng khen", "1"), fact("", "2")], 2),
    (leaf(steps=ANY_AWARD), [fact(CITY, "1"), fact("", "2")], 4),
    # a fact belongs to its period unless "to date" is said
    (leaf(**PHASE), [fact(CITY, "1", of_period=False)], 0),
    (leaf(**PHASE), [fact(CITY, "1", of_period=False), fact(GOVERNMENT, "2")], 15),
    (leaf(), [fact(CITY, "1", of_period=False), fact(GOVERNMENT, "2")], 25),
    # the figure is before the maximum
    (leaf(12), BOTH, 25),
]  # fmt: skip


@pytest.mark.parametrize(("of", "facts", "figure"), FIGURES)
def test_what_the_facts_of_a_union_give(of: Leaf, facts: list[Fact], figure: float) -> None:
    assert registry.figure_of_facts(RULE, of, facts) == u(figure)
    assert registry.figure_of_facts(RULE, of, facts[::-1]) == u(figure)


POINTS = [
    (leaf(), 25, 25, "Facts with their documents: 25 points"),
    (leaf(12), 25, 12, "Facts with their documents: 25 points, at most 12"),
    (leaf(), 0, 0, "No such fact: 0 points"),
    (leaf(2, nature=Nature.PENALTY), 1.5, -1.5, "Facts with their documents: 1,5 points"),
    (leaf(2, nature=Nature.PENALTY), 6, -2, "Facts with their documents: 6 points, at most 2"),
]


@pytest.mark.parametrize(("of", "figure", "wanted", "sentence"), POINTS)
def test_points_and_their_sentence(of: Leaf, figure: float, wanted: float, sentence: str) -> None:
    inputs = Inputs(ResultState.REPORTED if figure else ResultState.NOTHING, u(figure))
    assert registry.score(RULE, of, inputs) == Points(u(wanted))
    assert registry.sentence(RULE, of, inputs) == sentence


def test_the_rule_in_words() -> None:
    assert registry.words(RULE, leaf()) == (
        f"Award held ({CITY}): 10 points; Award held ({GOVERNMENT}): 15 points, several are added, each document once,"
        " those before the period too, at most 25 points"
    )
    one = (Step(None, None, u(1.5), DISCIPLINE),)
    assert registry.words(RULE, leaf(2, one, **HIGHEST, **PHASE)) == (
        "Reprimand or other discipline: 1,5 points, of several the highest, at most 2 points;"
        " by the figure of this phase alone"
    )


FAULTS: list[tuple[Leaf, list[str], list[tuple[str, str]]]] = [
    (leaf(), [], []),
    (leaf(), ["gate"], []),
    (leaf(), ["value"], [("value", "This criterion's rule reads no indicator. Leave it empty.")]),
    (leaf(steps=()), [], [("steps", "This criterion has no steps yet. Enter at least one.")]),
    (leaf(steps=(Step(None, None, u(1)),)), [], [("steps", "A step must say for which kind of fact it is.")]),
    (leaf(steps=(Step(None, None, 0, AWARD),)), [],
     [("steps", "“Award held: 0 points”: the points must be more than 0; a penalty takes them off.")]),
    (leaf(12), [],
     [("steps", f"“Award held ({GOVERNMENT}): 15 points”: more than the maximum of 12 points. Lower it.")]),
    (leaf(steps=(FLAGS[0], FLAGS[0])), [], [("steps", "Two steps are for the same fact. Keep one of them.")]),
    (leaf(steps=(Step(None, None, u(10), AWARD), FLAGS[0])), [],
     [("steps", f"“Award held ({CITY}): 10 points” never counts: any fact of this kind gives as much. Remove it.")]),
    (leaf(25, nature=Nature.BASE, **HIGHEST), [],
     [("steps", "No step reaches the maximum. Lower the maximum, or raise the highest step.")]),
    (leaf(25, nature=Nature.BASE), [], []),
]  # fmt: skip


@pytest.mark.parametrize(("of", "has", "faults"), FAULTS)
def test_the_design_check_names_the_step_and_the_remedy(
    of: Leaf, has: list[str], faults: list[tuple[str, str]]
) -> None:
    assert registry.design_faults(RULE, of, has) == faults


def test_a_row_of_the_workbook_needs_no_indicator_and_may_name_none() -> None:
    row: dict[str, Any] = {"rule": RULE, "max_points": Decimal(25), **columns.cells(RULE, {}, {})}
    assert columns.row_faults(row) == []
    assert columns.read(row)[1] == {}
    row["indicator"] = "DV"
    assert columns.row_faults(row) == [
        ("indicator", "This criterion's rule reads no indicator. Leave it empty.")
    ]
