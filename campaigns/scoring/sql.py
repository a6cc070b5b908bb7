"""Plain integers in SQL: fixed-point columns are whole ten-thousandths in the database."""

from typing import Any

from django.db.models import BigIntegerField, Case, CharField, ExpressionWrapper, F, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast

from common.quotient import Rounded

BIG = BigIntegerField()
WORD = CharField()


def whole(number: int) -> Value:
    """A plain integer."""
    return Value(number, output_field=BIG)


def nothing() -> Cast:
    """No integer: NULL with the type of one."""
    return Cast(Value(None), BIG)


def column(path: str) -> ExpressionWrapper:
    """A fixed-point column as the plain integer that it is in the database."""
    return ExpressionWrapper(F(path), output_field=BIG)


def divided(a: Any, b: Any, c: Any) -> Rounded:
    """a*b/c of a line, rounded as its table rounds lines."""
    return Rounded(a, b, c, F("step"), F("is_cut"))


def half_of(a: Any, b: Any, c: Any) -> CombinedExpression:
    """Half of a*b/c of a line, rounded once: half of what is rounded to twice the step."""
    return Rounded(a, b, c, F("step") * 2, F("is_cut")) / 2


def rounded(points: Any) -> Case:
    """Points of a line that need no division, rounded as its table rounds lines; most tables keep all four decimals."""
    return Case(
        When(step=1, then=points),
        default=Rounded(points, whole(1), whole(1), F("step"), F("is_cut")),
        output_field=BIG,
    )
