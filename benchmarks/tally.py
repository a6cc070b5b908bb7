"""How long a tally takes: the product's own service against plain SQL, alternating in one run, medians.

    python -m benchmarks.tally [--nominations 125000] [--members 25] [--rounds 3]

From the end of the vote to the counted session: ballots rewritten in random order, counted, cut by the quotas
of the clusters, minutes written. Each tally of the product runs in a process of its own, as a worker would;
`worker_mb` is that process's largest resident memory. `statements` is what it sends to the database, counted
literally; the run fails unless 1,250 nominations take as many.
"""

import argparse
from typing import Any

import django

from benchmarks.apart import Sent, against_floor, be_the_worker, by_a_worker, counting
from benchmarks.environment import own_database, report, say

FEW = 1_250


def end_and_count(session_id: int) -> Sent:
    """End and count one session through the product's services; returns what it sent to the database."""
    from awards.choices import SessionStatus
    from awards.models import CouncilSession
    from awards.services.sessions import end_session
    from benchmarks.council import ENDS_AT
    from units.actors import SYSTEM
    from units.models import Job
    from units.services import jobs

    key = f"tally:{session_id}"

    def end() -> None:
        if not end_session(session_id=session_id, by=SYSTEM, now=ENDS_AT):
            raise RuntimeError("the session was not ended by this call")
        jobs.run(job_id=Job.objects.get(key=key).pk)

    sent = counting(end)
    if CouncilSession.objects.get(pk=session_id).status != SessionStatus.COUNTED:
        raise RuntimeError(f"the session was not counted: {Job.objects.get(key=key).message}")
    return sent


def outcome(session_id: int) -> tuple[Any, ...]:
    """Digests of every tally, every line of the minutes and the ballots, in which product and floor must agree."""
    from django.db import connection

    found: list[Any] = []
    with connection.cursor() as cursor:
        for statement in (
            "SELECT md5(string_agg((nomination_id, votes_for, votes_against, votes_invalid, members, needed, place,"
            " outcome)::text, ';' ORDER BY nomination_id)), count(*) FROM awards_tally",
            "SELECT count(*), count(*) FILTER (WHERE is_shuffled), md5(sum(nomination_id * choice)::text)"
            " FROM awards_ballot",
            "SELECT count(*), count(DISTINCT xmin::text) FROM awards_turnout WHERE session_id = %(session)s",
            "SELECT md5(jsonb_agg(x -> 'lines' ORDER BY x ->> 'code')::text), jsonb_array_length(minutes -> 'awards')"
            " FROM (SELECT minutes, CASE jsonb_typeof(a) WHEN 'array' THEN jsonb_build_object('lines', a, 'code', o)"
            " ELSE jsonb_build_object('lines', a -> 'lines', 'code', o) END AS x FROM awards_councilsession,"
            " jsonb_array_elements(minutes -> 'awards') WITH ORDINALITY AS e (a, o) WHERE id = %(session)s) s"
            " GROUP BY minutes",
            "SELECT count(*), count(DISTINCT person_id) FROM units_notice",
        ):
            cursor.execute(statement, {"session": session_id})
            found.extend(cursor.fetchone())
    return tuple(found)


def measure(*, nominations: int, members: int, rounds: int) -> dict[str, Any]:
    """Make the data, count it in turn by the product and by plain SQL, compare."""
    from django.db import connection

    from benchmarks import council, tally_floor

    few = council.make(nominations=FEW, members=members, code="few", base=1_000_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    expected = by_a_worker("benchmarks.tally", few)["statements"]
    say(f"tally: making {nominations:,} nominations with {members} ballots each")
    many = council.make(nominations=nominations, members=members, code="many", base=2_000_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found = against_floor(
        module="benchmarks.tally",
        key=many,
        rounds=rounds,
        floor=tally_floor.tally,
        reset=council.vote_again,
        outcome=outcome,
        statements=expected,
    )
    del found["database_seconds"]
    return {"nominations": nominations, **found}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nominations", type=int, default=125_000)
    parser.add_argument("--members", type=int, default=25)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker is not None:
        be_the_worker(end_and_count, options.worker)
        return
    with own_database():
        django.setup()
        figures = measure(nominations=options.nominations, members=options.members, rounds=options.rounds)
    report(**figures)


if __name__ == "__main__":
    main()
