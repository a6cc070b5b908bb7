"""The form of a phase: its period, and the window in which figures are entered."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.forms.campaigns import ALL_SECTORS, area
from campaigns.models import Phase, check_remind_days
from campaigns.rules import remind_days_of
from common.forms import ClockField, DayField, PageForm
from common.templatetags.look import MIDNIGHT
from common.text import format_figure, parse_figure


def moment_of(day: date, clock: time | None) -> datetime:
    """A moment of the federation's clock; midnight when no time is given."""
    return datetime.combine(day, clock or MIDNIGHT, tzinfo=timezone.get_default_timezone())


class PhaseForm(PageForm):
    """A phase. The last day of entry means its end, stored as the next midnight, unless a time is given."""

    number = forms.IntegerField(label=gettext_lazy("Phase number"), min_value=1, max_value=99)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For example: Phase 1, first half of 2027."),
    )
    theme = forms.CharField(label=gettext_lazy("Theme"), required=False, widget=area(2))
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        required=False,
        choices=ALL_SECTORS,
        help_text=gettext_lazy("Choose one only where sectors have calendars of their own, as schools do."),
    )
    period_from = DayField(label=gettext_lazy("First day covered"))
    period_to = DayField(label=gettext_lazy("Last day covered"))
    entry_opens_at = DayField(label=gettext_lazy("First day of entry"))
    entry_opens_time = ClockField(
        required=False,
        label=gettext_lazy("Time entry opens"),
        help_text=gettext_lazy("Empty: from the beginning of the day."),
    )
    entry_closes_at = DayField(label=gettext_lazy("Last day of entry"))
    entry_closes_time = ClockField(
        required=False,
        label=gettext_lazy("Time entry ends"),
        help_text=gettext_lazy("Empty: to the end of the day, midnight."),
    )
    target_share = forms.CharField(
        label=gettext_lazy("Part of the campaign's target due by the end of this phase, %"),
        initial="100",
        max_length=12,
        help_text=gettext_lazy("For example 50 for the first of two phases, 100 for the last."),
    )
    review_day = DayField(
        label=gettext_lazy("Review day"),
        required=False,
        help_text=gettext_lazy("On it a unit must be old enough to be graded. Empty: the last day covered."),
    )
    remind_days = forms.CharField(
        label=gettext_lazy("Days before the end of entry on which units that are late are reminded"),
        required=False,
        initial="3, 1",
        max_length=30,
        help_text=gettext_lazy(
            "For example 7, 3, 1: at most five, in the morning of these days. Empty: no reminder by itself."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for moving the end of entry"),
        required=False,
        max_length=300,
        widget=area(2),
        help_text=gettext_lazy("Needed where it comes forward; everybody concerned reads it."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    widths = {
        "number": "field-xs",
        "name": "field-md",
        "theme": "field-lg",
        "sector": "field-md",
        "target_share": "field-xs",
        "remind_days": "field-sm",
    }

    def __init__(self, *args: Any, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number" if editing else "reason"]
        first, last = ([], ["reason"]) if editing else (["number"], [])
        self.helper.layout = Layout(
            *first,
            "name",
            "theme",
            "sector",
            Div("period_from", "period_to", css_class="field-row"),
            Div("entry_opens_at", "entry_opens_time", css_class="field-row"),
            Div("entry_closes_at", "entry_closes_time", css_class="field-row"),
            "remind_days",
            "target_share",
            "review_day",
            *last,
            "seen",
        )

    def clean_target_share(self) -> Decimal:
        """A percentage above 0, read the Vietnamese way."""
        value = parse_figure(self.cleaned_data["target_share"])
        if value is None or not 0 < value <= 1000:
            raise ValidationError(_("Enter a percentage above 0, for example 50."))
        return value

    def clean_remind_days(self) -> str:
        """The days as they are kept: `7,3,1`."""
        text = self.cleaned_data["remind_days"]
        check_remind_days(text)
        return ",".join(map(str, remind_days_of(text)))

    def clean(self) -> dict[str, Any]:
        """Put days and times together into the half-open window."""
        data = super().clean() or self.cleaned_data
        if data.get("entry_opens_at"):
            data["entry_opens_at"] = moment_of(data["entry_opens_at"], data.pop("entry_opens_time", None))
        if data.get("entry_closes_at"):
            clock = data.pop("entry_closes_time", None)
            if clock == MIDNIGHT:
                self.add_error(
                    "entry_closes_time",
                    _("00:00 is the beginning of the day. Leave the time empty for the end of the day."),
                )
            elif clock is None:
                data["entry_closes_at"] = moment_of(data["entry_closes_at"] + timedelta(days=1), None)
            else:
                data["entry_closes_at"] = moment_of(data["entry_closes_at"], clock)
        for name in ("entry_opens_time", "entry_closes_time"):
            data.pop(name, None)
        return data

    @staticmethod
    def initial_of(phase: Phase) -> dict[str, Any]:
        """A phase as the form shows it: a window that ends at midnight by its last day."""
        opens, closes = timezone.localtime(phase.entry_opens_at), timezone.localtime(phase.entry_closes_at)
        whole = closes.time() == MIDNIGHT
        return {
            **{
                f: getattr(phase, f)
                for f in ("name", "theme", "sector", "period_from", "period_to", "review_day")
            },
            "entry_opens_at": opens.date(),
            "entry_opens_time": None if opens.time() == MIDNIGHT else opens.time(),
            "entry_closes_at": closes.date() - timedelta(days=1) if whole else closes.date(),
            "entry_closes_time": None if whole else closes.time(),
            "target_share": format_figure(phase.target_share),
            "remind_days": ", ".join(map(str, remind_days_of(phase.remind_days))),
        }


class TakeOutForm(PageForm):
    """From which day on a union takes no part, and why."""

    left_on = DayField(label=gettext_lazy("From the day"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=area(3),
        help_text=gettext_lazy("The union and its cluster read it."),
    )
