"""What is wrong with a workbook: sheet, cell, and what would be right."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import ngettext

#: How many are told; the rest are counted.
SHOWN = 200
#: So many stretches of rows are named behind a fault that stands in many; the rest are counted.
STRETCHES = 8


class Wrong(Exception):
    """A cell that does not fit its column; the message says what would."""


def lines_told(lines: Iterable[int]) -> str:
    """`5, 7–9`: rows as a person says them, the first few of many."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    few = [f"{a}–{b}" if b > a else str(a) for a, b in parts[:STRETCHES]]
    return ", ".join(few) + (" …" if len(parts) > STRETCHES else "")


@dataclass(frozen=True)
class Fault:
    """One fault, or one warning that does not stand in the way."""

    sheet: str
    cell: str
    message: str

    @property
    def line(self) -> int:
        """The row of the cell; 0 where no cell is named."""
        return int("".join(c for c in self.cell.partition(":")[0] if c.isdigit()) or 0)

    def with_rows(self, lines: Sequence[int]) -> "Fault":
        """The same fault, naming the other rows that have it."""
        more = ngettext("Also in row %(rows)s.", "Also in rows %(rows)s.", len(lines))
        return replace(self, message=f"{self.message} {more % {'rows': lines_told(lines)}}")

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}: {self.message}" if self.cell else f"{self.sheet}: {self.message}"


@dataclass
class Faults:
    """All faults of a workbook, the first `SHOWN` of them in words.

    A fault or warning `about` one thing, such as a code that nobody knows, is told once, in the first row that shows
    it; the other rows are named behind it.
    """

    total: int = 0
    shown: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    _also: dict[Hashable, list[int]] = field(default_factory=dict)
    _first: dict[Hashable, Fault] = field(default_factory=dict)

    def add(self, sheet: str, cell: str, message: str, *, about: Hashable = None) -> None:
        """A fault in the sheet of this title, "" for the file as a whole: the workbook changes nothing."""
        fault = Fault(sheet, cell, message)
        if not self._is_known(fault, about):
            self.total += 1
            if len(self.shown) < SHOWN:
                self.shown.append(fault)

    def warn(self, sheet: str, cell: str, message: str, *, about: Hashable = None) -> None:
        """Worth a look; the workbook is taken all the same."""
        fault = Fault(sheet, cell, message)
        if not self._is_known(fault, about) and len(self.warnings) < SHOWN:
            self.warnings.append(fault)

    def _is_known(self, fault: Fault, about: Hashable) -> bool:
        if about is None:
            return False
        if about in self._first:
            self._also[about].append(fault.line)
            return True
        self._first[about], self._also[about] = fault, []
        return False

    @property
    def is_full(self) -> bool:
        """Further faults are only counted: no need to look for a suggestion."""
        return len(self.shown) >= SHOWN

    def __bool__(self) -> bool:
        return self.total > 0

    def sort(self, titles: Sequence[str]) -> None:
        """As somebody goes through the workbook: sheet by sheet, in the order of `titles`, row by row."""

        def place(fault: Fault) -> tuple[int, int, int, str]:
            letters = "".join(c for c in fault.cell.partition(":")[0] if c.isalpha())
            sheet = titles.index(fault.sheet) if fault.sheet in titles else -1
            return sheet, fault.line, len(letters), fault.cell

        others = {fault: rows for about, fault in self._first.items() if (rows := self._also.pop(about, []))}
        for told in (self.shown, self.warnings):
            told[:] = [fault.with_rows(others[fault]) if fault in others else fault for fault in told]
        self._first.clear()
        self.shown.sort(key=place)
        self.warnings.sort(key=place)
