"""Every rule's points in SQL are those of its plain Python, whatever the inputs; the invented rule's too."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.choices import ResultState
from campaigns.queries.line_inputs import with_parameters
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Rule
from common.db import given_rows
from common.fields import UNIT
from tests.campaigns.scoring.invented import Ratio

RULES: list[Rule] = [*registry.RULES.values(), Ratio()]
LARGEST = 10**12 * UNIT
amounts = st.one_of(
    st.sampled_from([0, 1, UNIT, 7 * UNIT, LARGEST]),
    st.integers(0, LARGEST),
    st.integers(0, 100).map(lambda n: n * UNIT),
)
known_states = st.sampled_from([ResultState.REPORTED, ResultState.NOTHING])
other_states = st.sampled_from([ResultState.NOT_REPORTED, ResultState.NOT_APPLICABLE])
states_and_values = st.tuples(known_states, amounts) | st.tuples(other_states, st.none())


@st.composite
def lines(draw: Any, rule: Rule) -> tuple[dict[str, Any], int, Inputs]:
    """Parameters, maximum and inputs of a line."""
    params = {
        p.name: draw(
            st.sampled_from(p.choices.values)
            if p.choices
            else st.integers(p.least, min(p.most, 300 * UNIT)) | st.just(p.default)
        )
        for p in rule.parameters
    }
    state, value = draw(states_and_values)
    inputs = Inputs(state, value, draw(st.none() | amounts), draw(st.none() | amounts))
    return params, draw(st.integers(0, 100 * UNIT)), inputs


def points_in_sql(rule: Rule, drawn: list[tuple[dict[str, Any], int, Inputs]]) -> list[int]:
    """All lines in one statement; nothing is read from any table."""
    numbers = ("participant_id", "most", "value", "base", "target")
    columns = (
        dict.fromkeys(numbers, "bigint") | {"state": "text"} | {p.name: p.sql_type for p in rule.parameters}
    )
    rows = [
        [n, most, i.value, i.base, i.target, i.state, *(params[p.name] for p in rule.parameters)]
        for n, (params, most, i) in enumerate(drawn)
    ]
    table = given_rows("line_input", columns, rows)
    found = (
        with_parameters(rule)
        .annotate(points=rule.expression())
        .order_by("participant_id")
        .values_list("points")
    )
    sql, params = found.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {table.sql} {sql}", [*table.params, *params])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_sql_gives_the_points_of_plain_python(rule: Rule, data: Any) -> None:
    drawn = data.draw(st.lists(lines(rule), min_size=1, max_size=30))
    assert points_in_sql(rule, drawn) == [rule.points(params, most, inputs) for params, most, inputs in drawn]
