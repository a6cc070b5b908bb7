"""Which form a workbook has been written in, and from what it was exported: the last sheet says both.

A file without that sheet is of format 1. Columns and sheets may be added without a new number, since a missing one is
tolerated; a number that this program does not know means that keys or values no longer mean the same, and such a file
is not guessed at.
"""

from typing import Any

from django.utils.translation import gettext as _

from common.workbook.archive import address
from common.workbook.book import Origin
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import FIRST_ROW, KEYS_ROW, Column, Kind
from common.workbook.faults import Faults

TITLE = "Định dạng"
COLUMN = Column("format", "Định dạng của tệp", Kind.WHOLE, required=True)
CODE = Column("exported_code", "Xuất từ (mã)", Kind.CODE)
YEAR = Column("exported_year", "Xuất từ (năm)", Kind.WHOLE)
CURRENT = 4


def write_format(book: Any, styles: dict[Any, Any], origin: Origin | None) -> None:
    """Add the sheet that says the format and the origin, in the same form as every other: key, caption, value."""
    page = book.add_worksheet(TITLE)
    page.set_column(0, 2, 24)
    columns = (COLUMN, CODE, YEAR) if origin else (COLUMN,)
    for place, column in enumerate(columns):  # row by row: what is behind is no longer in memory
        page.write_string(0, place, column.key, styles["key"])
    for place, column in enumerate(columns):
        page.write_string(1, place, column.caption, styles["caption"])
    page.write_number(FIRST_ROW - 1, 0, CURRENT, styles[Kind.WHOLE])
    if origin:
        page.write_string(FIRST_ROW - 1, 1, origin.code, styles[Kind.CODE])
        page.write_number(FIRST_ROW - 1, 2, origin.year, styles[Kind.WHOLE])


def origin_of(rows: list[list[Any]]) -> Origin:
    """From what the sheet's rows say that the workbook was exported; what cannot be read is not said."""
    if len(rows) < FIRST_ROW:
        return Origin()
    keys, values = rows[KEYS_ROW - 1], rows[FIRST_ROW - 1]
    found: dict[str, Any] = {}
    for column in (CODE, YEAR):
        place = keys.index(column.key) if column.key in keys else len(values)
        try:
            found[column.key] = read_cell(column, values[place]) if place < len(values) else None
        except Wrong:
            found[column.key] = None
    return Origin(found[CODE.key] or "", found[YEAR.key])


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
