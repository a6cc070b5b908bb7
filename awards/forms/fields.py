"""Fields that several award forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """A day and a time, picked in the browser's own calendar; without one 31/07/2026 14:00 is understood too."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": gettext_lazy("Enter day and time, for example 31/07/2026 14:00.")},
        **options,
    )


def set_choices(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a choice field its choices (and its widget with it), which only the form's instance knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
