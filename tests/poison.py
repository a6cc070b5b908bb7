"""Rows that the forms and the constraints keep out: what they would do if one came in all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


@contextmanager
def constraints_off(model: type[Model]) -> Iterator[None]:
    """No CHECK of the model's table holds inside; afterwards they are back, unproven for rows that are there."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else ALTER TABLE meets pending triggers
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass",
            [table],
        )
        checks = cursor.fetchall()
        for name, _text in checks:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        yield
        for name, text in checks:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text} NOT VALID')


def poison(row: Model, column: str) -> None:
    """Give the row a moment that cannot be read: loading the row raises, whoever does it."""
    moment = "0001-99-01 00:00:00" if connection.vendor == "sqlite" else "0001-01-01 00:00:00+07:00"
    table = row._meta.db_table
    with constraints_off(type(row)), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', [moment, row.pk])
