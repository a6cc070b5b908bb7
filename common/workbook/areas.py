"""Cells that are merged into one, and formulas that fill many: what they say to the rows that they reach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.text import tidy
from common.workbook.columns import CAPTIONS_ROW, FIRST_ROW, KEYS_ROW, Column, Kind
from common.workbook.scan import Area, Used

#: So much of a cell shows whether it is blank.
LONGEST_MARK = 100
#: What stands once in a merged cell, for all of its rows. One figure for several rows is asked about.
SPREAD = (Kind.TEXT, Kind.CODE, Kind.CHOICE, Kind.WHOLE, Kind.DAY, Kind.MOMENT)


@dataclass
class Held:
    """What an area says to its rows: the content of its first cell, which stands in `top`; or nothing but a fault."""

    bottom: int
    raw: Any = None
    top: int = 0
    is_faulty: bool = False


@dataclass
class Areas:
    """The areas of a sheet, and what they hold in the row at hand."""

    used: Used
    columns: Sequence[tuple[int, Column]]
    #: Areas by their first row; true for those of a formula.
    _by_top: dict[int, list[tuple[Area, bool]]] = field(default_factory=dict)
    #: By the column's place from 0.
    held: dict[int, Held] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for areas, is_formula in ((self.used.merged, False), (self.used.filled, True)):
            for area in areas:
                self._by_top.setdefault(area.top, []).append((area, is_formula))

    def in_heads(self) -> Iterator[Area]:
        """Merged areas that begin in the heads and hide keys, or reach into the rows of data: each is a fault."""
        for line in (KEYS_ROW, CAPTIONS_ROW):
            for area, is_formula in self._by_top.pop(line, ()):
                covered = self._covered(area)
                hides_keys = line == KEYS_ROW and area.right > area.left
                if covered and not is_formula and (hides_keys or area.bottom >= FIRST_ROW):
                    self._hold(area, covered)
                    yield area

    def leave(self, line: int) -> None:
        """Forget what ended before this row."""
        if self.held:
            self.held = {place: held for place, held in self.held.items() if held.bottom >= line}

    def enter(self, line: int, cells: list[Any]) -> Iterator[tuple[Area, bool]]:
        """Take in the areas that begin in this row, and yield those that are faults; true for those of a formula."""
        for area, is_formula in self._by_top.pop(line, ()):
            covered, raw = self._covered(area), at(cells, area.left - 1)
            if not covered or (is_blank(raw) and not is_formula):
                continue
            place, column = covered[0]
            if area.left == area.right and column.kind in SPREAD and not is_formula:
                self.held[place] = Held(area.bottom, raw, line)
            else:
                self._hold(area, covered)
                yield area, is_formula

    def _covered(self, area: Area) -> list[tuple[int, Column]]:
        """The columns of an area that are read."""
        return [(place, column) for place, column in self.columns if area.left <= place + 1 <= area.right]

    def _hold(self, area: Area, covered: list[tuple[int, Column]]) -> None:
        """What lies in the area says nothing, and has no fault of its own."""
        self.held |= {place: Held(area.bottom, is_faulty=True) for place, _column in covered}


def is_blank(raw: Any) -> bool:
    """Nothing that anybody sees stands in the cell."""
    return raw is None or raw == "" or (isinstance(raw, str) and not tidy(raw[:LONGEST_MARK]))


def at(cells: list[Any], place: int) -> Any:
    """The content of a row's cell; rows may be shorter than the sheet."""
    return cells[place] if place < len(cells) else ""
