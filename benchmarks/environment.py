"""The surroundings of a measurement: a database of its own, and which figures to print."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = "postgresql://postgres@127.0.0.1:5432/bench"
DEFAULT_REDIS = "redis://127.0.0.1:6379/13"


def say(text: str) -> None:
    """Tell what is going on; the last line of standard output stays the JSON."""
    print(text, file=sys.stderr, flush=True)


def report(**figures: Any) -> None:
    """Print the outcome as the last line."""
    print(json.dumps(figures), flush=True)


@contextmanager
def own_database() -> Iterator[str]:
    """Create and migrate a database that only this process uses; yield its URL; drop it at the end.

    BENCH_DATABASE_URL (or DATABASE_URL) names the server and the beginning of the name: nothing that exists is touched.
    """
    url = os.environ.get("BENCH_DATABASE_URL") or os.environ.get("DATABASE_URL") or DEFAULT_DATABASE
    server, _slash, name = url.rpartition("/")
    own = f"{name}_{os.getpid()}"
    admin = psycopg2.connect(f"{server}/postgres")
    admin.autocommit = True
    identifier = sql.Identifier(own)
    with admin.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            os.environ.update(DATABASE_URL=f"{server}/{own}", VAR_DIR=folder, LOG_LEVEL="WARNING")
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation_tracker.settings")
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True, cwd=ROOT)
            yield os.environ["DATABASE_URL"]
    finally:
        from django.db import connections

        connections.close_all()
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
        admin.close()
