"""What another table would give for the figures of a document: points, ranks and bands, written nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from campaigns.rules import Line, grades_of, held_lines, ranks_of, total_of_lines
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import Criterion, Frame, Table
from campaigns.services.sealing.format_2.lines import NO_INPUTS
from campaigns.services.sealing.format_2.sheet import Sheet
from campaigns.services.sealing.format_2.standings import contender_of, unit_of


@dataclass(frozen=True)
class Tried:
    """What a union would have: total in whole ten-thousandths, rank, None where it is silent, and band, "" for none."""

    name: str
    points: int
    rank: int | None
    band: str


def try_sheet(document: Iterable[Record], union: str) -> dict[str, tuple[int | None, bool]]:
    """Points of every leaf of a union's own table, and whether it applies, by the codes of the criteria.

    As if all that the union has entered were appraised; the figures of the others count as far as they are. Empty for
    a union without a table.
    """
    frame, sheets, own = Frame(), [], None
    for record in document:
        match record["record"]:
            case "phase":
                frame.phase = record
            case "indicator":
                frame.indicators[record["code"]] = record
            case "table":
                frame.tables[tuple(record["table"])] = Table(record)
            case "criterion":
                frame.tables[tuple(record["table"])].add(record)
            case "participant" if record["table"]:
                if record["union"] == union:
                    own = tuple(record["table"])
                    record = {**record, "results": [_as_appraised(result) for result in record["results"]]}
                sheets.append(Sheet.of(frame, record))
    if own is None:
        return {}
    mine = [sheet for sheet in sheets if tuple(sheet.record["table"]) == own]
    place = next(n for n, sheet in enumerate(mine) if sheet.union == union)
    return _leaves(mine, frame.tables[own])[place]


def _as_appraised(result: Record) -> Record:
    """An entered figure as it would count; one that was not reported stays so."""
    return result if result["state"] == "not_reported" else {**result, "status": "verified"}


def try_table(document: Iterable[Record], table: Iterable[Record]) -> dict[str, Tried]:
    """Score the participants of a cluster's document by the table of these records instead of their own.

    By the codes of the unions, in the order of the document; participants without a table stay out. An indicator that
    the document does not have is one that nobody reported.
    """
    frame, sheets = Frame(), []
    for record in document:
        if record["record"] == "phase":
            frame.phase = record
        elif record["record"] == "indicator":
            frame.indicators[record["code"]] = record
        elif record["record"] == "participant" and record["table"]:
            sheets.append(Sheet.of(frame, record))
    return _graded(sheets, _table(table))


def _table(records: Iterable[Record]) -> Table:
    found: Table | None = None
    for record in records:
        if record["record"] == "table":
            found = Table(record)
        assert found is not None, "a table's own record comes first"
        if record["record"] == "criterion":
            found.add(record)
        elif record["record"] == "band":
            found.bands.append(record)
        elif record["record"] == "downgrade":
            found.downgrades.append(record)
        elif record["record"] == "tie_break":
            found.tie_breaks.append(record)
    assert found is not None, "a document of a table names it"
    return found


def _graded(sheets: list[Sheet], table: Table) -> dict[str, Tried]:
    """Totals, then ranks and bands, which need everybody's total."""
    contenders, units = {}, {}
    for sheet, lines in zip(sheets, _lines(sheets, table), strict=True):
        total = total_of_lines(table.nodes, lines, table.total_rule)
        units[sheet.union] = unit_of(sheet, table, lines, total)
        if not sheet.is_silent:
            contenders[sheet.union] = contender_of(sheet, table, lines, total)
    ranks = ranks_of(contenders)
    units = {union: replace(unit, rank=ranks.get(union, (None, False))[0]) for union, unit in units.items()}
    grades = grades_of(units)
    return {
        sheet.union: Tried(
            name=sheet.record["short_name"],
            points=units[sheet.union].points,
            rank=units[sheet.union].rank,
            band=class_of(grades[sheet.union].band),
        )
        for sheet in sheets
    }


def class_of(band: object) -> str:
    """The name of a band as `frame.Table` names it: table, name, lowest points; "" for none."""
    return str(band[1]) if isinstance(band, tuple) else ""


def _lines(sheets: list[Sheet], table: Table) -> list[dict[str, Line]]:
    """The lines of each participant."""
    leaves = _leaves(sheets, table)
    return [{str(code): line for code, line in held_lines(table.nodes, own).items()} for own in leaves]


def _leaves(sheets: list[Sheet], table: Table) -> list[dict[str, tuple[int | None, bool]]]:
    """The leaves of each participant, leaf by leaf: in some rules the best of the cluster moves everybody."""
    leaves: list[dict[str, tuple[int | None, bool]]] = [{} for _sheet in sheets]
    for code, criterion in table.criteria.items():
        if criterion.leaf is None:
            continue
        inputs = [_inputs(sheet, criterion) for sheet in sheets]
        if criterion.is_relative:
            found = registry.leaders(criterion.rule, criterion.leaf, inputs)
            inputs = [
                replace(one, lead_value=value, lead_target=target)
                for one, (value, target) in zip(inputs, found, strict=True)
            ]
        for own, one in zip(leaves, inputs, strict=True):
            points = registry.score(criterion.rule, criterion.leaf, one)
            own[code] = (points.points, points.applies)
    return leaves


def _inputs(sheet: Sheet, criterion: Criterion) -> Inputs:
    found = sheet.inputs(criterion, NO_INPUTS, is_settled=True)
    return Inputs(
        **{name: found[name] for name in ("state", "value", "base", "target", "gate")},
        is_confirmed=sheet.is_confirmed(criterion),
        sector=sheet.record["sector"],
        members=sheet.record["headcount"]["members"],
    )
