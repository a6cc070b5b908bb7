"""Forms of ends that are moved."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from awards.models import AwardRound
from campaigns.forms.campaigns import area
from campaigns.forms.windows import EndFields
from common.forms import MomentField, PageForm


class RoundEndForm(EndFields, PageForm):
    """Until when a round takes nominations, and why that changes. `seen` is the end that the page showed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        widget=area(2),
        help_text=gettext_lazy("Needed where the end comes forward; everybody concerned reads it."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    widths = {"reason": "field-lg"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].label = gettext_lazy("Last day for nominations")
        self.helper.layout = Layout(Div("closes_at", "closes_time", css_class="field-row"), "reason", "seen")

    def clean_seen(self) -> datetime | None:
        """The end that was shown; None where the field says nothing that is one."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def given(self) -> dict[str, Any]:
        """The arguments for `move_round_end`."""
        return {name: self.cleaned_data[name] for name in ("closes_at", "reason", "seen")}

    @classmethod
    def initial_of(cls, round: AwardRound) -> dict[str, Any]:
        """The end as the form shows it."""
        shown = cls.initial_end(timezone.localtime(round.closes_at))
        return {**shown, "seen": round.closes_at.isoformat()}


class ProlongForm(PageForm):
    """Until when a vote lasts that is open."""

    ends_at = MomentField(
        label=gettext_lazy("The vote lasts until"),
        help_text=gettext_lazy("Later than it was to end; a vote that has ended is not opened again."),
    )
