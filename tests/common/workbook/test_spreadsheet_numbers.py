"""Errors, formulas, numbers and codes of spreadsheets: read as their author meant them, or told with the cell."""

from decimal import Decimal
from typing import Any

import pytest

from tests.common.workbook.cast import BAND, FORMULA, PHASE, UNION, faults_of, read, value_of
from tests.common.workbook.raw import Cell, Tab, book, error, tab


# --- Errors and formulas ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#BUSY!"]
)
@pytest.mark.parametrize("pasted", [False, True])
def test_an_error_is_never_an_empty_cell(name: str, pasted: bool) -> None:
    shows = name if pasted else error(name)
    # The share of a phase has a default, the source of a person none: both were taken for empty cells.
    assert faults_of("phases", {**PHASE, "target_share": shows}) == [
        f"Đợt thi đua!J3: The cell shows the error {name}. Put the right value there."
    ]


@pytest.mark.parametrize("name", ["Err:502", "#ERROR!", "Loading...", "#####"])
def test_errors_of_libreoffice_and_google_are_errors(name: str) -> None:
    assert faults_of("bands", {**BAND, "name": name}) == [
        f"Xếp loại!C3: The cell shows the error {name}. Put the right value there."
    ]


@pytest.mark.parametrize("text", ["Đạt #1", "Lỗi: 5", "Error", "# 1!", "Err:", "Loại A"])
def test_words_that_look_a_little_like_errors_are_words(text: str) -> None:
    assert value_of("bands", BAND, "name", text) == text


def test_a_row_of_nothing_but_an_error_is_told() -> None:
    assert faults_of("bands", BAND, {"version": error("#N/A")})[0] == (
        "Xếp loại!A4: “Mã bảng điểm” may not be empty. Fill it in."
    )
    assert "Xếp loại!B4: The cell shows the error #N/A. Put the right value there." in faults_of(
        "bands", BAND, {"version": error("#N/A")}
    )


@pytest.mark.parametrize(
    "cell",
    [
        Cell(90, formula="45*2"),
        Cell(None, formula="45*2"),
        Cell("", "str", formula='""'),
        error("#REF!", formula="#REF!*2"),
        Cell(None, formula="", fills=' t="shared" si="0"'),
    ],
    ids=["computed", "not computed", "empty text", "error", "shared"],
)
def test_a_formula_is_one_fault_whatever_it_shows(cell: Cell) -> None:
    assert faults_of("bands", {**BAND, "lowest": cell}) == [f"Xếp loại!D3: {FORMULA}"]


def test_a_row_of_formulas_that_nobody_has_computed_is_not_dropped() -> None:
    cells = {key: Cell(None, formula="A1") for key in BAND}
    assert [f[:12] for f in faults_of("bands", BAND, {}, cells)] == [f"Xếp loại!{c}5:" for c in "ABCD"]


def test_a_formula_copied_down_is_one_fault_that_names_its_rows() -> None:
    rows = [{**BAND, "lowest": Cell(n, formula="1+1")} for n in range(5)]
    assert faults_of("bands", *rows) == [f"Xếp loại!D3: {FORMULA} Also in rows 4–7."]


def test_the_cells_that_one_formula_fills_are_formulas_all() -> None:
    filled = Cell(10, formula="ROW(A1:A3)", fills=' t="array" ref="D3:D5"')
    rows = [
        {**BAND, "lowest": filled},
        {**BAND, "lowest": 20},
        {**BAND, "lowest": 30},
        {**BAND, "lowest": 40},
    ]
    found, faults, _warnings = read(book({"bands": tab("bands", *rows)}))
    assert faults == [f"Xếp loại!D3:D5: {FORMULA}"]
    assert [row.get("lowest") for row in found.pages["bands"].rows] == [None, None, None, 40]


def test_an_error_in_the_place_of_a_key_is_told() -> None:
    sheet = tab("bands", BAND)
    keys = {1: ["table", error("#REF!"), "name", "lowest"]}
    assert read(book({"bands": Tab({**sheet.rows, **keys})}))[1] == [
        "Xếp loại!B1: The code of this column is no text. Copy it from the empty workbook."
    ]


