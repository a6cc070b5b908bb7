"""The cast as rows: built once by the services, then put back for each test in a few statements."""

import pickle
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, transaction

#: Columns and rows by table.
Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
#: What was built, by name: the rows of each table, and the Python objects.
_kept: dict[str, tuple[Tables, bytes]] = {}


def recorded(name: str, make: Callable[[], Any]) -> Any:
    """What `make` builds in an empty database; from the second time on its rows are inserted as they were."""
    if _rows():
        return make()
    if name not in _kept:
        built = make()
        _kept[name] = _rows(), pickle.dumps(built)
        return built
    tables, built = _kept[name]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            quoted = ", ".join(map(connection.ops.quote_name, columns))
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({places})", rows
            )
    return pickle.loads(built)


def _rows() -> Tables:
    found: Tables = {}
    with connection.cursor() as cursor:
        for label in ("units", "campaigns", "awards"):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                table = model._meta.db_table
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                if rows := cursor.fetchall():
                    found[table] = ([c[0] for c in cursor.description], rows)
    return found
