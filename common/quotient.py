"""The only division in SQL: exact integers, rounded half up once, the same digits on SQLite and PostgreSQL."""

from typing import Any

from django.db.models import BigIntegerField, Func

#: A quarter of the largest bigint: 2ab + c fits when ab and c stay below it.
QUARTER = 2**61 - 1
LARGEST = 2**63 - 1


def quotient(a: int | None, b: int | None, c: int | None) -> int | None:
    """Return a*b/c rounded half up for non-negative integers; None when one is missing or c is zero.

    What would not fit in a bigint is the largest one: a figure of trillions against a target of one must not
    stop a close.
    """
    if a is None or b is None or c is None or c == 0:
        return None
    return min((2 * a * b + c) // (2 * c), LARGEST)


class Quotient(Func):
    """`Quotient(a, b, c)` is a*b/c rounded half up, NULL when c is 0 or any is NULL. All three non-negative bigints.

    PostgreSQL divides bigints where the product fits in one, and whole numerics (five times dearer) where it does not;
    SQLite, whose integers stop at 64 bits too, calls `quotient`.
    """

    arity = 3
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Call the Python function registered on the connection."""
        return super().as_sql(compiler, connection, function="et_quotient", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Divide bigints if 2ab + c fits, else whole numerics."""
        # A sum of bigints is a numeric in PostgreSQL, whose division keeps the fraction: each is made a bigint first.
        (a, pa), (b, pb), (c, pc) = (
            (f"({sql})::bigint", params)
            for sql, params in map(compiler.compile, self.get_source_expressions())
        )
        wide = f"div(2::numeric * ({a}) * ({b}) + ({c}), nullif(2::numeric * ({c}), 0))"
        sql = (
            f"CASE WHEN ({a}) <= {QUARTER} / greatest(({b}), 1) AND ({c}) <= {QUARTER}"
            f" THEN (2 * ({a}) * ({b}) + ({c})) / nullif(2 * ({c}), 0)"
            # least() passes over NULL, so what is missing is told apart first
            f" WHEN ({a}) IS NULL OR ({b}) IS NULL OR coalesce(({c}), 0) = 0 THEN NULL"
            f" ELSE least({wide}, {LARGEST})::bigint END"
        )
        return sql, [*pa, *pb, *pc, *pa, *pb, *pc, *pc, *pa, *pb, *pc, *pa, *pb, *pc, *pc]


def register_sqlite_functions(connection: Any, **_kwargs: Any) -> None:
    """Teach a new SQLite connection `et_quotient`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("et_quotient", 3, quotient, deterministic=True)
