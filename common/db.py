"""Set-based writing that the ORM lacks: INSERT … SELECT from a queryset, and one UPDATE for many rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.models.constants import OnConflict


@dataclass(frozen=True)
class Given:
    """A table that exists inside one statement alone (WITH name AS …)."""

    name: str
    sql: str
    params: tuple[Any, ...] = ()


def given_rows(name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> Given:
    """Plain rows as a table inside a statement, sent as one JSON parameter; `columns` are names and SQL types."""
    source = json_source(connections[DEFAULT_DB_ALIAS], columns)
    return Given(name, f"{name} AS MATERIALIZED ({source})", (json.dumps(list(rows)),))


def given_query(name: str, columns: Mapping[str, str], queryset: models.QuerySet) -> Given:
    """A queryset as a table inside a statement; `columns` maps the table's names to fields or annotations.

    The database works it out by itself, as `given_sql` says.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    query = queryset.order_by().values_list(*columns.values()).query
    select, params = query.get_compiler(connection=connection).as_sql()
    return given_sql(f"{name} ({', '.join(columns)})", select, params)


def given_sql(name: str, select: str, params: tuple[Any, ...] = ()) -> Given:
    """A query in SQL as a table inside a statement; `name` may be followed by the names of the columns.

    The limit that limits nothing keeps the database from computing an expression anew wherever its column is used, and
    from joining what comes after before what is inside.
    """
    every = connections[DEFAULT_DB_ALIAS].ops.no_limit_value() or "ALL"
    return Given(name.partition(" ")[0], f"{name} AS ({select} LIMIT {every} OFFSET 0)", params)


def json_source(connection: Any, columns: Mapping[str, str]) -> str:
    """SELECT that reads the rows of one JSON parameter, a list of lists, as columns of these names and SQL types."""
    if connection.vendor == "postgresql":
        picks = [f"(d.v->>{i})::{kind} AS {name}" for i, (name, kind) in enumerate(columns.items())]
        return f"SELECT {', '.join(picks)} FROM jsonb_array_elements(%s::jsonb) AS d(v)"
    picks = [f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(columns)]
    return f"SELECT {', '.join(picks)} FROM json_each(%s)"


def insert_from(
    model: type[models.Model],
    columns: dict[str, str],
    queryset: models.QuerySet,
    *,
    given: Sequence[Given] = (),
    ignore_conflicts: bool = False,
    keep_order: bool = False,
) -> int:
    """INSERT INTO model (…) SELECT … and return the number of rows.

    `columns` maps each field of `model` to a field or annotation of `queryset`, which is evaluated in the
    database only and may read the tables of `given`. With `ignore_conflicts`, rows that a unique constraint
    forbids are left out; with `keep_order`, rows are written in the order of `queryset`, which costs a sort.
    """
    connection = connections[router.db_for_write(model)]
    names = ", ".join(connection.ops.quote_name(concrete(model, field).column) for field in columns)
    rows = queryset if keep_order else queryset.order_by()
    query = rows.values_list(*columns.values()).query
    select, params = query.get_compiler(connection=connection).as_sql()
    table = connection.ops.quote_name(model._meta.db_table)
    mode = OnConflict.IGNORE if ignore_conflicts else None
    insert = connection.ops.insert_statement(on_conflict=mode)
    suffix = connection.ops.on_conflict_suffix_sql([], mode, [], [])
    # behind INSERT INTO: a statement that begins with WITH tells SQLite's driver no number of rows
    tables = f"WITH {', '.join(g.sql for g in given)} " if given else ""
    before = [value for g in given for value in g.params]
    with connection.cursor() as cursor:
        cursor.execute(f"{insert} {table} ({names}) {tables}{select} {suffix}", [*before, *params])
        return cursor.rowcount


