"""Faults and values in words."""

from datetime import UTC, date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from campaigns.workbook.exporting import write_workbook
from common.workbook.faults import SHOWN, Faults
from common.workbook.sheets import told as written
from tests.campaigns.workbook.cast import Rows
from tests.cast import at


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "empty"), ("", "empty"), (True, "yes"), (False, "no"), (date(2024, 7, 1), "01/07/2024"),
     (at(2024, 7, 1, 9, 5).astimezone(UTC), "01/07/2024 09:05"), (Decimal("1234.5"), "1.234,5"), ("B1", "B1")],
)  # fmt: skip
def test_a_stored_value_is_told_as_people_write_it(value: Any, text: str) -> None:
    assert written(value) == text


def test_at_most_two_hundred_warnings_are_told() -> None:
    faults = Faults()
    for n in range(SHOWN + 1):
        faults.warn("Xếp loại", f"A{n}", "…")
    assert (len(faults.warnings), faults.is_full, bool(faults)) == (200, False, False)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"none": []}, "unknown sheets: ['none']"),
        ({"bands": [{"none": 1}]}, "bands: unknown columns ['none']"),
        ({"unions": [{"name": "x" * 40_000}]}, "name: a cell takes at most 32767 characters"),
    ],
)
def test_what_no_workbook_can_hold_is_not_written(given: Rows, message: str) -> None:
    with pytest.raises(ValueError) as error:
        write_workbook(BytesIO(), given)
    assert str(error.value) == message
