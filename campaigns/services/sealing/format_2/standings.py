"""Totals, ranks and bands of a cluster: each participant's own part at once, places when all totals are known."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.choices import FactKind, ResultState, TieKind
from campaigns.rules import (
    Contender,
    Fact,
    Key,
    Line,
    Placed,
    Total,
    Unit,
    figure_key,
    grades_of,
    is_young,
    persons_key,
    ranks_of,
    standards_of,
    total_of_lines,
    women_key,
)
from campaigns.services.sealing.checks import same
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import Band, Table
from campaigns.services.sealing.format_2.sheet import Sheet
from campaigns.services.sealing.format_2.years import figure_of_latest, is_apart, year_total

#: How the parts of a total are called.
PARTS = {
    "summed": _("sum of the lines"),
    "rescaled": _("points made up for what does not apply"),
    "points": _("total"),
    "cut": _("what was cut from the total"),
    "most": _("maximum that applies"),
}


@dataclass
class Standings:
    """What is kept of the participants of a cluster until all are read: totals, keys and what bands ask."""

    stored: dict[str, Record] = field(default_factory=dict)
    contenders: dict[str, Contender] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def take(self, sheet: Sheet, table: Table, lines: dict[str, Line]) -> None:
        """Check what a standing says without the others, and keep what its place depends on. Raises Difference."""
        union, stored = sheet.union, sheet.record["standing"]
        if sheet.frame.is_year:
            total, apart = year_total(sheet, table, lines), is_apart(sheet, table)
        else:
            total, apart = total_of_lines(table.nodes, lines, table.total_rule), False
        _check_own(sheet, stored, total)
        self.stored[union] = {
            key: stored[key] for key in ("rank", "is_tied", "band", "band_found", "is_on_border")
        }
        if not sheet.is_silent and not apart:
            self.contenders[union] = contender_of(sheet, table, lines, total)
        self.units[union] = unit_of(sheet, table, lines, total)
        same(_("too young to be graded"), union, stored["is_young"], self.units[union].is_young)

    def check_places(self) -> None:
        """Rank, tie and band of each against the totals of all. Raises Difference."""
        ranks = ranks_of(self.contenders)
        units = {}
        for union, stored in self.stored.items():
            rank, is_tied = ranks.get(union, (None, False))
            same(_("rank"), union, stored["rank"], rank)
            same(_("tie"), union, stored["is_tied"], is_tied)
            units[union] = replace(self.units[union], rank=rank)
        for union, grade in grades_of(units).items():
            stored = self.stored[str(union)]
            same(_("band before downgrades"), str(union), _band(stored["band_found"]), _class_of(grade.found))
            same(_("band"), str(union), _band(stored["band"]), _class_of(grade.band))
            same(_("tie on the border of a band"), str(union), stored["is_on_border"], grade.is_on_border)


def contender_of(sheet: Sheet, table: Table, lines: dict[str, Line], total: Total) -> Contender:
    """What decides a participant's rank."""
    placing = sheet.record["placing"]
    keys = tuple(_key(one, sheet, lines) for one in table.tie_breaks)
    return Contender(total.points, keys, placing["place"] if placing else None)


def unit_of(sheet: Sheet, table: Table, lines: dict[str, Line], total: Total) -> Unit:
    """What decides a participant's band, but for the rank, which needs the others."""
    return Unit(
        points=total.points,
        rank=None,
        table=table.band_table,
        zeros=total.zeros,
        standards=tuple(standards_of(table.nodes, lines)),
        facts=tuple(Fact(f["kind"], f["grade_key"], f["is_of_period"]) for f in sheet.record["facts"]),
        is_silent=sheet.is_silent,
        is_young=_is_young(sheet, table),
    )


def _check_own(sheet: Sheet, stored: Record, total: Total) -> None:
    """The parts of a standing that depend on nobody else."""
    union, leaves = sheet.union, [line for line in sheet.record["lines"] if line["state"] is not None]
    same(_("cluster"), union, stored["cluster"], sheet.frame.cluster)
    for key, called in PARTS.items():
        same(called, union, stored[key], getattr(total, key))
    reported = sum(line["state"] != ResultState.NOT_REPORTED for line in leaves)
    same(_("lines with a figure"), union, (stored["reported"], stored["lines"]), (reported, len(leaves)))
    same(_("silent"), union, stored["is_silent"], sheet.is_silent)


def _key(tie_break: Record, sheet: Sheet, lines: dict[str, Line]) -> Key:
    """What a tie-break says of a participant."""
    kind, is_lower_better = tie_break["kind"], tie_break["is_lower_better"]
    if kind == TieKind.CRITERION:
        return figure_key(lines[tie_break["criterion"]].points, is_lower_better=is_lower_better)
    if kind == TieKind.INDICATOR:
        code = tie_break["indicator"]
        if sheet.frame.is_year:
            figure = figure_of_latest(sheet, code)
        else:
            figure = sheet.figure(code, brought=sheet.record["carried"].get(code))
        return figure_key(figure, is_lower_better=is_lower_better)
    if kind == TieKind.WOMEN:
        return women_key(sheet.record["headcount"]["members"], sheet.record["headcount"]["women"])
    placing = sheet.record["placing"]
    return persons_key(kind, Placed(placing["place"], placing["is_ballot"]) if placing else None)


def _is_young(sheet: Sheet, table: Table) -> bool:
    """Founded or reorganised too short a time before the review day."""
    founded_on = sheet.record["founded_on"]
    return is_young(
        sheet.frame.review_day,
        founded_on=date.fromisoformat(founded_on) if founded_on else None,
        reorganised_on=[
            date.fromisoformat(fact["day"])
            for fact in sheet.record["facts"]
            if fact["kind"] == FactKind.REORGANISED
        ],
        min_months=table.record["min_months"],
        min_months_merged=table.record["min_months_merged"],
    )


def _band(record: Record | None) -> tuple[str, int] | None:
    return (record["class"], record["lowest"]) if record else None


def _class_of(band: Any) -> tuple[str, int] | None:
    """A band without its table, as a standing names it."""
    named: Band | None = band
    return None if named is None else named[1:]
