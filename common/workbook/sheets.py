"""What a sheet of a workbook is. Each app describes the sheets whose rows it carries, a module a sheet."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Protocol, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from common.text import format_figure
from common.workbook.book import Origin, Page, Row
from common.workbook.columns import Column, label_of
from common.workbook.faults import Fault, Faults
from common.workbook.stored import Identity, Known, Values, read_rows

S = TypeVar("S", bound="Sheet")


class Taken(Protocol):
    """What a sheet may ask of the workbook that is taken in with it; `runs.Run` answers."""

    faults: Faults
    #: Why what others entered is changed, the changes that ask for it, and what asks for a yes.
    reason: str
    asks: list[Fault]
    confirms: list[Fault]
    origin: Origin
    #: Who brings the workbook, and when; handed to the services that write.
    by: Any
    now: datetime

    @property
    def sheets(self) -> Sequence[Sheet]: ...

    @property
    def day(self) -> date: ...

    @property
    def who(self) -> dict[str, Any]: ...

    def of(self, kind: type[S]) -> S: ...

    def __getitem__(self, key: str) -> Sheet: ...

    def named(self, key: str) -> set[str]: ...

    def held(self, key: str) -> set[str]: ...

    def near(self, key: str, code: str) -> str: ...


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

    @property
    def pk(self) -> int:
        """The id of the stored row that is changed."""
        assert self.known is not None
        return self.known.pk


class Sheet:
    """A sheet. The class says what stands in it; an object is the sheet of one workbook while that is taken in.

    The import loads what is stored, checks all sheets, and applies them in their order. A sheet gives `load`, `check`
    and `apply`; what it needs of another sheet it asks of that one: `self.run.of(Unions).ids`.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    note: ClassVar[str]
    #: The columns that tell the sheet's rows apart.
    identity: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[Column, ...]]
    #: The sheet whose row this one's rows belong to: with rows here that one may not be empty. Any other sheet may be
    #: missing.
    needs: ClassVar[str] = ""
    #: The column that ends what a row says, once it is filled.
    ends_by: ClassVar[str] = ""

    def __init__(self, run: Taken, page: Page) -> None:
        self.run = run
        self.page = page
        #: What the workbook would change here; found by `compare`.
        self.changes: list[Change] = []
        self._told: set[Hashable] = set()

    # --- What an app says of its sheet --------------------------------------------------------------------------------
    def load(self) -> Iterator[Known]:
        """The stored rows that the workbook's rows are compared with."""
        raise NotImplementedError

    def check(self) -> None:
        """Tell every fault of the rows; each has been compared with what is stored."""

    def is_barred(self) -> bool:
        """Tell and answer that the importer has no business with this workbook: nothing of it is then compared or
        told."""
        return False

    def apply(self) -> None:
        """Write the changes."""
        raise NotImplementedError

    @classmethod
    def identify(cls, values: Values) -> Identity:
        """What tells a row apart."""
        return tuple(map(values.__getitem__, cls.identity))

    def may_identify(self, row: Row) -> bool:
        """The cells that tell the row apart could be read."""
        return row.has(*self.identity)

    def complete(self, row: Row, known: Known | None) -> None:
        """Work out the derived cells of a row that is empty there; `known` is the stored row of the same identity."""

    def differs(self, key: str, row: Row, known: Known) -> bool:
        """The row says something else than what is stored."""
        return bool(row[key] != known.values[key])

    def say_twice(self, row: Row, other: Row) -> None:
        """Tell that an earlier row is about the same."""
        self.say(
            row,
            self.identity[0],
            _("This row stands in row %(line)s already. Keep one of them.") % {"line": other.line},
        )

    # --- What the engine gives it -------------------------------------------------------------------------------------
    @classmethod
    def read(cls, rows: Any, extra: dict[str, str] | None = None, **paths: str) -> Iterator[Known]:
        """Rows of a queryset; columns that are not named like their field are led there by `paths`."""
        found = {column.key: paths.get(column.key, column.key) for column in cls.columns}
        texts = frozenset(column.key for column in cls.columns if column.empty == "")
        return read_rows(rows, found, texts, extra or {})

    @cached_property
    def known(self) -> dict[Identity, Known]:
        """The stored rows under what tells them apart."""
        return {self.identify(known.values): known for known in self.load()}

    @cached_property
    def ids(self) -> dict[Identity, int]:
        """The ids that rows stand for; `apply` adds the new ones."""
        return {name: known.pk for name, known in self.known.items()}

    @property
    def rows(self) -> list[Row]:
        """The workbook's rows."""
        return self.page.rows

    @property
    def new(self) -> list[Change]:
        """The rows that are not stored yet."""
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        """The stored rows with other values."""
        return [change for change in self.changes if not change.is_new]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of its columns."""
        return tuple(column.key for column in self.columns)

    @cached_property
    def absent(self) -> list[Column]:
        """The optional columns that the workbook does not have."""
        return [column for column in self.columns if self.lacks(column.key) and not column.required]

    @cached_property
    def merged(self) -> dict[Identity, Values]:
        """The rows as they would be afterwards: what is stored, overlaid by the workbook's whole rows."""
        rows = {name: known.values for name, known in self.known.items()}
        return rows | {self.identify(row.values): row.values for row in self.rows if row.has(*self.keys)}

    @cached_property
    def codes(self) -> set[str]:
        """Codes that may be referred to: stored ones and those of the workbook, whatever else is wrong with their
        rows."""
        stored = {known.values["code"] for known in self.known.values()}
        return stored | {row["code"] for row in self.rows if row.has("code")}

    def lacks(self, key: str) -> bool:
        """The workbook has this sheet without the column."""
        return key not in self.page.letters

    @cached_property
    def is_uncertain(self) -> bool:
        """Some row could not be read far enough to know what it is about: what nobody seems to know may be that."""
        if self.needs and (not self.run[self.needs].rows or self.run[self.needs].is_uncertain):
            return True
        return not all(map(self.may_identify, self.rows))

    def is_unsure_of(self, code: str) -> bool:
        """A row that is, or may be, of this code could not be read, or names what nobody knows."""
        rows = self._by_code.get(code, ())
        is_unknown = not rows and self.is_uncertain and code not in self.codes
        return is_unknown or any(row.is_faulty for row in rows)

    @cached_property
    def _by_code(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.get("code") or "", []).append(row)
        return found

    @property
    def changed_first(self) -> list[Row]:
        """The rows, those before the others that would change something: of two that disagree, they are told."""
        lines = {change.row.line for change in self.changes}
        return sorted(self.rows, key=lambda row: row.line not in lines)

    def is_news(self, topic: Hashable) -> bool:
        """Nothing has been told of this yet; from now on it has."""
        if topic in self._told:
            return False
        self._told.add(topic)
        return True

    def say(self, row: Row, key: str, message: str, *, about: Hashable = None) -> None:
        """The first fault in a cell. What follows from the fault of the row that the cell names is not told as well.

        Rows with a fault `about` the same thing are named behind the first one.
        """
        refers = next((c.refers for c in self.columns if c.key == key), "")
        if key in row.told or (refers and self.run[refers].is_unsure_of(row.get(key) or "")):
            return
        row.told.add(key)
        topic = None if about is None else (self.key, key, about)
        self.run.faults.add(self.title, self.page.cell(row, key), message, about=topic)

    def ask(self, row: Row, key: str, message: str) -> None:
        """A change that is taken only for the reason of the whole import; a fault where none is given."""
        self.run.asks.append(Fault(self.title, self.page.cell(row, key), message))

    def warn(self, row: Row, key: str, message: str) -> None:
        """Something worth a look, in a row that is right."""
        if not row.is_faulty:
            self.run.faults.warn(self.title, self.page.cell(row, key), message)

    def told(self, key: str, value: Any) -> str:
        """A value of a column as a person writes it."""
        choices = next((c.choices for c in self.columns if c.key == key), None)
        return label_of(choices, value) if choices is not None and value else told(value)

    def settle(self, row: Row) -> None:
        """Say what cells mean that are not there: as if empty in a new row, in a stored one whatever is stored."""
        for column in self.absent:
            if column.derived or column.key in self.identity:
                row.values.setdefault(column.key, column.empty)
        known = self.known.get(self.identify(row.values)) if self.may_identify(row) else None
        for column in self.absent:
            row.values.setdefault(column.key, known.values[column.key] if known else column.empty)
        self.complete(row, known)

    def compare(self, row: Row, first: dict[Identity, Row]) -> None:
        """Find what the row changes; `first` holds the earlier rows."""
        if not self.may_identify(row):
            return
        name = self.identify(row.values)
        if name in first:
            self.say_twice(row, first[name])
            row.is_faulty = True
            return
        first[name] = row
        if row.has(*self.keys):
            known = self.known.get(name)
            fields = () if known is None else tuple(k for k in self.keys if self.differs(k, row, known))
            if known is None or fields:
                self.changes.append(Change(row, known, fields))


def told(value: Any) -> str:
    """A value as a person reads it in a fault."""
    if value is None or value == "":
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "hour"):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if hasattr(value, "year"):
        return f"{value:%d/%m/%Y}"
    return value if isinstance(value, str) else format_figure(value)
