"""Is the workbook right, and what would it change? Every fault is found before anything is written."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import ResultState
from campaigns.workbook.faults import Faults
from campaigns.workbook.layout import BY_KEY
from campaigns.workbook.reading import Book, Counter, Row
from campaigns.workbook.snapshot import Snapshot
from campaigns.workbook.stored import Identity, Known, Values, identity
from common.text import format_figure

#: Looking for the nearest of many codes takes time; after so many unknown ones no suggestion is made.
SUGGESTIONS = 20


@dataclass
class Change:
    """A row to be written: new, or stored with other values in `fields`."""

    row: Row
    known: Known | None
    fields: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """There is no such row yet."""
        return self.known is None


@dataclass
class Plan:
    """What a workbook without faults changes, by sheet."""

    changes: dict[str, list[Change]] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows are new and changed, of the sheets where something is."""
        found = {}
        for key, rows in self.changes.items():
            new = sum(change.is_new for change in rows)
            if rows:
                found[key] = {"new": new, "changed": len(rows) - new}
        return found


@dataclass
class Check:
    """The workbook, what is stored, and the faults found so far."""

    book: Book
    snapshot: Snapshot
    faults: Faults
    plan: Plan = field(default_factory=Plan)
    _merged: dict[str, dict[Identity, Values]] = field(default_factory=dict)
    _codes: dict[str, set[str]] = field(default_factory=dict)
    _near: dict[tuple[str, str], str] = field(default_factory=dict)

    def rows(self, sheet: str) -> list[Row]:
        """A sheet's rows."""
        return self.book.pages[sheet].rows

    def say(self, sheet: str, row: Row, key: str, message: str) -> None:
        """A fault in a cell."""
        self.faults.add(BY_KEY[sheet], self.book.pages[sheet].cell(row, key), message)

    def warn(self, sheet: str, row: Row, key: str, message: str) -> None:
        """Something worth a look."""
        self.faults.warn(BY_KEY[sheet], self.book.pages[sheet].cell(row, key), message)

    def merged(self, sheet: str) -> dict[Identity, Values]:
        """The rows as they would be afterwards: what is stored, overlaid by the workbook's whole rows."""
        if sheet not in self._merged:
            rows = {key: known.values for key, known in self.snapshot.known[sheet].items()}
            for row in self.rows(sheet):
                if row.has(*(c.key for c in BY_KEY[sheet].columns)):
                    rows[identity(sheet, row.values)] = row.values
            self._merged[sheet] = rows
        return self._merged[sheet]

    def codes(self, sheet: str) -> set[str]:
        """Codes that may be referred to: stored ones and those of the workbook, whatever else is wrong with their rows."""
        if sheet not in self._codes:
            found = {known.values["code"] for known in self.snapshot.known[sheet].values()}
            self._codes[sheet] = found | {row["code"] for row in self.rows(sheet) if row.has("code")}
        return self._codes[sheet]

    def near(self, sheet: str, code: str) -> str:
        """“Did you mean …?”, or where to add the code."""
        if (sheet, code) not in self._near:
            match: list[str] = []
            if len(self._near) < SUGGESTIONS and not self.faults.is_full:
                folded = {c.casefold(): c for c in sorted(self.codes(sheet))}
                match = [folded[m] for m in get_close_matches(code.casefold(), folded, n=1, cutoff=0.5)]
            self._near[sheet, code] = (
                _("Did you mean “%(code)s”?") % {"code": match[0]}
                if match
                else _("Add it to the sheet “%(sheet)s”, or correct the code.")
                % {"sheet": BY_KEY[sheet].title}
            )
        return self._near[sheet, code]


def complete_result(row: Row) -> None:
    """An empty state means what the figure says."""
    if row.has("state", "value") and not row["state"]:
        row.values["state"] = ResultState.NOT_REPORTED if row["value"] is None else ResultState.REPORTED


def complete_participant(row: Row) -> None:
    """A table without a version means the first; a version without a table means nothing."""
    if row.has("table", "table_version"):
        row.values["table_version"] = (row["table_version"] or 1) if row["table"] else None


def check_sheet(checking: Check, key: str, counter: Counter) -> None:
    """Duplicates, codes that nobody knows, and what differs from what is stored."""
    sheet = BY_KEY[key]
    first: dict[Identity, Row] = {}
    changes = checking.plan.changes.setdefault(key, [])
    referring = [c for c in sheet.columns if c.refers and c.refers not in ("tables",)]
    keys = tuple(c.key for c in sheet.columns)
    for row in checking.rows(key):
        counter.row(sheet.title)
        for column in referring:
            code = row.get(column.key)
            if code and code not in checking.codes(column.refers):
                checking.say(
                    key, row, column.key,
                    _("“%(code)s” is not known.") % {"code": code} + " " + checking.near(column.refers, code),
                )  # fmt: skip
        if not row.has(*sheet.identity):
            continue
        name = identity(key, row.values) if key != "people" or row.has("email") else None
        if name is None:
            continue
        if name in first:
            _say_twice(checking, key, row, first[name])
            continue
        first[name] = row
        if row.has(*keys):
            known = checking.snapshot.known[key].get(name)
            fields = () if known is None else tuple(k for k in keys if _differs(key, k, row, known))
            if known is None or fields:
                changes.append(Change(row, known, fields))


def _say_twice(checking: Check, key: str, row: Row, other: Row) -> None:
    if key == "terms" and row.get("leader") != other.get("leader"):
        checking.say(
            key, row, "leader",
            _("Row %(line)s names another union for the same cluster and year. A cluster has one leading union at a time: keep one row.")
            % {"line": other.line},
        )  # fmt: skip
        return
    checking.say(
        key, row, BY_KEY[key].identity[0],
        _("This row stands in row %(line)s already. Keep one of them.") % {"line": other.line},
    )  # fmt: skip


def _differs(sheet: str, key: str, row: Row, known: Known) -> bool:
    if sheet == "participants" and key == "sector" and not row[key]:
        return False  # an empty cell leaves the union's own
    return bool(row[key] != known.values[key])


def told(value: Any) -> str:
    """A value as a person reads it in a fault."""
    if value is None or value == "":
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "hour"):
        return f"{value:%d/%m/%Y %H:%M}"
    if hasattr(value, "year"):
        return f"{value:%d/%m/%Y}"
    return value if isinstance(value, str) else format_figure(value)
