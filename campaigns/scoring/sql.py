"""Plain integers in SQL: fixed-point columns are whole ten-thousandths in the database."""

from django.db.models import BigIntegerField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast

BIG = BigIntegerField()


def whole(number: int) -> Value:
    """A plain integer."""
    return Value(number, output_field=BIG)


def nothing() -> Cast:
    """No integer: NULL with the type of one."""
    return Cast(Value(None), BIG)


def column(path: str) -> ExpressionWrapper:
    """A fixed-point column as the plain integer that it is in the database."""
    return ExpressionWrapper(F(path), output_field=BIG)
