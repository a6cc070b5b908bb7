"""Campaign workbooks by hand, cell by cell."""

from collections.abc import Mapping
from typing import Any

from campaigns.imports import Outcome, import_workbook
from campaigns.workbook import BY_KEY
from common.workbook.columns import label_of
from tests.campaigns.workbook.cast import Rows
from tests.cast import NOW
from tests.common.workbook.raw import Tab, book, tab
from units.actors import SYSTEM


def take_tabs(sheets: Mapping[str, Tab], by: Any = SYSTEM) -> Outcome:
    """Import these sheets."""
    return import_workbook(file=book(sheets), by=by, now=NOW)


def whole(rows: Rows, **spoilt: tuple[int, str, Any]) -> dict[str, Tab]:
    """A whole campaign by hand, with one cell of some sheets spoilt: (row, column, content)."""
    sheets = {}
    for key, found in rows.items():
        lines = [{k: by_hand(key, k, v) for k, v in row.items()} for row in found]
        if key in spoilt:
            line, column, raw = spoilt[key]
            lines[line - 3][column] = raw
        sheets[key] = tab(key, *lines)
    return sheets


def by_hand(sheet: str, key: str, value: Any) -> Any:
    """A value as somebody would type it."""
    if hasattr(value, "hour"):
        return value.isoformat()
    if hasattr(value, "year"):
        return f"{value:%d/%m/%Y}"
    column = next(c for c in BY_KEY[sheet].columns if c.key == key)
    if column.choices is not None and value:
        return label_of(column.choices, value)
    return None if value in ("", None, False) else "có" if value is True else value
