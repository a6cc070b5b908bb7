"""A connection that is sent SQL and has no database."""

from typing import Any

from django.db import connection


class Spy:
    """A PostgreSQL connection that only writes down what it is sent."""

    vendor, in_atomic_block = "postgresql", True

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.rowcount = 2

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)

    def cursor(self) -> "Spy":
        return self

    def __enter__(self) -> "Spy":
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def execute(self, sql: str, params: Any = None) -> None:
        self.sent.append((sql, params))
