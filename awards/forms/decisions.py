"""Forms of decisions: issuing one, revoking an award, looking awards up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.forms.fields import set_choices
from campaigns.forms.campaigns import area
from common.forms import DayField, PageForm


class DecisionForm(PageForm):
    """Number, date and signer, as they stand on the paper."""

    number = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=60,
        help_text=gettext_lazy("For example 737/QĐ-LĐLĐ. A number is used once a year."),
    )
    decided_on = DayField(label=gettext_lazy("Date of the decision"))
    signer_name = forms.CharField(label=gettext_lazy("Signed by"), max_length=120)
    signer_title = forms.CharField(
        label=gettext_lazy("Title of the signer"), max_length=120, initial="Chủ tịch"
    )
    confirm = forms.BooleanField(
        label=gettext_lazy("The list above is right; issue the decision."),
        error_messages={"required": gettext_lazy("Look the list through, then tick this box.")},
    )
    widths = {"number": "field-sm", "signer_name": "field-md", "signer_title": "field-md"}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date:
        """Refuse a day to come: a decision is recorded only once it is made."""
        chosen: date = self.cleaned_data["decided_on"]
        if chosen > self.today:
            raise ValidationError(_("This day is still to come. Enter the date that stands on the decision."))
        return chosen

    def given(self) -> dict[str, Any]:
        """The arguments for `issue_decision`."""
        return {k: v for k, v in self.cleaned_data.items() if k != "confirm"}


class RevokeForm(PageForm):
    """Revoking an award: only the reason is asked, and it is public."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=area(3),
        max_length=300,
        help_text=gettext_lazy(
            "It is shown to everybody who looks the award up. Name the document that it rests on."
        ),
    )


class LookUpForm(PageForm):
    """Narrows the public list of awards."""

    q = forms.CharField(
        label=gettext_lazy("Name, union or number of the decision"), required=False, max_length=100
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)
    award = forms.ChoiceField(label=gettext_lazy("Award"), required=False)
    widths = {"q": "field-lg", "year": "field-xs", "award": "field-md"}

    def __init__(self, *args: Any, years: Sequence[int], awards: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_method = "get"
        self.helper.form_show_errors = False
        set_choices(self, "year", [("", _("All years")), *((y, y) for y in years)])
        set_choices(self, "award", [("", _("All awards")), *((name, name) for name in awards)])
        self.fields["q"].widget.input_type = "search"
