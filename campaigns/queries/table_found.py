"""What the design check has found, as the editor shows it: where it leads, and the repair that one press does."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import Criterion, ScoringTable
from campaigns.queries.table_check import Check, Finding
from campaigns.queries.table_check.findings import (
    BAND,
    CRITERION,
    DOWNGRADE,
    REMOVE,
    ROUND,
    SET_BELOW,
    SET_MAXIMUM,
    SET_NOMINAL,
    TABLE,
    TIE_BREAK,
)
from campaigns.scoring import registry
from campaigns.scoring.parameters import STEPS
from common.text import format_figure

__all__ = ["CRITERION", "Found", "found_of", "in_order"]


@dataclass(frozen=True)
class Found:
    """A finding with the address of its place; `repair` is what its button says, "" where there is none.

    `route` is the name of an address that takes `pk`, `at` what follows it: the line and the field.
    """

    finding: Finding
    route: str
    pk: int
    at: str
    repair: str


def found_of(finding: Finding, table: ScoringTable, criteria: Mapping[int, Criterion]) -> Found:
    """A finding as the editor of its table shows it."""
    place, repair = finding.place, _repair_words(finding)
    if place.kind == CRITERION:
        line = criteria.get(place.pk)
        at = f"?line={place.pk}#{_box(line, place.field) if line else 'line'}"
        return Found(finding, "table", table.pk, at, repair)
    if place.kind == BAND:
        field = {"": "", "conditions": "#conditions"}.get(place.field, f"#id_{place.field}")
        return Found(finding, "band", place.pk, field, repair)
    if place.kind == TABLE and place.field:
        return Found(finding, "table-edit", table.pk, f"#id_{place.field}", repair)
    if place.kind == TABLE:
        return Found(finding, "table", table.pk, "#h-lines", repair)
    at = "#h-downgrades" if place.kind == DOWNGRADE else "#h-ties"
    return Found(finding, "table-after", table.pk, at, repair)


def _box(line: Criterion, field: str) -> str:
    """The id of the box in the form of a line that a finding is about."""
    if not field:
        return "line"
    if field == STEPS:
        return "steps"
    if any(role.name == field for role in registry.roles(line.rule)):
        return f"id_input_{field}"
    is_plain = any(own.name == field for own in Criterion._meta.concrete_fields)
    return f"id_{field}" if is_plain else f"id_p_{field}"


def _repair_words(finding: Finding) -> str:
    """What the button of a repair says; "" where only a person can put it right."""
    repair, place = finding.repair, finding.place
    amount = {"points": "" if repair.value is None else format_figure(repair.value)}
    if repair.key == SET_MAXIMUM:
        return _("Set the maximum to %(points)s") % amount
    if repair.key == SET_NOMINAL:
        return _("Set the nominal maximum to %(points)s") % amount
    if repair.key == SET_BELOW:
        return _("Without an upper end") if repair.value is None else _("Let it end at %(points)s") % amount
    if repair.key == ROUND:
        return (
            _("Round the points of the steps") if place.field == STEPS else _("Round to %(points)s") % amount
        )
    return _("Take it out") if repair.key == REMOVE and place.kind in (DOWNGRADE, TIE_BREAK) else ""


def in_order(check: Check) -> list[str]:
    """What the check looked at and found right, each as a sentence."""
    looked_at = (
        (("sum", "empty", "nominal"), _("Groups and criteria add up to the nominal maximum.")),
        (("rule", "foreign_indicator"), _("Every criterion has what its rule needs.")),
        (("gap", "overlap", "floor", "condition_gap"), _("Every total has one band.")),
        (("unmeetable", "unreachable_band"), _("Every condition and every band can be reached.")),
        (("decimals", "too_large"), _("All points can be printed as they are entered.")),
    )
    found = {finding.key for finding in check.findings}
    return [said for keys, said in looked_at if not found & set(keys)]
