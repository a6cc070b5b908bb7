"""A participant's lines: a leaf's inputs against the sheet and its points by its rule, a group by its children."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.rules import Line, held_lines
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.services.sealing.checks import same
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import Criterion, Table
from campaigns.services.sealing.format_2.leaders import Leaders
from campaigns.services.sealing.format_2.sheet import Sheet
from campaigns.services.sealing.format_2.years import year_lines

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


def check_lines(sheet: Sheet, table: Table, leaders: Leaders, *, is_settled: bool) -> dict[str, Line]:
    """Recompute every line of a participant, by the codes of the criteria; who leads is kept for later.

    Raises Difference.
    """
    union, stored = sheet.union, {line["criterion"]: line for line in sheet.record["lines"]}
    wanted = sorted(table.criteria)
    same(_("number of lines"), union, (len(sheet.record["lines"]), sorted(stored)), (len(wanted), wanted))
    if sheet.frame.is_year:
        lines: dict[Any, Line] = dict(year_lines(sheet, table))
    else:
        lines = held_lines(table.nodes, _leaves(sheet, table, stored, leaders, is_settled=is_settled))
    for code, line in lines.items():
        where, said = f"{union} / {code}", stored[str(code)]
        same(_("applies"), where, said["applies"], line.applies)
        same(_("points"), where, said["points"], line.points)
        same(_("points of the base"), where, said["of_base"], line.of_base)
    return {str(code): line for code, line in lines.items()}


def _leaves(
    sheet: Sheet, table: Table, stored: dict[str, Record], leaders: Leaders, *, is_settled: bool
) -> dict[Any, tuple[int | None, bool]]:
    """Points of every leaf, and whether it applies, once its inputs are what the sheet says."""
    leaves = {}
    for code, criterion in table.criteria.items():
        where = f"{sheet.union} / {code}"
        if criterion.leaf is None:
            _check_inputs(where, stored[code], NO_INPUTS)
            continue
        inputs = _inputs_of(where, sheet, criterion, stored[code], is_settled=is_settled)
        if criterion.is_relative:
            leaders.keep(where, criterion, inputs)
        found = registry.score(criterion.rule, criterion.leaf, inputs)
        leaves[code] = (found.points, found.applies)
    return leaves


def _inputs_of(where: str, sheet: Sheet, criterion: Criterion, line: Record, *, is_settled: bool) -> Inputs:
    """What a leaf's points are computed from, once the line says what the sheet does; it is believed who leads."""
    wanted = NO_INPUTS | sheet.inputs(criterion, line, is_settled=is_settled)
    if criterion.is_relative:
        wanted |= {name: line[name] for name in ("lead_value", "lead_target")}
    _check_inputs(where, line, wanted)
    return Inputs(
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


def _check_inputs(where: str, line: Record, wanted: Record) -> None:
    for key, called in CALLED.items():
        same(called, where, line[key], wanted[key])
