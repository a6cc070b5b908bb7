"""The close in a constant number of statements, and the floor of its benchmark doing the very same work."""

import pytest
from django.db import connection

from benchmarks import floor, full_season
from benchmarks.close import CLOSES_AT, close_and_count, compute_cluster_and_count, outcome
from campaigns.models import ClusterRevision

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the benchmark's data are made by PostgreSQL's generate_series"
)

STATEMENTS = 68
OF_ONE_CLUSTER = 56


def make(participants: int, base: int) -> full_season.FullSeason:
    return full_season.make(
        participants=participants, leaves=15, groups=3, code=f"B{base}", base=base, closes_at=CLOSES_AT
    )


@pytest.mark.django_db(
    transaction=True
)  # as the benchmark counts: no savepoints, and what follows the commit
def test_both_closes_take_as_many_statements_for_20_participants_as_for_1250() -> None:
    few, many = make(20, 1_000_000), make(1_250, 2_000_000)
    phases = (few.first, few.second, many.first, many.second)
    assert [close_and_count(phase).statements for phase in phases] == [STATEMENTS] * 4
    clusters = [ClusterRevision.objects.filter(phase=phase).order_by("cluster").first() for phase in phases]
    sent = [
        compute_cluster_and_count(cluster.cluster_id, cluster.phase_id) for cluster in clusters if cluster
    ]
    assert [found.statements for found in sent] == [OF_ONE_CLUSTER] * 4


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1])
def test_plain_sql_of_the_benchmark_gives_what_the_product_gives(number: int) -> None:
    made = make(500, 3_000_000)
    phase_id = (made.first, made.second)[number]
    floor.close(phase_id)
    by_sql = outcome(phase_id)
    with connection.cursor() as cursor:
        for table in ("scoreline", "standing", "countedfact", "clusterrevision"):
            cursor.execute(f"DELETE FROM campaigns_{table}")
        cursor.execute("DELETE FROM units_notice")
        cursor.execute("UPDATE campaigns_phase SET status = 20, closed_at = NULL WHERE id = %s", [phase_id])
    close_and_count(phase_id)
    assert outcome(phase_id) == by_sql
