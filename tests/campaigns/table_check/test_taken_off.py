"""Criteria that begin with their points and lose some: what conditions of bands do not see of it."""

import pytest

from campaigns.models import ScoringTable
from tests.campaigns.table_check.cast import ask, bands, found
from tests.campaigns.tables.cast import line
from tests.cast import Season


@pytest.mark.parametrize(("kind", "percent"), [("no_zero", None), ("standards", 50)])
def test_what_is_taken_off_inside_a_criterion_is_a_warning_where_base_lines_are_asked_for(
    season: Season, table: ScoringTable, kind: str, percent: int | None
) -> None:
    bands(table, ("A", 90, None), ("B", 0, None))
    ask(table, "A", kind, percent=percent)
    assert found(table) == []
    line(
        season, table, "I.3", 20, "per_object", parent=table.criteria.get(code="I"), nature="penalty",
        inputs={"value": season.indicators["KP"]}, params={"per_object": 5_000},
    )  # fmt: skip
    assert found(table) == [
        ("taken_off", "A conditions",
         "The conditions of “A” look at the base lines alone: what is taken off in “I” leaves them as they are."),
    ]  # fmt: skip


def test_without_such_a_condition_it_is_nothing_to_find(season: Season, table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 0, None))
    ask(table, "A", "no_fact", fact_kind="discipline")
    line(
        season, table, "I.3", 20, "per_object", parent=table.criteria.get(code="I"), nature="penalty",
        inputs={"value": season.indicators["KP"]}, params={"per_object": 5_000},
    )  # fmt: skip
    assert found(table) == []
