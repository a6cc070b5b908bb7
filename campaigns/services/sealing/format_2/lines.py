"""The lines of a participant: each leaf's inputs against its sheet and points by its rule, each group by its children."""

from django.utils.translation import gettext_lazy as _

from campaigns.rules import Line, held_lines
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.services.sealing.checks import same
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import Criterion, Table
from campaigns.services.sealing.format_2.sheet import Sheet

#: How the inputs of a line are called, in the order in which they are compared.
CALLED = {
    "state": _("state"),
    "status": _("status"),
    "carried": _("figure carried over"),
    "value": _("figure"),
    "base": _("figure of the second indicator"),
    "gate": _("figure of the condition"),
    "target": _("target"),
    "lead_value": _("figure of the leader"),
    "lead_target": _("target of the leader"),
}
#: What a group's line does not have.
NO_INPUTS = dict.fromkeys(CALLED)


def check_lines(sheet: Sheet, table: Table, *, is_settled: bool) -> dict[str, Line]:
    """Recompute every line of a participant, by the codes of the criteria. Raises Difference."""
    union, stored = sheet.union, {line["criterion"]: line for line in sheet.record["lines"]}
    wanted = sorted(table.criteria)
    same(_("number of lines"), union, (len(sheet.record["lines"]), sorted(stored)), (len(wanted), wanted))
    leaves = {}
    for code, criterion in table.criteria.items():
        where = f"{union} / {code}"
        if criterion.leaf is None:
            _check_inputs(where, stored[code], NO_INPUTS)
        else:
            leaves[code] = _leaf_points(where, sheet, criterion, stored[code], is_settled=is_settled)
    lines = held_lines(table.nodes, leaves)
    for code, line in lines.items():
        where, found = f"{union} / {code}", stored[str(code)]
        same(_("applies"), where, found["applies"], line.applies)
        same(_("points"), where, found["points"], line.points)
        same(_("points of the base"), where, found["of_base"], line.of_base)
    return {str(code): line for code, line in lines.items()}


def _leaf_points(
    where: str, sheet: Sheet, criterion: Criterion, line: Record, *, is_settled: bool
) -> tuple[int | None, bool]:
    """Points of a leaf, and whether it applies, once its inputs are what the sheet says."""
    _check_inputs(where, line, NO_INPUTS | sheet.inputs(criterion, line, is_settled=is_settled))
    inputs = Inputs(
        state=line["state"],
        value=line["value"],
        base=line["base"],
        target=line["target"],
        gate=line["gate"],
        lead_value=line["lead_value"],
        lead_target=line["lead_target"],
        is_confirmed=sheet.is_confirmed(criterion),
        sector=sheet.record["sector"],
        members=sheet.record["headcount"]["members"],
    )
    if criterion.leaf is None:
        raise ValueError("A group is no leaf.")
    points = registry.score(criterion.rule, criterion.leaf, inputs)
    return points.points, points.applies


def _check_inputs(where: str, line: Record, wanted: Record) -> None:
    for key, called in CALLED.items():
        same(called, where, line[key], wanted[key])
