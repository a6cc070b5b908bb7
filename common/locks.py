"""Transaction-level locks that order writers and closers.

PostgreSQL: advisory locks, shared for writers and exclusive for the closer, each taken in a statement of its
own before the state is read (a snapshot older than the lock would defeat it). SQLite: transactions are
IMMEDIATE, so whoever is inside one is alone already and nothing need be locked.
"""

import zlib

from django.db import connection


def lock_number(name: str, key: int) -> int:
    """The number by which PostgreSQL knows a lock: 32 bits of the name, 31 of the key, the same in every process."""
    return (zlib.crc32(name.encode()) << 31) | (key & 0x7FFFFFFF)


def shared_lock(name: str, key: int, *, then_alone: tuple[str, int] | None = None) -> None:
    """Hold the lock together with other sharers until the transaction ends; wait for an exclusive holder.

    `then_alone` is a second lock (name, key), held alone and taken by the same statement: no round trip more.
    """
    also = [("pg_advisory_xact_lock", *then_alone)] if then_alone else []
    _take(("pg_advisory_xact_lock_shared", name, key), *also)


def exclusive_lock(name: str, key: int) -> None:
    """Hold the lock alone until the transaction ends."""
    _take(("pg_advisory_xact_lock", name, key))


def give_up_waiting_after(seconds: int) -> None:
    """Until the transaction ends, waiting so long for a lock raises; SQLite has the timeout of its settings.

    For the clock: who holds one row for minutes must not hold up all the others.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{seconds:d}s'")


def _take(*locks: tuple[str, str, int]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A lock that lasts as long as the transaction needs a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            calls = ", ".join(f"{function}(%s)" for function, _name, _key in locks)
            cursor.execute(f"SELECT {calls}", [lock_number(name, key) for _function, name, key in locks])
