"""The lines and totals of a year from what its document holds of the phases that it joins."""

from django.utils.translation import gettext_lazy as _

from campaigns.choices import ResultState
from campaigns.rules import (
    Line,
    Part,
    Total,
    YearRule,
    factors,
    joined_lines,
    joined_total,
    of_calendar,
    stands_apart,
)
from campaigns.services.sealing.checks import same
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import Table
from campaigns.services.sealing.format_2.sheet import Sheet

#: What the line of a leaf says in a year beside its state; it has no figures.
INPUTS = ("status", "value", "carried", "base", "gate", "target", "lead_value", "lead_target")


def rule_of(sheet: Sheet, table: Table) -> YearRule:
    """How the year joins, by the words of the union's table."""
    return YearRule(sheet.frame.phase["joins"], table.record["part_missing"])


def parts_of(sheet: Sheet) -> list[Part]:
    """The phases of the union's own calendar, with what it had there."""
    pairs = zip(sheet.frame.phase["parts"], sheet.record["parts"], strict=True)
    own = [(said["sector"], _part(said, held)) for said, held in pairs]
    return of_calendar(own, sheet.record["sector"])


def _part(said: Record, held: Record | None) -> Part:
    if held is None:
        return Part(said["weight"])
    standing = held["standing"]
    total = Total(standing["points"], 0, standing["rescaled"], 0, standing["most"], 0)
    lines = {
        line["criterion"]: Line(line["points"], line["applies"], line["of_base"]) for line in held["lines"]
    }
    return Part(said["weight"], total, lines)


def year_lines(sheet: Sheet, table: Table) -> dict[str, Line]:
    """The lines of a union in a year; what they say of figures is checked here. Raises Difference."""
    parts, rule = parts_of(sheet), rule_of(sheet, table)
    reported = _reported(sheet, parts, rule)
    for line in sheet.record["lines"]:
        code = line["criterion"]
        where, state = f"{sheet.union} / {code}", None
        if code in table.criteria and table.criteria[code].leaf is not None:
            state = ResultState.REPORTED if code in reported else ResultState.NOT_REPORTED
        same(_("state"), where, line["state"], state)
        for key in INPUTS:
            same(_("figure"), where, line[key], None)
    return joined_lines(table.criteria, parts, rule, table.total_rule)


def _reported(sheet: Sheet, parts: list[Part], rule: YearRule) -> set[str]:
    """The criteria that had a figure in one of the parts that count."""
    pairs = zip(sheet.frame.phase["parts"], sheet.record["parts"], strict=True)
    own = of_calendar([(said["sector"], held) for said, held in pairs], sheet.record["sector"])
    return {
        line["criterion"]
        for held, factor in zip(own, factors(parts, rule), strict=True)
        if held and factor
        for line in held["lines"]
        if line["state"] not in (None, ResultState.NOT_REPORTED)
    }


def year_total(sheet: Sheet, table: Table, lines: dict[str, Line]) -> Total:
    """The printed total of a union in a year."""
    return joined_total(table.nodes, lines, parts_of(sheet), rule_of(sheet, table), table.total_rule)


def is_apart(sheet: Sheet, table: Table) -> bool:
    """The union is not ranked in the year."""
    return stands_apart(parts_of(sheet), rule_of(sheet, table))


def figure_of_latest(sheet: Sheet, indicator: str) -> int | None:
    """What a key that names an indicator reads: the figure of the union's latest phase in which it is ranked."""
    pairs = zip(sheet.frame.phase["parts"], sheet.record["parts"], strict=True)
    own = of_calendar([(said["sector"], held) for said, held in pairs], sheet.record["sector"])
    latest = next((held for held in reversed(own) if held is not None), None)
    found: int | None = latest["figures"].get(indicator) if latest else None
    return found
