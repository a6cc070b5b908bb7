"""Forms of what comes after the sum: bands with their conditions, downgrades, tie-breaks."""

from typing import Any

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import ConditionKind, FactKind, TieKind
from campaigns.forms.line_steps import grade_field, kind_field
from campaigns.forms.points import PointsField, figure_box, shown_edge
from campaigns.models import Band, Criterion, Indicator, ScoringTable
from campaigns.services.tables import Condition, condition_fault
from common.forms import PageForm

#: Rows of conditions with a fact that a band's form offers.
FACT_ROWS = 4
#: How the fact of a row is asked for.
FIELDS = {"kind": kind_field, "grade": grade_field}


class BandForm(PageForm):
    """A band with its conditions."""

    name = forms.CharField(label=gettext_lazy("Band"), max_length=80)
    lowest = PointsField(label=gettext_lazy("From points"), max_length=20, widget=figure_box())
    below = PointsField(
        label=gettext_lazy("To below points"),
        required=False,
        max_length=20,
        widget=figure_box(),
        help_text=gettext_lazy(
            "Empty: without an upper end; it then also takes who failed a condition of a band above."
        ),
    )
    share = PointsField(
        label=gettext_lazy("At most % of the ranked units of a cluster"),
        required=False,
        max_length=10,
        widget=figure_box(),
    )
    no_zero = forms.BooleanField(label=gettext_lazy("Only if no criterion is at 0"), required=False)
    standards = PointsField(
        label=gettext_lazy("Only if no group on top is under % of its own points"),
        required=False,
        max_length=10,
        widget=figure_box(),
    )
    registered = forms.BooleanField(label=gettext_lazy("Only if registered for a title"), required=False)
    widths = {"name": "field-md"}

    FACTS = (ConditionKind.NO_FACT, ConditionKind.HAS_FACT, ConditionKind.OR_FACT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(FACT_ROWS):
            for name, label in self.fact_parts:
                field = self._asking() if name == "condition" else FIELDS[name]()
                field.label = _("Condition %(n)s, %(part)s") % {"n": n + 1, "part": label.lower()}
                self.fields[f"fact_{n}_{name}"] = field
        self.helper.layout = Layout(
            Div("name", "lowest", "below", "share", css_class="field-row"),
            "no_zero",
            "registered",
            "standards",
            HTML('{% include "campaigns/table/band_facts.html" %}'),
        )

    @property
    def fact_parts(self) -> tuple[tuple[str, str], ...]:
        """The boxes of a row of conditions with a fact, each with what it is called."""
        return ("condition", _("Condition")), ("kind", _("Kind of fact")), ("grade", _("What exactly"))

    def _asking(self) -> forms.ChoiceField:
        kinds = [("", "–"), *((kind.value, kind.label) for kind in self.FACTS)]
        box = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(choices=kinds, required=False, widget=box)

    def fact_rows(self) -> list[list[Any]]:
        """The bound fields of each row of conditions with a fact."""
        return [[self[f"fact_{n}_{part}"] for part, _label in self.fact_parts] for n in range(FACT_ROWS)]

    def clean(self) -> dict[str, Any]:
        """The conditions as a list; a row that says a condition names the kind of fact."""
        data = super().clean() or self.cleaned_data
        found: list[Condition] = []
        for name, kind in (("no_zero", ConditionKind.NO_ZERO), ("registered", ConditionKind.REGISTERED)):
            if data.pop(name, False):
                found.append(Condition(kind))
        standards = data.pop("standards", None)
        if standards is not None:
            found.append(Condition(ConditionKind.STANDARDS, standards))
            if said := condition_fault(found[-1]):
                self.add_error("standards", said)
        for n in range(FACT_ROWS):
            condition, kind, grade = (
                data.pop(f"fact_{n}_{part}", "") for part in ("condition", "kind", "grade")
            )
            if condition and not kind:
                self.add_error(f"fact_{n}_kind", _("Choose the kind of fact."))
            elif condition:
                found.append(Condition(condition, None, kind, grade))
        data["conditions"] = found
        return data

    @classmethod
    def initial_of(cls, band: Band) -> dict[str, Any]:
        """A band as the form shows it; its conditions are at hand."""
        edges = {name: getattr(band, name) for name in ("lowest", "below", "share")}
        data: dict[str, Any] = {"name": band.name}
        data |= {name: shown_edge(edge) for name, edge in edges.items()}
        conditions = list(band.conditions.all())
        for condition in conditions:
            if condition.kind == ConditionKind.STANDARDS:
                data["standards"] = shown_edge(condition.percent)
            elif condition.kind in (ConditionKind.NO_ZERO, ConditionKind.REGISTERED):
                data[str(condition.kind)] = True
        for n, condition in enumerate(c for c in conditions if c.kind in cls.FACTS):
            data |= {
                f"fact_{n}_condition": condition.kind, f"fact_{n}_kind": condition.fact_kind,
                f"fact_{n}_grade": condition.fact_grade,
            }  # fmt: skip
        return data


class DowngradeForm(PageForm):
    """A fact that lets a union into no band above one."""

    fact_kind = forms.ChoiceField(label=gettext_lazy("Kind of fact"), choices=FactKind.choices)
    fact_grade = forms.CharField(
        label=gettext_lazy("What exactly"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For example: khiển trách. Empty: any of the kind."),
    )
    band = forms.ModelChoiceField(label=gettext_lazy("At most the band"), queryset=Band.objects.none())
    widths = {"fact_kind": "field-md", "fact_grade": "field-md", "band": "field-md"}

    def __init__(self, *args: Any, table: ScoringTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        band = self.fields["band"]
        assert isinstance(band, forms.ModelChoiceField)
        band.queryset = table.bands.order_by("-lowest")


class TieBreakForm(PageForm):
    """The next key that parts equal totals."""

    kind = forms.ChoiceField(label=gettext_lazy("Between equal totals comes first"), choices=TieKind.choices)
    criterion = forms.ModelChoiceField(
        label=gettext_lazy("Criterion"), queryset=Criterion.objects.none(), required=False, empty_label="–"
    )
    indicator = forms.ModelChoiceField(
        label=gettext_lazy("Indicator"), queryset=Indicator.objects.none(), required=False, empty_label="–"
    )
    is_lower_better = forms.BooleanField(
        label=gettext_lazy("The lower figure of the indicator comes first"), required=False
    )
    widths = {"kind": "field-md", "criterion": "field-lg", "indicator": "field-lg"}

    def __init__(self, *args: Any, table: ScoringTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("criterion", table.criteria.order_by("order", "pk")),
            ("indicator", table.campaign.indicators.order_by("order", "pk")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
