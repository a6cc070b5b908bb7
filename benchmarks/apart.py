"""One act measured in a process of its own, as a worker would do it, or here by plain SQL."""

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from benchmarks.environment import ROOT, report


def be_the_worker(act: Callable[[int], int], key: int) -> None:
    """In a process of its own: do the act and say seconds, largest resident memory and number of statements."""
    django.setup()
    # what a worker has in memory anyway, with the handlers of every app
    for module in ("emulation_tracker.celery", "campaigns.tasks", "awards.tasks"):
        importlib.import_module(module)
    from django.db import connection

    connection.ensure_connection()
    began = time.monotonic()
    statements = act(key)
    seconds = time.monotonic() - began
    report(
        seconds=seconds,
        mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        statements=statements,
    )


def by_a_worker(module: str, key: int) -> dict[str, Any]:
    """Run the module's `--worker` in a fresh process; returns its figures."""
    command = [sys.executable, "-m", module, "--worker", str(key)]
    answer = subprocess.run(command, check=True, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def timed(act: Callable[[int], Any], key: int) -> float:
    """Do the act here; returns the seconds."""
    began = time.monotonic()
    act(key)
    return time.monotonic() - began
