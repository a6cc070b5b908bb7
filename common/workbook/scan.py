"""What a sheet's XML holds besides its values: formulas, errors, looks, merged cells, and what is hidden."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from common.workbook.markup import parser
from common.workbook.styles import NONE, Look, Styles

MAX_ROWS = 150_000
MAX_COLUMNS = 60
MAX_CELLS = 4_000_000
MAX_AREAS = 100_000
FORMULA, ERROR, LOOK = 1, 2, 2
#: A cell with an error. The reader leaves such cells empty, or the whole file where it does not know the error.
ERROR_TYPE = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\st=)(?:"e"|'e')""")


class TooFar(Exception):
    """A cell beyond what is read; (row, column)."""


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Used:
    """A sheet: the last cell with content, and what is remarkable of its cells, rows and columns, counted from 1."""

    rows: int = 0
    columns: int = 0
    #: What is remarkable of a cell, by `key`: FORMULA, ERROR, and from the bit LOOK on the place of its look.
    marks: dict[int, int] = field(default_factory=dict)
    has_errors: bool = False
    #: Areas that one formula fills.
    filled: list[Area] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    #: Cells whose text stands in the list of texts that all sheets share.
    shared: int = 0
    looks: list[Look] = field(default_factory=lambda: [NONE])

    def mark(self, row: int, column: int) -> int:
        """What is remarkable of a cell."""
        return self.marks.get(key(row, column), 0)


def key(row: int, column: int) -> int:
    """A cell as one number."""
    return row << 6 | column


def scan(text: bytes, styles: Styles | None = None) -> Used:
    """Walk through a sheet's XML once. Raises TooFar past the limits, ValueError and ExpatError for broken XML."""
    walk = _Walk(styles or Styles())
    reader = parser()
    reader.StartElementHandler = walk.start
    reader.Parse(text, True)
    return walk.used


def with_errors_as_text(text: bytes) -> bytes:
    """The sheet's XML with errors as texts such as `#N/A`."""
    return ERROR_TYPE.sub(rb'\1"str"', text)


class _Walk:
    """Where the walk through a sheet stands."""

    def __init__(self, styles: Styles) -> None:
        self.used = Used(looks=styles.looks)
        self.styles, self.row, self.column, self.mark = styles, 0, 0, 0
        self.acts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self.cell, "v": self.content, "is": self.content, "f": self.formula, "row": self.line,
            "col": self.columns, "mergeCell": self.merge, "sheetFormatPr": self.all_rows,
        }  # fmt: skip
        self.hides_all = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        act = self.acts.get(name.rpartition(":")[2])
        if act:
            act(attrs)

    def all_rows(self, attrs: dict[str, str]) -> None:
        self.hides_all = is_true(attrs.get("zeroHeight"))

    def columns(self, attrs: dict[str, str]) -> None:
        if is_true(attrs.get("hidden")) or attrs.get("width") in ("0", "0.0"):
            last = min(int(attrs["max"]), MAX_COLUMNS)
            self.used.hidden_columns.update(range(max(int(attrs["min"]), 1), last + 1))

    def line(self, attrs: dict[str, str]) -> None:
        self.row, self.column = int(attrs.get("r", self.row + 1)), 0
        hidden = is_true(attrs.get("hidden")) or attrs.get("ht") in ("0", "0.0")
        if (hidden or (self.hides_all and "hidden" not in attrs)) and 0 < self.row <= MAX_ROWS:
            self.used.hidden_rows.add(self.row)

    def cell(self, attrs: dict[str, str]) -> None:
        if "r" in attrs:
            self.row, self.column = place(attrs["r"])
        else:
            self.column += 1
        kind = attrs.get("t")
        self.used.shared += kind == "s"
        self.mark = ERROR if kind == "e" else 0
        self.used.has_errors |= kind == "e"
        if "s" in attrs:
            self.mark |= self.styles.place(attrs["s"]) << LOOK

    def content(self, _attrs: dict[str, str]) -> None:
        used, row, column = self.used, self.row, self.column
        used.rows, used.columns = max(used.rows, row), max(used.columns, column)
        if row > MAX_ROWS or column > MAX_COLUMNS or used.rows * used.columns > MAX_CELLS:
            raise TooFar(used.rows, used.columns)  # at once: what has been counted so far is kept in memory
        if row < 1 or column < 1:
            raise ValueError("a cell before the first")
        if self.mark:
            used.marks[key(row, column)] = self.mark

    def formula(self, attrs: dict[str, str]) -> None:
        self.mark |= FORMULA
        self.content(attrs)
        if attrs.get("t") in ("array", "dataTable") and ":" in attrs.get("ref", ""):
            self._keep(self.used.filled, attrs["ref"])

    def merge(self, attrs: dict[str, str]) -> None:
        self._keep(self.used.merged, attrs["ref"])

    @staticmethod
    def _keep(areas: list[Area], reference: str) -> None:
        first, _colon, last = reference.replace("$", "").partition(":")
        area = Area(*place(first), *place(last or first))
        if len(areas) >= MAX_AREAS:
            raise ValueError("more areas than any program writes")
        areas.append(area)


def is_true(word: str | None) -> bool:
    """A truth value of XML."""
    return word in ("1", "true")


def place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of `C7`. Raises ValueError."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter.upper()) - 64
    return int(reference[len(letters) :]), column


def letters_of(column: int) -> str:
    """The letters of a column counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def address(row: int, column: int) -> str:
    """`C7` for row 7, column 3."""
    return f"{letters_of(column)}{row}"
