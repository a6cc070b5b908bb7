"""Workbooks as people type them: columns, cells and rows."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from campaigns.imports import import_workbook
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import write_template
from common.workbook import reading
from tests.campaigns.workbook.cast import Rows, cell, put, take, told
from tests.cast import NOW, Season
from units.actors import SYSTEM


def raw_workbook(write: Callable[[str, Any], None], *, renamed: str = "") -> BytesIO:
    """A workbook with right headers, into whose sheets `write` puts what it likes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.title)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, column.key if column.key != renamed else column.key + "x")
            write(sheet.key, page)
    return file


def faults_of(file: BytesIO) -> list[str]:
    return told(import_workbook(file=file, by=SYSTEM, now=NOW))


def test_formula_in_a_value_cell_is_named(db: None) -> None:
    def write(key: str, page: Any) -> None:
        if key == "targets":
            page.write_row(2, 0, ["BD", "DV", "assigned"])
            page.write_formula(2, 3, "=1+1", None, 2)

    assert (
        "Chỉ tiêu giao, đăng ký!D3: The cell holds a formula. Put its value there instead (copy, then paste values)."
        in faults_of(raw_workbook(write))
    )


def test_missing_column_that_is_needed_is_a_fault_and_an_unknown_one_a_warning(db: None) -> None:
    file = raw_workbook(lambda _k, _p: None, renamed="max_points")
    outcome = import_workbook(file=file, by=SYSTEM, now=NOW)
    assert told(outcome) == [
        "Tiêu chí!1:1: The column “max_points” (Điểm tối đa) is missing. Copy it from the empty workbook."
    ]
    assert [str(w) for w in outcome.faults.warnings] == [
        "Tiêu chí!I1: The column “max_pointsx” is not known and was not read. Did you mean “max_points”?"
    ]


def test_numbers_and_dates_as_people_type_them(db: None) -> None:
    def write(key: str, page: Any) -> None:
        if key == "targets":
            for line, value in enumerate(("1,234.5", "nhiều", "-3", 1e300, 1.23456, True, "9 2"), start=2):
                page.write_row(line, 0, ["BD", "DV", "assigned"])
                page.write(line, 3, value)
        if key == "unions":
            for line, value in enumerate(("31/02/2024", 45000, "01/01/1800", "hôm nay"), start=2):
                page.write_row(line, 0, [f"U{line}", "Tên", "Tên", "city"])
                page.write(line, 6, value)

    found = faults_of(raw_workbook(write))
    sheet = "Chỉ tiêu giao, đăng ký"
    assert (
        f"{sheet}!D3: “1,234.5” can be read in two ways. Type the decimal comma: did you mean 1.234,5?"
        in found
    )
    assert f"{sheet}!D4: “nhiều” is not a number. Type digits only, for example 1.234,5." in found
    assert f"{sheet}!D5: The figure cannot be negative. Enter 0 or more." in found
    assert f"{sheet}!D6: The figure is too large: at most 922 trillion." in found
    assert f"{sheet}!D7: “1.23456” has more than 4 decimals. Round it." in found
    assert "Công đoàn!G3: “31/02/2024” is not a date. Write it like 31/07/2024." in found
    assert (
        "Công đoàn!G4: “45000” is not a date. Write it like 31/07/2024. "
        "If the number stands for a day, format the cell as a date."
    ) in found
    assert "Công đoàn!G5: The year 1800 is out of range. Write a date between 1900 and 2100." in found
    assert "Công đoàn!G6: “hôm nay” is not a date. Write it like 31/07/2024." in found


def test_empty_workbook_is_a_fault(db: None) -> None:
    file = BytesIO()
    write_template(file)
    assert faults_of(file) == [": This workbook has no rows yet. Fill in its sheets from row 3 on."]


def test_columns_named_twice_and_columns_of_the_authors_own(db: None) -> None:
    def write(key: str, page: Any) -> None:
        if key == "bands":
            page.write_string(0, 8, "name")
            page.write_string(2, 7, "a column without a key is nobody's business")

    found = [f for f in faults_of(raw_workbook(write)) if f.startswith("Xếp loại")]
    assert "Xếp loại!I1: The column “name” stands here twice. Delete one." in found


def test_row_of_empty_cells_between_others_is_passed_over(rows: Rows) -> None:
    rows["results"].insert(0, {})
    assert (told(take(rows)), take(rows).counts) == ([], {})


def test_sheet_with_rows_and_without_keys_lacks_every_column_that_is_needed(db: None) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.title)
            if sheet.key == "bands":
                page.write_row(2, 0, ["B1", 1, "Xuất sắc", 90])
    found = faults_of(file)
    assert [f.partition(" is missing")[0] for f in found] == [
        f"Xếp loại!1:1: The column “{key}” ({caption})"
        for key, caption in (("table", "Mã bảng điểm"), ("name", "Xếp loại"), ("lowest", "Từ điểm"))
    ]


def test_workbook_that_the_reader_cannot_open_is_damaged(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: Any) -> None:
        raise reading.CalamineError("no")

    monkeypatch.setattr(reading, "CalamineWorkbook", type("Book", (), {"from_filelike": staticmethod(fail)}))
    assert told(take(rows)) == [
        ": The file is damaged. Open it in Excel, save it again as .xlsx and try once more."
    ]


def test_figure_without_a_state_is_reported_and_nothing_at_all_is_not(rows: Rows) -> None:
    rows["results"][0]["state"] = ""
    assert (told(take(rows)), take(rows).counts) == ([], {})
    rows["results"][0]["value"] = None
    assert take(rows).counts == {"results": {"new": 0, "changed": 1}}


def test_a_file_that_is_no_workbook_is_one_fault(db: None) -> None:
    outcome = import_workbook(file=BytesIO(b"a,b"), by=SYSTEM, now=NOW)
    assert told(outcome) == [": This is no Excel workbook. Choose a file that ends in .xlsx."]


def test_times_that_a_spreadsheet_cannot_keep_travel_as_text(season: Season, rows: Rows) -> None:
    put("phases", 3, entry_opens_at=datetime(2024, 7, 1, 0, 0, 0, 250_000))(rows)
    put("unions", 5, founded_on=date(1899, 5, 1))(rows)
    found = told(take(rows))
    assert found == [
        f"{cell('unions', 'founded_on', 5)}: The year 1899 is out of range. Write a date between 1900 and 2100."
    ]
