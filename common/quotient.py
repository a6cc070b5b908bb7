"""The only division in SQL: exact integers, halves away from zero once, the same digits on SQLite and PostgreSQL."""

from typing import Any

from django.db.models import BigIntegerField, Func

LARGEST = 2**63 - 1
#: A quarter of the largest bigint: 2ab + c fits when ab and c stay below it.
QUARTER = 2**61 - 1


def quotient(a: int | None, b: int | None, c: int | None) -> int | None:
    """Return a*b/c, a half rounded away from zero (2.5 to 3, −2.5 to −3); None when one is missing or c is zero.

    What would not fit in a bigint is the largest one: a figure of trillions against a target of one must not
    stop a close.
    """
    if a is None or b is None or c is None or c == 0:
        return None
    product, by = abs(a * b), abs(c)
    size = min((2 * product + by) // (2 * by), LARGEST)
    return -size if (a * b < 0) != (c < 0) else size


class Quotient(Func):
    """`Quotient(a, b, c)` is a*b/c, a half rounded away from zero, NULL when c is 0 or any is NULL.

    All three lie between −LARGEST and LARGEST, as fixed-point columns do. PostgreSQL divides bigints where none is
    negative and the product fits in one, whole numerics (five times dearer) else. Its division cuts off toward zero, so
    half of the divisor is added with the sign of the product. SQLite, whose integers stop at 64 bits too, calls
    `quotient`.
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
            (f"(({sql})::bigint)", list(params))
            for sql, params in map(compiler.compile, self.get_source_expressions())
        )
        sql = (
            f"CASE WHEN {a} BETWEEN 0 AND {QUARTER} / greatest({b}, 1) AND {b} >= 0 AND {c} BETWEEN 1 AND {QUARTER}"
            f" THEN (2 * {a} * {b} + {c}) / (2 * {c})"
            # least() and greatest() pass over NULL, so what is missing is told apart first
            f" WHEN {a} IS NULL OR {b} IS NULL OR coalesce({c}, 0) = 0 THEN NULL"
            f" ELSE greatest(-{LARGEST}, least({LARGEST}, div(2::numeric * {a} * {b}"
            f" + CASE WHEN ({a} < 0) = ({b} < 0) THEN abs({c}) ELSE -abs({c}) END, 2::numeric * {c})))::bigint END"
        )
        return sql, [*pa, *pb, *pb, *pc, *pa, *pb, *pc, *pc, *pa, *pb, *pc, *pa, *pb, *pa, *pb, *pc, *pc, *pc]


def register_sqlite_functions(connection: Any, **_kwargs: Any) -> None:
    """Teach a new SQLite connection `et_quotient`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("et_quotient", 3, quotient, deterministic=True)
