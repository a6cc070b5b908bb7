"""Exact decimals as whole ten-thousandths: the same digits on both databases, sums and comparisons in integers."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

UNIT = 10_000
STEP = Decimal("0.0001")
LARGEST = 2**63 - 1


def to_units(value: Decimal | int | str) -> int:
    """Turn a decimal into whole ten-thousandths, halves away from zero. Raises ValidationError outside bigint."""
    units = int((Decimal(value) * UNIT).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if abs(units) > LARGEST:
        raise ValidationError(_("The figure is too large: at most 922 trillion."))
    return units


def from_units(units: int) -> Decimal:
    """Turn whole ten-thousandths into a decimal without trailing zeros and without an exponent: 1000000 → `100`."""
    value = Decimal(units) / UNIT
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class FixedPointField(models.BigIntegerField):
    """A `Decimal` of four places in Python, whole ten-thousandths (bigint) in the database."""

    # What the type checker reads and writes here.
    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        """Turn what the database holds into a decimal; null stays None, never 0."""
        return None if value is None else from_units(value)

    def to_python(self, value: Any) -> Decimal | None:
        """What a form or a fixture gives, as a decimal; None for nothing."""
        return None if value is None or value == "" else Decimal(value)

    def get_prep_value(self, value: Any) -> int | None:
        """Write a decimal as ten-thousandths. SQL expressions pass through unchanged."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return to_units(value)