# --- Numbers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (3.3000000000000003, "3.3"),
        (Cell("0.30000000000000004", "n"), "0.3"),
        (Cell("1.1000000000000001", "n"), "1.1"),
        (Cell("99.999999999999986", "n"), "100"),
        (Cell("1E2", "n"), "100"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("'12,5", "12.5"),
        ("\u200b12,5\ufeff", "12.5"),
    ],
)
def test_a_number_is_read_as_it_is_shown(raw: Any, value: str) -> None:
    assert value_of("bands", BAND, "lowest", raw) == Decimal(value)


def test_more_than_four_decimals_that_are_shown_are_a_fault() -> None:
    assert faults_of("bands", {**BAND, "lowest": Cell("0.333333333333333", "n")}) == [
        "Xếp loại!D3: “0.333333333333333” has more than 4 decimals. Round it."
    ]


@pytest.mark.parametrize("code", ["9", "10", "0%", "0.0%", '0" "%', "#,##0.00%;[Red]-0%"])
def test_fifty_percent_is_fifty_where_a_percentage_is_meant(code: str) -> None:
    assert value_of("phases", PHASE, "target_share", Cell(0.5, format=code)) == 50


@pytest.mark.parametrize("raw", ["50%", "50 %", Cell(50, format='0"%"'), Cell(50, format=r"0\ \%"), 50])
def test_a_percentage_in_words_or_with_a_sign_behind_it_is_fifty(raw: Any) -> None:
    assert value_of("phases", PHASE, "target_share", raw) == 50


def test_a_percentage_is_asked_about_where_it_means_nothing() -> None:
    rows = [
        {**BAND, "lowest": Cell(0.9, format="9")},
        {**BAND, "lowest": "90%"},
        {**BAND, "version": Cell(1, format="9")},
    ]
    told = "a percentage means nothing here. Type the number itself, and format the cell as a number."
    assert faults_of("bands", *rows) == [
        f"Xếp loại!D3: The cell shows 90 %, and {told}",
        f"Xếp loại!D4: The cell shows 90 %, and {told}",
        f"Xếp loại!B5: The cell shows 100 %, and {told}",
    ]


def test_a_share_of_less_than_one_percent_is_asked_about() -> None:
    found, faults, warnings = read(book({"phases": tab("phases", {**PHASE, "target_share": 0.5})}))
    assert (found.pages["phases"].rows[0]["target_share"], faults) == (Decimal("0.5"), [])
    assert warnings == ["Đợt thi đua!J3: 0,5 is read as 0,5 %. If 50 % is meant, write 50."]


# --- Codes ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell(1, format="000"), "001"),
        (Cell(1, format='"CĐ"000'), "CĐ001"),
        (Cell(12345, format="000"), "12345"),
        (Cell(1.1, format="0.00"), "1.10"),
        (Cell(1203, format="00-00"), "12-03"),
        (Cell(7, format="1"), "7"),
        (Cell(7, format="#,##0"), "7"),
        (Cell(7, format="@"), "7"),
        (Cell(1.5), "1.5"),
        ("'001", "001"),
        ("001", "001"),
    ],
)
def test_a_code_is_read_as_its_cell_shows_it(cell: Any, code: str) -> None:
    assert value_of("unions", UNION, "code", cell) == code


@pytest.mark.parametrize(
    ("cell", "made"),
    [(Cell(46000, format="d-mmm"), "09/12/2025"), (Cell(0.5, format="9"), "0.5"), (Cell(1, "b"), "TRUE"),
     (Cell(1.25, format="0.0"), "1.25"), (Cell(-5), "-5")],
)  # fmt: skip
def test_what_a_spreadsheet_has_made_of_a_code_is_a_fault(cell: Cell, made: str) -> None:
    assert faults_of("unions", {**UNION, "code": cell}) == [
        f"Công đoàn!A3: The spreadsheet has made “{made}” of this code. "
        "Format the cell as text, then type the code again."
    ]


def test_new_codes_that_are_numbers_are_named() -> None:
    file = book({"unions": tab("unions", {**UNION, "code": 1}, {**UNION, "code": "X"}, {**UNION, "code": 3})})
    assert read(file)[2] == [
        "Công đoàn!A3: The codes in rows 3, 5 are numbers and are taken as shown, for example “1”. "
        "If they begin with zeros, format the column as text and type them again."
    ]
