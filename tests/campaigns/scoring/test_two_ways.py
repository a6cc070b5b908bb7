"""Points of every rule in SQL are those of its plain Python, whatever leaf and figures; the invented rule's too."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.scoring import registry
from campaigns.scoring.base import Rule
from tests.campaigns.scoring import test_frame, test_over_and_under, test_rate_and_steps, test_rules
from tests.campaigns.scoring.drawn import inputs, leaves
from tests.campaigns.scoring.in_sql import points_in_sql
from tests.campaigns.scoring.invented import Ratio

RULES: list[Rule] = [*registry.RULES.values(), Ratio()]
EXAMPLES: list[Any] = [
    *test_rules.CASES, *test_frame.GATES, *test_rate_and_steps.RATES, *test_rate_and_steps.STEPS,
    *test_over_and_under.PERCENTS, *test_over_and_under.DATES,
    *((test_frame.leaf("judged", 20, **params), inputs) for params, inputs, *_wanted in test_frame.WORDS),
    *(test_frame.of_union(params, union) for params, union, _fits in test_frame.UNIONS),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_worked_examples_come_out_of_sql(rule: Rule) -> None:
    lines = [(leaf, inputs) for (code, leaf), inputs, *_wanted in EXAMPLES if code == rule.code]
    assert points_in_sql(rule, lines) == [rule.points(leaf, inputs) for leaf, inputs in lines]


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_sql_gives_the_points_of_plain_python(rule: Rule, data: Any) -> None:
    drawn = data.draw(st.lists(st.tuples(leaves(rule), inputs()), min_size=1, max_size=15))
    assert points_in_sql(rule, drawn) == [rule.points(leaf, i) for leaf, i in drawn]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(data=st.data())
def test_every_line_has_its_words(rule: Rule, data: Any) -> None:
    leaf, line = data.draw(leaves(rule)), data.draw(inputs())
    assert rule.sentence(leaf, line)
    assert rule.words(leaf)
