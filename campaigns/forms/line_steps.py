"""The rows of steps in the form of a line: fixed points for a figure between two edges, or for a fact."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from campaigns.choices import FactKind
from campaigns.forms.points import PointsField, figure_box, shown_edge
from campaigns.models import Criterion
from campaigns.scoring import registry
from campaigns.services.tables import Given, step_fault
from common.forms import PageForm
from common.text import format_figure

#: Rows that are offered beyond those there are.
SPARE = 2
#: The most rows that a form has.
MOST = 60


class StepRowsForm(PageForm):
    """A form with rows of steps: `rule` says what they are for, `rows` how many there are."""

    rule: str
    rows: int

    @property
    def steps_by(self) -> str:
        """What the steps are for: "figure", "fact", "" for none."""
        return registry.steps_by(self.rule)

    @property
    def step_parts(self) -> tuple[tuple[str, str], ...]:
        """The boxes of a row, each with what it is called."""
        if self.steps_by == "fact":
            return (
                ("fact_kind", _("Kind of fact")),
                ("fact_grade", _("What exactly")),
                ("points", _("Points")),
            )
        return ("lowest", _("From")), ("below", _("To below")), ("points", _("Points"))

    def add_steps(self) -> None:
        """Give the form its rows."""
        for n in range(self.rows if self.steps_by else 0):
            for name, label in self.step_parts:
                field = _field_of(name)
                field.label = _("Step %(n)s, %(part)s") % {"n": n + 1, "part": label.lower()}
                self.fields[f"step_{n}_{name}"] = field

    def step_rows(self) -> list[list[Any]]:
        """The bound fields of each row."""
        return [[self[f"step_{n}_{name}"] for name, _label in self.step_parts] for n in range(self.rows)]

    def typed_steps(self, data: dict[str, Any]) -> list[Given]:
        """The steps that were typed, taken out of what was sent; what is wrong with one is said at its row."""
        steps = []
        for n in range(self.rows if self.steps_by else 0):
            names = [name for name, _label in self.step_parts]
            row = {name: data.pop(f"step_{n}_{name}", None) for name in names}
            is_read = not any(f"step_{n}_{name}" in self.errors for name in names)
            if not is_read or not any(value not in (None, "") for value in row.values()):
                continue
            if row["points"] is None:
                said = _("Say how many points this step gives, or empty the row.")
                self.add_error(f"step_{n}_points", said)
                continue
            words = {name: value or "" for name, value in row.items() if name.startswith("fact")}
            step = Given(**{**row, **words})
            if found := step_fault(step):
                self.add_error(f"step_{n}_{found[0]}", found[1])
            steps.append(step)
        return steps


def _field_of(name: str) -> forms.Field:
    if name == "fact_kind":
        return kind_field()
    if name == "fact_grade":
        return grade_field()
    return PointsField(required=False, max_length=30, widget=figure_box("form-control"))


def kind_field() -> forms.ChoiceField:
    """A kind of fact in a row of a table, or none."""
    box = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(choices=[("", "–"), *FactKind.choices], required=False, widget=box)


def grade_field() -> forms.CharField:
    """Which fact exactly, in a row of a table."""
    box = forms.TextInput(attrs={"class": "form-control is-words"})
    return forms.CharField(max_length=80, required=False, widget=box)


def steps_shown(criterion: Criterion) -> dict[str, Any]:
    """The stored steps of a line as the form shows them; they are at hand."""
    shown: dict[str, Any] = {}
    for n, step in enumerate(criterion.steps.all()):
        shown |= {
            f"step_{n}_lowest": shown_edge(step.lowest), f"step_{n}_below": shown_edge(step.below),
            f"step_{n}_fact_kind": step.fact_kind, f"step_{n}_fact_grade": step.fact_grade,
            f"step_{n}_points": format_figure(step.points),
        }  # fmt: skip
    return shown


def rows_wanted(data: Mapping[str, Any], stored: int) -> int:
    """How many rows the form has: those sent or stored, and some to spare."""
    sent = [
        int(n) for n in (name.split("_")[1] for name in data if name.startswith("step_")) if n.isdecimal()
    ]
    more = SPARE if "more" in data or not sent else 0
    return min(max([stored, *(n + 1 for n in sent)]) + more, MOST)


def with_gap_filled(data: QueryDict) -> QueryDict:
    """What was sent, with the step of 0 points that a gap on the ruler asked for behind the others."""
    if "fill" not in data:
        return data
    lowest, _bar, below = str(data["fill"]).partition("|")
    filled, n = data.copy(), rows_wanted(data, 0)
    filled.update({f"step_{n}_lowest": lowest, f"step_{n}_below": below, f"step_{n}_points": "0"})
    return filled
