"""The form of a union's targets: one cell for each indicator, figures typed the Vietnamese way."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import IndicatorKind
from campaigns.explanations import FAR_OFF, figure_text
from campaigns.models import Indicator, Target
from campaigns.queries.targets import TargetRow
from campaigns.rules import far_off, value_of_day
from common.dates import parse_day
from common.forms import DayField, PageForm
from common.text import parse_figure


class FigureField(forms.CharField):
    """A figure as people type it: `1.234,5`. Empty is None; `1,234.5`, the English way, is refused with a question."""

    def clean(self, value: Any) -> Any:
        """Read the figure. Raises ValidationError, saying what to type."""
        return parse_figure(super().clean(value))


class DayFigureField(forms.CharField):
    """The day of a milestone, as the figure that is kept of it. Empty is None."""

    def clean(self, value: Any) -> Any:
        """Read the day. Raises ValidationError, saying what to type."""
        text = super().clean(value).strip()
        return value_of_day(parse_day(text)) if text else None


def field_for(indicator: Indicator) -> type[forms.CharField]:
    """The field that reads a figure of this indicator."""
    return DayFigureField if indicator.kind == IndicatorKind.MILESTONE else FigureField


class TargetsForm(PageForm):
    """The targets of one kind. A target in force can be set to 0 but not removed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the change"),
        help_text=gettext_lazy("These targets stand in the pledge: the reason is kept with the new figure."),
        max_length=300,
        error_messages={
            "required": gettext_lazy("These targets stand in the pledge. Please say why they change.")
        },
    )
    right = forms.BooleanField(label=gettext_lazy("They are right as I typed them"), required=False)
    widths = {"reason": "field-lg"}

    def __init__(
        self, *args: Any, rows: Sequence[TargetRow], kind: str, asks_reason: bool,
        beside: Mapping[int, Sequence[Decimal]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.rows, self.beside = kind, rows, beside
        #: A figure strikes, and the box that says it is right is shown.
        self.is_struck = False
        if not asks_reason:
            del self.fields["reason"]
        for row in rows:
            held = self.current(row)
            self.fields[self.name_of(row.indicator)] = field_for(row.indicator)(
                label=row.indicator.name,
                required=False,
                max_length=40,
                initial=text_of(held, row.indicator) if held else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    @staticmethod
    def name_of(indicator: Indicator) -> str:
        """The name of an indicator's field."""
        return f"t{indicator.pk}"

    def current(self, row: TargetRow) -> Any:
        """The target in force of the kind that this form sets."""
        return row.held(self.kind)

    def clean(self) -> dict[str, Any]:
        """Refuse an emptied cell where a target is in force: no target and a target of 0 are two things."""
        cleaned = super().clean() or self.cleaned_data
        for row in self.rows:
            name = self.name_of(row.indicator)
            if name in cleaned and cleaned[name] is None and self.current(row):
                self.add_error(
                    name,
                    _("A target that is set cannot be emptied. Enter another day.")
                    if row.is_milestone
                    else _("A target that is set cannot be emptied. Enter 0 if nothing is aimed at."),
                )
            elif said := self._far_off(row, cleaned.get(name)):
                self.is_struck = True
                if not cleaned.get("right"):
                    self.add_error(name, said)
        return cleaned

    def _far_off(self, row: TargetRow, value: Decimal | None) -> str:
        """A question about a new target that is far from those of the cluster; what these are is not told."""
        held = self.current(row)
        if value is None or row.is_milestone or (held and held.value == value):
            return ""
        return str(FAR_OFF.get(far_off(value, self.beside.get(row.indicator.pk, ())), ""))

    def values(self) -> dict[Indicator, Decimal]:
        """What was entered, by indicator."""
        entered = {row.indicator: self.cleaned_data.get(self.name_of(row.indicator)) for row in self.rows}
        return {indicator: value for indicator, value in entered.items() if value is not None}

    def take(self, error: ValidationError) -> None:
        """Copy a service's faults, which name indicators by code, to the cells."""
        names = {row.indicator.code: self.name_of(row.indicator) for row in self.rows}
        if hasattr(error, "error_dict"):
            error = ValidationError({names.get(key, key): value for key, value in error.error_dict.items()})
        super().take(error)

    def cell(self, row: TargetRow) -> forms.BoundField:
        """The cell of a row."""
        return self[self.name_of(row.indicator)]


def text_of(target: Target, indicator: Indicator) -> str:
    """A target as it is typed."""
    return figure_text(target.value, kind=indicator.kind, decimals=indicator.decimals)


class TargetChangeForm(PageForm):
    """Which signed target, the new figure, and why: the reason and the document."""

    target = forms.ChoiceField(label=gettext_lazy("Signed target"))
    value = forms.CharField(
        label=gettext_lazy("New target"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=gettext_lazy("Reason of the change"), max_length=300)
    document = forms.CharField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("Its number and who issued it, for example 45/CV-LĐLĐ of the union."),
        max_length=120,
    )
    document_date = DayField(label=gettext_lazy("Date of the document"))
    widths = {"target": "field-lg", "value": "field-sm", "reason": "field-lg", "document": "field-md"}

    def __init__(self, *args: Any, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = {str(target.pk): target for target in targets}
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, f"{t.indicator.name}: {text_of(t, t.indicator)}".strip()) for key, t in self.targets.items()
        ]

    def clean_target(self) -> Target:
        """The chosen target."""
        return self.targets[self.cleaned_data["target"]]

    def clean_value(self) -> Any:
        """The new figure, read as one of the chosen target's indicator; as a number while none is chosen."""
        target, text = self.cleaned_data.get("target"), self.cleaned_data["value"]
        return (field_for(target.indicator) if target else FigureField)().clean(text)


class TargetAnswerForm(PageForm):
    """Why a signed target stays as it is; an approval needs no words."""

    answer = forms.CharField(
        label=gettext_lazy("Why it stays as signed"),
        help_text=gettext_lazy("Needed only when you do not approve; the union reads it."),
        max_length=300,
        required=False,
    )
    widths = {"answer": "field-lg"}
