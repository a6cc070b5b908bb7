"""How long the close takes: the product's own service against plain SQL, alternating in one run, medians.

    python -m benchmarks.close [--participants 125000] [--indicators 15] [--groups 0] [--rounds 3]

Each close of the product runs in a process of its own, as a worker would; `worker_mb` is that process's largest
resident memory. `statements` is what it sends to the database, counted literally; the run fails unless 1,250
participants take as many.
"""

import argparse
from datetime import UTC, datetime
from functools import partial
from typing import Any

import django

from benchmarks.apart import against_floor, be_the_worker, by_a_worker, counting
from benchmarks.environment import own_database, report, say

FEW = 1_250
CLOSES_AT = datetime(2026, 7, 31, 17, tzinfo=UTC)
LATER = datetime(2026, 7, 31, 18, tzinfo=UTC)


def close_and_count(phase_id: int) -> int:
    """Close and compute one phase through the product's services; returns how many statements that took."""
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
            "TRUNCATE campaigns_scoreline, campaigns_standing, campaigns_clusterrevision, units_notice, units_job,"
            " units_auditevent"
        )
        cursor.execute("UPDATE campaigns_phase SET status = 20, closed_at = NULL WHERE id = %s", [phase_id])
        cursor.execute("UPDATE campaigns_scoringtable SET status = 20")
        cursor.execute("CHECKPOINT")


def measure(*, participants: int, indicators: int, groups: int, rounds: int) -> dict[str, Any]:
    """Make the data, close it in turn by the product and by plain SQL, compare."""
    from django.db import connection

    from benchmarks import floor, season

    few = season.make(
        participants=FEW,
        indicators=indicators,
        groups=groups,
        code="few",
        base=1_000_000,
        closes_at=CLOSES_AT,
    )
    say(f"close: making {participants:,} participants with {indicators} indicators")
    many = season.make(
        participants=participants, indicators=indicators, groups=groups, code="many", base=2_000_000,
        closes_at=CLOSES_AT,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    expected = by_a_worker("benchmarks.close", few.phase_id)["statements"]
    reopen(few.phase_id)
    found = against_floor(
        module="benchmarks.close",
        key=many.phase_id,
        rounds=rounds,
        floor=partial(floor.close, groups=groups > 0),
        reset=reopen,
        outcome=outcome,
        statements=expected,
    )
    return {"participants": participants, "groups": groups, **found}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--participants", type=int, default=125_000)
    parser.add_argument("--indicators", type=int, default=15)
    parser.add_argument("--groups", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker is not None:
        be_the_worker(close_and_count, options.worker)
        return
    with own_database():
        django.setup()
        figures = measure(
            participants=options.participants,
            indicators=options.indicators,
            groups=options.groups,
            rounds=options.rounds,
        )
    report(**figures)


if __name__ == "__main__":
    main()
