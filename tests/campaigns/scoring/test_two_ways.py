"""Points of every rule in SQL are those of its plain Python, whatever leaf and figures; the invented rule too."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.choices import FactKind, Fallback, Nature, ResultState
from campaigns.queries.line_tables import Due, LineInput, columns_of, with_parameters
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf, Points, Rule, Step
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.scoring.sql import BIG
from common.db import given_query, given_rows
from common.fields import UNIT
from tests.campaigns.scoring.invented import Ratio
from units.choices import Sector

RULES: list[Rule] = [*registry.RULES.values(), Ratio()]
LARGEST = 10**12 * UNIT
#: Around a leap day, so that days lie near each other.
DAYS = st.integers(-40, 40).map(lambda n: (date(2024, 2, 29).toordinal() + n) * UNIT)
amounts = st.one_of(
    st.sampled_from([0, 1, UNIT, 7 * UNIT, LARGEST]),
    st.integers(0, LARGEST),
    st.integers(0, 100).map(lambda n: n * UNIT),
    st.integers(900, 1_100),
    DAYS,
)
known_states = st.sampled_from([ResultState.REPORTED, ResultState.NOTHING])
other_states = st.sampled_from([ResultState.NOT_REPORTED, ResultState.NOT_APPLICABLE])
states_and_values = st.tuples(known_states, amounts) | st.tuples(other_states, st.none())
edges = st.none() | st.integers(0, 120).map(lambda n: n * UNIT) | amounts
steps = st.builds(
    Step,
    edges,
    edges,
    st.integers(0, 20 * UNIT),
    st.sampled_from(["", *FactKind.values]),
    st.sampled_from(["", "tốt"]),
)
#: Columns of the table `due` beside the parameters, with their types.
NUMBERS = (
    "participant_id", "criterion_id", "cluster_id", "revision", "most", "members", "status", "is_confirmed", "value",
    "carried", "base", "gate", "target", "share", "is_gated", "sign", "is_base", "step", "is_cut",
)  # fmt: skip
TYPES = dict.fromkeys(NUMBERS, "bigint") | {"state": "text", "sector": "text"}
LEAD = ("lead_value", "lead_target")


def values_of(p: Parameter) -> st.SearchStrategy[Any]:
    """What a criterion may say for a parameter, its own default often."""
    if p.choices:
        return st.sampled_from(p.choices.values)
    if p.unit is Unit.DAY:
        return st.just(0) | DAYS
    least, most = p.least, min(p.most, 300 * UNIT)
    if p.unit is Unit.COUNT:
        return st.integers(-(-least // UNIT), most // UNIT).map(lambda n: n * UNIT) | st.just(p.default)
    ends = st.sampled_from([p.least, p.most if p.most < LARGEST else LARGEST])
    return st.integers(least, most) | st.just(p.default) | ends


@st.composite
def leaves(draw: Any, rule: Rule) -> Leaf:
    """A leaf of the rule, whether or not the design check would let it pass."""
    return Leaf(
        params={p.name: draw(values_of(p)) for p in rule.parameters},
        most=draw(st.integers(0, 100 * UNIT)),
        steps=tuple(draw(st.lists(steps, max_size=4))) if rule.steps_by else (),
        is_gated=draw(st.booleans()),
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


def row_of(number: int, rule: Rule, leaf: Leaf, i: Inputs) -> list[Any]:
    """A row of the table `due` with the leaders' columns."""
    values: dict[str, Any] = {
        "participant_id": number, "criterion_id": number, "revision": 1, "most": leaf.most, "members": i.members,
        "is_confirmed": int(i.is_confirmed), "value": i.value, "base": i.base, "gate": i.gate, "target": i.target,
        "share": 100 * UNIT, "is_gated": int(leaf.is_gated), "sign": -1 if leaf.nature == Nature.PENALTY else 1,
        "is_base": int(leaf.nature == Nature.BASE), "step": leaf.step, "is_cut": int(leaf.is_cut),
        "state": i.state, "sector": i.sector, "lead_value": i.lead_value, "lead_target": i.lead_target, **leaf.params,
    }  # fmt: skip
    return [values.get(name) for name in (*TYPES, *LEAD, *(p.name for p in rule.parameters))]


def points_in_sql(rule: Rule, drawn: list[tuple[Leaf, Inputs]]) -> list[Points]:
    """All lines in one statement, by the columns that the close reads; nothing is read from any table."""
    types = TYPES | dict.fromkeys(LEAD, "bigint") | {p.name: p.sql_type for p in rule.parameters}
    step_types = dict.fromkeys(("criterion_id", "lowest", "below", "points"), "bigint")
    step_types |= {"fact_kind": "text", "fact_grade": "text"}
    rows = [row_of(n, rule, leaf, i) for n, (leaf, i) in enumerate(drawn)]
    leaders = {f"{name}_found": RawSQL(f'"due"."{name}"', (), output_field=BIG) for name in LEAD}
    worded = with_parameters(Due, rule).annotate(word_found=rule.word_sql(), **leaders)
    fresh = {"word": "word_found"} | {name: f"{name}_found" for name in LEAD}
    tables = [
        given_rows(
            "leaf_step", step_types, [[n, *step] for n, (leaf, _i) in enumerate(drawn) for step in leaf.steps]
        ),
        given_rows("due", types, rows),
        given_query("line_input", columns_of(rule) | fresh, worded),
    ]
    lines = with_parameters(LineInput, rule).annotate(points=rule.expression()).order_by("participant_id")
    sql, params = lines.values_list("points", "word").query.get_compiler(connection=connection).as_sql()
    before = [value for table in tables for value in table.params]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(table.sql for table in tables)} {sql}", [*before, *params])
        return [Points(points, applies=word != Fallback.LEAVES) for points, word in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_sql_gives_the_points_of_plain_python(rule: Rule, data: Any) -> None:
    drawn = data.draw(st.lists(st.tuples(leaves(rule), inputs()), min_size=1, max_size=20))
    assert points_in_sql(rule, drawn) == [rule.points(leaf, i) for leaf, i in drawn]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(data=st.data())
def test_every_line_has_its_words(rule: Rule, data: Any) -> None:
    leaf, line = data.draw(leaves(rule)), data.draw(inputs())
    assert rule.sentence(leaf, line)
    assert rule.words(leaf)
