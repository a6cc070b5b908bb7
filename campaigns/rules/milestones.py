"""A milestone's figure is a day. It is kept as a whole number, and nothing sums or divides it."""

from datetime import date
from decimal import Decimal

from campaigns.choices import MilestoneStage


def value_of_day(day: date) -> Decimal:
    """The figure, or the target, that a day is kept as."""
    return Decimal(day.toordinal())


def day_of_value(value: Decimal) -> date:
    """The day that a milestone's figure or target stands for."""
    return date.fromordinal(int(value))


def days_late(value: Decimal, target: Decimal) -> int:
    """By how many days of the calendar a milestone lies after its target; below 0 where it is early."""
    return (day_of_value(value) - day_of_value(target)).days


def stage_on(day: date, today: date) -> MilestoneStage:
    """What a milestone's day means where nobody says it: a day ahead is planned, any other one was held."""
    return MilestoneStage.PLANNED if day > today else MilestoneStage.HELD
