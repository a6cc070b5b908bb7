"""The tally in a constant number of statements, and the floor of its benchmark doing the very same work."""

import pytest
from django.db import connection

from benchmarks import council, tally_floor
from benchmarks.tally import end_and_count, outcome

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the benchmark's data are made by PostgreSQL's generate_series"
)

STATEMENTS = 51


@pytest.mark.django_db(
    transaction=True
)  # as the benchmark counts: no savepoints, and what follows the commit
def test_tally_takes_as_many_statements_for_20_nominations_as_for_1250() -> None:
    few = council.make(nominations=20, members=25, code="few", base=1_000_000)
    many = council.make(nominations=1_250, members=25, code="many", base=2_000_000)
    sent = [end_and_count(session).statements for session in (few, many)]
    assert sent == [STATEMENTS, STATEMENTS]


@pytest.mark.django_db(transaction=True)
def test_plain_sql_of_the_benchmark_gives_what_the_product_gives() -> None:
    session_id = council.make(nominations=200, members=9, code="both", base=3_000_000)
    tally_floor.tally(session_id)
    by_sql = outcome(session_id)
    council.vote_again(session_id)
    end_and_count(session_id)
    assert outcome(session_id) == by_sql
