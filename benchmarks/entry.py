"""How fast sheets are saved, and what the last minute before a deadline does to them.

    python -m benchmarks.entry [--sheets 10000] [--rounds 3] [--seconds 5]

PostgreSQL, Redis, two web processes and a worker, all started here. First 16 connections as fast as they are
answered: the product's save of a sheet of 15 figures, alternating with a bare view of a signed-in person (one
SELECT, one UPDATE). Then an open loop: sheets arrive evenly over a minute whether answered or not, and at
second 50 the phase reaches its deadline and a worker closes it. `lost`: sheets acknowledged whose figures are
not in the frozen lines. `late`: figures that differ from the frozen ones, so were accepted after the close.
`errors`: answers that are neither "saved" nor "the phase has ended".
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from benchmarks.environment import DEFAULT_REDIS, own_database, report, say
from benchmarks.sheets import Sheet, figures, make_sheets

CONNECTIONS = 16
MINUTE, CLOSE_AT = 60.0, 50.0
ENDED = b"phase has ended"


def queries_of_a_save(sheet: Sheet) -> int:
    """How many queries one save of a sheet sends, counted in this process through the whole stack."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = sheet.session
    sent: list[str] = []

    def count(execute: Any, sql: str, *call: Any) -> Any:
        sent.append(sql)
        return execute(sql, *call)

    with connection.execute_wrapper(count):
        answer = client.post(f"/sheets/{sheet.pk}/save/", sheet.fields(figures(1, len(sheet.rows))))
    if answer.status_code != 302 or not sent[-1].startswith("INSERT"):
        raise RuntimeError(f"the sheet was not saved: {answer.status_code} {answer.content[:2000]!r}")
    sheet.version += 1
    if os.environ.get("BENCH_SHOW_QUERIES"):
        say("\n".join(sent))
    return len(sent)


def press(port: int, sheets: list[Sheet], *, rounds: int, seconds: float) -> tuple[float, float]:
    """Saves and bare answers a second, 16 connections each as fast as it is answered; medians of alternating rounds."""
    from benchmarks.load import Connection, closed_loop

    async def save(connection: Connection, number: int) -> None:
        sheet = sheets[number]
        answer = await connection.post(
            f"/sheets/{sheet.pk}/save/",
            sheet.session,
            sheet.fields(figures(sheet.version + 2, len(sheet.rows))),
        )
        if answer.status != 302 or "login" in answer.location:
            raise RuntimeError(f"save: {answer.status} {answer.body[:2000]!r}")
        sheet.version += 1

    async def bare(connection: Connection, number: int) -> None:
        sheet = sheets[number]
        answer = await connection.post(f"/bare/{sheet.pk}/", sheet.session, sheet.fields(figures(1, 15)))
        if answer.status != 200:
            raise RuntimeError(f"bare: {answer.status} {answer.body[:2000]!r}")

    asyncio.run(closed_loop(port, 1, CONNECTIONS, bare))
    asyncio.run(closed_loop(port, 1, CONNECTIONS, save))
    saves, floors = [], []
    for number in range(1, rounds + 1):
        floors.append(asyncio.run(closed_loop(port, seconds, CONNECTIONS, bare)))
        saves.append(asyncio.run(closed_loop(port, seconds, CONNECTIONS, save)))
        say(f"entry: round {number}: {saves[-1]:.0f} saves a second, bare view {floors[-1]:.0f}")
    return statistics.median(saves), statistics.median(floors)


def last_minute(port: int, sheets: list[Sheet], phase_id: int) -> dict[str, Any]:
    """Sheets arrive evenly over a minute; at second 50 the deadline comes and the worker is told to close."""
    from django.utils import timezone

    from benchmarks.load import Connection, open_loop
    from campaigns.models import Phase
    from common.tasks import send

    deadline = timezone.now() + timedelta(seconds=CLOSE_AT)
    Phase.objects.filter(pk=phase_id).update(entry_closes_at=deadline)
    alarm = threading.Timer(CLOSE_AT + 0.001, lambda: send("campaigns.close_due_phases"))
    answers: Counter[str] = Counter()

    async def save(connection: Connection, number: int) -> None:
        sheet = sheets[number]
        typed = figures(number, len(sheet.rows))
        answers["unanswered"] += 1
        answer = await connection.post(f"/sheets/{sheet.pk}/save/", sheet.session, sheet.fields(typed))
        answers["unanswered"] -= 1
        if answer.status == 302 and "login" not in answer.location:
            sheet.saved = typed
            answers["saved"] += 1
        elif answer.status == 409 and ENDED in answer.body:
            answers["ended"] += 1
        else:
            answers[str(answer.status)] += 1

    alarm.start()
    took = sorted(asyncio.run(open_loop(port, len(sheets), MINUTE, save)))
    alarm.join()
    say(f"entry: the last minute: {dict(answers)}")

    def percentile(share: float) -> int:
        return round(took[min(len(took) - 1, int(len(took) * share))] * 1000)

    wait_for_close(phase_id)
    lost, late = compare(sheets, phase_id)
    return {
        "p50_ms": percentile(0.50),
        "p95_ms": percentile(0.95),
        "p99_ms": percentile(0.99),
        "errors": sum(answers.values()) - answers["saved"] - answers["ended"],
        "lost": lost,
        "late": late,
        "saved": answers["saved"],
        "ended": answers["ended"],
    }


