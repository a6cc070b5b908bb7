"""The one base of forms: drawn by crispy inside the page's own `<form>`, and able to show what a service refused."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext


class PageForm(forms.Form):
    """A form of which crispy draws the fields alone; its tag, CSRF token and buttons stand in the page's template.

    `widths` gives fields the class of their width (field-xs, field-sm, field-md, field-lg).
    """

    widths: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = gettext("Please fill this in.")
        for name, css in self.widths.items():
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = css

    def take(self, error: ValidationError) -> None:
        """Show what a service refused: each fault at the field that it names, else at the form's top."""
        faults = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in faults.items():
            for each in errors:
                self.add_error(name if name in self.fields else None, each)
