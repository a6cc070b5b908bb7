"""How long the close takes: the product's own service against plain SQL, alternating in one run, medians.

    python -m benchmarks.close [--participants 125000] [--leaves 15] [--groups 3] [--rounds 3]

A table with every rule, groups, gates, bands and keys; the first phase, then a second one that carries its figures.
Each close of the product runs in a process of its own, as a worker would; `worker_mb` is that process's largest
resident memory. `statements` is what the first close sends to the database, counted literally; the run fails unless
1,250 participants take as many, and the second close too. `cluster_ratio` is the database's time for one cluster of the
second phase computed anew ÷ that of its whole close.
"""

import argparse
import statistics
from datetime import UTC, datetime
from functools import partial
from typing import Any

import django

from benchmarks.apart import Sent, against_floor, be_the_worker, by_a_worker, counting
from benchmarks.environment import own_database, report, say

MODULE = "benchmarks.close"
FEW = 1_250
CLOSES_AT = datetime(2026, 7, 31, 17, tzinfo=UTC)
LATER = datetime(2026, 7, 31, 18, tzinfo=UTC)


def close_and_count(phase_id: int) -> Sent:
    """Close and compute one phase through the product's services; returns what it sent to the database."""
    from campaigns.models import Phase
    from campaigns.services.closing import close_phase
    from units.actors import SYSTEM
    from units.models import Job
    from units.services import jobs

    key = f"compute:{phase_id}:1"

    def close() -> None:
        if not close_phase(phase_id=phase_id, by=SYSTEM, now=LATER):
            raise RuntimeError("the phase was not closed by this call")
        jobs.run(job_id=Job.objects.get(key=key).pk)

    sent = counting(close)
    if not Phase.objects.get(pk=phase_id).has_points:
        raise RuntimeError(f"the phase was not computed: {Job.objects.get(key=key).message}")
    return sent


def compute_cluster_and_count(cluster_id: int, phase_id: int) -> Sent:
    """Compute one cluster of a closed phase anew through the product's services; returns what that sent."""
    from campaigns.models import ClusterRevision, Phase
    from campaigns.services.recomputing import compute_cluster_again
    from units.actors import SYSTEM
    from units.models import Job
    from units.services import jobs

    phase = Phase.objects.get(pk=phase_id)
    before = Job.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def compute() -> None:
        compute_cluster_again(phase=phase, cluster_id=cluster_id, by=SYSTEM, now=LATER)
        jobs.run(job_id=Job.objects.get(pk__gt=before).pk)

    pointer = ClusterRevision.objects.get(phase=phase, cluster=cluster_id)
    sent = counting(compute)
    if ClusterRevision.objects.get(pk=pointer.pk).number != pointer.number + 1:
        raise RuntimeError("the cluster was not computed")
    return sent


def outcome(phase_id: int) -> tuple[Any, ...]:
    """A digest of every line and every standing, to hold product and floor together."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(string_agg(l::text, ';' ORDER BY participant_id, criterion_id)) FROM campaigns_scoreline l"
        )
        lines = cursor.fetchone()
        cursor.execute(
            "SELECT md5(string_agg(s::text, ';' ORDER BY participant_id)), count(*) FROM campaigns_standing s"
        )
        standings = cursor.fetchone()
        cursor.execute("SELECT count(*), count(DISTINCT person_id) FROM units_notice")
        return lines + standings + cursor.fetchone()


def reopen(phase_id: int) -> None:
    """Back to the state before the close, with nothing left to write that the next round would pay for."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE campaigns_scoreline, campaigns_standing, campaigns_countedfact, campaigns_clusterrevision,"
            " campaigns_move, units_notice, units_job, units_auditevent"
        )
        cursor.execute("UPDATE campaigns_phase SET status = 20, closed_at = NULL WHERE id = %s", [phase_id])
        cursor.execute("UPDATE campaigns_scoringtable SET status = 20")
        cursor.execute("VACUUM ANALYZE campaigns_phase, campaigns_scoringtable")
        cursor.execute("CHECKPOINT")


def measure(*, participants: int, leaves: int, groups: int, rounds: int) -> dict[str, Any]:
    """Make the data, close both phases in turn by the product and by plain SQL, compare; then one cluster."""
    from django.db import connection

    from benchmarks import floor, full_season

    make = partial(full_season.make, leaves=leaves, groups=groups, closes_at=CLOSES_AT)
    few = make(participants=FEW, code="few", base=1_000_000)
    say(f"close: making {participants:,} participants with {leaves} leaves and two phases")
    many = make(participants=participants, code="many", base=2_000_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    expected = {by_a_worker(MODULE, key)["statements"] for key in (few.first, few.second)}
    if len(expected) > 1:
        raise RuntimeError(f"one phase took as many statements, the other {sorted(expected)}")
    by_phase = [
        against_floor(
            module=MODULE,
            key=key,
            rounds=rounds,
            floor=partial(floor.close, groups=groups > 0),
            reset=reopen,
            outcome=outcome,
            statements=expected.copy().pop(),
        )
        for key in (many.first, many.second)
    ]
    first, second = by_phase
    cluster = _one_cluster(many.second, rounds)
    return {
        "participants": participants,
        "seconds": first["seconds"],
        "floor_seconds": first["floor_seconds"],
        "ratio": first["ratio"],
        "second_seconds": second["seconds"],
        "second_ratio": second["ratio"],
        "cluster_ratio": round(cluster / second["database_seconds"], 4),
        "worker_mb": max(found["worker_mb"] for found in by_phase),
        "statements": first["statements"],
    }


def _one_cluster(phase_id: int, rounds: int) -> float:
    """The database's seconds for one cluster of the closed phase, the median over so many clusters."""
    from campaigns.models import ClusterRevision

    pointers = ClusterRevision.objects.filter(phase=phase_id).order_by("cluster")
    middle = pointers.count() // 2
    clusters = pointers.values_list("cluster_id", flat=True)[middle : middle + rounds]
    found = [by_a_worker(MODULE, phase_id, "--cluster", str(cluster)) for cluster in clusters]
    return statistics.median(part["database_seconds"] for part in found)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--participants", type=int, default=125_000)
    parser.add_argument("--leaves", type=int, default=15)
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--cluster", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker is not None:
        one = options.cluster is not None
        act = partial(compute_cluster_and_count, options.cluster) if one else close_and_count
        be_the_worker(act, options.worker)
        return
    with own_database():
        django.setup()
        figures = measure(
            participants=options.participants,
            leaves=options.leaves,
            groups=options.groups,
            rounds=options.rounds,
        )
    report(**figures)


if __name__ == "__main__":
    main()
