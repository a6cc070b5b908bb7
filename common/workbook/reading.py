"""Reading a workbook: its sheets, columns and cells, with every fault found on the way."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import IO, Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from common.workbook import formats
from common.workbook.archive import Archive, Used, address, letters_of, open_archive, refuse
from common.workbook.book import Book, Counter, Page, Progress, Row, silent
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import ALLOWED_TITLE, EXAMPLE, FIRST_ROW, Column
from common.workbook.faults import Faults
from common.workbook.sheets import Sheet


def read_workbook(
    file: IO[bytes], sheets: Sequence[type[Sheet]], faults: Faults, progress: Progress = silent
) -> Book | None:
    """Read the sheets that are there; what is wrong with them, their columns and cells goes into `faults`.

    None where the workbook is of a format that is not read here; the fault is told. Raises ValidationError for a file
    that is refused as a whole (see `archive`).
    """
    archive = open_archive(file)
    try:
        book = CalamineWorkbook.from_filelike(archive.copy)
        names = {_plain(name): name for name in book.sheet_names}
        mark = names.get(_plain(formats.TITLE))
        if mark and not formats.is_readable(
            book.get_sheet_by_name(mark).to_python(skip_empty_area=False), faults
        ):
            return None
        return _read_sheets(book, archive, sheets, faults, progress)
    except CalamineError as error:
        raise refuse(
            _("The file is damaged. Open it in Excel, save it again as .xlsx and try once more.")
        ) from error


def _read_sheets(
    book: CalamineWorkbook,
    archive: Archive,
    sheets: Sequence[type[Sheet]],
    faults: Faults,
    progress: Progress,
) -> Book:
    names = {_plain(name): name for name in book.sheet_names}
    found = {sheet.key: names.get(_plain(sheet.title)) or names.get(sheet.key) for sheet in sheets}
    used = {key: archive.sheets.get(name or "", Used()) for key, name in found.items()}
    counter = Counter(progress, 2 * sum(max(u.rows - FIRST_ROW + 1, 0) for u in used.values()))
    pages = {}
    for sheet in sheets:
        name = found[sheet.key]
        reader = PageReader(sheet, used[sheet.key], faults)
        if name is not None:
            reader.read(book.get_sheet_by_name(name), counter)
        pages[sheet.key] = reader.page
    for name in set(book.sheet_names) - {*found.values(), ALLOWED_TITLE, names.get(_plain(formats.TITLE))}:
        _warn_of_sheet(name, [sheet.title for sheet in sheets if found[sheet.key] is None], faults)
    return Book(pages)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _warn_of_sheet(name: str, missing: list[str], faults: Faults) -> None:
    near = get_close_matches(name, missing, n=1)
    hint = " " + _("Did you mean “%(key)s”?") % {"key": near[0]} if near else ""
    faults.warn(name, "", _("This sheet is not known and was not read.") + hint)


class PageReader:
    """Reads one sheet into its page."""

    def __init__(self, sheet: type[Sheet], used: Used, faults: Faults) -> None:
        self.sheet, self.used, self.faults = sheet, used, faults
        self.page = Page()
        #: The columns that are read, with their place counted from 0.
        self.columns: list[tuple[int, Column]] = []
        #: How many columns stand empty before the first cell: calamine leaves them out, but not the rows.
        self.left = 0

    def read(self, source: CalamineSheet, counter: Counter) -> None:
        """Read the keys of row 1, then the rows of data. A sheet without a single cell is an empty one."""
        self.left = source.start[1] if source.start else 0
        for line, cells in enumerate(source.iter_rows(), start=1):
            if line == 1:
                self._read_keys([""] * self.left + list(cells))
            elif line >= FIRST_ROW and self.columns:
                counter.row(self.sheet.title)
                self._read_row(line, cells)

    def _read_keys(self, cells: list[Any]) -> None:
        """Find the columns by the keys of row 1. A column without a key is the author's own and not read."""
        known = {column.key: column for column in self.sheet.columns}
        letters = self.page.letters
        for place, raw in enumerate(cells):
            key = str(raw).strip().lower() if raw is not None else ""
            if not key:
                continue
            if key in letters:
                twice = _("The column “%(key)s” stands here twice. Delete one.") % {"key": key}
                self.faults.add(self.sheet.title, address(1, place + 1), twice)
            elif key not in known:
                self._warn_of_column(key, place)
            else:
                letters[key] = letters_of(place + 1)
                self.columns.append((place, known[key]))
        for column in known.values():
            if column.required and column.key not in letters:
                self.faults.add(
                    self.sheet.title,
                    "1:1",
                    _("The column “%(key)s” (%(caption)s) is missing. Copy it from the empty workbook.")
                    % {"key": column.key, "caption": column.caption},
                )

    def _warn_of_column(self, key: str, place: int) -> None:
        near = get_close_matches(key, [column.key for column in self.sheet.columns], n=1)
        hint = (
            _("Did you mean “%(key)s”?") % {"key": near[0]}
            if near
            else _("Empty this cell to keep a column of your own.")
        )
        unknown = _("The column “%(key)s” is not known and was not read.") % {"key": key}
        self.faults.warn(self.sheet.title, address(1, place + 1), f"{unknown} {hint}")

    def _read_row(self, line: int, cells: list[Any]) -> None:
        formulas = self.used.formulas
        if all(raw == "" or raw is None for raw in cells) and not any(
            (line, place + 1) in formulas for place, _column in self.columns
        ):
            return
        if str(self._cell(cells, self.columns[0][0])).startswith(EXAMPLE):
            return
        values: dict[str, Any] = {}
        for place, column in self.columns:
            if (line, place + 1) in formulas:
                formula = _(
                    "The cell holds a formula. Put its value there instead (copy, then paste values)."
                )
                self.faults.add(self.sheet.title, address(line, place + 1), formula)
                continue
            try:
                values[column.key] = read_cell(column, self._cell(cells, place))
            except Wrong as wrong:
                self.faults.add(self.sheet.title, address(line, place + 1), str(wrong))
        self.page.rows.append(Row(line, values))

    def _cell(self, cells: list[Any], place: int) -> Any:
        """The cell of a row at a place counted from the sheet's first column."""
        index = place - self.left
        return cells[index] if 0 <= index < len(cells) else ""
