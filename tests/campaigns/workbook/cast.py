"""A campaign's workbook as plain rows, and ways to spoil it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from campaigns.imports import Outcome, import_workbook
from campaigns.models import Campaign
from campaigns.workbook import BY_KEY
from campaigns.workbook.exporting import campaign_rows, write_workbook
from tests.cast import NOW
from units.actors import SYSTEM, Actor

Rows = dict[str, list[dict[str, Any]]]


#: Takes the rows and changes them.
Change = Callable[[Rows], None]


def rows_of(campaign: Campaign) -> Rows:
    """A campaign's workbook as plain rows."""
    return {key: [dict(k.values) for k in known] for key, known in campaign_rows(campaign, SYSTEM).items()}


def take(rows: Rows, by: Actor = SYSTEM) -> Outcome:
    """Import these rows."""
    file = BytesIO()
    write_workbook(file, rows)
    return import_workbook(file=file, by=by, now=NOW)


def told(outcome: Outcome) -> list[str]:
    """What is wrong, in words."""
    return [str(f) for f in outcome.faults.shown]


def cell(sheet: str, key: str, line: int) -> str:
    """How a fault names a cell."""
    place = [c.key for c in BY_KEY[sheet].columns].index(key)
    return f"{BY_KEY[sheet].title}!{xl_col_to_name(place)}{line}"


def put(sheet: str, line: int, **values: Any) -> Change:
    """Overwrite some values of a row."""

    def change(rows: Rows) -> None:
        rows[sheet][line - 3].update(values)

    return change


def add(sheet: str, **values: Any) -> Change:
    """Append a row."""
    return lambda rows: rows[sheet].append(values)


def again(sheet: str, line: int, **values: Any) -> Change:
    """Append a row once more, with other values."""
    return lambda rows: rows[sheet].append({**rows[sheet][line - 3], **values})


def line_of(rows: Rows, sheet: str, **values: Any) -> int:
    """The line of the first row with these values."""
    return next(n for n, row in enumerate(rows[sheet], start=3) if values.items() <= row.items())
