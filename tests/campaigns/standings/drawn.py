"""Tables and participants as they are drawn at random for the standings."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from campaigns.choices import ConditionKind, FactKind, Nature, Rounding, TieKind
from common.fields import UNIT, from_units

UNIONS = 7
#: Few values, so that ties, edges and zeros are frequent; and a few that are not round.
points = st.sampled_from([0, UNIT, 2 * UNIT, 3 * UNIT, 33_333, 15_001])
kinds = st.sampled_from([FactKind.DISCIPLINE, FactKind.AWARD, FactKind.REGISTRATION, FactKind.REORGANISED])
grades = st.sampled_from(["", "Khiển trách", "khiển  TRÁCH", "Cảnh cáo"])
#: Key, index of a criterion or an indicator, lower is better.
keys = st.lists(st.tuples(st.sampled_from(TieKind.values), st.integers(0, 9), st.booleans()), max_size=3)
conditions = st.lists(
    st.tuples(st.sampled_from(ConditionKind.values), st.integers(0, 100), kinds, grades),
    max_size=2,
    unique_by=lambda own: (own[0], own[2], own[3]),
)
edges = st.integers(0, 8).map(lambda n: n * UNIT)


@st.composite
def tables(draw: Any) -> dict[str, Any]:
    """What a table says; criteria as (index of the group or None, is a group, nature, most, least, is clamped)."""
    criteria = draw(
        st.lists(
            st.tuples(
                st.none() | st.integers(0, 9), st.booleans(), st.sampled_from(Nature.values), points,
                st.none() | st.just(UNIT), st.booleans(),
            ),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    bands: list[Any] = draw(
        st.lists(
            st.tuples(edges, st.none() | st.integers(1, 4), st.none() | st.integers(1, 100), conditions),
            max_size=4,
            unique_by=lambda band: band[0],
        )
    )
    flags = ("rescales", "may_exceed", "may_sink", "silent_gets_lowest")
    return {
        "criteria": criteria,
        "bands": bands,
        "keys": draw(keys),
        "downgrades": draw(
            st.lists(st.tuples(kinds, grades, st.integers(0, 3)), max_size=2, unique_by=lambda d: d[:2])
        ),
        "said": {name: draw(st.booleans()) for name in flags}
        | {name: draw(st.integers(1, 4)) for name in ("line_decimals", "total_decimals")}
        | {name: draw(st.sampled_from([0, 6, 12])) for name in ("min_months", "min_months_merged")}
        | {
            "rounding": draw(st.sampled_from(Rounding.values)),
            "nominal": from_units(draw(st.integers(1, 9)) * UNIT),
        },
    }


days = st.sampled_from(
    [date(2023, 7, 30), date(2023, 7, 31), date(2024, 1, 31), date(2024, 2, 1), date(2024, 5, 5)]
)


@st.composite
def graded_tables(draw: Any) -> dict[str, Any]:
    """A table of one judged leaf whose bands leave no gap, most of them limited, with downgrades to any of them."""
    share = st.none() | st.sampled_from([10, 15, 30, 50])
    height = st.none() | st.sampled_from([1, 2])
    bands: list[Any] = [(n * UNIT, draw(height), draw(share), []) for n in range(4)]
    lowered = [(FactKind.DISCIPLINE, grade, draw(st.integers(0, 3))) for grade in ("", "Khiển trách")]
    leaf = (None, False, Nature.BASE, 3 * UNIT, None, False)
    return {
        "criteria": [leaf], "bands": bands, "keys": [], "downgrades": lowered, "said": {"nominal": 3, "min_months": 0}
    }  # fmt: skip


@st.composite
def people(draw: Any, *, graded: bool = False) -> dict[str, Any]:
    """A union: its lines and figures by index, and what is known of it; with `graded`, most are ranked in a cluster."""
    disciplined = st.tuples(st.just(FactKind.DISCIPLINE), grades, st.just(date(2024, 5, 5)))
    facts = disciplined if graded else st.tuples(kinds, grades, days)
    return {
        "cluster": draw(st.sampled_from([1] * 6 + [2] if graded else [1, 1, 1, 2, None])),
        "table": draw(st.sampled_from([0, 0, 1])),
        "lines": draw(st.lists(st.tuples(st.none() | points, st.booleans()), min_size=6, max_size=6)),
        "figures": draw(st.lists(st.none() | points, min_size=2, max_size=2)),
        "is_silent": draw(st.sampled_from([False, False, False, True])),
        "place": draw(st.none() | st.tuples(st.integers(1, 3), st.booleans())),
        "women": draw(st.none() | st.sampled_from([(10, 7), (10, 6), (0, 0), (10, None)])),
        "founded": draw(st.none() | days),
        "facts": draw(st.lists(facts, max_size=2)),
    }
