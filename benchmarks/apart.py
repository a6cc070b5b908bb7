"""One act measured in a process of its own, as a worker would do it, against plain SQL here."""

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django

from benchmarks.environment import ROOT, report, say


@dataclass
class Sent:
    """What an act sent to the database: how many statements, and how many seconds they took there."""

    statements: int = 0
    seconds: float = 0


def be_the_worker(act: Callable[[int], Sent], key: int) -> None:
    """In a process of its own: do the act and say seconds, largest resident memory and what it sent."""
    django.setup()
    # what a worker has in memory anyway, with the handlers of every app
    for module in ("emulation_tracker.celery", "campaigns.tasks", "awards.tasks"):
        importlib.import_module(module)
    from django.db import connection

    connection.ensure_connection()
    began = time.monotonic()
    sent = act(key)
    seconds = time.monotonic() - began
    report(
        seconds=seconds,
        mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        statements=sent.statements,
        database_seconds=sent.seconds,
    )


def counting(act: Callable[[], None]) -> Sent:
    """Do the act; returns what it sent to the database."""
    from django.db import connection

    sent = Sent()

    def count(execute: Any, *call: Any) -> Any:
        began = time.monotonic()
        answer = execute(*call)
        sent.statements += 1
        sent.seconds += time.monotonic() - began
        return answer

    with connection.execute_wrapper(count):
        act()
    return sent


def by_a_worker(module: str, key: int, *more: str) -> dict[str, Any]:
    """Run the module's `--worker` in a fresh process; returns its figures."""
    command = [sys.executable, "-m", module, "--worker", str(key), *more]
    answer = subprocess.run(command, check=True, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def against_floor(
    *,
    module: str,
    key: int,
    rounds: int,
    floor: Callable[[int], Any],
    reset: Callable[[int], None],
    outcome: Callable[[int], tuple[Any, ...]],
    statements: int,
) -> dict[str, Any]:
    """Do the same by plain SQL here and by the product in its own process, in turn; medians, and the largest memory.

    `reset` goes back to the state before, `outcome` is what both must find alike. Raises RuntimeError where they do
    not, and where the product sends another number of statements than `statements`.
    """
    name = module.rpartition(".")[2]
    seconds, database, floors, memory = [], [], [], []
    for number in range(1, rounds + 1):
        reset(key)
        floors.append(timed(floor, key))
        by_sql = outcome(key)
        reset(key)
        found = by_a_worker(module, key)
        if outcome(key) != by_sql:
            raise RuntimeError("the product and the floor do not agree; the floor does other work")
        if found["statements"] != statements:
            raise RuntimeError(f"{found['statements']} statements, but {statements} for the few")
        seconds.append(found["seconds"])
        database.append(found["database_seconds"])
        memory.append(found["mb"])
        say(f"{name}: round {number}: {seconds[-1]:.2f} s, plain SQL {floors[-1]:.2f} s")
    middle, floor_middle = statistics.median(seconds), statistics.median(floors)
    return {
        "seconds": round(middle, 2),
        "database_seconds": round(statistics.median(database), 2),
        "floor_seconds": round(floor_middle, 2),
        "ratio": round(middle / floor_middle, 2),
        "worker_mb": round(max(memory)),
        "statements": statements,
    }


def timed(act: Callable[[int], Any], key: int) -> float:
    """Do the act here; returns the seconds."""
    began = time.monotonic()
    act(key)
    return time.monotonic() - began
