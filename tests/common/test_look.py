"""How points are written: never rounded, so that nobody seems to stand in a higher band. How ends are."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import settings

from common.dates import HANOI, midnight_of
from common.templatetags.look import ends, ends_short, point_places, points, points_in


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0,00"),
        (Decimal("97.25"), "97,25"),
        (Decimal("97.2500"), "97,25"),
        (Decimal("94.995"), "94,995"),  # below a band of 95
        (Decimal("94.9999"), "94,9999"),
        (Decimal("-1.5"), "\N{MINUS SIGN}1,50"),
        (Decimal("1234.5"), "1.234,50"),
    ],
)
def test_points_show_as_many_decimals_as_they_have(value: Decimal | None, text: str) -> None:
    assert points(value) == text


@pytest.mark.parametrize(
    ("values", "places"),
    [([], 2), (["100", "97.25"], 2), (["100", "94.995", None], 3), (["94.9999", "94.5"], 4)],
)
def test_a_column_has_the_decimals_of_its_finest_points(values: list[str | None], places: int) -> None:
    assert point_places(None if v is None else Decimal(v) for v in values) == places


def test_in_a_column_the_commas_stand_under_each_other() -> None:
    shown = [points_in(Decimal(v), 4) for v in ("100", "94.995", "73.1667")]
    assert shown == [
        '100,00<span class="fine"><i aria-hidden="true">00</i></span>',
        '94,99<span class="fine">5<i aria-hidden="true">0</i></span>',
        '73,16<span class="fine">67<i aria-hidden="true"></i></span>',
    ]
    assert points_in(Decimal("97.25"), 2) == "97,25"


def test_points_past_the_second_decimal_are_small_and_line_up() -> None:
    assert (points_in("94.5", 2), points_in(None, 4)) == ("94,50", "–")
    assert points_in("94.995", 4) == '94,99<span class="fine">5<i aria-hidden="true">0</i></span>'


def test_an_end_at_midnight_is_told_as_the_end_of_the_day_before() -> None:
    assert [ends(datetime(2024, 8, 1, hour, tzinfo=HANOI)) for hour in (0, 17)] == [
        "the end of 31/07/2024", "17:00, 01/08/2024",
    ]  # fmt: skip
    assert [ends_short(datetime(2024, 8, 1, hour, tzinfo=HANOI)) for hour in (0, 17)] == [
        "the end of 31/7", "17:00, 1/8",
    ]  # fmt: skip


def test_no_sentence_says_the_end_of_a_day_by_itself() -> None:
    """Ends may have an hour: what says "the end of" before a value would say "the end of 17:00"."""
    catalogue = (settings.BASE_DIR / "locale/vi/LC_MESSAGES/django.po").read_text()
    said = re.findall(r"(?:end of|hết ngày|hết) (?:<b>)?%\(.*", catalogue)
    assert said == ['end of %(day)s"', 'hết %(day)s"']


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    """Seven hours before it does by the clock of the server."""
    late = datetime(2024, 7, 31, 18, 30, tzinfo=UTC)  # half past one on 1/8 in Hanoi
    assert midnight_of(late) == datetime(2024, 8, 1, tzinfo=HANOI)
