"""Random scoring tables: a tree of groups and leaves of all rules, bands, downgrades and tie-breaks."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from campaigns.choices import ConditionKind, FactKind, IndicatorKind, Nature, PartMissing, Rounding, TieKind
from campaigns.scoring import registry
from campaigns.scoring.base import Step
from campaigns.scoring.parameters import Unit
from common.fields import UNIT
from tests.campaigns.scoring.whole.amounts import days, one_in, parameter, points

fact_kinds = st.sampled_from(FactKind.values)
grades = st.sampled_from(["", "a", "b"])


@dataclass
class Line:
    """A criterion; `inputs` are numbers of indicators by role, `above` the number of its group."""

    rule: str
    above: int | None
    nature: str
    most: int
    least: int | None = None
    is_clamped: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


@dataclass
class Drawn:
    """A table; bands are highest first, a downgrade or condition names its facts by kind and grade."""

    said: dict[str, Any]
    lines: list[Line]
    bands: list[dict[str, Any]]
    downgrades: list[tuple[str, str, int]]
    tie_breaks: list[tuple[str, int, bool]]


@st.composite
def tables(draw: Any, kinds: list[str]) -> Drawn:
    """A table over indicators of these kinds."""
    groups = [
        Line(
            rule=registry.GROUP,
            above=draw(st.none() | st.integers(0, place - 1)) if place else None,
            nature=draw(st.sampled_from(Nature.values)),
            most=draw(points),
            least=draw(st.none() | points),
            is_clamped=draw(st.booleans()),
        )
        for place in range(draw(st.integers(0, 3)))
    ]
    count = draw(st.integers(1, 6))
    leaves = [draw(leaf(kinds, len(groups))) for _leaf in range(count)]
    bands = draw(bands_of())
    return Drawn(
        said={
            "nominal": draw(st.just(100 * UNIT) | points.filter(bool)),
            "line_decimals": draw(st.sampled_from([4, 2, 1, 0])),
            "total_decimals": draw(st.sampled_from([4, 2, 0])),
            "rounding": draw(st.sampled_from(Rounding.values)),
            "part_missing": draw(st.sampled_from(PartMissing.values)),
            "min_months": draw(st.sampled_from([12, 0, 1])),
            "min_months_merged": draw(st.sampled_from([6, 0])),
            **{name: draw(st.booleans()) for name in ("may_exceed", "may_sink", "rescales", "silent_gets_lowest")},
        },
        lines=groups + leaves,
        bands=bands,
        downgrades=draw(
            st.lists(
                st.tuples(fact_kinds, grades, st.integers(0, len(bands) - 1)),
                max_size=2 if bands else 0,
                unique_by=lambda row: row[:2],
            )
            if bands
            else st.just([])
        ),
        tie_breaks=draw(
            st.lists(st.tuples(st.sampled_from(TieKind.values), st.integers(0, 5), st.booleans()), max_size=3)
        ),
    )  # fmt: skip


@st.composite
def leaf(draw: Any, kinds: list[str], groups: int) -> Line:
    """A leaf; parameters that its rule finds fault with give way to the defaults."""
    rule = registry.rule_of(draw(st.sampled_from(sorted(registry.RULES))))
    has_days = any(known.unit is Unit.DAY for known in rule.own)
    fitting = [n for n, kind in enumerate(kinds) if has_days == (kind == IndicatorKind.MILESTONE)]
    indicators = st.sampled_from(fitting or range(len(kinds)))
    inputs = {
        role.name: draw(indicators if role in rule.roles else st.integers(0, len(kinds) - 1))
        for role in rule.all_roles
        if draw(st.booleans() if role not in rule.roles else st.just(True))
    }
    params = {known.name: draw(parameter(known)) for known in rule.parameters if draw(st.booleans())}
    steps = draw(steps_of(rule.steps_by))
    nature, most = draw(st.sampled_from(["base", *Nature.values])), draw(points)
    for names in (set(), {known.name for known in rule.parameters if known.choices is None}, set(params)):
        kept = {name: value for name, value in params.items() if name not in names}
        if is_sound(rule.code, kept, most, steps, nature, inputs):
            params = kept
            break
    above = draw(st.none() | st.integers(0, groups - 1)) if groups else None
    return Line(rule.code, above, nature, most, params=params, inputs=inputs, steps=steps)


def is_sound(
    code: str, params: dict[str, Any], most: int, steps: list[Step], nature: str, inputs: dict[str, int]
) -> bool:
    """The design check finds no fault with the leaf."""
    try:
        made = registry.leaf_of(code, params, most, steps=steps, is_gated="gate" in inputs, nature=nature)
    except ValidationError:
        return False
    return not registry.design_faults(code, made, inputs)


@st.composite
def steps_of(draw: Any, by: str) -> list[Step]:
    """Steps without a gap, or for kinds of facts; none where the rule has none."""
    if not by:
        return []
    if by == "fact":
        rows = st.tuples(fact_kinds, grades, points)
        return [
            Step(None, None, worth, kind, grade)
            for kind, grade, worth in draw(st.lists(rows, min_size=1, max_size=3))
        ]
    edges = sorted(draw(st.sets(st.integers(0, 120).map(lambda n: n * UNIT), max_size=3)))
    return [
        Step(lowest, below, draw(points))
        for lowest, below in zip([None, *edges], [*edges, None], strict=True)
    ]


@st.composite
def bands_of(draw: Any) -> list[dict[str, Any]]:
    """Bands of any edges, highest first, some limited, some under conditions."""
    edges = draw(st.sets(st.integers(-1, 25).map(lambda n: max(n, 0) * UNIT), max_size=4))
    return [draw(band(lowest)) for lowest in sorted(edges, reverse=True)]


@st.composite
def band(draw: Any, lowest: int) -> dict[str, Any]:
    """A band from these points up."""
    asked = st.lists(
        conditions(),
        max_size=draw(st.sampled_from([0, 0, 2])),
        unique_by=lambda one: (one["kind"], one["fact_kind"], one["fact_grade"]),
    )
    return {
        "lowest": lowest,
        "below": draw(one_in(3, st.integers(1, 60).map(lambda n: lowest + n * UNIT), None)),
        "share": draw(one_in(2, st.integers(20, 100).map(lambda n: n * UNIT), None)),
        "conditions": draw(asked),
    }


@st.composite
def conditions(draw: Any) -> dict[str, Any]:
    """A condition of a band."""
    kind = draw(st.sampled_from(ConditionKind.values))
    asks_fact = kind in (ConditionKind.NO_FACT, ConditionKind.HAS_FACT, ConditionKind.OR_FACT)
    return {
        "kind": kind,
        "percent": draw(st.integers(0, 100)) * UNIT if kind == ConditionKind.STANDARDS else None,
        "fact_kind": draw(fact_kinds) if asks_fact else "",
        "fact_grade": draw(grades) if asks_fact else "",
    }


@st.composite
def facts(draw: Any) -> dict[str, Any]:
    """A fact of a union."""
    grade = draw(grades)
    return {
        "kind": draw(fact_kinds),
        "grade": grade,
        "day": draw(days),
        "number": draw(st.sampled_from(["1", "2"])),
    }