def insert_rows(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> int:
    """INSERT many rows of one model in one statement, however many they are; return how many were written.

    The values travel as one JSON parameter, and the rows learn no keys. With `ignore_conflicts`, rows that a unique
    constraint forbids are left out. Nothing is sent for an empty list.
    """
    if not rows:
        return 0
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    payload = [[connection_value(f, f.pre_save(row, True), connection) for f in fields] for row in rows]
    types = {f"c{i}": cast_type(field, connection) for i, field in enumerate(fields)}
    mode = OnConflict.IGNORE if ignore_conflicts else None
    insert = connection.ops.insert_statement(on_conflict=mode)
    names = ", ".join(quote(str(field.column)) for field in fields)
    # WHERE true: SQLite would take the ON of a conflict for that of a join
    source = f"SELECT * FROM ({json_source(connection, types)}) AS s WHERE true"
    suffix = connection.ops.on_conflict_suffix_sql([], mode, [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"{insert} {quote(model._meta.db_table)} ({names}) {source} {suffix}", [json.dumps(payload)]
        )
        return int(cursor.rowcount)


def update_from(
    model: type[models.Model],
    rows: Sequence[dict[str, Any]],
    *,
    match: Iterable[str] = ("id",),
    bump: str = "",
) -> int:
    """UPDATE many rows, each with its own values, in one statement; return how many rows matched.

    Every dict has the same keys, names of concrete fields; those in `match` find the row, the rest are written.
    The values travel as one JSON parameter. `bump` names an integer field that grows by one. Nothing is sent
    for an empty list.
    """
    if not rows:
        return 0
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    keys = set(match)
    every = [concrete(model, name) for name in rows[0]]
    # What is the same in all rows (who, when, the state …) is sent once, beside the table of what differs.
    first = rows[0]
    alike = [f for f in every if f.name not in keys and all(row[f.name] == first[f.name] for row in rows)]
    fields = [f for f in every if f not in alike]
    payload = [[connection_value(field, row[field.name], connection) for field in fields] for row in rows]
    table = quote(model._meta.db_table)
    types = {f"c{i}": cast_type(field, connection) for i, field in enumerate(fields)}
    source = f"({json_source(connection, types)}) AS s"
    sets = [f"{quote(f.column)} = s.c{i}" for i, f in enumerate(fields) if f.name not in keys]
    sets += [f"{quote(f.column)} = %s" for f in alike]
    if bump:
        sets.append(f"{quote(bump)} = {table}.{quote(bump)} + 1")
    where = " AND ".join(
        f"{table}.{quote(f.column)} = s.c{i}" for i, f in enumerate(fields) if f.name in keys
    )
    params = [connection_value(f, first[f.name], connection) for f in alike]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {', '.join(sets)} FROM {source} WHERE {where}",
            [*params, json.dumps(payload)],
        )
        return cursor.rowcount


def update_select(
    model: type[models.Model],
    columns: dict[str, str],
    queryset: models.QuerySet,
    *,
    match: Iterable[str] = ("id",),
) -> int:
    """UPDATE model SET … FROM (SELECT …) in one statement; return how many rows matched.

    `columns` maps each field of `model` to a field or annotation of `queryset`; the fields in `match` are among them
    and find the row.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    query = queryset.order_by().values_list(*columns.values()).query
    select, params = query.get_compiler(connection=connection).as_sql()
    table = quote(model._meta.db_table)
    found = {field: quote(concrete(model, field).column) for field in columns}
    keys = list(match)
    sets = ", ".join(f"{name} = s.{name}" for field, name in found.items() if field not in keys)
    where = " AND ".join(f"{table}.{found[key]} = s.{found[key]}" for key in keys)
    # A column list renames what the query calls its columns; SQLite takes one on a CTE alone.
    rows = f"(WITH r ({', '.join(found.values())}) AS ({select}) SELECT * FROM r) AS s"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} FROM {rows} WHERE {where}", params)
        return cursor.rowcount


class OrZero(models.Func):
    """A row's id, or 0 where there is none: in SQL two nulls are not equal, and a unique index lets both in.

    The 0 is part of the text, not a parameter, so that a query finds an index over the same expression.
    """

    template = "COALESCE(%(expressions)s, 0)"
    output_field = models.BigIntegerField()


class RandomUUID(models.Func):
    """A fresh random UUID for each row, from the database's own source of strong random numbers."""

    function = "gen_random_uuid"
    arity = 0
    output_field = models.UUIDField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """32 hexadecimal digits, as Django keeps a UUID there."""
        return super().as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **context)


def concrete(model: type[models.Model], name: str) -> Any:
    """The model's field of that name. Raises FieldDoesNotExist where there is none."""
    return model._meta.get_field(name)


def cast_type(field: Any, connection: Any) -> str:
    """The SQL type that a value of this field, read as text from JSON, is cast to.

    A foreign key has the type of the key that it points to. A serial type is no type to cast to: the plain integer is.
    """
    if field.is_relation:
        return str(field.rel_db_type(connection))
    return {"AutoField": "integer", "BigAutoField": "bigint"}.get(
        field.get_internal_type(), field.db_type(connection) or "text"
    )


def connection_value(field: Any, value: Any, connection: Any) -> Any:
    """What the database driver would be given for this field, in a form that JSON carries."""
    if value is None:
        return None
    if field.is_relation:
        field = field.target_field
    if isinstance(field, models.JSONField):
        return json.dumps(value, cls=field.encoder)
    prepared = field.get_db_prep_save(value, connection)
    return prepared if isinstance(prepared, int | float | str) else str(prepared)
