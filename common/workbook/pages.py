"""Reading one sheet: its columns by their keys, its rows, and what a spreadsheet does to cells and rows."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet

from common.text import format_figure, searchable, tidy
from common.workbook.areas import LONGEST_MARK, Areas, at, is_blank
from common.workbook.book import Counter, Mark, Page, Row
from common.workbook.cells import is_error, mark_of, read_cell
from common.workbook.columns import CAPTIONS_ROW, EXAMPLE, FIRST_ROW, KEYS_ROW, Column, Unit
from common.workbook.faults import Faults, Wrong, lines_told
from common.workbook.scan import ERROR, FORMULA, LOOK, Area, Used, address, letters_of
from common.workbook.sheets import Sheet


@dataclass
class PageReader:
    """Reads one sheet into its page."""

    sheet: type[Sheet]
    used: Used
    faults: Faults
    page: Page = field(default_factory=Page)
    #: The columns that are read, with their place counted from 0.
    columns: list[tuple[int, Column]] = field(default_factory=list)
    #: How many columns stand empty before the first cell: calamine leaves them out, but not the rows.
    left: int = 0

    def read(self, source: CalamineSheet, counter: Counter) -> None:
        """Read the keys of row 1, then the rows of data. A sheet without a single cell is an empty one."""
        self.left = source.start[1] if source.start else 0
        line = 0
        for line, found in enumerate(source.iter_rows(), start=1):
            cells = [""] * self.left + found if self.left else found
            if line == KEYS_ROW:
                self._read_keys(cells)
                self.areas = Areas(self.used, self.columns)
                for area in self.areas.in_heads():
                    self._say_merged(area)
            elif line == CAPTIONS_ROW:
                self._check_captions(cells)
            elif self.columns:
                counter.row(self.sheet.title)
                self._read_row(line, cells)
        for below in range(max(line + 1, FIRST_ROW), self.used.rows + 1 if self.columns else 0):
            self._read_row(below, [])  # calamine ends before formulas that nobody has computed
        self._warn_of_hidden()
        self._warn_of_numbers()

    # --- Columns ------------------------------------------------------------------------------------------------------
    def _read_keys(self, cells: list[Any]) -> None:
        """Find the columns by the keys of row 1. A column without a key is the author's own and not read."""
        known = {column.key: column for column in self.sheet.columns}
        letters = self.page.letters
        for place, raw in enumerate(cells):
            key = tidy(str(raw)).lower() if raw is not None else ""
            if self._is_broken(KEYS_ROW, place, raw):
                self._say(
                    KEYS_ROW, place, _("The code of this column is no text. Copy it from the empty workbook.")
                )
            elif not key:
                continue
            elif key in letters:
                twice = _("The column “%(key)s” stands here twice. Delete one.") % {"key": key}
                self._say(KEYS_ROW, place, twice)
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

    def _is_broken(self, line: int, place: int, raw: Any) -> bool:
        """An error, or a formula that nobody has computed."""
        mark = self.used.mark(line, place + 1)
        return bool(mark & ERROR) or is_error(raw) or (is_blank(raw) and bool(mark & FORMULA))

    def _warn_of_column(self, key: str, place: int) -> None:
        near = get_close_matches(key, [column.key for column in self.sheet.columns], n=1)
        hint = (
            _("Did you mean “%(key)s”?") % {"key": near[0]}
            if near
            else _("Empty this cell to keep a column of your own.")
        )
        unknown = _("The column “%(key)s” is not known and was not read.") % {"key": key}
        self.faults.warn(self.sheet.title, address(KEYS_ROW, place + 1), f"{unknown} {hint}")

    def _check_captions(self, cells: list[Any]) -> None:
        """A row of data in the place of the captions would not be read."""
        found = [
            (at(cells, place), column) for place, column in self.columns if not is_blank(at(cells, place))
        ]
        if found and not any(searchable(str(raw)).rstrip(" *") == searchable(c.caption) for raw, c in found):
            self._say(
                CAPTIONS_ROW,
                self.columns[0][0],
                _(
                    "Row 2 is for the captions and is not read. Insert a row above it, so that the data begin in row 3."
                ),
            )

    # --- Rows ---------------------------------------------------------------------------------------------------------
    def _read_row(self, line: int, cells: list[Any]) -> None:
        self.areas.leave(line)
        if all(
            is_blank(at(cells, p)) and not self.used.mark(line, p + 1) & FORMULA for p, _c in self.columns
        ):
            return
        first = at(cells, self.columns[0][0])
        if isinstance(first, str) and tidy(first[:LONGEST_MARK]).startswith(EXAMPLE):
            return
        row = Row(line, {})
        for area, is_formula in self.areas.enter(line, cells):
            row.is_faulty = True
            if is_formula:
                self.faults.add(self.sheet.title, _told(area), _formula())
            else:
                self._say_merged(area)
        for place, column in self.columns:
            held = self.areas.held.get(place)
            if held is None:
                self._read_cell(row, place, column, at(cells, place), line)
            elif held.is_faulty:
                row.is_faulty = True
            else:
                self._read_cell(row, place, column, held.raw, held.top)
        self.page.rows.append(row)

    def _read_cell(self, row: Row, place: int, column: Column, raw: Any, line: int) -> None:
        """Read a cell that stands in `line`, which is another one for a merged cell."""
        mark, about = self.used.mark(line, place + 1), None
        try:
            if mark & FORMULA:
                about = (self.sheet.key, column.key, FORMULA)
                raise Wrong(_formula())
            if mark & ERROR or is_error(raw):
                shows = _("The cell shows the error %(error)s. Put the right value there.")
                raise Wrong(shows % {"error": raw})
            look = self.used.looks[mark >> LOOK]
            row.values[column.key] = read_cell(column, raw, look)
            if typed := mark_of(column, raw, look):
                row.marks[column.key] = typed
            elif column.unit is Unit.PERCENT:
                self._ask_for_percent(row, place, column)
        except Wrong as wrong:
            row.is_faulty = True
            if line == row.line:  # told once for a merged cell
                self.faults.add(self.sheet.title, address(line, place + 1), str(wrong), about=about)

    def _ask_for_percent(self, row: Row, place: int, column: Column) -> None:
        value = row.values[column.key]
        if value is not None and 0 < value <= 1:
            self.faults.warn(
                self.sheet.title,
                address(row.line, place + 1),
                percent_asked(value),
                about=(self.sheet.key, column.key),
            )

    def _say_merged(self, area: Area) -> None:
        merged = _(
            "These cells are merged into one. Unmerge them, and write in each of them what belongs there."
        )
        self.faults.add(self.sheet.title, _told(area), merged)

    # --- Worth a look -------------------------------------------------------------------------------------------------
    def _warn_of_hidden(self) -> None:
        """Rows that a filter hides are taken like all others, and named."""
        title, used, lines = self.sheet.title, self.used, [row.line for row in self.page.rows]
        if not lines:
            return
        if used.is_hidden:
            self.faults.warn(title, "", _("This sheet is hidden; its rows were read all the same."))
        if hidden := [line for line in lines if line in used.hidden_rows]:
            told = _(
                "Hidden rows were read like all others (%(count)s): %(rows)s. "
                "Delete those that do not belong here."
            )
            values = {"count": format_figure(len(hidden)), "rows": lines_told(hidden)}
            self.faults.warn(title, f"{hidden[0]}:{hidden[0]}", told % values)
        for place, column in self.columns:
            if place + 1 in used.hidden_columns and self._says_something(column):
                hidden_column = _("The column “%(caption)s” is hidden; it was read all the same.")
                self.faults.warn(
                    title, address(KEYS_ROW, place + 1), hidden_column % {"caption": column.caption}
                )

    def _says_something(self, column: Column) -> bool:
        return any(row.get(column.key) not in (None, column.empty) for row in self.page.rows)

    def _warn_of_numbers(self) -> None:
        """New codes that are numbers may have lost the zeros that they began with."""
        for key in self.sheet.identity:
            rows = [row for row in self.page.rows if row.marks.get(key) is Mark.NUMBER]
            column = next(c for c in self.sheet.columns if c.key == key)
            if rows and not column.refers:
                told = _(
                    "The codes in rows %(rows)s are numbers and are taken as shown, for example “%(code)s”. "
                    "If they begin with zeros, format the column as text and type them again."
                )
                cell = self.page.cell(rows[0], key)
                values = {"rows": lines_told(row.line for row in rows), "code": rows[0][key]}
                self.faults.warn(self.sheet.title, cell, told % values)

    def _say(self, line: int, place: int, message: str) -> None:
        self.faults.add(self.sheet.title, address(line, place + 1), message)


def percent_asked(value: Any) -> str:
    """The question whether a small number was meant as a percentage."""
    return _("%(value)s is read as %(value)s %%. If %(meant)s %% is meant, write %(meant)s.") % {
        "value": format_figure(value),
        "meant": format_figure((value * 100).normalize()),
    }


def _formula() -> str:
    return _("The cell holds a formula. Put its value there instead (copy, then paste values).")


def _told(area: Area) -> str:
    first = address(area.top, area.left)
    last = address(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"
