"""The forms of a campaign that is made from an earlier one: its description, and a form for each of its phases."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy

from campaigns.forms.campaigns import CampaignForm, area
from campaigns.forms.phases import PhaseForm
from campaigns.models import Phase
from campaigns.queries.cloning import PhaseDates, earlier_words
from common.forms import PageForm


class CloneYearForm(PageForm):
    """For which year the campaign is made: the dates are moved by whole years."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2000,
        max_value=2100,
        error_messages=CampaignForm.base_fields["year"].error_messages,
    )
    widths = {"year": "field-xs"}


class CloneForm(PageForm):
    """Code, name, theme and legal basis of the new campaign; two boxes stand there only where the plan gives reason."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("The campaign's lasting name in workbooks and reports; it is chosen once."),
        error_messages=CampaignForm.base_fields["code"].error_messages,
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    theme = forms.CharField(label=gettext_lazy("Theme"), required=False, widget=area(3))
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        required=False,
        widget=area(3),
        help_text=gettext_lazy(
            "Taken over from the earlier plan: please write number and date of the new one."
        ),
    )
    newcomers = forms.BooleanField(
        label=gettext_lazy("The members of these clusters that took no part last time take part too."),
        required=False,
    )
    past_agreed = forms.BooleanField(
        label=gettext_lazy(
            "The days that a phase covers have passed, and that is meant: it is entered afterwards."
        ),
        required=False,
    )
    widths = {"code": "field-sm", "name": "field-lg"}

    def __init__(self, *args: Any, has_newcomers: bool, has_past: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in (("newcomers", has_newcomers), ("past_agreed", has_past)):
            if not is_asked:
                del self.fields[name]


def _with_time(moment: str, shown: Mapping[str, Any]) -> tuple[str, ...]:
    """The boxes of a moment: its day, and its time of day where the earlier phase had one."""
    return (f"{moment}_at", f"{moment}_time") if shown.get(f"{moment}_time") else (f"{moment}_at",)


class ClonedPhaseForm(PhaseForm):
    """Name and dates of a phase that is made from an earlier one; of a year its name and when it is computed.

    A time of day has a box where the earlier phase had one; any other is given on the page of the new phase.
    """

    def __init__(self, *args: Any, source: Phase, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"phase{source.pk}", editing=True, **kwargs)
        self.source = source
        shown = kwargs.get("initial") or {}
        rows = [_with_time("entry_closes", shown)]
        if not source.is_year:
            opens, closes = _with_time("entry_opens", shown), rows.pop()
            both = [(*opens, *closes)] if len(opens) == len(closes) == 1 else [opens, closes]
            rows = [("period_from", "period_to"), *both]
        last = ["review_day"] if source.review_day else []
        for name in set(self.fields) - {"name", *(name for row in rows for name in row), *last}:
            del self.fields[name]
        for field in self.fields.values():
            field.help_text = ""
        if source.is_year:
            self.fields["entry_closes_at"].label = gettext_lazy("Day on which the year is computed")
        self.helper.layout = Layout("name", *(Div(*row, css_class="field-row") for row in rows), *last)

    @property
    def before(self) -> str:
        """When the earlier phase was."""
        return earlier_words(self.source)

    @property
    def typed(self) -> Mapping[str, Any]:
        """The dates as they were typed; those alone that could be read."""
        data = getattr(self, "cleaned_data", {})
        return {each.name: data[each.name] for each in fields(PhaseDates) if each.name in data}

    @staticmethod
    def shown(dates: PhaseDates) -> dict[str, Any]:
        """The dates that are proposed, as the form shows them."""
        return PhaseForm.initial_of(Phase(**asdict(dates)))
