"""Days, moments and words some years later."""

from datetime import date

import pytest

from campaigns import rules
from tests.cast import at


@pytest.mark.parametrize(
    ("day", "years", "first", "last", "same"),
    [
        (date(2024, 7, 31), 1, date(2025, 7, 31), date(2025, 7, 31), date(2025, 7, 31)),
        (date(2024, 2, 29), 1, date(2025, 3, 1), date(2025, 2, 28), date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28), date(2024, 2, 29), date(2024, 2, 28)),
        (date(2024, 2, 28), 1, date(2025, 2, 28), date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 3, 1), 3, date(2028, 3, 1), date(2028, 3, 1), date(2028, 3, 1)),
    ],
)
def test_a_day_some_years_later(day: date, years: int, first: date, last: date, same: date) -> None:
    found = [f(day, years) for f in (rules.first_day_later, rules.last_day_later, rules.same_day_later)]
    assert found == [first, last, same]


def test_what_ends_in_february_and_what_follows_it_leave_no_day_and_share_none() -> None:
    for year in range(2020, 2032):
        end, start = (
            (date(year, 2, 29), date(year, 3, 1)) if year % 4 == 0 else (date(year, 2, 28), date(year, 3, 1))
        )
        for years in range(1, 9):
            gap = rules.first_day_later(start, years) - rules.last_day_later(end, years)
            assert gap.days == 1, (year, years)


@pytest.mark.parametrize(
    ("closes", "years", "later"),
    [
        (at(2024, 8, 1), 1, at(2025, 8, 1)),  # hết 31/7
        (at(2024, 3, 1), 1, at(2025, 3, 1)),  # hết 29/2 → hết 28/2
        (at(2023, 3, 1), 1, at(2024, 3, 1)),  # hết 28/2 → hết 29/2
        (at(2024, 2, 29), 1, at(2025, 3, 1)),  # hết 28/2 of a leap year stays hết 28/2
        (at(2024, 2, 29, 17), 1, at(2025, 2, 28, 17)),
        (at(2024, 12, 31, 16, 30), 2, at(2026, 12, 31, 16, 30)),
        (at(2025, 1, 1), 1, at(2026, 1, 1)),  # hết 31/12
    ],
)
def test_the_end_of_a_day_stays_the_end_of_a_day(closes: object, years: int, later: object) -> None:
    assert rules.closing_later(closes, years) == later  # type: ignore[arg-type]


def test_a_window_opens_at_the_same_time_of_day() -> None:
    assert rules.opening_later(at(2024, 2, 29, 8), 1) == at(2025, 3, 1, 8)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Phong trào thi đua năm 2024", "Phong trào thi đua năm 2025"),
        ("Năm học 2024-2025", "Năm học 2025-2026"),
        ("Năm học 2023 – 2024", "Năm học 2024 – 2025"),
        ("Giai đoạn 2021-2025, năm 2024", "Giai đoạn 2021-2025, năm 2025"),
        ("Kế hoạch 12/KH-LĐLĐ ngày 15/01/2024", "Kế hoạch 12/KH-LĐLĐ ngày 15/01/2024"),
        ("Thông tư 12/2024/TT-BNV", "Thông tư 12/2024/TT-BNV"),
        ("Luật Thi đua, khen thưởng 2022", "Luật Thi đua, khen thưởng 2022"),
        ("Đợt 1 (đến tháng 7/2024)", "Đợt 1 (đến tháng 7/2025)"),
        ("12024 và 20241", "12024 và 20241"),
        ("", ""),
    ],
)
def test_the_year_in_a_text_is_replaced_and_the_date_of_a_document_is_not(text: str, later: str) -> None:
    assert rules.year_replaced(text, 2024, 2025) == later


@pytest.mark.parametrize(
    ("code", "later"),
    [
        ("HN-2024", "HN-2025"),
        ("2024-2024", "2024-2025"),
        ("COVID", "COVID-2025"),
        ("X" * 40, "X" * 35 + "-2025"),
    ],
)
def test_the_year_in_a_code_is_replaced_or_put_behind_it(code: str, later: str) -> None:
    assert rules.code_replaced(code, 2024, 2025) == later
