"""Days and times are written as Vietnam writes them, whatever the browser speaks; what is unclear is asked about."""

import datetime as dt
from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from common import dates
from common.forms import AsOfForm, ClockField, DayField, MomentField, PageForm


@pytest.mark.parametrize(
    "typed",
    ["31/07/2026", "31/7/2026", " 31 / 07 / 2026 ", "31-07-2026", "31.07.2026", "31,07,2026", "31 07 2026", "31072026",
     "2026-07-31", "３１/０７/２０２６"],
)  # fmt: skip
def test_a_day_is_read_day_first(typed: str) -> None:
    assert dates.parse_day(typed) == date(2026, 7, 31)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("01/02/26", "Vui lòng nhập năm đủ bốn chữ số, ví dụ 31/07/2026."),
        ("1/1/1", "Vui lòng nhập năm đủ bốn chữ số, ví dụ 31/07/2026."),
        ("07/31/2026", "Không có tháng 31. Vui lòng nhập ngày trước, tháng sau, ví dụ 31/07/2026."),
        ("31/06/2026", "Tháng 6 năm 2026 có 30 ngày. Vui lòng nhập lại ngày."),
        ("29/02/2026", "Tháng 2 năm 2026 có 28 ngày. Vui lòng nhập lại ngày."),
        ("00/07/2026", "Tháng 7 năm 2026 có 31 ngày. Vui lòng nhập lại ngày."),
        ("0001-01-01", "Năm 1 nằm ngoài phạm vi. Vui lòng nhập ngày trong khoảng từ năm 1900 đến năm 2100."),
        (
            "31/12/9999",
            "Năm 9999 nằm ngoài phạm vi. Vui lòng nhập ngày trong khoảng từ năm 1900 đến năm 2100.",
        ),
        ("01/01/0000", "Năm 0 nằm ngoài phạm vi. Vui lòng nhập ngày trong khoảng từ năm 1900 đến năm 2100."),
        ("hôm nay", "Vui lòng nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/07/2024."),
        ("31/07-2026", "Vui lòng nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/07/2024."),
        ("-1/07/2026", "Vui lòng nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/07/2024."),
        ("٣١/٠٧/٢٠٢٦", "Vui lòng nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/07/2024."),
        ("3" * 9999, "Vui lòng nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/07/2024."),
    ],
)
def test_what_is_no_day_is_told_with_its_remedy(typed: str, said: str) -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as caught:
        dates.parse_day(typed)
    assert caught.value.messages == [said]


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("17:00", 17, 0),
        ("9:30", 9, 30),
        ("17h30", 17, 30),
        ("17h", 17, 0),
        ("17g05", 17, 5),
        ("08:00:00", 8, 0),
    ],
)
def test_a_time_has_24_hours(typed: str, hour: int, minute: int) -> None:
    assert dates.parse_clock(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["24:00", "12:60", "5 PM", "17", "17:0", "", "17:00+07:00"])
def test_what_is_no_time_is_told(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"for example 17:00\."):
        dates.parse_clock(typed)


@pytest.mark.parametrize(
    "typed",
    ["31/07/2026 14:00", "31/7/2026 14h", "31.07.2026, 14:00", "2026-07-31T14:00", "2026-07-31 14:00:00",
     "31/07/2026   14h00", "31072026 14:00"],
)  # fmt: skip
def test_a_moment_is_a_day_and_a_time_in_vietnam(typed: str) -> None:
    found = dates.parse_moment(typed)
    assert found == dt.datetime(2026, 7, 31, 7, 0, tzinfo=dt.UTC)
    assert found.tzinfo == dates.HANOI


@pytest.mark.parametrize(
    "typed",
    [
        "31/07/2026",
        "14:00",
        "31/07/2026 25:00",
        "31/13/2026 14:00",
        "0001-01-01T00:00",
        "x",
        "31/07/26 14:00",
    ],
)
def test_what_is_no_moment_is_told(typed: str) -> None:
    with pytest.raises(ValidationError):
        dates.parse_moment(typed)


# --- The boxes --------------------------------------------------------------------------------------------------------
class Plan(PageForm):
    """One of each."""

    day = DayField()
    clock = ClockField()
    moment = MomentField()
    other = DayField(required=False)


def test_the_boxes_are_text_and_show_what_they_hold_day_first() -> None:
    moment = dt.datetime(2026, 7, 31, 7, 0, tzinfo=dt.UTC)
    form = Plan(initial={"day": date(2026, 7, 1), "clock": time(7, 5), "moment": moment})
    drawn = {name: str(form[name]) for name in form.fields}
    assert 'type="text"' in drawn["day"]
    assert 'value="01/07/2026"' in drawn["day"]
    assert 'placeholder="dd/mm/yyyy"' in drawn["day"]
    assert 'autocomplete="off"' in drawn["day"]
    assert 'type="text"' in drawn["clock"]
    assert 'value="07:05"' in drawn["clock"]
    assert 'type="text"' in drawn["moment"]
    assert 'value="31/07/2026 14:00"' in drawn["moment"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_typed_comes_back_with_its_fault(language: str) -> None:
    sent = {"day": "7/31/26", "clock": "5 PM", "moment": "mai", "other": ""}
    with translation.override(language):
        form = Plan(sent)
        assert sorted(form.errors) == ["clock", "day", "moment"]
        assert [form[name].value() for name in sent] == list(sent.values())
        assert 'value="7/31/26"' in str(form["day"])


def test_empty_boxes_are_asked_for_where_they_are_needed() -> None:
    form = Plan({"day": " ", "clock": "", "moment": "", "other": " "})
    assert sorted(form.errors) == ["clock", "day", "moment"]


def test_no_form_asks_in_the_browsers_own_way() -> None:
    """A browser in English would show and expect 07/31/2026, and 05:00 PM."""
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    own = (
        "forms.DateField(",
        "forms.DateTimeField(",
        "forms.TimeField(",
        "SplitDateTime",
        "DateInput(",
        "TimeInput(",
    )
    kinds: tuple[str, ...] = (
        'type="date"',
        'type="datetime-local"',
        'type="time"',
        '"type": "date',
        '"type": "time',
        '"month"',
        '"week"',
    )
    found = [
        f"{path.relative_to(root)}: {word}"
        for folder in ("awards", "campaigns", "units", "emulation_tracker", "templates", "static/js")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in (".py", ".html", ".js") and "migrations" not in path.parts
        for word in own + kinds
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
    assert issubclass(DayField, forms.DateField)


@pytest.mark.parametrize(
    ("asked", "chosen", "shown", "faulty"),
    [
        ("", None, "20/07/2024", False),
        (None, None, "20/07/2024", False),
        ("2024-02-29", date(2024, 2, 29), "29/02/2024", False),
        ("1/7/2023", date(2023, 7, 1), "01/07/2023", False),
        ("0001-01-01", None, "0001-01-01", True),
        ("31/06/2024", None, "31/06/2024", True),
    ],
)
def test_the_day_of_a_page(asked: str | None, chosen: date | None, shown: str, faulty: bool) -> None:
    form = AsOfForm(asked)
    assert form.chosen == chosen
    box = form.showing(chosen or date(2024, 7, 20))["day"]
    assert f'value="{shown}"' in str(box)
    assert bool(box.errors) == faulty
