"""The season's workbook with a milestone, and its rows of Ba Dinh."""

from typing import Any

import pytest

from campaigns.imports import Outcome
from tests.campaigns.milestone_cast import EARLY, add_milestone, reach
from tests.campaigns.results_cast import row
from tests.campaigns.workbook.by_hand import take_tabs, whole
from tests.campaigns.workbook.cast import Rows, rows_of, take
from tests.cast import Season


@pytest.fixture
def days(season: Season) -> Rows:
    """The season's workbook with a milestone that Ba Dinh has reached early."""
    add_milestone(season)
    reach(season, EARLY, "pilot")
    return rows_of(season.campaign)


def line_of(rows: Rows, sheet: str, **wanted: Any) -> tuple[int, dict[str, Any]]:
    """A row of the workbook and the line that it stands in."""
    place, found = next(
        (n, row) for n, row in enumerate(rows[sheet], start=3) if wanted.items() <= row.items()
    )
    return place, found


def result_of(rows: Rows) -> tuple[int, dict[str, Any]]:
    return line_of(rows, "results", union="BD", indicator="DH")


def target_of(rows: Rows) -> tuple[int, dict[str, Any]]:
    return line_of(rows, "targets", union="BD", indicator="DH")


def take_typed(rows: Rows, sheet: str, place: int, typed: Any) -> Outcome:
    """Import the rows with this in the cell of a value: text as somebody types it, anything else as a spreadsheet
    keeps it."""
    if isinstance(typed, str):
        return take_tabs(whole(rows, **{sheet: (place, "value", typed)}))
    rows[sheet][place - 3]["value"] = typed
    return take(rows)


def kept(season: Season) -> tuple[str, Any, str]:
    found = row(season, "DH")
    return (found.state, found.value, found.stage)
