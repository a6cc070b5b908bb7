"""What large steps ask of the database itself: memory, plans by what is there, and clearing away what was deleted."""

from django.db import DEFAULT_DB_ALIAS, connections, models


def work_in_memory(*, on_all_rows: bool = False) -> None:
    """Let the statements of this transaction that go over large tables work as such on PostgreSQL.

    Each join and sort may take 64 MB: the default of 4 MB is made for web pages, and what does not fit is split and
    joined part by part, slower and in the order of no index. Nothing is compiled to machine code: the database would
    compile thousands of expressions, which took longer than to work them out. With `on_all_rows` tables are not joined
    by going through one for each row of the other: where the database takes 100,000 rows for one it would, for hours.
    SQLite has nothing of the kind to set.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        settings = ["work_mem = '64MB'", "jit = off", *(["enable_nestloop = off"] if on_all_rows else [])]
        with connection.cursor() as cursor:
            cursor.execute("; ".join(f"SET LOCAL {setting}" for setting in settings))


def count_tables(*tables: type[models.Model]) -> None:
    """Let PostgreSQL count these tables, so that it plans what comes next by what is there; outside of a transaction.

    It counts by itself a minute after many rows came; until then it plans for the table as it was, empty at the first
    close, and goes through all rows for each. SQLite plans by the indexes alone.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")


def overwrite_deleted() -> None:
    """Let this connection, from now on, overwrite with zeros what it deletes from SQLite's file.

    PostgreSQL has no such setting; there `forget_deleted` clears away the dead rows.
    """
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def forget_deleted(*tables: type[models.Model]) -> None:
    """Clear away what was deleted or replaced: dead rows on PostgreSQL, the journal on SQLite.

    Works outside of a transaction only; inside one (a test's) it does nothing. What another transaction can
    still see is left to the database's own cleaning.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(t._meta.db_table) for t in tables)
            cursor.execute(f"VACUUM {names}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
