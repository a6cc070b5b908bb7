"""Reading a workbook: its sheets, columns and cells, with every fault found on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import IO, Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from campaigns.workbook.archive import Used, address, letters_of, open_archive, refuse
from campaigns.workbook.cells import Wrong, read_cell
from campaigns.workbook.columns import EXAMPLE, FIRST_ROW, Column, Sheet
from campaigns.workbook.faults import Faults
from campaigns.workbook.layout import SHEETS

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


@dataclass(slots=True)
class Row:
    """A row: its number in the sheet and its values; a cell with a fault has no value."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str) -> Any:
        """The value, None where the cell has a fault."""
        return self.values.get(key)

    def has(self, *keys: str) -> bool:
        """All these cells could be read."""
        return all(key in self.values for key in keys)


@dataclass
class Page:
    """A sheet as found: which letter each column has, and its rows."""

    sheet: Sheet
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def cell(self, row: Row, key: str) -> str:
        """The address of a value."""
        return f"{self.letters.get(key, '')}{row.line}"


@dataclass
class Book:
    """A workbook as read."""

    pages: dict[str, Page]

    @property
    def total(self) -> int:
        """How many rows it has."""
        return sum(len(page.rows) for page in self.pages.values())


def read_workbook(file: IO[bytes], faults: Faults, progress: Progress = silent) -> Book:
    """Read all sheets; what is wrong with cells, columns and sheets goes into `faults`.

    Raises ValidationError for a file that is refused as a whole (see `archive`).
    """
    archive = open_archive(file)
    try:
        book = CalamineWorkbook.from_filelike(archive.copy)
        names = {_plain(name): name for name in book.sheet_names}
        found = {sheet.key: names.get(_plain(sheet.title)) or names.get(sheet.key) for sheet in SHEETS}
        used = {key: archive.sheets.get(name or "", Used()) for key, name in found.items()}
        counter = Counter(progress, 2 * sum(max(u.rows - FIRST_ROW + 1, 0) for u in used.values()))
        pages = {}
        for sheet in SHEETS:
            name = found[sheet.key]
            pages[sheet.key] = Page(sheet)
            if name is None:
                faults.add(
                    sheet,
                    "",
                    _("The sheet “%(title)s” is missing. Copy it from the empty workbook; it may stay empty.")
                    % {"title": sheet.title},
                )
                continue
            _read_sheet(pages[sheet.key], book.get_sheet_by_name(name), used[sheet.key], faults, counter)
    except CalamineError as error:
        raise refuse(
            _("The file is damaged. Open it in Excel, save it again as .xlsx and try once more.")
        ) from error
    return Book(pages)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _read_sheet(page: Page, source: CalamineSheet, used: Used, faults: Faults, counter: Counter) -> None:
    columns: list[tuple[int, Column]] = []
    left = (
        source.start[1] if source.start else 0
    )  # calamine leaves out the empty columns before the first cell, not the rows
    first: list[Any] = []
    for line, cells in enumerate(source.iter_rows(), start=1):
        if line == 1:
            first = [""] * left + list(cells)
            columns = _header(page, first, used, faults)
        elif line >= FIRST_ROW and columns:
            counter.row(page.sheet.title)
            _read_row(page, line, cells, left, columns, used, faults)
    if not first:
        _header(page, [], used, faults)


def _header(page: Page, cells: list[Any], used: Used, faults: Faults) -> list[tuple[int, Column]]:
    """Find the columns by the keys of row 1. A column without a key is the author's own and not read."""
    sheet, known = page.sheet, {c.key: c for c in page.sheet.columns}
    columns: list[tuple[int, Column]] = []
    for place, raw in enumerate(cells):
        key = str(raw).strip().lower() if raw is not None else ""
        if not key:
            continue
        cell = address(1, place + 1)
        if key in page.letters:
            faults.add(sheet, cell, _("The column “%(key)s” stands here twice. Delete one.") % {"key": key})
        elif key not in known:
            near = get_close_matches(key, known, n=1)
            hint = (
                _("Did you mean “%(key)s”?") % {"key": near[0]}
                if near
                else _("Empty this cell to keep a column of your own.")
            )
            faults.add(sheet, cell, _("The column “%(key)s” is not known.") % {"key": key} + " " + hint)
        else:
            page.letters[key] = letters_of(place + 1)
            columns.append((place, known[key]))
    for column in sheet.columns:
        if column.key not in page.letters:
            faults.add(
                sheet,
                "1:1",
                _(
                    "The column “%(key)s” (%(caption)s) is missing. Copy it from the empty workbook; its cells may stay empty where it is optional."
                )
                % {"key": column.key, "caption": column.caption},
            )
    return columns


def _read_row(
    page: Page,
    line: int,
    cells: list[Any],
    left: int,
    columns: list[tuple[int, Column]],
    used: Used,
    faults: Faults,
) -> None:
    if all(raw == "" or raw is None for raw in cells) and not any(
        (line, place + 1) in used.formulas for place, _column in columns
    ):
        return
    place = columns[0][0] - left
    if 0 <= place < len(cells) and str(cells[place]).startswith(EXAMPLE):
        return
    values: dict[str, Any] = {}
    for place, column in columns:
        if used.formulas and (line, place + 1) in used.formulas:
            faults.add(
                page.sheet,
                address(line, place + 1),
                _("The cell holds a formula. Put its value there instead (copy, then paste values)."),
            )
            continue
        index = place - left
        try:
            values[column.key] = read_cell(column, cells[index] if 0 <= index < len(cells) else "")
        except Wrong as wrong:
            faults.add(page.sheet, address(line, place + 1), str(wrong))
    page.rows.append(Row(line, values))
