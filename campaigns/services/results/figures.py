"""A figure as it was entered, and what is wrong with one that does not fit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import IndicatorKind, ResultState
from common.text import format_figure

#: The largest figure or target, in its unit of measure. More is a typing error; and at ten thousandths to the
#: whole, the sum of a campaign's phases must stay inside a bigint.
LARGEST = Decimal(10) ** 13
#: What a Result's `note` holds, in letters.
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Figure:
    """What an officer entered for one indicator. `version` is the row's version on the officer's page.

    A note, day or mark of an estimate that is None stays as it is.
    """

    result_id: int
    state: str
    value: Decimal | None
    version: int
    note: str | None = None
    as_of: date | None = None
    is_estimate: bool | None = None


def figure_fault(figure: Figure, *, kind: str, decimals: int) -> str:
    """What is wrong with a figure of an indicator of this kind, in words that say what to do; "" when it fits."""
    if figure.note and len(figure.note) > LONGEST_NOTE:
        return _("The explanation is longer than %(most)s letters. Please shorten it.") % {
            "most": LONGEST_NOTE
        }
    if figure.state != ResultState.REPORTED:
        return ""
    value = figure.value
    if value is None:
        return _("Enter a figure, or choose “nothing to report” or “not applicable”.")
    if value < 0:
        return _("The figure cannot be negative. Enter 0 or more.")
    if wrong := size_fault(value):
        return wrong
    if kind == IndicatorKind.YES_NO and value not in (0, 1):
        return _("Enter 1 for yes or 0 for no.")
    return places_fault(decimals, value)


def size_fault(value: Decimal) -> str:
    """What is wrong with the size of a figure or target; "" when it fits."""
    if value <= LARGEST:
        return ""
    return _("The figure is too large: at most %(most)s. Check the unit of measure.") % {
        "most": format_figure(LARGEST)
    }


def places_fault(decimals: int, value: Decimal) -> str:
    """What is wrong with the decimals of a figure or target of which so many are kept; "" when they fit.

    Three decimals may be thousands typed the English way (`1,234`): then the fault says how those are typed here.
    """
    if value == round(value, decimals):
        return ""
    if not decimals:
        told = _("Only whole numbers are taken here.")
    else:
        told = ngettext(
            "At most %(places)s decimal is kept here.",
            "At most %(places)s decimals are kept here.",
            decimals,
        ) % {"places": decimals}
    if value.as_tuple().exponent == -3 and 1 <= value < 1000:
        whole = {"meant": format_figure(value.scaleb(3))}
        told += " " + _("If %(meant)s is meant, type it with a dot or without any mark.") % whole
    return told
