"""Merged cells, hidden rows, sheets and columns of spreadsheets: read as meant, or told with their cells."""

import unicodedata

import pytest

from tests.common.workbook.cast import (
    BAND,
    MEMBER,
    MERGED,
    UNION,
    faults_of,
    read,
)
from tests.common.workbook.raw import Raw, Tab, book, error, tab


# --- Merged cells -----------------------------------------------------------------------------------------------------
def test_a_merged_cell_says_its_value_to_every_row_that_it_reaches() -> None:
    rows = [{**MEMBER, "union": code} for code in ("BD", "LB", "HM", "HD")]
    for row in rows[1:3]:
        row["cluster"] = None
    found, faults, _warnings = read(book({"members": tab("members", *rows, merged=["A3:A5"])}))
    assert faults == []
    assert [row["cluster"] for row in found.pages["members"].rows] == ["C1"] * 4


def test_a_merged_cell_makes_no_rows_of_its_own() -> None:
    found, faults, _warnings = read(book({"members": tab("members", MEMBER, merged=["A3:A9"])}))
    assert (len(found.pages["members"].rows), faults) == (1, [])


def test_what_lies_under_a_merged_cell_is_not_read() -> None:
    # LibreOffice keeps the contents that the merged cell covers.
    rows = [{**MEMBER, "union": "BD"}, {**MEMBER, "union": "LB", "cluster": "C9"}]
    found, _faults, _warnings = read(book({"members": tab("members", *rows, merged=["A3:A4"])}))
    assert [row["cluster"] for row in found.pages["members"].rows] == ["C1", "C1"]


def test_a_fault_in_a_merged_cell_is_told_once() -> None:
    rows = [{**MEMBER, "cluster": error("#N/A") if n == 0 else None} for n in range(3)]
    assert faults_of("members", *rows, merged=["A3:A5"]) == [
        "Thành viên cụm!A3: The cell shows the error #N/A. Put the right value there."
    ]


@pytest.mark.parametrize("area", ["D3:D4", "A3:B3", "A3:B4"])
def test_one_figure_for_several_rows_and_one_cell_for_several_columns_are_asked_about(area: str) -> None:
    rows = [dict(BAND), dict(BAND)]
    if area == "D3:D4":
        del rows[1]["lowest"]
    else:
        for row in rows[: 1 if area == "A3:B3" else 2]:
            del row["version"]
        if area == "A3:B4":
            del rows[1]["table"]
    assert faults_of("bands", *rows, merged=[area]) == [f"Xếp loại!{area}: {MERGED}"]


def test_merged_captions_and_merged_cells_of_the_authors_own_are_nobodys_business() -> None:
    sheet = tab("bands", BAND, merged=["A2:D2", "F3:G5", "C9:D12"])
    rows = {**sheet.rows, 2: ["Mã bảng điểm *"], 3: [*sheet.rows[3], None, "của tôi"]}
    assert read(book({"bands": Tab(rows, sheet.merged)}))[1:] == ([], [])


@pytest.mark.parametrize("area", ["A1:B1", "C2:C3"])
def test_merged_heads_that_hide_keys_or_data_are_told(area: str) -> None:
    assert f"Xếp loại!{area}: {MERGED}" in faults_of("bands", BAND, merged=[area])


# --- What a filter hides ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["1", "true"])
def test_rows_that_a_filter_hides_are_named(word: str) -> None:
    rows = [{**BAND, "lowest": n} for n in range(6)]
    sheet = tab("bands", *rows, hidden_rows=[4, 6, 7, 30], filter="A1:D8", row_word=word)
    found, faults, warnings = read(book({"bands": sheet}))
    assert (len(found.pages["bands"].rows), faults) == (6, [])
    assert warnings == [
        "Xếp loại!4:4: Hidden rows were read like all others (3): 4, 6–7. Delete those that do not belong here."
    ]


def test_rows_that_are_not_hidden_raise_no_warning() -> None:
    assert read(book({"bands": tab("bands", BAND, hidden_rows=[3], row_word="false")}))[2] == []


def test_hidden_columns_with_something_in_them_and_hidden_sheets_are_named() -> None:
    sheet = tab("unions", UNION, hidden_columns=[2, 5], state="veryHidden")
    assert read(book({"unions": sheet}))[2] == [
        "Công đoàn: This sheet is hidden; its rows were read all the same.",
        "Công đoàn!B1: The column “Tên đầy đủ” is hidden; it was read all the same.",
    ]


# --- Sheets, columns and rows -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["xếp  loại ", "XẾP LOẠI", "bands", "Bands\u200b", unicodedata.normalize("NFD", "Xếp loại")]
)
def test_a_sheet_is_found_however_its_name_is_spaced_and_spelt(name: str) -> None:
    found, faults, warnings = read(Raw({name: tab("bands", BAND)}).file())
    assert (len(found.pages["bands"].rows), faults, warnings) == (1, [], [])


@pytest.mark.parametrize("second", ["Xếp loại ", "bands"])
def test_a_sheet_that_is_here_twice_is_a_fault(second: str) -> None:
    file = Raw({"Xếp loại": tab("bands", BAND), second: tab("bands", {**BAND, "lowest": 1})}).file()
    assert read(file)[1] == [f"{second}: The sheet “Xếp loại” is here twice. Keep one of them."]


@pytest.mark.parametrize("key", ["Lowest ", "LOWEST", "low\u200best", "lowest"])
def test_a_column_that_is_here_twice_is_a_fault_however_it_is_spelt(key: str) -> None:
    sheet = tab("bands", BAND)
    rows = {1: [*sheet.rows[1], key], 3: [*sheet.rows[3], 10]}
    assert read(book({"bands": Tab(rows)}))[1] == [
        "Xếp loại!G1: The column “lowest” stands here twice. Delete one."
    ]


def test_rows_after_empty_ones_are_read_and_blank_ones_are_not() -> None:
    blank = {"table": " \u200b", "name": "\u00a0"}
    found, faults, _warnings = read(book({"bands": tab("bands", BAND, {}, {}, blank, {**BAND, "lowest": 1})}))
    assert ([row.line for row in found.pages["bands"].rows], faults) == ([3, 7], [])


def test_a_row_with_a_note_of_the_authors_own_alone_is_passed_over() -> None:
    sheet = tab("bands", BAND)
    rows = {**sheet.rows, 4: [*[None] * 7, "Cộng: 1 dòng"]}
    found, faults, _warnings = read(book({"bands": Tab(rows)}))
    assert ([row.line for row in found.pages["bands"].rows], faults) == ([3], [])


def test_data_in_the_row_of_the_captions_are_told() -> None:
    assert faults_of("bands", BAND, {**BAND, "lowest": 5}, first=2) == [
        "Xếp loại!A2: Row 2 is for the captions and is not read. "
        "Insert a row above it, so that the data begin in row 3."
    ]
