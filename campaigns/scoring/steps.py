"""A fixed number of points for each step: by the figure, by a rate, by attainment, or by what is missing."""

from fractions import Fraction
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Greatest
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Fallback, StepMeasure, TargetKind
from campaigns.rules import WHOLE
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, Step, known, shown
from campaigns.scoring.leaf_steps import LeafStep, said_of_edges, said_of_steps, step_faults
from campaigns.scoring.parameters import DENOMINATOR, MAIN, Parameter, Role, Unit
from campaigns.scoring.rates import ZERO_BASE, base_doubts, why_without_base, without_base, without_base_sql
from campaigns.scoring.sql import BIG, whole
from campaigns.scoring.targets import (
    NO_TARGET,
    TARGET_KIND,
    ZERO_TARGET,
    why_without_target,
    without_target,
    without_target_sql,
)
from common.quotient import Compared

MEASURE = Parameter("measure", "Bậc điểm tính theo", Unit.WORD, StepMeasure.VALUE.value, choices=StepMeasure)
#: Held against a target, and told in percent.
AIMED = (StepMeasure.ATTAINED, StepMeasure.MISSES)
RATES = (StepMeasure.ATTAINED, StepMeasure.RATE)


class Steps(Rule):
    """The points of the step that the figure lies in; the lower edge belongs to the step.

    Rates are never computed: figure × 100 is held against edge × denominator. Bù Đăng: absences 0, 1, 2, 3, 4 and more
    give 5, 4, 3, 1, 0 points. KH 157/KH-UBND of Cần Thơ, 18/11/2025, item 5.2: 88 to 90 % gives 2, to 95 % 3, to 100 %
    4, and 100 % 5; its edges overlap in the text, so the lower one is taken to belong to the step (to be confirmed).
    """

    code = "steps"
    label = gettext_lazy("Steps: a fixed number of points for each")
    short = gettext_lazy("By steps")
    own = (MEASURE, TARGET_KIND, NO_TARGET, ZERO_TARGET, ZERO_BASE)
    roles = (MAIN, DENOMINATOR)
    steps_by = "figure"

    def needs(self, role: Role, leaf: Leaf) -> bool:
        """The denominator where the steps are of a rate."""
        return super().needs(role, leaf) and (
            role != DENOMINATOR or _measure(leaf.params) == StepMeasure.RATE
        )

    def target_kind(self, params: Params) -> str:
        """As the criterion says, where its steps are held against a target."""
        return str(params[TARGET_KIND.name]) if _measure(params) in AIMED else ""

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """That of a missing or zero target or denominator; no points where no step holds."""
        measure, word = _measure(leaf.params), ""
        if measure in AIMED:
            word = without_target(leaf.params, inputs)
        elif measure == StepMeasure.RATE:
            word = without_base(leaf.params, inputs)
        return word or ("" if _step(leaf, inputs) else Fallback.NONE)

    def own_words_sql(self) -> list[When]:
        """The same in SQL, but for a figure without a step: `known_sql` finds none, which is no points."""
        return [
            *without_base_sql(**{MEASURE.name: StepMeasure.RATE}),
            *without_target_sql(**{f"{MEASURE.name}__in": AIMED}),
        ]

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Which of them."""
        measure = _measure(leaf.params)
        if measure in AIMED and not inputs.target:
            return why_without_target(inputs)
        if measure == StepMeasure.RATE and not inputs.base:
            return why_without_base(inputs)
        return _("%(figure)s: the table has no step for it") % {"figure": _said(leaf, inputs)}

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Those of the step; of the best one in a draft whose steps overlap."""
        step = _step(leaf, inputs)
        return step.points if step else 0

    def known_sql(self) -> Case:
        """The same in SQL; NULL where no step holds."""
        value, missing = OuterRef("value"), Greatest(OuterRef("target") - OuterRef("value"), whole(0))
        found = {
            StepMeasure.VALUE: _best(_up_to(value), _above(value)),
            StepMeasure.MISSES: _best(_up_to(missing), _above(missing)),
            StepMeasure.ATTAINED: _best(*_rate_between("target")),
            StepMeasure.RATE: _best(*_rate_between("base")),
        }
        return Case(
            *(When(**{MEASURE.name: measure.value}, then=best) for measure, best in found.items()),
            output_field=BIG,
        )

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The figure, its step and the step's points."""
        step = _step(leaf, inputs)
        assert step is not None
        parts = {
            "figure": _said(leaf, inputs),
            "edges": said_of_edges(step.lowest, step.below, _unit(leaf.params)),
            "points": shown(step.points),
        }
        return _("%(figure)s: the step %(edges)s gives %(points)s") % parts

    def own_words(self, leaf: Leaf) -> str:
        """All steps."""
        params = leaf.params
        steps = said_of_steps(leaf.steps, _unit(params))
        kind = TargetKind(params[TARGET_KIND.name]).label.lower()
        return {
            StepMeasure.VALUE: _("By steps of the figure: %(steps)s"),
            StepMeasure.ATTAINED: _("By steps of the result in %% of the %(kind)s target due: %(steps)s"),
            StepMeasure.RATE: _("By steps of the rate numerator ÷ denominator: %(steps)s"),
            StepMeasure.MISSES: _("By steps of what is missing of the %(kind)s target due: %(steps)s"),
        }[_measure(params)] % {"steps": steps, "kind": kind}

    def doubts(self, leaf: Leaf) -> list[tuple[str, str]]:
        """A denominator that may be 0, where the steps are of a rate."""
        return base_doubts(leaf.params) if _measure(leaf.params) == StepMeasure.RATE else []

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """Gaps, overlaps, and points that do not go with the maximum."""
        return step_faults(leaf, _unit(leaf.params))


