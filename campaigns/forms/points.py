"""Boxes for points and for the parameters of a rule, typed the Vietnamese way."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from campaigns.forms.targets import FigureField
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.services.tables.amounts import amount_fault
from common.fields import to_units
from common.forms import DayField
from common.text import format_figure


def figure_box(css: str = "field-xs") -> forms.TextInput:
    """A box for a figure."""
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": css})


class PointsField(FigureField):
    """Points as people type them; what is too fine or too large is refused and never rounded away."""

    def clean(self, value: Any) -> Any:
        """Read the points. Raises ValidationError, saying what to type."""
        found = super().clean(value)
        if found is not None and (said := amount_fault(found, least=None)):
            raise ValidationError(said)
        return found


def shown_edge(value: Decimal | None) -> str:
    """An amount as its box shows it; empty for none."""
    return "" if value is None else format_figure(value)


def shown_value(parameter: Parameter, value: Any) -> Any:
    """A parameter's stored value as its field shows it."""
    shown = parameter.shown(value)
    return format_figure(shown) if isinstance(shown, Decimal) else shown


class ParameterField(PointsField):
    """A figure of a rule; empty is the value by default, and out of bounds is said at the field."""

    def __init__(self, parameter: Parameter) -> None:
        initial = shown_value(parameter, parameter.default)
        super().__init__(label=parameter.caption, max_length=30, widget=figure_box(), initial=initial)
        self.parameter = parameter

    def clean(self, value: Any) -> Any:
        """Read the figure. Raises ValidationError, saying what to type."""
        if not str(value or "").strip():
            return self.parameter.shown(self.parameter.default)
        found = super().clean(value)
        self.parameter.check(to_units(found))
        return found


def parameter_field(parameter: Parameter) -> forms.Field:
    """The field of a parameter. Empty stands for the value by default."""
    if parameter.choices is not None:
        return forms.ChoiceField(
            label=parameter.caption, choices=parameter.choices.choices, initial=parameter.default
        )
    if parameter.unit is Unit.DAY:
        return DayField(label=parameter.caption, required=False)
    return ParameterField(parameter)
