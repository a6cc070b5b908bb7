"""Fields that keep what they may hold: exact decimals, and days, moments and years of sensible years.

Decimals are whole ten-thousandths: the same digits on both databases, sums and comparisons in integers.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from common import dates

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


# --- Days, moments, years ---------------------------------------------------------------------------------------------
# A date has two guards: a validator, so that whoever asks `clean_fields` gets a fault in words, and `within_years` in
# its model's Meta, which holds for whatever writes. (A check of the field alone, `Field.db_check`, is forgotten on
# PostgreSQL when a migration alters the field.)
class DayField(models.DateField):
    """A day of the years 1900 to 2100."""

    default_validators = [dates.check_day]


class MomentField(models.DateTimeField):
    """A moment of the years 1900 to 2100 in Vietnam, up to the very end of the last one."""

    default_validators = [dates.check_moment]


class YearField(models.PositiveSmallIntegerField):
    """A year from 1900 to 2100."""

    default_validators = [dates.check_year]


def within_years(
    name: str, *days: str, moments: Iterable[str] = (), years: Iterable[str] = ()
) -> models.CheckConstraint:
    """These fields hold no year 1, no year 9999 and no `infinity`, whatever writes them; null is none of these."""
    bounds = [
        *((field, (dates.FIRST_DAY, dates.LAST_DAY)) for field in days),
        *((field, (dates.FIRST_MOMENT, dates.LAST_MOMENT)) for field in moments),
        *((field, (dates.FIRST_YEAR, dates.LAST_YEAR)) for field in years),
    ]
    return models.CheckConstraint(
        condition=Q(*((f"{field}__range", ends) for field, ends in bounds)), name=name
    )
