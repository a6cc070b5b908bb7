"""The form of a line of a scoring table: its fields change with the rule, whose parameters each have one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import IndicatorKind, Nature, SeenBy
from campaigns.forms.line_steps import StepRowsForm, steps_shown
from campaigns.forms.points import PointsField, figure_box, parameter_field, shown_edge, shown_value
from campaigns.models import Criterion, Indicator
from campaigns.scoring import registry
from campaigns.scoring.parameters import MAIN, Parameter

#: What of a line the form shows as it is stored.
PLAIN = ("code", "name", "nature", "is_clamped", "is_open", "evidence", "judged_by", "seen_by")
#: Who gives, proves and reads a line: a part of the form by itself.
LAST = ("judged_by", "evidence", "seen_by", "is_open")
#: What stands before the kind of an indicator that is to be made with the line.
NEW = "new:"


class CriterionForm(StepRowsForm):
    """A line of a scoring table: a group, or a leaf with its rule, parameters, indicators and steps."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    max_points = PointsField(label=gettext_lazy("Maximum points"), max_length=20, widget=figure_box())
    nature = forms.ChoiceField(
        label=gettext_lazy("Counts as"),
        choices=Nature.choices,
        initial=Nature.BASE,
        help_text=gettext_lazy("The maximum of a penalty is the most that it takes off."),
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Inside the group"),
        queryset=Criterion.objects.none(),
        required=False,
        empty_label=gettext_lazy("In no group"),
    )
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
        self, *args: Any, rule: str, groups: Iterable[Criterion], indicators: Iterable[Indicator],
        rows: int = 0, may_add: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.rule, self.rows, self.may_add = rule, rows, may_add
        self.is_group = rule == registry.GROUP
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = Criterion.objects.filter(pk__in=[g.pk for g in groups])
        self.indicators = {str(indicator.pk): indicator for indicator in indicators}
        for name in ("judged_by", "evidence", "seen_by") if self.is_group else ("is_clamped", "min_points"):
            del self.fields[name]
        self._add_inputs()
        for parameter in self.parameters:
            self.fields[f"p_{parameter.name}"] = parameter_field(parameter)
        self.add_steps()
        self.named = {p.name: f"p_{p.name}" for p in self.parameters}
        self.named |= {role.name: f"input_{role.name}" for role in registry.roles(rule)}
        self.helper.layout = self._layout()

    # --- The fields of a rule -----------------------------------------------------------------------------------------
    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the rule; a group has none."""
        return () if self.is_group else registry.rule_of(self.rule).parameters

    def _add_inputs(self) -> None:
        """A choice of indicators for each role; whether one is needed the service says, which knows the parameters."""
        named = ((key, indicator.name) for key, indicator in self.indicators.items())
        offered: list[Any] = [("", _("Choose an indicator")), *named]
        kinds = [
            (NEW + kind.value, _("New: %(kind)s") % {"kind": kind.label.lower()}) for kind in IndicatorKind
        ]
        made_with_it = [(_("A new indicator with the name of this criterion"), kinds)] if self.may_add else []
        for role in registry.roles(self.rule):
            self.fields[f"input_{role.name}"] = forms.ChoiceField(
                label=_("Indicator that is scored") if role == MAIN else role.label,
                choices=offered + made_with_it if role == MAIN else offered,
                required=role == MAIN,
                widget=forms.Select(attrs={"class": "field-lg"}),
            )

    def _layout(self) -> Layout:
        """What every line says, then what its rule asks, then what most lines leave as it is."""
        rare = self._rare()
        inputs = [n for n in self.fields if n.startswith("input_") and n not in rare]
        own = [n for n in self.fields if n.startswith("p_") and n not in rare]
        parts: list[Any] = [
            "name", Div("code", "max_points", "nature", css_class="field-row line-head"), "parent", *inputs,
        ]  # fmt: skip
        if inputs:
            parts.append(HTML('{% include "campaigns/table/indicator_link.html" %}'))
        if self.is_group:
            parts += ["is_clamped", "min_points"]
        if own:
            parts.append(Div(*own, css_class="field-row"))
        if self.steps_by:
            parts.append(HTML('{% include "campaigns/table/steps.html" %}'))
        if rare:
            parts += _fold(_("When it applies, and what holds without a figure"), rare, "form.has_rare")
        last = [name for name in LAST if name in self.fields]
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
        """The part about who gives, proves and reads it stands open; always where a person gives the points."""
        is_judged = not self.is_group and registry.rule_of(self.rule).is_judged
        return is_judged or self._differs(LAST)

    # --- What was typed -----------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        """The rows of steps as a list; a row without points says so."""
        data = super().clean() or self.cleaned_data
        data["steps"] = self.typed_steps(data)
        return data

    def line(self) -> dict[str, Any]:
        """What the service takes: fields, `params` in the stored form, `inputs` by role, `steps`; `measured_anew` the
        kind of an indicator that is to be made with the line."""
        data = dict(self.cleaned_data)
        main = str(data.get(f"input_{MAIN.name}", ""))
        data["measured_anew"] = main.removeprefix(NEW) if main.startswith(NEW) else ""
        params = {p.name: p.stored(data.pop(f"p_{p.name}")) for p in self.parameters}
        inputs = {
            role.name: self.indicators.get(data.pop(f"input_{role.name}", ""))
            for role in registry.roles(self.rule)
        }
        return {**data, "rule": self.rule, "params": params, "inputs": inputs}

    @staticmethod
    def initial_of(criterion: Criterion) -> dict[str, Any]:
        """A stored line as the form shows it; its inputs and steps are at hand."""
        own = {name: getattr(criterion, name) for name in PLAIN}
        own |= {"parent": criterion.parent_id, "max_points": shown_edge(criterion.max_points)}
        own["min_points"] = shown_edge(criterion.min_points)
        if criterion.is_group:
            return own
        params = registry.complete(criterion.rule, criterion.params)
        for parameter in registry.rule_of(criterion.rule).parameters:
            own[f"p_{parameter.name}"] = shown_value(parameter, params[parameter.name])
        own |= {f"input_{read.role}": str(read.indicator_id) for read in criterion.inputs.all()}
        return own | steps_shown(criterion)

    @staticmethod
    def typed(data: Mapping[str, str]) -> dict[str, Any]:
        """What was sent and is shown once more, not saved: a box that was not ticked is sent by no browser."""
        unticked = {name: False for name in ("is_clamped", "is_open") if name not in data}
        return {**data, **unticked}


def _fold(title: str, names: Sequence[str], is_open: str) -> list[Any]:
    """A part of the form that opens by itself where something in it matters."""
    head = f'<details class="fold"{{% if {is_open} %}} open{{% endif %}}><summary>{title}</summary>'
    return [HTML(head), Div(*names, css_class="field-row"), HTML("</details>")]
