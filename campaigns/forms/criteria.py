"""The form of a line of a scoring table: its fields change with the rule, whose parameters each have one."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import FactKind, Nature, SeenBy
from campaigns.forms.points import PointsField, figure_box, parameter_field, shown_value
from campaigns.models import Criterion, Indicator
from campaigns.scoring import registry
from campaigns.scoring.parameters import MAIN, Parameter
from campaigns.services.tables import Given
from common.forms import PageForm
from common.text import format_figure

#: Rows for steps that are offered beyond those there are.
SPARE = 2


class CriterionForm(PageForm):
    """A line of a scoring table: a group, or a leaf with its rule, parameters, indicators and steps."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Inside the group"),
        queryset=Criterion.objects.none(),
        required=False,
        empty_label=gettext_lazy("In no group"),
    )
    nature = forms.ChoiceField(label=gettext_lazy("Counts as"), choices=Nature.choices, initial=Nature.BASE)
    max_points = PointsField(label=gettext_lazy("Maximum points"), max_length=20, widget=figure_box())
    is_clamped = forms.BooleanField(
        label=gettext_lazy("Hold the sum within the maximum and minimum"), required=False
    )
    min_points = PointsField(
        label=gettext_lazy("Minimum points"), required=False, max_length=20, widget=figure_box()
    )
    judged_by = forms.CharField(
        label=gettext_lazy("Given by"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("A person, post or department, for example: Organisation Department."),
    )
    evidence = forms.CharField(label=gettext_lazy("Kind of evidence"), required=False, max_length=200)
    seen_by = forms.ChoiceField(
        label=gettext_lazy("Figures read by"), choices=SeenBy.choices, initial=SeenBy.CLUSTER
    )
    is_open = forms.BooleanField(label=gettext_lazy("Clusters may change this line"), required=False)
    widths = {
        "code": "field-xs", "name": "field-lg", "parent": "field-md", "nature": "field-sm",
        "judged_by": "field-md", "evidence": "field-lg", "seen_by": "field-md",
    }  # fmt: skip

    def __init__(
        self,
        *args: Any,
        rule: str,
        groups: Iterable[Criterion],
        indicators: Iterable[Indicator],
        rows: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.rows = rule, rows
        self.is_group = rule == registry.GROUP
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = Criterion.objects.filter(pk__in=[g.pk for g in groups])
        self.indicators = {str(indicator.pk): indicator for indicator in indicators}
        for name in ("judged_by", "evidence", "seen_by") if self.is_group else ("is_clamped", "min_points"):
            del self.fields[name]
        if not self.is_group:
            self._add_inputs()
            self._add_parameters()
            self._add_steps()
        self.helper.layout = self._layout()

    # --- The fields of a rule -----------------------------------------------------------------------------------------
    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the rule; a group has none."""
        return () if self.is_group else registry.rule_of(self.rule).parameters

    @property
    def steps_by(self) -> str:
        """What the steps are for: "figure", "fact", "" for none."""
        return registry.steps_by(self.rule)

    def _add_inputs(self) -> None:
        named = ((key, indicator.name) for key, indicator in self.indicators.items())
        offered = [("", _("Choose an indicator")), *named]
        for role in registry.roles(self.rule):
            self.fields[f"input_{role.name}"] = forms.ChoiceField(
                label=_("Indicator that is scored") if role == MAIN else role.label,
                choices=offered,
                required=False,
                widget=forms.Select(attrs={"class": "field-md"}),
            )

    def _add_parameters(self) -> None:
        for parameter in self.parameters:
            self.fields[f"p_{parameter.name}"] = parameter_field(parameter)

    def _add_steps(self) -> None:
        for n in range(self.rows if self.steps_by else 0):
            if self.steps_by == "fact":
                kinds = [("", "–"), *FactKind.choices]
                self.fields[f"step_{n}_fact_kind"] = forms.ChoiceField(choices=kinds, required=False)
                self.fields[f"step_{n}_fact_grade"] = forms.CharField(max_length=80, required=False)
            else:
                for edge in ("lowest", "below"):
                    self.fields[f"step_{n}_{edge}"] = PointsField(
                        required=False, max_length=30, widget=figure_box()
                    )
            self.fields[f"step_{n}_points"] = PointsField(required=False, max_length=20, widget=figure_box())

    def _layout(self) -> Layout:
        shown = [name for name in self.fields if not name.startswith("step_")]
        rare = self._rare()
        last = [name for name in ("judged_by", "evidence", "seen_by", "is_open") if name in shown]
        own = [name for name in shown if name[:2] in ("p_", "in") and name not in rare]
        parts: list[Any] = ["name", Div("code", "max_points", "nature", css_class="field-row"), "parent"]
        parts += ["is_clamped", "min_points"] if self.is_group else [n for n in own if n.startswith("in")]
        parts.append(Div(*(name for name in own if name.startswith("p_")), css_class="field-row"))
        if self.steps_by:
            parts.append(HTML('{% include "campaigns/table/steps.html" %}'))
        if rare:
            parts += _fold(_("When it applies, and what holds without a figure"), rare, "form.has_rare")
        return Layout(*parts, *_fold(_("Who gives, proves and reads it"), last, "form.has_last"))

    def _rare(self) -> list[str]:
        """The fields that most leaves leave as they are: some parameters, and indicators that are not needed."""
        found = [f"p_{p.name}" for p in self.parameters if p.is_rare]
        return found + [f"input_{r.name}" for r in registry.roles(self.rule) if not r.is_needed]

    def _differs(self, names: Iterable[str]) -> bool:
        """A field of these has a fault, or something else in it than at the beginning."""
        here = [name for name in names if name in self.fields]
        return any(
            self.errors.get(n) or (self[n].value() or "") != (self.fields[n].initial or "") for n in here
        )

    @property
    def has_rare(self) -> bool:
        """The part with what most leaves leave as it is stands open."""
        return self._differs(self._rare())

    @property
    def has_last(self) -> bool:
        """The part about who gives, proves and reads it stands open."""
        return self._differs(["judged_by", "evidence", "seen_by", "is_open"])

    # --- What was typed -----------------------------------------------------------------------------------------------
    def step_rows(self) -> list[dict[str, Any]]:
        """The bound fields of each row of steps."""
        names = (
            ("fact_kind", "fact_grade", "points")
            if self.steps_by == "fact"
            else ("lowest", "below", "points")
        )
        return [{name: self[f"step_{n}_{name}"] for name in names} for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        """The rows of steps as a list; a row without points says so."""
        data = super().clean() or self.cleaned_data
        steps = []
        for n in range(self.rows if self.steps_by else 0):
            prefix = f"step_{n}_"
            row = {
                name.removeprefix(prefix): data.pop(name, None)
                for name in list(data)
                if name.startswith(prefix)
            }
            if not any(value not in (None, "") for value in row.values()):
                continue
            if row.get("points") is None and f"{prefix}points" not in self.errors:
                self.add_error(f"{prefix}points", _("Say how many points this step gives, or empty the row."))
            words = {name: value or "" for name, value in row.items() if name.startswith("fact")}
            steps.append(Given(**{**row, **words}))
        data["steps"] = steps
        return data

    def line(self) -> dict[str, Any]:
        """What the service takes: fields, `params` in the stored form, `inputs` by role, `steps`."""
        data = dict(self.cleaned_data)
        params = {p.name: p.stored(data.pop(f"p_{p.name}")) for p in self.parameters}
        inputs = {
            role.name: self.indicators.get(data.pop(f"input_{role.name}", ""))
            for role in registry.roles(self.rule)
        }
        return {**data, "rule": self.rule, "params": params, "inputs": inputs}

    @staticmethod
    def initial_of(criterion: Criterion) -> dict[str, Any]:
        """A stored line as the form shows it; its inputs and steps are at hand."""
        own = {
            name: getattr(criterion, name)
            for name in (
                "code",
                "name",
                "nature",
                "is_clamped",
                "is_open",
                "evidence",
                "judged_by",
                "seen_by",
            )
        }
        own |= {"parent": criterion.parent_id, "max_points": format_figure(criterion.max_points)}
        own["min_points"] = "" if criterion.min_points is None else format_figure(criterion.min_points)
        if criterion.is_group:
            return own
        params = registry.complete(criterion.rule, criterion.params)
        for parameter in registry.rule_of(criterion.rule).parameters:
            own[f"p_{parameter.name}"] = shown_value(parameter, params[parameter.name])
        own |= {f"input_{read.role}": str(read.indicator_id) for read in criterion.inputs.all()}
        for n, step in enumerate(criterion.steps.all()):
            own |= {
                f"step_{n}_lowest": _edge(step.lowest), f"step_{n}_below": _edge(step.below),
                f"step_{n}_fact_kind": step.fact_kind, f"step_{n}_fact_grade": step.fact_grade,
                f"step_{n}_points": format_figure(step.points),
            }  # fmt: skip
        return own


def _fold(title: str, names: Sequence[str], is_open: str) -> list[Any]:
    """A part of the form that opens by itself where something in it matters."""
    head = f'<details class="fold"{{% if {is_open} %}} open{{% endif %}}><summary>{title}</summary>'
    return [HTML(head), Div(*names, css_class="field-row"), HTML("</details>")]


def rows_wanted(data: Mapping[str, Any], stored: int) -> int:
    """How many rows of steps the form has: those sent or stored, and some to spare."""
    sent = [int(n) for n in (name.split("_")[1] for name in data if name.startswith("step_")) if n.isdigit()]
    more = SPARE if "more" in data or not sent else 0
    return min(max([stored, *(n + 1 for n in sent)]) + more, 60)


def _edge(value: Decimal | None) -> str:
    return "" if value is None else format_figure(value)
