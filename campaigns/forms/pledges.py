"""Forms of the pledge pages: draft, circulate, sign."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.queries.drafting import Party
from common.forms import DayField, PageForm


class DraftForm(PageForm):
    """Title, the last day for signing, and who the parties are."""

    title = forms.CharField(label=gettext_lazy("Title of the pledge"), max_length=200)
    sign_until = DayField(
        label=gettext_lazy("Sign by"),
        help_text=gettext_lazy("The whole of this day counts."),
    )
    parties = forms.MultipleChoiceField(label=gettext_lazy("Parties"), widget=forms.CheckboxSelectMultiple)
    widths = {"title": "field-lg"}

    def __init__(self, *args: Any, parties: Sequence[Party], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.choices = {party.key: party for party in parties}
        field = self.fields["parties"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, party.label) for key, party in self.choices.items()]
        self.initial.setdefault("parties", list(self.choices))

    def clean_sign_until(self) -> datetime:
        """The end of the chosen day, as half-open ends are kept: midnight of the next."""
        day: date = self.cleaned_data["sign_until"]
        if day < self.today:
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))

    def clean_parties(self) -> list[Party]:
        """The chosen parties in the order of the page."""
        chosen = set(self.cleaned_data["parties"])
        return [party for key, party in self.choices.items() if key in chosen]


class CirculateForm(PageForm):
    """What the parties commit themselves to, and where the pledge is made."""

    commitment = forms.CharField(
        label=gettext_lazy("Commitment (article 2)"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("As it stands before the date of an official letter, for example Hà Nội."),
        max_length=60,
        required=False,
    )
    widths = {"place": "field-sm"}


class SignForm(PageForm):
    """The signer has read the pledge and types the password again; it is never sent back to the page."""

    read = forms.BooleanField(
        label=gettext_lazy("I have read the whole pledge"),
        error_messages={"required": gettext_lazy("Please read the pledge, then tick this box.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("Typed again as the confirmation of your signature."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type the password of your account.")},
    )
    union = forms.IntegerField(widget=forms.HiddenInput)
    widths = {"password": "field-md"}
