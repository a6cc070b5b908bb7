"""The only division in SQL: exact integers, rounded once, the same digits on SQLite and PostgreSQL."""

from fractions import Fraction
from string import Formatter
from typing import Any

from django.db.models import BigIntegerField, Func, IntegerField, Value

LARGEST = 2**63 - 1
#: A quarter of the largest bigint: 2ab + c fits when ab and c stay below it.
QUARTER = 2**61 - 1


def round_fraction(exact: Fraction | int, step: int = 1, *, cut: bool = False) -> int:
    """Round to a multiple of `step`, a half away from zero (2.5 to 3, −2.5 to −3); `cut` drops the rest instead.

    What would not fit in a bigint is the largest one: a figure of trillions against a target of one must not
    stop a close.
    """
    top, bottom = abs(exact.numerator), exact.denominator * step
    size = top // bottom if cut else (2 * top + bottom) // (2 * bottom)
    size = min(size * step, LARGEST)
    return -size if exact < 0 else size


def quotient(a: int | None, b: int | None, c: int | None) -> int | None:
    """Return a*b/c rounded by `round_fraction`; None when one is missing or c is zero."""
    return rounded(a, b, c, 1, 0)


def rounded(a: int | None, b: int | None, c: int | None, step: int | None, cut: int | None) -> int | None:
    """Return a*b/c to a multiple of `step`; `cut` is 1 where the rest is dropped. None without one of them, or c 0."""
    if a is None or b is None or not c or not step or cut is None:
        return None
    return round_fraction(Fraction(a * b, c), step, cut=bool(cut))


def half_and_share(
    m: int | None,
    a: int | None,
    b: int | None,
    c: int | None,
    d: int | None,
    step: int | None,
    cut: int | None,
) -> int | None:
    """Return m/2 + m/2 · (a*b)/(c*d), rounded as `rounded`.

    None without one of them, where one is negative, and where c, d or the step is 0.
    """
    if m is None or a is None or b is None or c is None or d is None or step is None or cut is None:
        return None
    if min(m, a, b) < 0 or min(c, d, step) < 1:
        return None
    return round_fraction(Fraction(m * (c * d + a * b), 2 * c * d), step, cut=bool(cut))


def compared(a: int | None, b: int | None, c: int | None, d: int | None) -> int | None:
    """The sign of a*b − c*d: 1, 0 or −1; None when one is missing."""
    if a is None or b is None or c is None or d is None:
        return None
    return (a * b > c * d) - (a * b < c * d)


def filled(template: str, parts: dict[str, tuple[str, Any]]) -> tuple[str, list[Any]]:
    """A template of PostgreSQL's with compiled parts in the place of their names, and the values for it in order.

    A sum of bigints is a numeric there, whose division keeps the fraction: each part is made a bigint first.
    """
    text = {name: f"(({sql})::bigint)" for name, (sql, _params) in parts.items()}
    named = [field for _text, field, _spec, _conversion in Formatter().parse(template) if field in parts]
    sql = template.format(**text, quarter=QUARTER, largest=LARGEST)
    return sql, [value for name in named for value in parts[name][1]]


class Rounded(Func):
    """`Rounded(a, b, c, step, cut)` is the function `rounded` in SQL; NULL when one is NULL or c is 0.

    All lie between −LARGEST and LARGEST, as fixed-point columns do. PostgreSQL divides bigints where none is negative
    and the products fit in one, whole numerics (five times dearer) else. Its division cuts off toward zero, so half of
    the divisor is added with the sign of the product. SQLite, whose integers stop at 64 bits too, calls `rounded`.
    """

    arity = 5
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Call the Python function registered on the connection."""
        return super().as_sql(compiler, connection, function="et_rounded", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Divide bigints if all products fit, else whole numerics."""
        parts = zip("abcsk", self.get_source_expressions(), strict=True)
        return filled(BIGINT_OR_NUMERIC, {name: compiler.compile(part) for name, part in parts})


