"""What comes after the sum, in SQL and in plain Python: equal to the last digit, whatever the table and the lines."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import rules
from campaigns.choices import ConditionKind, FactKind, Nature, ResultState, ResultStatus, Rounding, TieKind
from campaigns.models import (
    Band,
    BandCondition,
    Criterion,
    Downgrade,
    Participant,
    Placing,
    Result,
    ScoreLine,
    ScoringTable,
    Standing,
    TieBreak,
)
from campaigns.rules import Node
from campaigns.services import scoring
from common.fields import UNIT, from_units, to_units
from common.search import as_written
from tests.campaigns.standings.cast import Board, count_facts
from tests.cast import NOW
from units.models import Headcount, Union

UNIONS = 7
#: Few values, so that ties, edges and zeros are frequent; and a few that are not round.
points = st.sampled_from([0, UNIT, 2 * UNIT, 3 * UNIT, 33_333, 15_001])
kinds = st.sampled_from([FactKind.DISCIPLINE, FactKind.AWARD, FactKind.REGISTRATION, FactKind.REORGANISED])
grades = st.sampled_from(["", "Khiển trách", "khiển  TRÁCH", "Cảnh cáo"])
few = {"min_size": 0, "max_size": 3}
#: Key, index of a criterion or an indicator, lower is better.
keys = st.lists(st.tuples(st.sampled_from(TieKind.values), st.integers(0, 9), st.booleans()), **few)
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
    bands = draw(
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
def people(draw: Any) -> dict[str, Any]:
    """A union: its lines and figures by index, and what is known of it."""
    return {
        "cluster": draw(st.sampled_from([1, 1, 1, 2, None])),
        "table": draw(st.sampled_from([0, 0, 1])),
        "lines": draw(st.lists(st.tuples(st.none() | points, st.booleans()), min_size=6, max_size=6)),
        "figures": draw(st.lists(st.none() | points, min_size=2, max_size=2)),
        "is_silent": draw(st.sampled_from([False, False, False, True])),
        "place": draw(st.none() | st.tuples(st.integers(1, 3), st.booleans())),
        "women": draw(st.none() | st.sampled_from([(10, 7), (10, 6), (0, 0), (10, None)])),
        "founded": draw(st.none() | days),
        "facts": draw(st.lists(st.tuples(kinds, grades, days), max_size=2)),
    }


numbers = count(1)


@dataclass
class Made:
    """A table as it was made, and as the rules take it."""

    row: ScoringTable
    nodes: list[Node]
    criteria: list[Criterion]
    table: rules.BandTable
    keys: list[tuple[str, int, bool]]


def make_table(board: Board, said: dict[str, Any], indicators: list[Any]) -> Made:
    """A table in the database and as plain rules."""
    row = ScoringTable.objects.create(
        campaign=board.season.campaign, code=f"T{next(numbers)}", name="T", **said["said"]
    )
    criteria: list[Criterion] = []
    for n, (above, is_group, nature, most, least, clamped) in enumerate(said["criteria"]):
        parent = criteria[above % n] if above is not None and n else None
        criteria.append(
            Criterion.objects.create(
                table=row, code=str(n), name="C", order=n, rule="group" if is_group else "judged", nature=nature,
                parent=parent if parent and parent.is_group else None, max_points=from_units(most),
                min_points=None if least is None else from_units(least), is_clamped=clamped,
            )
        )  # fmt: skip
    nodes = [
        Node(c.pk, c.parent_id, c.is_group, c.nature, to_units(c.max_points),
             None if c.min_points is None else to_units(c.min_points), c.is_clamped)
        for c in criteria
    ]  # fmt: skip
    made_keys = []
    for n, (kind, index, lower) in enumerate(said["keys"], start=1):
        TieBreak.objects.create(
            table=row, order=n, kind=kind, is_lower_better=lower,
            criterion=criteria[index % len(criteria)] if kind == TieKind.CRITERION else None,
            indicator=indicators[index % 2] if kind == TieKind.INDICATOR else None,
        )  # fmt: skip
        made_keys.append((kind, index, lower))
    return Made(row, nodes, criteria, make_bands(row, said), made_keys)


def make_bands(row: ScoringTable, said: dict[str, Any]) -> rules.BandTable:
    """Bands and downgrades, in the database and as rules."""
    ordered = sorted(said["bands"], key=lambda band: -band[0])
    bands, plain = [], []
    for lowest, height, share, asked in ordered:
        below = None if height is None else lowest + height * UNIT
        bands.append(
            Band.objects.create(
                table=row, name="B", lowest=from_units(lowest),
                below=None if below is None else from_units(below), share=share,
            )
        )  # fmt: skip
        plain.append(
            rules.BandRule(
                bands[-1].pk, lowest, below, None if share is None else share * UNIT,
                tuple(make_condition(bands[-1], *one) for one in asked),
            )
        )  # fmt: skip
    caps = []
    for kind, grade, at in said["downgrades"] if bands else []:
        band = bands[at % len(bands)]
        Downgrade.objects.create(table=row, fact_kind=kind, fact_grade=grade, band=band)
        caps.append(rules.Cap(band.pk, kind, as_written(grade)))
    return rules.BandTable(tuple(plain), tuple(caps), said["said"]["silent_gets_lowest"])


def make_condition(band: Band, kind: str, percent: int, fact: str, grade: str) -> rules.Condition:
    """A condition in the database and as a rule."""
    asked = percent if kind == ConditionKind.STANDARDS else None
    BandCondition.objects.create(band=band, kind=kind, percent=asked, fact_kind=fact, fact_grade=grade)
    return rules.Condition(kind, None if asked is None else asked * UNIT, fact, as_written(grade))


@dataclass
class Person:
    """A participant as the database has it, and what was drawn for it."""

    row: Participant
    made: Made
    drawn: dict[str, Any]
    facts: list[rules.Fact]
    lines: dict[Any, rules.Line]
    total: rules.Total


def sheets_of(board: Board) -> list[Participant]:
    """As many participants as are drawn."""
    season = board.season
    while season.phase.participants.count() < UNIONS:
        n = next(numbers)
        union = Union.objects.create(code=f"U{n}", name=f"U{n}", short_name=f"U{n}", level="district")
        Participant.objects.create(phase=season.phase, union=union, sector="enterprise")
    return list(season.phase.participants.order_by("pk").select_related("union"))


def fill(board: Board, drawn: list[dict[str, Any]], made: list[Made], indicators: list[Any]) -> list[Person]:
    """Write what was drawn of the participants, with their lines."""
    clusters = {1: board.season.world.cluster_1.pk, 2: board.season.world.cluster_2.pk, None: None}
    found = []
    for row, own in zip(sheets_of(board), drawn, strict=True):
        table = made[own["table"]]
        Participant.objects.filter(pk=row.pk).update(cluster=clusters[own["cluster"]], table=table.row)
        row.cluster_id = clusters[own["cluster"]]
        Union.objects.filter(pk=row.union_id).update(founded_on=own["founded"])
        status = ResultStatus.DRAFT if own["is_silent"] else ResultStatus.SUBMITTED
        for indicator, figure in zip(indicators, own["figures"], strict=True):
            if own["is_silent"] or figure is not None:
                value = None if figure is None else from_units(figure)
                state = ResultState.NOT_REPORTED if figure is None else ResultState.REPORTED
                Result.objects.create(
                    participant=row, indicator=indicator, state=state, value=value, status=status
                )
        if own["women"] is not None:
            members, women = own["women"]
            Headcount.objects.create(
                union=row.union, as_of=date(2024, 1, 1), members=members, women=women, source="x", recorded_at=NOW
            )  # fmt: skip
        if own["place"]:
            place, is_ballot = own["place"]
            Placing.objects.create(
                participant=row, place=place, is_ballot=is_ballot, reason="x", decided_at=NOW,
                decided_by=board.season.world.quang,
            )  # fmt: skip
        facts = [board.fact(row.union, kind, grade, day) for kind, grade, day in own["facts"]]
        plain = [
            rules.Fact(fact.kind, fact.grade_key, fact.day >= board.season.phase.period_from)
            for fact in facts
        ]
        leaves = {
            node.key: (value if applies else None, applies)
            for node, (value, applies) in zip(table.nodes, own["lines"], strict=False)
            if not node.is_group
        }
        lines = rules.held_lines(table.nodes, signed(table.nodes, leaves))
        total = rules.total_of_lines(table.nodes, lines, rule_of(table.row))
        found.append(Person(row, table, own, plain, lines, total))
    return found


def signed(nodes: list[Node], leaves: dict[Any, Any]) -> dict[Any, Any]:
    """Points of penalties are negative."""
    natures = {node.key: node.nature for node in nodes}
    return {
        key: (-value if value is not None and natures[key] == Nature.PENALTY else value, applies)
        for key, (value, applies) in leaves.items()
    }


def rule_of(table: ScoringTable) -> rules.TotalRule:
    """What the table says of totals."""
    return rules.TotalRule(
        nominal=to_units(table.nominal), rescales=table.rescales, may_exceed=table.may_exceed,
        may_sink=table.may_sink, line_step=10 ** (4 - table.line_decimals),
        total_step=10 ** (4 - table.total_decimals), is_cut=table.rounding == Rounding.TRUNCATE,
    )  # fmt: skip


def write_lines(board: Board, people: list[Person]) -> None:
    """The lines as the rules gave them; those of groups as SQL sums them, so that both say the same."""
    rows = []
    for person in people:
        groups = {node.key for node in person.made.nodes if node.is_group}
        for key, line in person.lines.items():
            rows.append(
                ScoreLine(
                    participant=person.row, revision=1, criterion_id=key,
                    state=None if key in groups else ResultState.REPORTED, applies=line.applies,
                    points=None if line.points is None else from_units(line.points), of_base=from_units(line.of_base),
                )
            )  # fmt: skip
    ScoreLine.objects.bulk_create(rows)
    count_facts(board.season, board.facts)


def key_of(person: Person, key: tuple[str, int, bool]) -> rules.Key:
    """What a key says of a participant."""
    kind, index, lower = key
    own = person.drawn
    if kind == TieKind.WOMEN:
        return rules.women_key(*(own["women"] or (None, None)))
    if kind in rules.PERSONS:
        return rules.persons_key(kind, rules.Placed(*own["place"]) if own["place"] else None)
    if kind == TieKind.CRITERION:
        criterion = person.made.criteria[index % len(person.made.criteria)]
        return rules.figure_key(person.lines[criterion.pk].points, is_lower_better=lower)
    figure = None if own["is_silent"] else own["figures"][index % 2]
    return rules.figure_key(figure, is_lower_better=lower)


def is_young(person: Person, review: date) -> bool:
    """By the rules."""
    return rules.is_young(
        review,
        founded_on=person.drawn["founded"],
        reorganised_on=[day for kind, _grade, day in person.drawn["facts"] if kind == FactKind.REORGANISED],
        min_months=person.made.row.min_months,
        min_months_merged=person.made.row.min_months_merged,
    )


def wanted(people: list[Person], review: date) -> dict[int, tuple[Any, ...]]:
    """What the rules give for everybody, cluster by cluster."""
    found: dict[int, tuple[Any, ...]] = {}
    for cluster in {person.row.cluster_id for person in people}:
        mine = {person.row.pk: person for person in people if person.row.cluster_id == cluster}
        contenders = {
            pk: rules.Contender(
                person.total.points,
                tuple(key_of(person, key) for key in person.made.keys),
                person.drawn["place"][0] if person.drawn["place"] else None,
            )
            for pk, person in mine.items()
            if not person.drawn["is_silent"]
        }
        ranks = rules.ranks_of(contenders)
        units = {
            pk: rules.Unit(
                points=person.total.points, rank=ranks[pk][0] if pk in ranks else None, table=person.made.table,
                zeros=person.total.zeros, standards=tuple(rules.standards_of(person.made.nodes, person.lines)),
                facts=tuple(person.facts), is_silent=person.drawn["is_silent"], is_young=is_young(person, review),
            )
            for pk, person in mine.items()
        }  # fmt: skip
        for pk, grade in rules.grades_of(units).items():
            total, unit = mine[pk].total, units[pk]
            found[pk] = (
                total.points, total.summed, total.rescaled, total.cut, total.most, unit.rank,
                ranks[pk][1] if pk in ranks else False, unit.is_silent, unit.is_young, *grade,
            )  # fmt: skip
    return found


def written() -> dict[int, tuple[Any, ...]]:
    """What SQL wrote."""
    amounts = ("points", "summed", "rescaled", "cut", "most")
    flags = ("rank", "is_tied", "is_silent", "is_young", "band_id", "band_found_id", "is_on_border")
    return {
        row.participant_id: (
            *(to_units(getattr(row, name)) for name in amounts),
            *(getattr(row, name) for name in flags),
        )
        for row in Standing.objects.all()
    }


class Undo(Exception):
    """Takes the example back."""


@pytest.mark.drill
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.tuples(tables(), tables()), drawn=st.lists(people(), min_size=UNIONS, max_size=UNIONS))
def test_sql_ranks_and_grades_as_the_rules_do(board: Board, said: Any, drawn: Any) -> None:
    board.facts.clear()
    try:
        with transaction.atomic():
            indicators = [board.indicator(code, supplier="union") for code in ("I0", "I1")]
            made = [make_table(board, one, indicators) for one in said]
            people = fill(board, drawn, made, indicators)
            write_lines(board, people)
            phase = board.season.phase
            scoring.write_standings(phase=phase, revision=1)
            assert written() == wanted(people, phase.period_to)
            raise Undo
    except Undo:
        pass
