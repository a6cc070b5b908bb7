"""Days, times and words of spreadsheets: read as their author meant them, or told with the cell."""

import unicodedata
from datetime import date
from typing import Any

import pytest

from tests.cast import at
from tests.common.workbook.cast import (
    BAND,
    PHASE,
    UNION,
    faults_of,
    read,
    value_of,
)
from tests.common.workbook.raw import Cell, book, tab


# --- Days and times ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        (Cell(46599, format="14"), at(2027, 8, 1)),
        (Cell(46599, format="dd/mm/yyyy"), at(2027, 8, 1)),
        (Cell("2027-07-31", "d"), at(2027, 8, 1)),
        ("31/07/2027", at(2027, 8, 1)),
        ("31-7-2027", at(2027, 8, 1)),
        ("2027-07-31", at(2027, 8, 1)),
        ("hết ngày 31/07/2027", at(2027, 8, 1)),
        ("31/07/2027 24:00", at(2027, 8, 1)),
        (Cell(46599.5, format="dd/mm/yyyy"), at(2027, 7, 31, 12)),
        (Cell(46599, format="22"), at(2027, 7, 31)),
        (Cell(46600, format="dd/mm/yyyy hh:mm:ss"), at(2027, 8, 1)),
        ("31/07/2027 17h", at(2027, 7, 31, 17)),
        ("31/07/2027 17h30", at(2027, 7, 31, 17, 30)),
        ("31/07/2027 17 giờ", at(2027, 7, 31, 17)),
        ("31/07/2027 00:00", at(2027, 7, 31)),
    ],
)
def test_a_day_that_ends_a_window_means_its_end_and_a_time_itself(raw: Any, moment: Any) -> None:
    assert value_of("phases", PHASE, "entry_closes_at", raw) == moment


def test_a_day_that_opens_a_window_means_its_beginning() -> None:
    assert value_of("phases", PHASE, "entry_opens_at", Cell(46569, format="14")) == at(2027, 7, 1)


@pytest.mark.parametrize("uses_1904", [False, True])
def test_a_day_is_the_same_under_the_date_system_of_1904(uses_1904: bool) -> None:
    serial = 46599 - (1462 if uses_1904 else 0)
    cell = Cell(serial, format="14")
    assert value_of("phases", PHASE, "period_to", cell, uses_1904=uses_1904) == date(2027, 7, 31)


@pytest.mark.parametrize(
    "text", ["07/31/2027", "31/07/27", "31/13/2027", "31.07-2027", "July 31, 2027", "31/02/2027"]
)
def test_a_day_is_day_month_year_and_never_guessed(text: str) -> None:
    assert faults_of("phases", {**PHASE, "period_to": text}) == [
        f"Đợt thi đua!F3: “{text}” is not a date. Write it like 31/07/2024."
    ]


def test_a_number_in_the_place_of_a_day_is_asked_about() -> None:
    assert faults_of("phases", {**PHASE, "period_to": 46599}) == [
        "Đợt thi đua!F3: “46599” is not a date. Write it like 31/07/2024. "
        "If the number stands for a day, format the cell as a date."
    ]


# --- Words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "spelling",
    [
        unicodedata.normalize("NFD", "Nguyễn Văn Ấn"),
        "Nguyễn\u200b Văn\u200d Ấn\ufeff",
        "Nguyễn  Văn\u00a0Ấn",
        " Nguyễn\tVăn \u202fẤn ",
        "\u202aNguyễn Văn Ấn\u202c",
        "Nguyê\u200b\u0303n Văn Ấn",
    ],
)
@pytest.mark.parametrize("shares", [True, False])
def test_words_that_look_alike_are_alike(spelling: str, shares: bool) -> None:
    row = {
        "full_name": spelling,
        "union": "BD",
        "title": "Chủ  tịch",
        "role": "chair",
        "valid_from": "01/01/2024",
    }
    found, faults, _warnings = read(book({"people": tab("people", row)}, shares=shares))
    assert faults == []
    assert found.pages["people"].rows[0]["full_name"] == "Nguyễn Văn Ấn"
    assert found.pages["people"].rows[0]["title"] == "Chủ tịch"


@pytest.mark.parametrize("key", ["code", "level"])
def test_invisible_characters_leave_codes_and_choices_alone(key: str) -> None:
    plain = {**UNION, "level": "Công đoàn cơ sở"}
    strange = unicodedata.normalize("NFD", str(plain[key])) + "\u200b\u00a0"
    assert value_of("unions", plain, key, strange) == {"code": "A", "level": "grassroots"}[key]


def test_lines_of_a_text_stay() -> None:
    assert value_of("bands", BAND, "name", "một  hai\r\nba\u2028bốn") == "một hai\nba\nbốn"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("có", True), ("CÓ", True), (unicodedata.normalize("NFD", "có"), True), ("không", False), (Cell(1, "b"), True),
     (Cell(0, "b"), False), ("x", True), ("Đúng", True), ("sai", False), (1, True), ("'có", True)],
)  # fmt: skip
def test_yes_and_no_are_words_or_truth_values(raw: Any, value: bool) -> None:
    assert value_of("unions", UNION, "is_sample", raw) is value
