"""Queries whose SQL is written once: for the request that everybody sends in the last minute.

The ORM takes longer to write such a small query than the database to answer it, and writes it anew each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Plan:
    """A written query: its SQL, its parameters (a number says which argument stands there), and how a row becomes a model."""

    sql: str
    constants: tuple[Any, ...]
    arguments: tuple[int | None, ...]
    compiler: SQLCompiler
    converters: dict[int, Any]
    populators: list[Any]


class Prepared(Generic[M]):
    """`Prepared(build).fetch(a, b)` is `list(build(a, b))`; `build` is called once with stand-ins and must not branch on them.

    Arguments are whole numbers, days and texts that the query compares with columns of their kind.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]]) -> None:
        self.build = build
        self.plans: dict[str, Plan] = {}

    def fetch(self, *values: int | str | date) -> list[M]:
        """The rows as models, with what `select_related` asks for."""
        connection = connections[DEFAULT_DB_ALIAS]
        plan = self.plans.get(connection.vendor)
        if plan is None:
            plan = self.plans[connection.vendor] = self._write(connection, values)
        given = values if connection.vendor == "postgresql" else [_plain(value) for value in values]
        params = [
            constant if argument is None else given[argument]
            for constant, argument in zip(plan.constants, plan.arguments, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, params)
            rows: Any = cursor.fetchall()
        if plan.converters:
            rows = plan.compiler.apply_converters(rows, plan.converters)
        return [self._model(plan, row) for row in rows]

    def _write(self, connection: Any, values: tuple[int | str | date, ...]) -> Plan:
        stand_ins = [_stand_in(value, n) for n, value in enumerate(values)]
        compiler = self.build(*stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known = {_plain(stand_in): n for n, stand_in in enumerate(stand_ins)}
        arguments = tuple(known.get(_plain(p)) for p in params)
        if set(known.values()) - set(arguments):
            raise ValueError("a parameter of a prepared query does not reach its SQL")
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        # The stubs describe a later Django, where another argument follows.
        populators = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
        return Plan(sql, tuple(params), arguments, compiler, compiler.get_converters(columns), populators)

    @staticmethod
    def _model(plan: Plan, row: Any) -> Any:
        info, select = plan.compiler.klass_info, plan.compiler.select
        fields = info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        model = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        for populator in plan.populators:
            populator.populate(row, model)
        return model


def _stand_in(value: int | str | date, number: int) -> int | str | date:
    """A value of the same kind that no query contains by itself."""
    if isinstance(value, int):
        return 8_999_999_999_999_990_000 + number
    if isinstance(value, date):
        return date(9998, 1, 1) + timedelta(days=number)
    return f"~stand-in {number}~"


def _plain(value: Any) -> Any:
    """A parameter as SQLite is given it."""
    return value.isoformat() if isinstance(value, date) else value
