"""The one base of forms: drawn by crispy inside the page's own `<form>`, and able to show what a service refused."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext


class PageForm(forms.Form):
    """A form whose tag, CSRF token and buttons stand in the page.

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
        """Copy a service's faults into the form; those of no field of this form stand at its top."""
        faults = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for name, errors in faults.items():
            for each in errors:
                self.add_error(name if name in self.fields else None, each)
