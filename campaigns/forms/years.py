"""The form of a year: which phases it joins and with which weights, how, by which table, and when it is computed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Joining
from campaigns.forms.phases import moment_of
from campaigns.models import Campaign, Phase, ScoringTable
from campaigns.services.campaigns import HEAVIEST, weight_words
from common.forms import ClockField, DayField, PageForm
from common.templatetags.look import MIDNIGHT, day
from common.text import format_figure, parse_figure


class YearForm(PageForm):
    """A year. Each phase has a box for its weight: an empty one leaves the phase out."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("For example: The year 2027.")
    )
    joins = forms.ChoiceField(
        label=gettext_lazy("How the points are joined"), choices=Joining.choices, initial=Joining.MEAN
    )
    table = forms.ModelChoiceField(
        label=gettext_lazy("Scoring table of the year"),
        required=False,
        queryset=ScoringTable.objects.none(),
        empty_label=gettext_lazy("That of each union's latest phase"),
        help_text=gettext_lazy(
            "It says bands, conditions and keys of the year, and what holds for a union without one of the phases. "
            "A sum wants a table of its own: its bands and its nominal total are others."
        ),
    )
    closes_at = DayField(
        label=gettext_lazy("Day on which the year is computed"),
        required=False,
        help_text=gettext_lazy("Empty: at once. Whenever a phase gets new points, the year follows."),
    )
    closes_time = ClockField(
        required=False,
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("Empty: at the end of the day, midnight."),
    )
    review_day = DayField(
        label=gettext_lazy("Review day"),
        required=False,
        help_text=gettext_lazy(
            "On it a unit must be old enough to be graded. Empty: the last day of the phases."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    widths = {"name": "field-md", "joins": "field-md", "table": "field-lg"}

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        phases: Sequence[Phase],
        tables: QuerySet[ScoringTable],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.phases = {f"weight_{phase.pk}": phase for phase in phases}
        for name, phase in self.phases.items():
            box = self.fields[name] = forms.CharField(
                label=_label(phase, campaign),
                required=False,
                max_length=12,
                help_text=f"{day(phase.period_from)} – {day(phase.period_to)}",
                widget=forms.TextInput(attrs={"class": "field-xs", "inputmode": "decimal"}),
            )
            box.is_one_of_many = True  # type: ignore[attr-defined]  # what an empty box means is said above them all
        table = self.fields["table"]
        assert isinstance(table, forms.ModelChoiceField)
        table.queryset = tables
        table.label_from_instance = _table_label  # type: ignore[assignment]
        self.helper.layout = Layout(
            "name",
            Fieldset(_("Phases and their weights (empty: not joined)"), *self.phases),
            "joins",
            "table",
            Div("closes_at", "closes_time", css_class="field-row"),
            "review_day",
            "seen",
        )

    def clean(self) -> dict[str, Any]:
        """Phases with their weights, and the moment at which the year is computed; None for at once."""
        data = super().clean() or self.cleaned_data
        data["parts"] = [
            (phase, weight)
            for name, phase in self.phases.items()
            if (weight := self._weight(name, data.pop(name, ""))) is not None
        ]
        on, clock = data.get("closes_at"), data.pop("closes_time", None)
        if on is None and clock is not None:
            self.add_error("closes_at", _("Please say the day, or leave the time empty too."))
        elif on is not None:
            late = on + timedelta(days=1) if clock is None else on
            data["closes_at"] = moment_of(late, clock)
        return data

    def _weight(self, name: str, typed: str) -> Decimal | None:
        """A weight, read the Vietnamese way; None for an empty box."""
        try:
            weight = parse_figure(typed)
        except ValidationError as wrong:
            self.add_error(name, wrong)
            return None
        if weight is not None and not 0 < weight <= HEAVIEST:
            self.add_error(name, weight_words())
        return weight

    def values(self, now: datetime) -> dict[str, Any]:
        """What the service is given; a year without a day is computed now."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return fields | {"closes_at": fields["closes_at"] or now}

    @staticmethod
    def initial_of(year: Phase) -> dict[str, Any]:
        """A year as the form shows it: a moment at midnight by the day before."""
        closes = timezone.localtime(year.entry_closes_at)
        whole = closes.time() == MIDNIGHT
        weights = {
            f"weight_{phase}": format_figure(weight)
            for phase, weight in year.parts.values_list("phase", "weight")
        }
        return {
            **{name: getattr(year, name) for name in ("name", "joins", "review_day")},
            "table": year.table_id,
            "closes_at": closes.date() - timedelta(days=1) if whole else closes.date(),
            "closes_time": None if whole else closes.time().replace(second=0, microsecond=0),
            **weights,
        }


def _label(phase: Phase, campaign: Campaign) -> str:
    """`Đợt 1`; of another campaign with its name, of a sector with the sector."""
    parts = [phase.name]
    if phase.campaign_id != campaign.pk:
        parts.append(phase.campaign.name)
    if phase.sector:
        parts.append(str(phase.get_sector_display()))
    return " · ".join(parts)


def _table_label(table: ScoringTable) -> str:
    words = _("%(name)s, version %(version)s") % {"name": table.name, "version": table.version}
    return f"{words} ({table.get_status_display()})"
