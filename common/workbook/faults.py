"""What is wrong with a workbook: sheet, cell, and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass, field

#: How many are told; the rest are counted.
SHOWN = 200


@dataclass(frozen=True)
class Fault:
    """One fault, or one warning that does not stand in the way."""

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}: {self.message}" if self.cell else f"{self.sheet}: {self.message}"


@dataclass
class Faults:
    """All faults of a workbook, the first `SHOWN` of them in words."""

    total: int = 0
    shown: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def add(self, sheet: str, cell: str, message: str) -> None:
        """A fault in the sheet of this title, "" for the file as a whole: the workbook changes nothing."""
        self.total += 1
        if len(self.shown) < SHOWN:
            self.shown.append(Fault(sheet, cell, message))

    def warn(self, sheet: str, cell: str, message: str) -> None:
        """Worth a look; the workbook is taken all the same."""
        if len(self.warnings) < SHOWN:
            self.warnings.append(Fault(sheet, cell, message))

    @property
    def is_full(self) -> bool:
        """Further faults are only counted: no need to look for a suggestion."""
        return len(self.shown) >= SHOWN

    def __bool__(self) -> bool:
        return self.total > 0

    def sort(self, titles: Sequence[str]) -> None:
        """As somebody goes through the workbook: sheet by sheet, in the order of `titles`, row by row."""

        def place(fault: Fault) -> tuple[int, int, int, str]:
            digits = "".join(c for c in fault.cell.partition(":")[0] if c.isdigit())
            sheet = titles.index(fault.sheet) if fault.sheet in titles else -1
            return sheet, int(digits or 0), len(fault.cell) - len(digits), fault.cell

        self.shown.sort(key=place)
        self.warnings.sort(key=place)