def _measure(params: Params) -> StepMeasure:
    return StepMeasure(params[MEASURE.name])


def _unit(params: Params) -> str:
    return " %" if _measure(params) in RATES else ""


def _held(leaf: Leaf, inputs: Inputs) -> Fraction:
    """What is held against the edges, exact: a figure, or a percentage, in ten-thousandths."""
    value, target = known(inputs), inputs.target or 0
    return {
        StepMeasure.VALUE: lambda: Fraction(value),
        StepMeasure.MISSES: lambda: Fraction(max(target - value, 0)),
        StepMeasure.ATTAINED: lambda: Fraction(value * WHOLE, target),
        StepMeasure.RATE: lambda: Fraction(value * WHOLE, inputs.base or 0),
    }[_measure(leaf.params)]()


def _step(leaf: Leaf, inputs: Inputs) -> Step | None:
    held = _held(leaf, inputs)
    holding = [
        step
        for step in leaf.steps
        if (step.lowest is None or held >= step.lowest) and (step.below is None or held < step.below)
    ]
    return max(holding, key=lambda step: step.points, default=None)


def _said(leaf: Leaf, inputs: Inputs) -> str:
    """What is held against the edges, in words; a rate as its two figures, for a rounded one may lie elsewhere."""
    value, target = known(inputs), inputs.target or 0
    parts = {"value": shown(value), "target": shown(target), "base": shown(inputs.base or 0)}
    parts["misses"] = shown(max(target - value, 0))
    return {
        StepMeasure.VALUE: _("Figure %(value)s"),
        StepMeasure.ATTAINED: _("Attained %(value)s ÷ %(target)s"),
        StepMeasure.RATE: _("Rate %(value)s ÷ %(base)s"),
        StepMeasure.MISSES: _("%(misses)s missing of %(target)s"),
    }[_measure(leaf.params)] % parts


def _best(*edges: Q) -> Subquery:
    """The points of the step of this leaf that lies so; of the best one where there are more."""
    rows = LeafStep.objects.filter(*edges, criterion_id=OuterRef("criterion_id"))
    return Subquery(rows.order_by("-points").values("points")[:1], output_field=BIG)


def _up_to(figure: Any) -> Q:
    return Q(lowest__isnull=True) | Q(lowest__lte=figure)


def _above(figure: Any) -> Q:
    return Q(below__isnull=True) | Q(below__gt=figure)


def _rate_between(divisor: str) -> tuple[Q, Q]:
    """Exact products: figure × 100 % against edge × divisor."""

    def held(edge: str) -> Compared:
        return Compared(OuterRef("value"), whole(WHOLE), F(edge), OuterRef(divisor))

    return (
        Q(lowest__isnull=True) | Q(GreaterThanOrEqual(held("lowest"), 0)),
        Q(below__isnull=True) | Q(LessThan(held("below"), 0)),
    )
