"""Forms of what moves a figure after the close: a correction, its explanation, a reopening, a final opened again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.choices import CorrectionKind, IndicatorKind, MilestoneStage, ResultState
from campaigns.forms.campaigns import area
from campaigns.forms.windows import EndFields
from campaigns.models import Result
from campaigns.models.after_close import WORDS
from campaigns.queries.finality import ClusterState
from campaigns.queries.standings_clusters import NO_CLUSTER
from campaigns.rules import value_of_day
from campaigns.services.results import Figure
from common.dates import parse_day
from common.forms import PageForm
from common.text import parse_figure
from units.forms import PasswordAgain

STATES = [
    (ResultState.REPORTED.value, gettext_lazy("a figure")),
    (ResultState.NOTHING.value, ResultState.NOTHING.label),
    (ResultState.NOT_APPLICABLE.value, ResultState.NOT_APPLICABLE.label),
]


class CorrectionForm(EndFields, PageForm):
    """The right figure, or that the union's own does not count; why, by which document, and until when to explain."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is right"),
        choices=[
            (CorrectionKind.CORRECTED.value, gettext_lazy("Another figure is right")),
            (CorrectionKind.SET_ASIDE.value, gettext_lazy("The figure does not count: set it aside")),
        ],
        widget=forms.RadioSelect,
    )
    state = forms.ChoiceField(label=gettext_lazy("The union has"), choices=STATES)
    value = forms.CharField(label=gettext_lazy("The right figure"), max_length=40, required=False)
    is_estimate = forms.BooleanField(label=gettext_lazy("It is an estimate"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WORDS,
        widget=area(3),
        help_text=gettext_lazy("The union reads it at once, its cluster after the explanation."),
    )
    upload = forms.FileField(label=gettext_lazy("Document that proves it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    widths = {"value": "field-sm", "state": "field-md", "reason": "field-lg"}
    named = {"explain_until": "closes_at"}
    field_order = (
        "kind", "state", "value", "is_estimate", "reason", "upload", "closes_at", "closes_time", "version",
    )  # fmt: skip

    def __init__(self, *args: Any, result: Result, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result = result
        self.fields["closes_at"].label = _("Explanation until the end of")
        if result.indicator.kind == IndicatorKind.MILESTONE:
            self.fields["value"].label = _("The right day")
        elif result.indicator.kind == IndicatorKind.YES_NO:
            self.fields["value"] = forms.ChoiceField(
                label=_("What is right"), choices=[("1", _("Yes")), ("0", _("No"))], required=False
            )
        # Asked for or not read at all, as the choices above it say: never "optional".
        self.fields["value"].is_one_of_many = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the figure as the sheet does."""
        data = super().clean()
        wanted = data.get("kind") == CorrectionKind.CORRECTED and data.get("state") == ResultState.REPORTED
        if wanted and "value" in data:
            try:
                data["value"] = self._read(data["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return data

    def _read(self, text: str) -> Any:
        if not text.strip():
            raise ValidationError(_("Enter the right figure. To leave the figure out, set it aside."))
        if self.result.indicator.kind == IndicatorKind.MILESTONE:
            read = parse_day(text)
            return value_of_day(read.date() if isinstance(read, datetime) else read)
        return parse_figure(text)

    def figure(self) -> Figure:
        """The figure that is to stand in the place of the union's own."""
        data = self.cleaned_data
        reported = data["state"] == ResultState.REPORTED
        is_day = self.result.indicator.kind == IndicatorKind.MILESTONE
        return Figure(
            self.result.pk,
            data["state"],
            data["value"] if reported else None,
            data["version"],
            is_estimate=data["is_estimate"],
            stage=MilestoneStage.HELD.value if reported and is_day else None,
        )


class ExplanationForm(PageForm):
    """The union's explanation of a correction."""

    explanation = forms.CharField(
        label=pgettext_lazy("of a correction", "Explanation"),
        max_length=WORDS,
        widget=area(4),
        help_text=gettext_lazy("From now on the whole cluster reads the correction and this explanation."),
    )


class ReopeningForm(EndFields, PageForm):
    """Figures of one union that are to be entered again, why, and until which minute."""

    figures = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Figures"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one figure.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WORDS,
        widget=area(3),
        help_text=gettext_lazy("The whole cluster reads it."),
    )
    named = {"ends_at": "closes_at"}
    widths = {"reason": "field-lg"}
    field_order = ("figures", "reason", "closes_at", "closes_time")

    def __init__(self, *args: Any, rows: Sequence[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = self.fields["figures"]
        assert isinstance(figures, forms.TypedMultipleChoiceField)
        figures.choices = [(row.pk, row.indicator.name) for row in rows]
        self.fields["closes_at"].label = _("Open until the end of")


class DeclineForm(PageForm):
    """Why a reopening is not approved."""

    answer = forms.CharField(label=gettext_lazy("Why not"), max_length=WORDS, widget=area(3))


class OpenFinalForm(PasswordAgain):
    """Which final clusters are opened for a revision, and why."""

    clusters = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Clusters"),
        coerce=lambda text: int(text) if int(text) != NO_CLUSTER else None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one cluster.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WORDS,
        widget=area(3),
        help_text=gettext_lazy("For example: real figures to 31/12 in the place of estimates."),
    )
    widths = {"reason": "field-lg"}

    def __init__(self, *args: Any, final: Sequence[ClusterState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["clusters"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = [(state.key, state.name) for state in final]
