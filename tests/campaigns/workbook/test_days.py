"""A milestone in the workbook: its targets and figures are dates, in the file and as people type them."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from campaigns.models import Target
from campaigns.rules import value_of_day
from campaigns.workbook import BY_KEY
from campaigns.workbook.exporting import export_workbook
from tests.campaigns.milestone_cast import AIM, EARLY, LATE
from tests.campaigns.workbook.cast import Rows, cell, rows_of, take, told
from tests.campaigns.workbook.days_cast import days, kept, line_of, result_of, take_typed, target_of
from tests.cast import NOW, Season
from units.actors import SYSTEM

__all__ = ["days"]


# --- Out --------------------------------------------------------------------------------------------------------------
def test_figures_and_targets_go_out_as_dates_and_come_back_unchanged(season: Season, days: Rows) -> None:
    assert (result_of(days)[1]["value"], result_of(days)[1]["stage"]) == (EARLY, "pilot")
    assert target_of(days)[1]["value"] == AIM
    assert (told(take(days)), take(days).counts) == ([], {})


def test_the_exported_cells_are_dates_of_the_spreadsheet(season: Season, days: Rows) -> None:
    file = BytesIO()
    export_workbook(campaign=season.campaign, target=file, by=SYSTEM, now=NOW)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    shown = {}
    for key, found in (("results", result_of(days)), ("targets", target_of(days))):
        place = [column.key for column in BY_KEY[key].columns].index("value")
        shown[key] = book.get_sheet_by_name(BY_KEY[key].title).to_python(skip_empty_area=False)[found[0] - 1][
            place
        ]
    assert shown == {"results": EARLY, "targets": AIM}


# --- In ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [LATE, datetime(2024, 7, 14), "14/07/2024", "14-7-2024", "14.07.2024", "2024-07-14", "'14/07/2024"],
)
def test_a_date_or_what_is_typed_as_one_is_taken(season: Season, days: Rows, typed: Any) -> None:
    for sheet, (place, _row) in (("results", result_of(days)), ("targets", target_of(days))):
        outcome = take_typed(rows_of(season.campaign), sheet, place, typed)
        assert (told(outcome), outcome.counts) == ([], {sheet: {"new": 0, "changed": 1}})
    assert kept(season) == ("reported", value_of_day(LATE), "pilot")
    assert Target.objects.get(indicator__code="DH", union__code="BD", is_current=True).value == value_of_day(
        LATE
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (45490, "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ("739079", "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ("1", "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ("có", "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ("50%", "Enter a day, for example 31/07/2026; one that lies ahead is a planned one."),
        ("31/02/2026", "“31/02/2026” is not a date. Write it like 31/07/2024."),
        ("01/01/0001", "The year 1 is out of range. Write a date between 1900 and 2100."),
        ("31/12/2101", "The year 2101 is out of range. Write a date between 1900 and 2100."),
        (datetime(2024, 7, 14, 8, 30), "“14/07/2024 08:30” is not a date. Write it like 31/07/2024."),
        ("hôm nay", "“hôm nay” is not a number. Type digits only, for example 1.234,5."),
        ("=TODAY()", "“=TODAY()” is not a number. Type digits only, for example 1.234,5."),
    ],
)
@pytest.mark.parametrize("sheet", ["results", "targets"])
def test_what_is_no_day_is_named_by_its_cell(
    season: Season, days: Rows, sheet: str, typed: Any, said: str
) -> None:
    place, _row = result_of(days) if sheet == "results" else target_of(days)
    assert told(take_typed(days, sheet, place, typed)) == [f"{cell(sheet, 'value', place)}: {said}"]
    assert kept(season) == ("reported", value_of_day(EARLY), "pilot")


@pytest.mark.parametrize("sheet", ["results", "targets"])
@pytest.mark.parametrize("typed", [LATE, "14/07/2024"])
def test_a_date_is_no_figure_of_another_indicator(season: Season, days: Rows, sheet: str, typed: Any) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    rows = rows_of(season.campaign)
    place, _row = line_of(rows, sheet, union="BD", indicator="DV")
    said = "A day is no figure of this indicator. Enter a number."
    assert told(take_typed(rows, sheet, place, typed)) == [f"{cell(sheet, 'value', place)}: {said}"]
