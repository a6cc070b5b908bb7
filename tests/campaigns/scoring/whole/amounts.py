"""What single figures, parameters and days are drawn from: round numbers, edges, and anything between."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from campaigns.choices import IndicatorKind, MilestoneStage, ResultState, ResultStatus
from campaigns.scoring.parameters import APPLIES_TO, SIZE_BELOW, SIZE_FROM, Parameter, Unit
from common.fields import UNIT

LARGEST = 10**12 * UNIT
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
amounts = st.one_of(
    st.integers(0, 12).map(lambda n: n * UNIT),
    st.integers(0, 1000).map(lambda n: n * UNIT),
    st.sampled_from([0, 1, UNIT - 1, UNIT, 7 * UNIT, 10**6 * UNIT, LARGEST]),
    st.integers(0, LARGEST),
)
points = st.one_of(
    st.integers(0, 20).map(lambda n: n * UNIT), st.integers(0, 40).map(lambda n: n * 2500), st.integers(0, 100 * UNIT)
)  # fmt: skip
days = st.dates(FIRST, LAST)
#: Days around a review at the end of the year: founded long ago, just before, or after it.
foundings = (
    st.sampled_from([None, None, date(2010, 5, 6), date(2023, 12, 31), date(2024, 1, 1)]) | st.none() | days
)


def figures(kind: str) -> st.SearchStrategy[int]:
    """Figures of an indicator of this kind."""
    if kind == IndicatorKind.MILESTONE:
        return days.map(lambda day: day.toordinal() * UNIT)
    if kind == IndicatorKind.YES_NO:
        return st.sampled_from([0, UNIT])
    return amounts


@st.composite
def cells(draw: Any, kind: str) -> dict[str, Any] | None:
    """A row of a sheet; None for one that is missing."""
    if not draw(st.integers(0, 9)):
        return None
    state = draw(st.sampled_from([*ResultState.values, *["reported"] * 4]))
    is_day = state == ResultState.REPORTED and kind == IndicatorKind.MILESTONE
    return {
        "state": state,
        "status": draw(st.sampled_from([*ResultStatus.values, ResultStatus.VERIFIED, ResultStatus.VERIFIED])),
        "value": draw(figures(kind)) if state == ResultState.REPORTED else None,
        "stage": draw(st.sampled_from(MilestoneStage.values)) if is_day else "",
    }


def parameter(known: Parameter) -> st.SearchStrategy[Any]:
    """Values that a parameter may have; its default often, and nearly always for whom the leaf is."""
    if known.choices is not None:
        others: st.SearchStrategy[Any] = st.sampled_from(known.choices.values)
    elif known.unit is Unit.DAY:
        others = days.map(lambda day: day.toordinal() * UNIT)
    elif known.unit is Unit.COUNT:
        others = st.integers(-(-known.least // UNIT), min(known.most // UNIT, 400)).map(lambda n: n * UNIT)
    else:
        most = min(known.most, 300 * UNIT)
        others = st.integers(known.least, most) | st.sampled_from(
            [n for n in (known.least, UNIT, 5 * UNIT, 50 * UNIT, most) if known.least <= n <= known.most]
        )
    return one_in(6 if known in (APPLIES_TO, SIZE_FROM, SIZE_BELOW) else 2, others, known.default)


def one_in(number: int, values: st.SearchStrategy[Any], other: Any) -> st.SearchStrategy[Any]:
    """One of `values` once in so many times, else the other."""
    return st.integers(1, number).flatmap(lambda n: values if n == number else st.just(other))
