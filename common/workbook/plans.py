"""What an import would do, as a person reads it before saying yes: sheet by sheet, row by row."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from common.workbook.columns import Column, Kind
from common.workbook.sheets import Change, Sheet, told

#: How many rows of a sheet are told; the rest are counted. First what ends, then what changes, then what is new.
TOLD = 500
ENDED, CHANGED, NEW = "ended", "changed", "new"


@dataclass(frozen=True)
class Line:
    """A row of the workbook: what becomes of it, who or what it is about, and (caption, before, after) of its cells."""

    kind: str
    row: int
    name: str
    cells: list[tuple[str, str, str]]


@dataclass
class SheetPlan:
    """What becomes of a sheet's rows: how many, and the first of them in words."""

    key: str
    title: str
    ended: int = 0
    changed: int = 0
    new: int = 0
    lines: list[Line] = field(default_factory=list)


@dataclass
class Plan:
    """All that an import would do. Two plans of the same digest would do the same."""

    sheets: list[SheetPlan]
    digest: str

    def as_json(self) -> dict[str, Any]:
        """The plan as a job keeps it."""
        return asdict(self)


def plan_of(sheets: Iterable[Sheet]) -> Plan:
    """The plan of sheets that have been checked."""
    found, digest = [], hashlib.sha256()
    for sheet in sheets:
        if sheet.changes:
            found.append(_of_sheet(sheet))
        for change in sheet.changes:
            digest.update(json.dumps(_whole(sheet, change), cls=DjangoJSONEncoder).encode())
    return Plan(found, digest.hexdigest())


def _whole(sheet: Sheet, change: Change) -> list[Any]:
    """All that decides what the change does."""
    before = {} if change.known is None else {f: change.known.values[f] for f in change.fields}
    return [sheet.key, change.row.line, change.known and change.pk, before, change.row.values]


def _of_sheet(sheet: Sheet) -> SheetPlan:
    kinds: dict[str, list[Change]] = {ENDED: [], CHANGED: [], NEW: []}
    for change in sheet.changes:
        kinds[_kind_of(sheet, change)].append(change)
    ended, changed, new = map(len, kinds.values())
    plan = SheetPlan(sheet.key, sheet.title, ended, changed, new)
    for kind, changes in kinds.items():
        for change in changes[: TOLD - len(plan.lines)]:
            plan.lines.append(
                Line(kind, change.row.line, _name_of(sheet, change), list(_cells(sheet, change)))
            )
    return plan


def _kind_of(sheet: Sheet, change: Change) -> str:
    if change.known is None:
        return NEW
    return ENDED if sheet.ends_by in change.fields and change.row[sheet.ends_by] else CHANGED


def _name_of(sheet: Sheet, change: Change) -> str:
    named = [c for c in sheet.columns if c.key in sheet.identity and change.row[c.key] not in (None, "")]
    numbers = (Kind.WHOLE, Kind.NUMBER)  # a number alone says nothing
    return " · ".join(
        f"{c.caption} {_told(c, change.row[c.key])}" if c.kind in numbers else _told(c, change.row[c.key])
        for c in named
    )


def _cells(sheet: Sheet, change: Change) -> Iterator[tuple[str, str, str]]:
    for column in sheet.columns:
        after = change.row[column.key]
        if change.known is not None and column.key in change.fields:
            yield column.caption, _told(column, change.known.values[column.key]), _told(column, after)
        elif change.known is None and column.key not in sheet.identity and after != column.empty:
            yield column.caption, "", _told(column, after)


def _told(column: Column, value: Any) -> str:
    """A value in words; of a list its label."""
    labels = dict(column.choices.choices) if column.choices is not None else {}
    return str(labels[value]) if value in labels else told(value)
