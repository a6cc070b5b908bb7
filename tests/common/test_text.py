"""Vietnamese words and numbers."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal, parse_decimal
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.text import compared, format_figure, inside, parse_figure, searchable, sort_key, tidy


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("   ", None),
        ("0", "0"),
        ("007", "7"),
        ("12", "12"),
        ("1234", "1234"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("0,0001", "0.0001"),
        ("12,50", "12.50"),
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234", "1234"),
        ("1\u2009234\u2009567,5", "1234567.5"),
        ("1\u2007234", "1234"),
        ("\u200b12\ufeff", "12"),
        ("\u202d12\u202c", "12"),
        ("\uff11\uff12\uff13\uff0c\uff15", "123.5"),
        ("\u22125", "-5"),
        ("\u20135", "-5"),
        ("\uff0d1.234", "-1234"),
        (" 12 ", "12"),
        ("-5", "-5"),
        ("+5", "5"),
        ("-1.234,5", "-1234.5"),
    ],
)
def test_a_figure_is_read_the_vietnamese_way(text: str, value: str | None) -> None:
    assert parse_figure(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,234.5", "1.234,5"),
        ("1,234,567", "1.234.567"),
        ("12.5", "12,5"),
        ("1234.5", "1.234,5"),
        ("1.2345", "1,2345"),
        ("1,234,567.89", "1.234.567,89"),
        ("0.500", "0,500"),
        ("-0.125", "0,125"),
        ("1.5", "1,5"),
        ("1 234.5", "1.234,5"),
        ("\uff11\uff0e\uff15", "1,5"),
    ],
)
def test_a_figure_written_the_english_way_is_asked_about(text: str, meant: str) -> None:
    with pytest.raises(ValidationError) as error:
        parse_figure(text)
    assert error.value.code == "ambiguous"
    assert meant in error.value.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "9\t2", "9\n2", "9\r\n2", "1 2", "1\u00a02", "1\u20092", "12 34", "1 23", "1  234", "0 500", "1234 567",
        "1 234 56", "1.234 567", "1 234.567.890", "9 200\t5", "1\t234", "1\n234", "1,5 2,5", "1 -2", "1,234 5",
    ],
)  # fmt: skip
def test_several_figures_in_one_cell_are_never_merged(text: str) -> None:
    with pytest.raises(ValidationError) as error:
        parse_figure(text)
    assert error.value.code == "several"
    assert "Type one figure in each cell" in error.value.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "abc", "1.23.4", "1,2,3", "12a", "--5", "1.234,", ",5", ".", ",", "1e5", "NaN", "Infinity", "12%", "1.234,5.6",
        "½", "=1+1", "0x10", "12 người", "12người", "5 triệu", "50 %", "1O", "l2", "(5)", "1'234", "1_000", "5²",
        "12\u200b34", "- 5", "1, 5", "1. 234", "5-6", "12/5", "1234.567.890", "0.500.000", "1;2",
    ],
)  # fmt: skip
def test_a_text_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as error:
        parse_figure(text)
    assert error.value.code == "number"
    assert text in error.value.messages[0]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert parse_figure(format_figure(value)) == value


@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False),
    st.none() | st.integers(0, 4),
)
def test_figures_are_written_and_read_as_babel_does_in_vietnamese(value: Decimal, places: int | None) -> None:
    text = format_figure(value, places).replace("\N{MINUS SIGN}", "-")
    if places is None:
        whole = value.normalize()
        assert text.rstrip("0").rstrip(",") == format_decimal(whole, locale="vi", decimal_quantization=False)
    else:
        pattern = "#,##0" + ("." + "0" * places if places else "")
        assert text == format_decimal(value, format=pattern, locale="vi")
    assert parse_figure(text) == parse_decimal(text, locale="vi", strict=True)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_is_refused_in_words(text: str) -> None:
    try:
        value = parse_figure(text)
    except ValidationError:
        return
    assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (None, None, ""),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("1234.5"), 2, "1.234,50"),
        (Decimal("-0.25"), None, "\N{MINUS SIGN}0,25"),
        (0, None, "0"),
        (1234567, 0, "1.234.567"),
    ],
)
def test_a_figure_is_written_the_vietnamese_way(value: Decimal | None, places: int | None, text: str) -> None:
    assert format_figure(value, places) == text


def test_words_are_sorted_in_the_order_of_the_alphabet() -> None:
    ordered = ["An", "Ánh", "Ăn", "Ân", "Da", "Đà"]
    assert sorted(reversed(ordered), key=sort_key) == ordered


@pytest.mark.parametrize(
    "ordered",
    [
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Ba Đình", "Bắc Từ Liêm", "Cầu Giấy", "Đan Phượng", "Đống Đa", "Hà Đông", "Hoàn Kiếm", "Ứng Hòa"],
        ["e", "ê", "o", "ô", "ơ", "u", "ư"],
    ],
)
def test_names_of_districts_and_letters_keep_their_order(ordered: list[str]) -> None:
    assert sorted(sorted(ordered), key=sort_key) == ordered


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đống Đa", "dong da"),
        ("  LĐLĐ   quận  BA ĐÌNH ", "ldld quan ba dinh"),
        ("Nguyễn Hữu Thường", "nguyen huu thuong"),
        ("Ho\u00e0ng", "hoang"),
        ("Hoa\u0300ng", "hoang"),
        ("", ""),
    ],
)
def test_a_search_knows_no_diacritics(text: str, plain: str) -> None:
    assert searchable(text) == plain


@pytest.mark.parametrize(
    ("name", "language", "written"),
    [("Đợt 1", "vi", "đợt 1"), ("Đợt 1", "en", "Đợt 1"), ("Quý I", "vi", "Quý I"), ("Đợtx", "vi", "Đợtx")],
)
def test_a_phase_is_no_proper_name_inside_a_sentence(name: str, language: str, written: str) -> None:
    with translation.override(language):
        assert inside(name) == written


@pytest.mark.parametrize(
    ("text", "tidied"),
    [(" a  b\t c ", "a b c"), ("a\r\nb\rc\u2028d", "a\nb\nc\nd"), ("e\u0302\u0301", "ế"), ("a\u200bb\ufeff", "ab"),
     ("e\u200b\u0301", "é"), ("\u202aa\u202c", "a"), ("\u00a0", "")],
)  # fmt: skip
def test_words_that_look_alike_have_one_spelling(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(st.text())
def test_what_is_tidy_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12/QĐ-LĐLĐ", " 12/qđ-lđlđ ", True),
        ("Khiển  trách", "khiển\u00a0trách", True),
        ("Khiển trách", "Khiển\u200b tra\u0301ch", True),
        ("Khiển\ntrách", "Khiển trách", True),
        ("12/QĐ", "12/QD", False),
        ("12/QĐ", "1 2/QĐ", False),
    ],
)
def test_texts_are_compared_without_case_and_white_space_and_with_diacritics(
    one: str, other: str, same: bool
) -> None:
    assert (compared(one) == compared(other)) is same


@given(st.text())
def test_what_is_compared_compares_as_itself(text: str) -> None:
    assert compared(compared(text)) == compared(text)
