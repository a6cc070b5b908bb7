"""How numbers, days, badges and bars are written on a page, and what stands where something is not known."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from common.pages import Badge
from common.templatetags import look
from tests.cast import at


@pytest.mark.parametrize("value", [None, "", True, "abc", Decimal("NaN"), float("inf")])
def test_what_is_no_number_is_written_as_a_dash(value: object) -> None:
    assert (look.vn(value), look.fixed(value), look.pct(value), look.share(value, 3)) == (
        "–",
        "–",
        "–",
        "w-0",
    )


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (look.vn("1234.50"), "1.234,5"),
        (look.vn(1234.4, 0), "1.234"),
        (look.vn("-0.001"), "0"),
        (look.fixed("54500", 1), "54.500,0"),
        (look.pct("53.84"), "53,8%"),
        (look.share(4, 12), "w-33"),
        (look.share(4, 0), "w-0"),
        (look.share(4, None), "w-0"),
    ],
)
def test_numbers_keep_the_vietnamese_form(shown: str, text: str) -> None:
    assert shown == text


@pytest.mark.parametrize(
    ("value", "css"),
    [("-5", "w-0"), ("0", "w-0"), ("0.2", "w-1"), ("99.9", "w-99"), ("100", "w-100"), ("250", "w-100")],
)
def test_only_what_is_complete_fills_a_bar(value: str, css: str) -> None:
    assert look.width(Decimal(value)) == css


NOON = at(2026, 7, 31, 12, 5)
TIMES = [look.day, look.day_short, look.clock, look.moment, look.until, look.left]


@pytest.mark.parametrize("write", TIMES, ids=lambda f: f.__name__)
def test_a_time_that_is_not_known_is_written_as_a_dash(write: object) -> None:
    assert write(None) == "–"  # type: ignore[operator]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (look.day(date(2026, 7, 31)), "31/07/2026"),
        (look.day_short(NOON), "31/7"),
        (look.clock(datetime(2026, 7, 31, 9, 12)), "09:12"),
        (look.moment(NOON), "31/07/2026, 12:05"),
        (look.until(date(2026, 8, 1)), "31/07/2026"),
        (look.until(at(2026, 8, 1)), "31/07/2026"),
        (look.until(NOON), "12:05, 31/07/2026"),
    ],
)
def test_days_and_hours_are_written_as_people_say_them(shown: str, text: str) -> None:
    assert shown == text


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        (timedelta(days=2, hours=15, minutes=4), "2 days 15 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=3, minutes=1), "3 hours 1 minute"),
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(0), "time is up"),
        (timedelta(minutes=-3), "time is up"),
    ],
)
def test_the_time_left_is_told_in_its_two_largest_units(rest: timedelta, text: str) -> None:
    assert look.left(rest) == text


def test_an_icon_with_a_label_speaks_and_one_without_is_ornament() -> None:
    assert look.icon("ok", "big", "Done") == (
        '<svg class="ico big" role="img" aria-label="Done"><use href="/static/icons.svg#i-ok"></use></svg>'
    )
    assert (
        look.icon("ok")
        == '<svg class="ico" aria-hidden="true"><use href="/static/icons.svg#i-ok"></use></svg>'
    )


def test_a_badge_without_a_picture_is_bare() -> None:
    assert look.tag("plain", "", "<b>") == '<span class="tag tag--plain tag--bare">&lt;b&gt;</span>'


def test_the_badge_of_a_view_model_is_drawn_as_any_other() -> None:
    assert look.badge(Badge("ok", "check", "Done", "big")) == look.tag("ok", "check", "Done", "big")


@pytest.mark.parametrize(
    ("is_sample", "drawn"), [(True, '<span class="sample">sample data</span>'), (False, "")]
)
def test_sample_data_bears_a_mark(is_sample: bool, drawn: str) -> None:
    with translation.override("en"):
        assert look.sample(SimpleNamespace(is_sample=is_sample)) == drawn


@pytest.mark.parametrize(("word", "text"), [("", "–"), ("no target", "no target")])
def test_a_bar_without_a_number_says_so_in_words(word: str, text: str) -> None:
    assert look.pace(None, word=word) == f'<span class="quiet">{text}</span>'
