"""Exact figures: the same digits in Python and on the database."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Value
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from common.fields import LARGEST, STEP, FixedPointField, from_units, to_units
from common.quotient import Quotient, quotient
from units.models import Union

#: All that a column holds, either sign, with the ends and the neighbourhood of zero drawn often.
BIG = st.one_of(
    st.integers(min_value=-LARGEST, max_value=LARGEST),
    st.sampled_from(
        [0, 1, -1, 2, -2, LARGEST, -LARGEST, LARGEST - 1, 1 - LARGEST, 2**61, 2**61 - 1, -(2**61)]
    ),
    st.integers(min_value=-100, max_value=100),
)
MISSING = st.none() | BIG
POINTS = st.integers(min_value=-(10**9), max_value=10**9)


def on_database(a: int | None, b: int | None, c: int | None) -> int | None:
    whole = [Value(x, output_field=BigIntegerField()) for x in (a, b, c)]
    return Union.objects.annotate(q=Quotient(*whole)).values_list("q", flat=True)[0]


@pytest.fixture
def one_row(db: None) -> None:
    """Something to select from."""
    Union.objects.create(code="X", name="X", short_name="X", level="city", search="x", sort_key="x")


@pytest.mark.drill
@hypothesis_settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(a=MISSING, b=MISSING, c=MISSING)
@example(a=-3, b=1, c=4)
@example(a=3, b=-1, c=-4)
@example(a=-1, b=1, c=2)
@example(a=LARGEST, b=1, c=1)
@example(a=LARGEST, b=LARGEST, c=LARGEST)
@example(a=LARGEST, b=-LARGEST, c=1)
@example(a=0, b=-LARGEST, c=3)
@example(a=0, b=0, c=-1)
@example(a=400_000, b=9_007_199_254_740_993, c=9_007_199_254_740_995)
@example(a=-400_000, b=9_007_199_254_740_993, c=9_007_199_254_740_995)
def test_the_database_divides_as_python_does(
    one_row: None, a: int | None, b: int | None, c: int | None
) -> None:
    assert on_database(a, b, c) == quotient(a, b, c)


@pytest.mark.parametrize(
    ("figures", "result"),
    [((5, 1, 2), 3), ((-5, 1, 2), -3), ((5, 1, -2), -3), ((-3, 1, 4), -1), ((-1, 1, 4), 0), ((-1, -1, 2), 1)],
)
def test_a_half_goes_away_from_zero(one_row: None, figures: tuple[int, int, int], result: int) -> None:
    assert (quotient(*figures), on_database(*figures)) == (result, result)


@pytest.mark.parametrize("figures", [(None, 1, 1), (1, None, 1), (1, 1, None), (1, 1, 0), (0, 0, 0)])
def test_what_is_missing_or_zero_never_divides(one_row: None, figures: tuple[int | None, ...]) -> None:
    assert quotient(*figures) is None
    assert on_database(*figures) is None


@given(a=POINTS, b=POINTS, c=POINTS.filter(bool))
def test_a_quotient_is_rounded_once(a: int, b: int, c: int) -> None:
    exact = (Decimal(a * b) / Decimal(c)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert quotient(a, b, c) == int(exact)


@pytest.mark.parametrize(
    ("value", "units"),
    [
        ("1", 10_000),
        ("0.0001", 1),
        ("0.00005", 1),
        ("0.00004", 0),
        ("-0.00005", -1),
        ("922337203685477.5807", LARGEST),
        (3, 30_000),
    ],
)
def test_a_decimal_becomes_whole_ten_thousandths(value: str | int, units: int) -> None:
    assert to_units(value) == units


def test_a_figure_beyond_the_column_is_refused_in_words() -> None:
    with pytest.raises(ValidationError):
        to_units("922337203685477.5808")


@given(st.integers(min_value=-LARGEST, max_value=LARGEST))
def test_units_come_back_as_they_went(units: int) -> None:
    assert to_units(from_units(units)) == units


@pytest.mark.parametrize(
    ("units", "text"), [(10_000, "1"), (1_000_000, "100"), (12_500, "1.25"), (0, "0"), (1, "0.0001")]
)
def test_a_decimal_has_no_zeros_for_show_and_no_exponent(units: int, text: str) -> None:
    assert str(from_units(units)) == text


def test_the_field_takes_decimals_and_gives_whole_numbers_to_the_database() -> None:
    field = FixedPointField(null=True)
    assert field.get_prep_value(Decimal("1.25")) == 12_500
    assert field.get_prep_value(None) is None
    assert field.get_prep_value(expression := Value(1)) is expression
    assert field.to_python("1.25") == Decimal("1.25")
    assert field.to_python("") is None
    assert field.from_db_value(12_500, None, None) == Decimal("1.25")
    assert field.from_db_value(None, None, None) is None
    assert Decimal("0.0001") == STEP
