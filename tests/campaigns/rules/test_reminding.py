"""The days before the end of entry on which the late are reminded."""

from datetime import datetime

import pytest

from campaigns.rules import remind_days_of, reminded_on
from common.dates import HANOI


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7,3,1", (7, 3, 1)),
        (" 1, 3 ;7 ", (7, 3, 1)),
        ("3, 3", (3,)),
        ("60", (60,)),
        ("", ()),
        ("  ", ()),
    ],
)
def test_days_are_read_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert remind_days_of(text) == days


@pytest.mark.parametrize("text", ["0", "61", "100", "-1", "1.5", "ba", "3,", "3 1", "6,5,4,3,2,1", "²"])
def test_what_is_no_day_before_an_end_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        remind_days_of(text)


def test_days_are_counted_from_the_last_day_of_entry() -> None:
    midnight, five = datetime(2024, 8, 1, tzinfo=HANOI), datetime(2024, 7, 31, 17, tzinfo=HANOI)
    expected = datetime(2024, 7, 28, 8, tzinfo=HANOI)
    assert [reminded_on(end, 3, HANOI) for end in (midnight, five)] == [expected, expected]
