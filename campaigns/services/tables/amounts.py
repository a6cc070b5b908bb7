"""Amounts as they are entered: exact decimals, never what a binary fraction left of them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.fields import STEP, to_units
from common.text import format_figure


def amount_fault(value: Any, *, least: Decimal | None = Decimal(0), most: Decimal | None = None) -> str:
    """What is wrong with an amount, and what to do; "" where it is right. None for no bound."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return _("“%(value)s” is not a number. Type digits only, for example 1.234,5.") % {"value": value}
    if not exact.is_finite():
        return _("“%(value)s” is not a number. Type digits only, for example 1.234,5.") % {"value": value}
    try:
        to_units(exact)
    except (ValidationError, InvalidOperation):
        return _("The figure is too large: at most 922 trillion.")
    if exact != exact.quantize(STEP):
        return _("“%(value)s” has more than 4 decimals. Round it.") % {"value": format_figure(exact)}
    if least is not None and exact < least:
        return _("Enter %(least)s or more.") % {"least": format_figure(least)}
    if most is not None and exact > most:
        return _("Enter at most %(most)s.") % {"most": format_figure(most)}
    return ""


def exact(value: Any) -> Decimal | None:
    """An amount that `amount_fault` has passed, as a decimal."""
    return None if value is None else Decimal(str(value))
