"""One figure tried on a leaf of a scoring table, to hear the rule out; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import EVERY_SECTOR, IndicatorKind, ResultState
from campaigns.models import Criterion
from campaigns.queries.line_inputs import leaf_of
from campaigns.rules import value_of_day
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf
from campaigns.scoring.parameters import APPLIES_TO, BASE, VALUE
from common.dates import parse_day
from common.fields import LARGEST, from_units, to_units
from common.text import format_figure, parse_figure


@dataclass(frozen=True)
class Box:
    """A box of the trial: what it is called in the address and on the page, and what was typed."""

    name: str
    label: str
    typed: str


@dataclass(frozen=True)
class Trial:
    """The boxes that the rule of a leaf asks for, and, once a figure was typed, what it gives and why.

    Of `points` and `fault` one is said; none before anything was typed.
    """

    boxes: list[Box]
    points: str = ""
    how: str = ""
    fault: str = ""


def try_out(criterion: Criterion, asked: Mapping[str, Any]) -> Trial | None:
    """What a typed figure gives by a leaf; None for a rule without a figure. Its inputs and steps are at hand."""
    boxes = _boxes(criterion, asked)
    if not boxes or not boxes[0].typed:
        return Trial(boxes) if boxes else None
    is_day = any(
        read.role == VALUE and read.indicator.kind == IndicatorKind.MILESTONE
        for read in criterion.inputs.all()
    )
    try:
        units = {box.name: _read(box.typed, is_day=is_day) for box in boxes}
        leaf = _for_all(leaf_of(criterion))
    except ValidationError as error:
        return Trial(boxes, fault=" ".join(error.messages))
    inputs = _inputs(criterion, leaf, units)
    found = registry.score(criterion.rule, leaf, inputs)
    said = _("no points") if found.points is None else format_figure(from_units(found.points), 2)
    return Trial(boxes, points=said, how=registry.sentence(criterion.rule, leaf, inputs))


def _boxes(criterion: Criterion, asked: Mapping[str, Any]) -> list[Box]:
    """The figure, the target that it is held against, the second indicator, and the best of the cluster."""
    roles = {role.name for role in registry.roles(criterion.rule)}
    if VALUE not in roles:
        return []
    rule = registry.rule_of(criterion.rule)
    has_base = any(read.role == BASE for read in criterion.inputs.all())
    try:
        has_target = bool(registry.target_kind(criterion.rule, criterion.params))
    except ValidationError:
        has_target = False
    wanted = [("value", _("figure"), True), ("target", _("target"), has_target)]
    wanted += [("base", _("of"), has_base)]
    wanted += [("best", _("best of the cluster: figure"), rule.is_relative)]
    wanted += [("goal", _("its target"), rule.is_relative)]
    return [
        Box(name, label, str(asked.get(f"try_{name}", "")).strip()[:40])
        for name, label, is_asked in wanted
        if is_asked
    ]


def _read(typed: str, *, is_day: bool) -> int | None:
    """What was typed in whole ten-thousandths; None for an empty box. Raises ValidationError."""
    if not typed:
        return None
    figure = value_of_day(parse_day(typed)) if is_day else parse_figure(typed)
    if figure is not None and abs(figure) > LARGEST:
        raise ValidationError(_("The figure is too large: at most 922 trillion."))
    return None if figure is None else to_units(figure)


def _inputs(criterion: Criterion, leaf: Leaf, units: dict[str, int | None]) -> Inputs:
    """The line of a union with these figures; beside it, where one is asked for, that of the best of the cluster."""
    tried = Inputs(
        ResultState.REPORTED, value=units["value"], target=units.get("target"), base=units.get("base")
    )
    other = Inputs(ResultState.REPORTED, value=units.get("best"), target=units.get("goal"))
    lead, goal = registry.leaders(criterion.rule, leaf, [tried, other])[0]
    return replace(tried, lead_value=lead, lead_target=goal)


def _for_all(leaf: Leaf) -> Leaf:
    """The leaf for a union that it applies to and whose gate is open, since the figure alone is tried."""
    return replace(leaf, is_gated=False, params={**leaf.params, APPLIES_TO.name: EVERY_SECTOR})
