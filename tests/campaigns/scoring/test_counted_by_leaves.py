"""Which facts a revision counts and freezes, what they give in the lines of a season, and SQL against plain Python."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.choices import FactsCount, Nature, ResultState, Span
from campaigns.models import CountedFact, CriterionInput, ExternalFact
from campaigns.queries.line_inputs import leaf_of
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Step
from campaigns.scoring.leaf import Fact
from campaigns.services import scoring
from campaigns.services.scoring.facts import write_facts
from common.fields import UNIT, from_units, to_units
from tests.campaigns.scoring.single import add_fact, only_leaf, points, scored, u
from tests.campaigns.scoring.test_from_fact import (
    AWARD,
    CITY,
    DISCIPLINE,
    FLAGS,
    GOVERNMENT,
    PHASE,
    RATING,
    RULE,
)
from tests.cast import NOW, Season

IN_JULY, BEFORE, LATER = date(2024, 7, 31), date(2023, 12, 31), date(2024, 8, 1)


def steps(*given: Step) -> list[dict[str, Any]]:
    """Rows of the table's steps, with the grade as somebody writes it."""
    return [
        {"fact_kind": s.fact_kind, "fact_grade": s.fact_grade.upper(), "points": from_units(s.points)}
        for s in given
    ]


def test_flags_add_to_97_points(season: Season) -> None:
    """The city's flag of this year and the government's of the last one; a fact after the period does not count yet."""
    world = season.world
    only_leaf(season, RULE, 25, steps=steps(*FLAGS), nature=Nature.BONUS)
    add_fact(season, world.ba_dinh, AWARD, "10/QĐ", IN_JULY, "Cờ thi đua  của Thành phố")
    add_fact(season, world.long_bien, AWARD, "11/QĐ", BEFORE, GOVERNMENT)
    add_fact(season, world.long_bien, AWARD, "10/QĐ", IN_JULY, CITY)
    add_fact(season, world.hoang_mai, AWARD, "12/QĐ", LATER, CITY)
    lines = scored(season)
    assert points(lines) == {"BD": 10, "LB": 25, "HM": 0, "HD": 0}
    states = {code: (line.state, line.value, line.status, line.applies) for code, line in lines.items()}
    assert states == {
        "BD": ("reported", 10, None, True), "LB": ("reported", 25, None, True),
        "HM": ("nothing", 0, None, True), "HD": ("nothing", 0, None, True),
    }  # fmt: skip


def test_of_the_phase_alone_counts_what_lies_in_its_period(season: Season) -> None:
    world = season.world
    only_leaf(season, RULE, 25, steps=steps(*FLAGS), params=PHASE)
    add_fact(season, world.ba_dinh, AWARD, "1", BEFORE, GOVERNMENT)
    add_fact(season, world.ba_dinh, AWARD, "2", season.phase.period_from, CITY)
    add_fact(season, world.long_bien, AWARD, "3", season.phase.period_to, GOVERNMENT)
    assert points(scored(season)) == {"BD": 10, "LB": 15, "HM": 0, "HD": 0}


def test_a_penalty_takes_off_and_a_withdrawn_fact_counts_no_more(season: Season) -> None:
    world = season.world
    only_leaf(season, RULE, 2, steps=steps(Step(None, None, u(1.5), DISCIPLINE)), nature=Nature.PENALTY)
    first = add_fact(season, world.ba_dinh, DISCIPLINE, "1", IN_JULY)
    add_fact(season, world.ba_dinh, DISCIPLINE, "2", IN_JULY)
    assert points(scored(season)) == {"BD": -2, "LB": 0, "HM": 0, "HD": 0}
    ExternalFact.objects.filter(pk=first.pk).update(withdrawn_at=NOW, withdrawal_reason="x")
    assert points(scored(season, 2)) == {"BD": Decimal("-1.5"), "LB": 0, "HM": 0, "HD": 0}


