"""A figure as it was entered, and what is wrong with one that does not fit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import IndicatorKind, MilestoneStage, ResultState
from campaigns.rules import day_of_value
from common.dates import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR
from common.templatetags.look import day
from common.text import format_figure

#: The largest figure or target, in its unit of measure. More is a typing error; and at ten thousandths to the
#: whole, the sum of a campaign's phases must stay inside a bigint.
LARGEST = Decimal(10) ** 13
#: What a Result's `note` holds, in letters.
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Figure:
    """What an officer entered for one indicator. `version` is the row's version on the officer's page.

    A note, day or mark of an estimate that is None stays as it is. `stage` says how far a milestone is, "" leaves that
    to its day; None stands for a figure that is no day.
    """

    result_id: int
    state: str
    value: Decimal | None
    version: int
    note: str | None = None
    as_of: date | None = None
    is_estimate: bool | None = None
    stage: str | None = None


def figure_fault(figure: Figure, *, kind: str, decimals: int, today: date) -> str:
    """What is wrong with a figure of an indicator of this kind, in words that say what to do; "" when it fits."""
    if figure.note and len(figure.note) > LONGEST_NOTE:
        return _("The explanation is longer than %(most)s letters. Please shorten it.") % {
            "most": LONGEST_NOTE
        }
    if kind == IndicatorKind.MILESTONE:
        return _milestone_fault(figure, today)
    if figure.state != ResultState.REPORTED:
        return ""
    value = figure.value
    if figure.stage is not None:
        return _("A day is no figure of this indicator. Enter a number.")
    if value is None:
        return missing_figure(kind)
    if value < 0:
        return _("The figure cannot be negative. Enter 0 or more.")
    if wrong := size_fault(value):
        return wrong
    if kind == IndicatorKind.YES_NO and value not in (0, 1):
        return _("Enter 1 for yes or 0 for no.")
    return places_fault(decimals, value)


def _milestone_fault(figure: Figure, today: date) -> str:
    """What is wrong with a milestone's day and stage; "" when they fit."""
    if figure.state == ResultState.NOTHING:
        return _(
            "“Nothing to report” does not go with a milestone. Enter its day, also a planned one, or choose “n/a”."
        )
    if figure.state != ResultState.REPORTED:
        return ""
    if figure.value is None or figure.stage is None:
        return missing_day()
    if wrong := day_fault(figure.value):
        return wrong
    held = figure.stage in (MilestoneStage.PILOT, MilestoneStage.HELD)
    if held and day_of_value(figure.value) > today:
        return _("%(day)s is still ahead. Choose “planned”, or correct the day.") % {
            "day": day(day_of_value(figure.value))
        }
    return "" if figure.stage in ("", *MilestoneStage.values) else _("Choose one of the stages in the list.")


def missing_figure(kind: str) -> str:
    """What is said where a figure of this kind is missing: what its cell takes."""
    if kind == IndicatorKind.MILESTONE:
        return _("Enter the day, also a planned one, or choose “not applicable”.")
    if kind == IndicatorKind.YES_NO:
        return _("Choose yes, no or “not applicable”.")
    return _("Enter a figure, or choose “nothing to report” or “not applicable”.")


def missing_day() -> str:
    """What is said where a milestone's day is missing, or something else stands in its place."""
    return _("Enter a day, for example 31/07/2026; one that lies ahead is a planned one.")


def day_fault(value: Decimal) -> str:
    """What is wrong with a milestone's figure or target as a day; "" when it is one."""
    if value == int(value) and FIRST_DAY.toordinal() <= value <= LAST_DAY.toordinal():
        return ""
    return _("This is no day of the years %(first)s to %(last)s. Enter it like 31/07/2026.") % {
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
    }


def audited(value: Decimal, kind: str) -> str:
    """A figure or target as the audit trail of many keeps it: the plain number, of a milestone the day."""
    return day(day_of_value(value)) if kind == IndicatorKind.MILESTONE else str(value)


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
