"""What a cell means, for each kind of column, however a spreadsheet hands it over."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from campaigns.choices import TargetKind
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import Column, Kind
from tests.cast import at


def column(kind: Kind, **fields: Any) -> Column:
    return Column(key="k", caption="Cột", kind=kind, **fields)


def fault(kind: Kind, raw: Any, **fields: Any) -> str:
    with pytest.raises(Wrong) as wrong:
        read_cell(column(kind, **fields), raw)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.TEXT, " một\r\nhai\rba ", "một\nhai\nba"),
        (Kind.TEXT, 12.0, "12"),
        (Kind.TEXT, 12.5, "12.5"),
        (Kind.TEXT, date(2024, 7, 31), "31/07/2024"),
        (Kind.TEXT, "", ""),
        (Kind.NUMBER, None, None),
        (Kind.FLAG, None, False),
        (Kind.FLAG, "Có", True),
        (Kind.FLAG, 1.0, True),
        (Kind.FLAG, 0.0, False),
        (Kind.FLAG, "không", False),
        (Kind.NUMBER, "1.234,5", Decimal("1234.5")),
        (Kind.NUMBER, 0.1, Decimal("0.1")),
        (Kind.WHOLE, 7.0, 7),
        (Kind.DAY, "31/07/2024", date(2024, 7, 31)),
        (Kind.DAY, "2024-07-31", date(2024, 7, 31)),
        (Kind.DAY, date(2024, 7, 31), date(2024, 7, 31)),
        (Kind.DAY, datetime(2024, 7, 31), date(2024, 7, 31)),
        (Kind.MOMENT, "31/07/2024 17:00", at(2024, 7, 31, 17)),
        (Kind.MOMENT, "31/07/2024", at(2024, 7, 31)),
        (Kind.MOMENT, "hết ngày 31/07/2024", at(2024, 8, 1)),
        (Kind.MOMENT, "2024-07-31T10:00:00+00:00", at(2024, 7, 31, 17)),
        (Kind.MOMENT, date(2024, 7, 31), at(2024, 7, 31)),
        (Kind.MOMENT, datetime(2024, 7, 31, 16, 59, 59, 999_999), at(2024, 7, 31, 17)),
    ],
)
def test_a_cell_is_read_as_its_column_means_it(kind: Kind, raw: Any, value: Any) -> None:
    assert read_cell(column(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "message"),
    [
        (Kind.TEXT, "a\x00b", "The text holds a character that cannot be stored. Type it again."),
        (Kind.CODE, "a\tb", "The text holds a character that cannot be stored. Type it again."),
        (Kind.TEXT, "x" * 40_000, "The text has 40000 characters; at most 30000 are kept. Shorten it."),
        (Kind.NUMBER, "1" * 101, "The text has 101 characters; at most 100 are kept. Shorten it."),
        (Kind.FLAG, "maybe", "“maybe” is not known here. Write “có”, or leave the cell empty."),
        (Kind.FLAG, 0.5, "“0.5” is not known here. Write “có”, or leave the cell empty."),
        (Kind.WHOLE, 1.5, "“1.5” is not a whole number from 0 to 32.767."),
        (Kind.WHOLE, 40_000, "“40000” is not a whole number from 0 to 32.767."),
        (Kind.DAY, datetime(2024, 7, 31, 12), "“31/07/2024 12:00” is not a date. Write it like 31/07/2024."),
        (Kind.MOMENT, "31/02/2024 10:00", "“31/02/2024 10:00” is not a date and time. Write it like 31/07/2024 17:00."),
        (Kind.MOMENT, 45000.5, "“45000.5” is not a date and time. Write it like 31/07/2024 17:00. "
         "If the number stands for a day, format the cell as a date."),
        (Kind.CODE, date(2024, 1, 1), "The spreadsheet has made “01/01/2024” of this code. "
         "Format the cell as text, then type the code again."),
        (Kind.MOMENT, "01/01/1800", "The year 1800 is out of range. Write a date between 1900 and 2100."),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_says_what_would(kind: Kind, raw: Any, message: str) -> None:
    assert fault(kind, raw) == message


def test_a_text_longer_than_its_column_is_counted() -> None:
    assert fault(Kind.TEXT, "abcdef", limit=5) == "The text has 6 characters; at most 5 are kept. Shorten it."


def test_a_cell_that_is_needed_may_not_be_empty() -> None:
    assert fault(Kind.NUMBER, " ", required=True) == "“Cột” may not be empty. Fill it in."


def test_a_choice_is_known_by_its_value_and_by_its_word() -> None:
    kinds = column(Kind.CHOICE, choices=TargetKind)
    assert [read_cell(kinds, raw) for raw in ("assigned", str(TargetKind.ASSIGNED.label))] == [
        "assigned",
        "assigned",
    ]
    assert (
        fault(Kind.CHOICE, "given", choices=TargetKind)
        == "“given” is not known here. Write one of: Được giao; Đăng ký."
    )