def test_a_later_phase_is_scored_by_facts_alone(season: Season) -> None:
    season.phase.number = 2
    only_leaf(season, RULE, 25, steps=steps(*FLAGS))
    add_fact(season, season.world.ba_dinh, AWARD, "1", IN_JULY, CITY)
    assert points(scored(season)) == {"BD": 10, "LB": 0, "HM": 0, "HD": 0}


def test_a_gate_holds_here_too(season: Season) -> None:
    world = season.world
    criterion = only_leaf(season, RULE, 25, steps=steps(*FLAGS))
    CriterionInput.objects.create(criterion=criterion, role="gate", indicator=season.indicators["BC"])
    for union in (world.ba_dinh, world.long_bien):
        add_fact(season, union, AWARD, "1", IN_JULY, CITY)
    season.send(world.ba_dinh, world.hoa, bc="1")
    assert points(scored(season)) == {"BD": 10, "LB": 0, "HM": 0, "HD": 0}


def test_what_a_revision_counted_is_kept_and_what_comes_later_moves_it_no_more(season: Season) -> None:
    world = season.world
    only_leaf(season, RULE, 25, steps=steps(*FLAGS))
    before = add_fact(season, world.ba_dinh, AWARD, "1", BEFORE, CITY)
    scored(season)
    now = add_fact(season, world.ha_dong, AWARD, "2", IN_JULY, CITY)
    scored(season, 2, clusters=[world.cluster_2.pk])
    kept = CountedFact.objects.values_list("participant__union__code", "revision", "fact_id", "is_of_period")
    assert sorted(kept) == [("BD", 1, before.pk, False), ("HD", 2, now.pk, True)]
    scoring.erase_lines(phase=season.phase, revision=2, clusters=[world.cluster_2.pk])
    assert CountedFact.objects.count() == 1


def test_counting_facts_is_one_statement(season: Season) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert write_facts(phase=season.phase, revision=1) == 0
    assert len(queries) == 1


# --- SQL against plain Python -----------------------------------------------------------------------------------------
grades = st.sampled_from(["", CITY, GOVERNMENT, "khiển trách"])
kinds = st.sampled_from([AWARD, DISCIPLINE, RATING])
days = st.sampled_from([BEFORE, BEFORE + timedelta(days=1), IN_JULY, LATER])
held = st.tuples(st.integers(0, 3), kinds, grades, st.sampled_from("123"), days)


@st.composite
def tables(draw: Any) -> tuple[list[Step], dict[str, str], int]:
    """Steps, parameters and maximum."""
    rows = draw(
        st.lists(st.builds(Step, st.none(), st.none(), st.integers(1, 20 * UNIT), kinds, grades), max_size=5)
    )
    params = {
        "facts_count": draw(st.sampled_from(FactsCount.values)), "span": draw(st.sampled_from(Span.values)),
    }  # fmt: skip
    return rows, params, draw(st.integers(0, 30 * UNIT))


class Undo(Exception):
    """Takes the example back."""


@pytest.mark.drill
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(table=tables(), facts=st.lists(held, max_size=12, unique_by=lambda f: f[:4]))
def test_sql_counts_the_facts_of_plain_python(season: Season, table: Any, facts: list[Any]) -> None:
    rows, params, most = table
    try:
        with transaction.atomic():
            criterion = only_leaf(season, RULE, from_units(most), params=params, steps=steps(*rows))
            people = list(season.phase.participants.select_related("union").order_by("pk"))
            for who, kind, grade, number, day in facts:
                add_fact(season, people[who].union, kind, number, day, grade)
            of = leaf_of(criterion)
            found = {
                code: (to_units(line.value), to_units(line.points)) for code, line in scored(season).items()
            }
            wanted = {}
            for place, person in enumerate(people):
                counted = [
                    Fact(kind, grade, number, day >= season.phase.period_from)
                    for who, kind, grade, number, day in facts
                    if who == place and day <= season.phase.period_to
                ]
                figure = registry.figure_of_facts(RULE, of, counted)
                got = registry.score(RULE, of, Inputs(ResultState.REPORTED, figure))
                wanted[person.union.code] = (figure, got.points)
            assert found == wanted
            raise Undo
    except Undo:
        pass
