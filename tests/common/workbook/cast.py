"""Rows of a workbook by hand, and how they are read."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from campaigns.workbook import SHEETS
from common.workbook.book import Book
from common.workbook.faults import Faults
from common.workbook.reading import read_workbook
from tests.common.workbook.raw import book, tab

PHASE = {
    "number": 1, "name": "Đợt 1", "period_from": "01/01/2027", "period_to": "31/07/2027",
    "entry_opens_at": "01/07/2027", "entry_closes_at": "31/07/2027",
}  # fmt: skip
BAND = {"table": "B1", "version": 1, "name": "Xuất sắc", "lowest": 90}
UNION = {"code": "A", "name": "Một", "short_name": "Một", "level": "zone", "valid_from": "01/01/2024"}
MEMBER = {"cluster": "C1", "union": "BD", "valid_from": "01/01/2024"}
ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#BUSY!"]
FORMULA = "The cell holds a formula. Put its value there instead (copy, then paste values)."
MERGED = "These cells are merged into one. Unmerge them, and write in each of them what belongs there."


def read(file: BytesIO) -> tuple[Book, list[str], list[str]]:
    """The workbook, its faults and its warnings."""
    faults = Faults()
    found = read_workbook(file, SHEETS, faults)
    assert found is not None
    faults.sort([sheet.title for sheet in SHEETS])
    return found, [str(f) for f in faults.shown], [str(f) for f in faults.warnings]


def value_of(sheet: str, row: Mapping[str, Any], key: str, raw: Any, **more: Any) -> Any:
    """How a cell is read beside right ones."""
    found, faults, _warnings = read(book({sheet: tab(sheet, {**row, key: raw})}, **more))
    assert faults == []
    return found.pages[sheet].rows[0][key]


def faults_of(sheet: str, *rows: Mapping[str, Any], **more: Any) -> list[str]:
    return read(book({sheet: tab(sheet, *rows, **more)}))[1]
