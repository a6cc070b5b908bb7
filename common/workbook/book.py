"""A workbook as it was read: its pages and their rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

#: Told after so many rows: rows done, rows in all, what is going on.
Progress = Callable[[int, int, str], None]
EVERY = 200


def silent(_done: int, _total: int, _message: str) -> None:
    """Nobody watches."""


@dataclass
class Counter:
    """Counts rows over all sheets and tells somebody every `EVERY`."""

    progress: Progress
    total: int
    done: int = 0

    def row(self, message: str) -> None:
        """One row more."""
        self.done += 1
        if self.done % EVERY == 0:
            self.progress(self.done, self.total, message)


class Mark(Enum):
    """How a cell was typed, where its sheet may have to ask whether that was meant."""

    #: A figure shown as a percentage.
    PERCENT = "percent"
    #: A figure given as yes or no.
    ANSWER = "yes or no"
    #: A code given as a number, which has lost its zeros unless its format shows them.
    NUMBER = "number"
    #: The end of a window at 00:00, written as such.
    MIDNIGHT = "midnight"


@dataclass(slots=True)
class Row:
    """A row: its number in the sheet and its values; a cell with a fault has no value."""

    line: int
    values: dict[str, Any]
    marks: dict[str, Mark] = field(default_factory=dict)
    #: The row could not be read, or names what nobody knows: what follows from that is not told as well.
    is_faulty: bool = False
    #: The columns in which a fault has been told.
    told: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str) -> Any:
        """The value, None where the cell has a fault."""
        return self.values.get(key)

    def has(self, *keys: str) -> bool:
        """All these cells could be read."""
        return all(map(self.values.__contains__, keys))


@dataclass
class Page:
    """A sheet as found: which letter each column has, and its rows. Without letters the sheet is missing or empty."""

    letters: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def copy(self) -> "Page":
        """The same page with rows that may be changed."""
        rows = [Row(row.line, dict(row.values), row.marks, row.is_faulty) for row in self.rows]
        return Page(self.letters, rows)

    def cell(self, row: Row, key: str) -> str:
        """The address of a value."""
        return f"{self.letters.get(key, '')}{row.line}"


@dataclass(frozen=True)
class Origin:
    """From what a workbook was exported: its code and its year; "" and None where the file does not say."""

    code: str = ""
    year: int | None = None


@dataclass
class Book:
    """A workbook as read: its pages by the keys of their sheets, also of those that the file does not have."""

    pages: dict[str, Page]
    #: From what it was exported, as far as it says.
    origin: Origin = field(default_factory=Origin)

    @property
    def total(self) -> int:
        """How many rows it has."""
        return sum(len(page.rows) for page in self.pages.values())
