"""The form by which a scoring table is agreed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import PageForm


class AgreeForm(PageForm):
    """Each warning of the design check is signed by itself; a table without warnings asks for none."""

    signed = forms.MultipleChoiceField(
        label=gettext_lazy("I have read these warnings and sign each of them"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("The table has changed meanwhile. Please read its warnings again.")
        },
    )

    def __init__(self, *args: Any, warnings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings = list(dict.fromkeys(warnings))
        if self.warnings:
            signed = self.fields["signed"]
            assert isinstance(signed, forms.MultipleChoiceField)
            signed.choices = [(said, said) for said in self.warnings]
        else:
            self.fields["signed"].widget = forms.MultipleHiddenInput()

    def clean_signed(self) -> list[str]:
        """All of them, or none is signed."""
        signed: list[str] = self.cleaned_data["signed"]
        if set(signed) != set(self.warnings):
            raise forms.ValidationError(_("Tick each warning that stands here, or correct the table first."))
        return signed
