"""A half-open window as people type it: the last day means its end, unless a time is given."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.forms.phases import moment_of
from common.forms import ClockField, DayField
from common.templatetags.look import MIDNIGHT


class EndFields(forms.Form):
    """The end of a time: the whole of a day, or a minute of it."""

    closes_at = DayField(label=gettext_lazy("Last day"))
    closes_time = ClockField(
        required=False,
        label=gettext_lazy("Time it ends"),
        help_text=gettext_lazy("Empty: to the end of the day, midnight."),
    )

    def clean(self) -> dict[str, Any]:
        """Put the last day and its time together into the moment of the end."""
        data = super().clean() or self.cleaned_data
        clock = data.pop("closes_time", None)
        if clock == MIDNIGHT:
            told = _("00:00 is the beginning of the day. Leave the time empty for the end of the day.")
            self.add_error("closes_time", told)
        elif data.get("closes_at"):
            data["closes_at"] = end_of(data["closes_at"], clock)
        return data

    @staticmethod
    def initial_end(closes: datetime) -> dict[str, Any]:
        """An end as the form shows it: midnight by the day before."""
        whole = closes.time() == MIDNIGHT
        day = closes.date() - timedelta(days=1) if whole else closes.date()
        return {"closes_at": day, "closes_time": None if whole else closes.time()}


class WindowFields(EndFields):
    """The begin and the end."""

    opens_at = DayField(label=gettext_lazy("First day"))
    opens_time = ClockField(
        required=False,
        label=gettext_lazy("Time it begins"),
        help_text=gettext_lazy("Empty: from the beginning of the day."),
    )
    field_order = ("opens_at", "opens_time", "closes_at", "closes_time")

    def clean(self) -> dict[str, Any]:
        """Put days and times together into the half-open window."""
        data = super().clean()
        clock = data.pop("opens_time", None)
        if data.get("opens_at"):
            data["opens_at"] = moment_of(data["opens_at"], clock)
        return data

    @classmethod
    def initial_window(cls, opens: datetime, closes: datetime) -> dict[str, Any]:
        """A window as the form shows it."""
        clock = None if opens.time() == MIDNIGHT else opens.time()
        return {"opens_at": opens.date(), "opens_time": clock, **cls.initial_end(closes)}


def end_of(day: Any, clock: time | None) -> datetime:
    """The end that a last day, and a time where one is given, mean."""
    return moment_of(day + timedelta(days=1), None) if clock is None else moment_of(day, clock)
