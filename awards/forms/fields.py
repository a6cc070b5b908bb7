"""Fields that several award forms share."""

from typing import Any

from django import forms


def set_choices(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a choice field its choices (and its widget with it), which only the form's instance knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
