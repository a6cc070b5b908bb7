"""The close in a constant number of statements, and the floor of its benchmark doing the very same work."""

import pytest
from django.db import connection

from benchmarks import floor, season
from benchmarks.close import CLOSES_AT, close_and_count, outcome

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the benchmark's data are made by PostgreSQL's generate_series"
)

STATEMENTS = 48


def make(participants: int, base: int) -> int:
    return season.make(
        participants=participants, indicators=15, code=f"B{base}", base=base, closes_at=CLOSES_AT
    ).phase_id


@pytest.mark.django_db(
    transaction=True
)  # as the benchmark counts: no savepoints, and what follows the commit
def test_close_takes_as_many_statements_for_20_participants_as_for_1250() -> None:
    few, many = make(20, 1_000_000), make(1_250, 2_000_000)
    assert (close_and_count(few), close_and_count(many)) == (STATEMENTS, STATEMENTS)


@pytest.mark.django_db
def test_plain_sql_of_the_benchmark_gives_what_the_product_gives() -> None:
    phase_id = make(50, 3_000_000)
    floor.close(phase_id)
    by_sql = outcome(phase_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM campaigns_scoreline")
        cursor.execute("DELETE FROM campaigns_standing")
        cursor.execute("DELETE FROM campaigns_clusterrevision")
        cursor.execute("DELETE FROM units_notice")
        cursor.execute("UPDATE campaigns_phase SET status = 20, closed_at = NULL WHERE id = %s", [phase_id])
    close_and_count(phase_id)
    assert outcome(phase_id) == by_sql
