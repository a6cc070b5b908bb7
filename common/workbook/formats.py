"""Which form a workbook has been written in: the last sheet says its number.

A file without that sheet is of format 1. Columns and sheets may be added without a new number, since a missing one is
tolerated; a number that this program does not know means that keys or values no longer mean the same, and such a file
is not guessed at.
"""

from typing import Any

from django.utils.translation import gettext as _

from common.workbook.archive import address
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import FIRST_ROW, Column, Kind
from common.workbook.faults import Faults

TITLE = "Định dạng"
COLUMN = Column("format", "Định dạng của tệp", Kind.WHOLE, required=True)
CURRENT = 4


def write_format(book: Any, styles: dict[Any, Any]) -> None:
    """Add the sheet that says the format, in the same form as every other: key, caption, value."""
    page = book.add_worksheet(TITLE)
    page.set_column(0, 0, 24)
    page.write_string(0, 0, COLUMN.key, styles["key"])
    page.write_string(1, 0, COLUMN.caption, styles["caption"])
    page.write_number(FIRST_ROW - 1, 0, CURRENT, styles[Kind.WHOLE])


def is_readable(rows: list[list[Any]], faults: Faults) -> bool:
    """Whether this program reads the format that the sheet's rows say; tells the fault when it does not."""
    raw = rows[FIRST_ROW - 1][0] if len(rows) >= FIRST_ROW and rows[FIRST_ROW - 1] else ""
    cell = address(FIRST_ROW, 1)
    try:
        number = read_cell(COLUMN, raw)
    except Wrong as wrong:
        faults.add(TITLE, cell, str(wrong))
        return False
    if 1 <= number <= CURRENT:
        return True
    faults.add(
        TITLE,
        cell,
        _(
            "This workbook is of format %(found)s; formats 1 to %(current)s are read here. "
            "Copy its rows into this system's empty workbook, or bring this system up to date."
        )
        % {"found": number, "current": CURRENT},
    )
    return False
