"""Half of an amount, and of the other half a ratio of two ratios: the same digits in Python and on the database."""

import pytest
from django.db.models import BigIntegerField, Value
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from common.fields import LARGEST
from common.quotient import HalfAndShare, half_and_share
from units.models import Union

Parts = tuple[int | None, ...]
#: All that a column holds, with the ends and the neighbourhood of zero drawn often.
BIG = st.one_of(
    st.integers(0, LARGEST),
    st.sampled_from([0, 1, -1, 2, LARGEST, -LARGEST, LARGEST - 1, 10**16, 10**16 + 1]),
    st.integers(-1, 100),
)
STEPS = st.sampled_from([1, 10, 100, 1_000, 10_000])
PARTS = st.tuples(*[st.none() | BIG] * 5, st.none() | STEPS, st.sampled_from([0, 1, None]))


def on_database(*parts: int | None) -> int | None:
    whole = [Value(x, output_field=BigIntegerField()) for x in parts]
    return Union.objects.annotate(q=HalfAndShare(*whole)).values_list("q", flat=True)[0]


@pytest.fixture
def one_row(db: None) -> None:
    """Something to select from."""
    Union.objects.create(code="X", name="X", short_name="X", level="city", search="x", sort_key="x")


@pytest.mark.drill
@hypothesis_settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=PARTS)
@example(parts=(LARGEST, LARGEST, LARGEST, 1, 1, 1, 0))
@example(parts=(LARGEST, LARGEST, LARGEST, 1, 1, 10, 1))
@example(parts=(1, 0, 0, 7, 9, 1, 0))
@example(parts=(1, 0, 0, 7, 9, 1, 1))
def test_the_database_says_what_python_does(one_row: None, parts: Parts) -> None:
    assert on_database(*parts) == half_and_share(*parts)


@pytest.mark.parametrize(
    ("parts", "result"),
    [
        ((12, 30, 100, 100, 45, 1, 0), 10),  # 6 + 6 · (0,30 ÷ 0,45)
        ((1, 0, 1, 1, 1, 1, 0), 1),  # a half goes away from zero
        ((1, 0, 1, 1, 1, 1, 1), 0),  # and is cut where the table cuts
        ((30, 0, 1, 1, 1, 10, 0), 20),
        ((30, 0, 1, 1, 1, 10, 1), 10),
        # products of figures of 10^12, of which the last digit decides
        ((20_000_000, 10**16 + 1, 10**16, 10**16, 2 * 10**16, 1, 1), 15_000_000),
        ((20_000_000, 10**16 - 1, 10**16, 10**16, 2 * 10**16, 1, 1), 14_999_999),
        ((LARGEST, LARGEST, 1, 1, 1, 1, 0), LARGEST),
    ],
)
def test_half_of_it_and_a_share_of_the_other_half(one_row: None, parts: Parts, result: int) -> None:
    assert (half_and_share(*parts), on_database(*parts)) == (result, result)


@pytest.mark.parametrize("place", range(7))
def test_what_is_missing_never_counts(one_row: None, place: int) -> None:
    parts: list[int | None] = [12, 30, 100, 100, 45, 1, 0]
    parts[place] = None
    assert (half_and_share(*parts), on_database(*parts)) == (None, None)


@pytest.mark.parametrize("place", [3, 4, 5])
def test_zero_never_divides(one_row: None, place: int) -> None:
    parts: list[int | None] = [12, 30, 100, 100, 45, 1, 0]
    parts[place] = 0
    assert (half_and_share(*parts), on_database(*parts)) == (None, None)


@pytest.mark.parametrize("place", range(6))
def test_what_is_negative_never_counts(one_row: None, place: int) -> None:
    parts: list[int | None] = [12, 30, 100, 100, 45, 1, 0]
    parts[place] = -1
    assert (half_and_share(*parts), on_database(*parts)) == (None, None)
