"""A random season: two phases and the year over them, unions in clusters, figures, targets, facts and headcounts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from campaigns.choices import Accumulation, IndicatorKind, Joining, ResultStatus, Supplier
from common.fields import UNIT
from tests.campaigns.scoring.whole.amounts import amounts, cells, figures, foundings, one_in
from tests.campaigns.scoring.whole.tables import Drawn, facts, tables
from units.choices import Sector


@dataclass
class Sheet:
    """What a union reports and aims at, by indicator: (registered, assigned), and rows for each phase."""

    table: int | None
    targets: list[tuple[int | None, int | None]]
    before: list[dict[str, Any] | None]
    now: list[dict[str, Any] | None]


@dataclass
class Member:
    """A union; its cluster and table are numbers, None for none. A placing is a place, by ballot or not."""

    sheet: Sheet
    cluster: int | None
    sector: str
    founded_on: date | None
    headcounts: dict[date, tuple[int, int | None]]
    facts: list[dict[str, Any]]
    placing: tuple[int, bool] | None


@dataclass
class Drawing:
    """All of it."""

    campaign: dict[str, Any]
    shares: tuple[int, int]
    sectors: tuple[str, str]
    joins: str
    weights: tuple[int, int]
    indicators: list[dict[str, Any]]
    tables: list[Drawn]
    members: list[Member]


@st.composite
def seasons(draw: Any) -> Drawing:
    """A random season."""
    indicators = draw(st.lists(indicator(), min_size=2, max_size=4))
    kinds = [one["kind"] for one in indicators]
    drawn = draw(st.lists(tables(kinds), min_size=1, max_size=2))
    sheets = draw(st.lists(sheet(kinds, len(drawn)), min_size=1, max_size=4))  # fewer than unions: ties
    members = draw(st.lists(member(sheets), min_size=2, max_size=7))
    share = draw(st.sampled_from([100 * UNIT, 50 * UNIT, 333_333]))
    return Drawing(
        campaign=draw(counting()),
        shares=(draw(st.sampled_from([25 * UNIT, share])), share),
        sectors=draw(st.sampled_from([("", ""), ("", ""), ("enterprise", ""), ("union_body", "enterprise")])),
        joins=draw(st.sampled_from(Joining.values)),
        weights=(UNIT, draw(st.sampled_from([UNIT, 2 * UNIT, 3333]))),
        indicators=indicators,
        tables=drawn,
        members=members,
    )


@st.composite
def counting(draw: Any) -> dict[str, Any]:
    """What counts in the campaign."""
    counts_from = draw(st.sampled_from([ResultStatus.SUBMITTED, ResultStatus.VERIFIED]))
    waits = counts_from == ResultStatus.VERIFIED or draw(st.booleans())
    return {"counts_from": counts_from, "final_waits": waits, "is_extract": not draw(st.integers(0, 5))}


@st.composite
def indicator(draw: Any) -> dict[str, Any]:
    """An indicator of any kind."""
    return {
        "kind": draw(st.sampled_from(["number", "number", *IndicatorKind.values])),
        "accumulation": draw(st.sampled_from(Accumulation.values)),
        "supplier": draw(st.sampled_from(["union", *Supplier.values])),
        "unit_of_measure": draw(st.sampled_from(["", "nhà", "% số hộ"])),
    }


@st.composite
def sheet(draw: Any, kinds: list[str], tables: int) -> Sheet:
    """Figures and targets over indicators of these kinds."""
    return Sheet(
        table=draw(one_in(10, st.none(), 0) if tables == 1 else st.sampled_from([0, 1])),
        targets=[draw(st.tuples(goals(kind), goals(kind))) for kind in kinds],
        before=[draw(cells(kind)) for kind in kinds],
        now=[draw(cells(kind)) for kind in kinds],
    )


@st.composite
def member(draw: Any, sheets: list[Sheet]) -> Member:
    """A union with one of these sheets."""
    counted = st.integers(0, 400).flatmap(lambda n: st.tuples(st.just(n), st.none() | st.integers(0, n)))
    counts = st.dictionaries(
        st.sampled_from([date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]), counted
    )
    some = st.lists(facts(), max_size=3, unique_by=lambda one: (one["kind"], one["grade"], one["number"]))
    return Member(
        sheet=draw(st.sampled_from(sheets)),
        cluster=draw(st.sampled_from([0, 0, 0, 0, 1, None])),
        sector=draw(st.sampled_from(["", *Sector.values])),
        founded_on=draw(foundings),
        headcounts=draw(counts),
        facts=draw(one_in(2, some, [])),
        placing=draw(one_in(2, st.tuples(st.integers(1, 3), st.booleans()), None)),
    )


def goals(kind: str) -> st.SearchStrategy[int | None]:
    """A target of the whole campaign, or none."""
    return st.none() | (figures(kind) if kind == IndicatorKind.MILESTONE else amounts)