def wait_for_close(phase_id: int) -> None:
    """Wait until the worker has closed the phase and computed it. Raises TimeoutError after two minutes."""
    from campaigns.models import Phase

    end = time.monotonic() + 120
    while not Phase.objects.get(pk=phase_id).has_points:
        if time.monotonic() > end:
            raise TimeoutError("the phase was not closed within two minutes")
        time.sleep(0.2)


def compare(sheets: list[Sheet], phase_id: int) -> tuple[int, int]:
    """How many acknowledged sheets are not frozen as they were typed, and how many figures differ from the frozen."""
    from django.db import connection

    from common.fields import to_units

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.id, l.value, r.value IS DISTINCT FROM l.value OR r.state <> l.state
            FROM campaigns_result r JOIN campaigns_participant p ON p.id = r.participant_id
              JOIN campaigns_criterioninput n ON n.indicator_id = r.indicator_id AND n.role = 'value'
              JOIN campaigns_criterion c ON c.id = n.criterion_id AND c.table_id = p.table_id
              JOIN campaigns_scoreline l ON l.participant_id = p.id AND l.criterion_id = c.id AND l.revision = 1
            WHERE p.phase_id = %s""",
            [phase_id],
        )
        found = {row: (value, differs) for row, value, differs in cursor.fetchall()}
    lost = sum(
        [found[row][0] for row in s.rows] != [to_units(v.replace(",", ".")) for v in s.saved]
        for s in sheets
        if s.saved
    )
    return lost, sum(differs for _value, differs in found.values())


def measure(*, count: int, rounds: int, seconds: float, redis: str) -> dict[str, Any]:
    """Start the processes, press, then play the last minute."""
    from django.core.cache import cache
    from django.utils import timezone

    from benchmarks import season
    from benchmarks.processes import Processes

    say(f"entry: making {count:,} sheets of 15 figures")
    made = season.make(
        participants=count + CONNECTIONS,
        indicators=15,
        code="entry",
        base=1_000_000,
        blank=True,
        closes_at=timezone.now() + timedelta(days=1),
    )
    sheets = make_sheets(made.phase_id)
    own, hurried = sheets[:CONNECTIONS], sheets[CONNECTIONS:]
    vacuum()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-log-") as folder, Processes(Path(folder)) as children:
            queries = queries_of_a_save(own[0])
            _web, port = children.web(workers=2, threads=4)
            children.worker(queues="celery,clock")
            saves, floor = press(port, own, rounds=rounds, seconds=seconds)
            vacuum()
            say(f"entry: {count:,} sheets arrive within a minute, the phase ends at second {CLOSE_AT:.0f}")
            outcome = last_minute(port, hurried, made.phase_id)
            if said := children.said().strip():
                say(said)
    finally:
        cache.delete_many(["django.contrib.sessions.cached_db" + s.session for s in sheets])
        forget_queues(redis)
    return {
        "saves_per_s": round(saves),
        "floor_per_s": round(floor),
        "ratio": round(saves / floor, 2),
        **outcome,
        "queries_per_save": queries,
    }


def vacuum() -> None:
    """Leave no clean-up of what was made before to what is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def forget_queues(url: str) -> None:
    """Remove this run's queues from Redis, and nothing else."""
    import redis

    with redis.from_url(url) as client:
        for key in client.scan_iter(f"{os.environ['BROKER_PREFIX']}*"):
            client.delete(key)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    redis = os.environ.get("BENCH_REDIS_URL") or os.environ.get("REDIS_URL") or DEFAULT_REDIS
    os.environ.update(
        REDIS_URL=redis,
        BROKER_PREFIX=f"bench{os.getpid()}:",
        DJANGO_SETTINGS_MODULE="benchmarks.settings",
    )
    with own_database():
        django.setup()
        figures_found = measure(
            count=options.sheets, rounds=options.rounds, seconds=options.seconds, redis=redis
        )
    report(**figures_found)


if __name__ == "__main__":
    main()