#: a*b/c to a multiple of s; where k is 1 the rest is dropped.
BIGINT_OR_NUMERIC = (
    "CASE WHEN {a} BETWEEN 0 AND {quarter} / greatest({b}, 1) AND {b} >= 0 AND {s} >= 1"
    " AND {c} BETWEEN 1 AND {quarter} / greatest({s}, 1)"
    " THEN (2 * {a} * {b} + CASE WHEN {k} = 1 THEN 0 ELSE {c} * {s} END) / (2 * {c} * {s}) * {s}"
    # least() and greatest() pass over NULL, so what is missing is told apart first
    " WHEN {a} IS NULL OR {b} IS NULL OR coalesce({c}, 0) = 0 OR coalesce({s}, 0) = 0 OR {k} IS NULL THEN NULL"
    " ELSE greatest(-{largest}, least({largest}, {s}::numeric * div(2::numeric * {a} * {b}"
    " + CASE WHEN {k} = 1 THEN 0 WHEN ({a} < 0) = ({b} < 0) THEN abs({c})::numeric * {s}"
    " ELSE -(abs({c})::numeric) * {s} END, 2::numeric * {c} * {s})))::bigint END"
)


class Quotient(Rounded):
    """`Quotient(a, b, c)` is a*b/c in whole numbers, a half rounded away from zero."""

    def __init__(self, *parts: Any, **extra: Any) -> None:
        """Take three parts; the step is 1 and nothing is dropped."""
        whole = [Value(number, output_field=BigIntegerField()) for number in (1, 0)]
        super().__init__(*parts, *whole, **extra)


class HalfAndShare(Func):
    """`HalfAndShare(m, a, b, c, d, step, cut)` is the function `half_and_share` in SQL: half of m, and of the other
    half as much as a/c is of d/b; NULL when one is NULL or negative, or c, d or step is 0.

    PostgreSQL multiplies numerics, which have no largest one: the products of two figures do not fit in a bigint.
    """

    arity = 7
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Call the Python function registered on the connection."""
        return super().as_sql(compiler, connection, function="et_half_and_share", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Divide whole numerics."""
        parts = zip("mabcdsk", self.get_source_expressions(), strict=True)
        return filled(HALF_AND_SHARE, {name: compiler.compile(part) for name, part in parts})


#: m·(cd + ab) over 2cd, to a multiple of s; where k is 1 the rest is dropped, else half of the divisor is added.
HALF_AND_SHARE = (
    "CASE WHEN {m} >= 0 AND {a} >= 0 AND {b} >= 0 AND {c} > 0 AND {d} > 0 AND {s} > 0 AND {k} IS NOT NULL"
    " THEN least({largest}, {s} * div({m}::numeric * ({c}::numeric * {d} + {a}::numeric * {b})"
    " + CASE WHEN {k} = 1 THEN 0 ELSE {c}::numeric * {d} * {s} END, 2::numeric * {c} * {d} * {s}))::bigint END"
)


class Compared(Func):
    """`Compared(a, b, c, d)` is the sign of a*b − c*d, exact: 1, 0 or −1; NULL when one is NULL."""

    arity = 4
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Call the Python function registered on the connection."""
        return super().as_sql(compiler, connection, function="et_compared", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Multiply numerics, which have no largest one."""
        template = "sign({}::numeric * {} - {}::numeric * {})::int"
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        text = template.format(*(f"(({sql})::bigint)" for sql, _params in parts))
        return text, [value for _sql, params in parts for value in params]


def register_sqlite_functions(connection: Any, **_kwargs: Any) -> None:
    """Teach a new SQLite connection the functions that are SQL on PostgreSQL."""
    if connection.vendor == "sqlite":
        for name, arity, function in (
            ("et_rounded", 5, rounded),
            ("et_half_and_share", 7, half_and_share),
            ("et_compared", 4, compared),
        ):
            connection.connection.create_function(name, arity, function, deterministic=True)
