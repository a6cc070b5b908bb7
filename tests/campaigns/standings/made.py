"""What was drawn, written to the database and given to the plain rules."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from campaigns import rules
from campaigns.choices import ConditionKind, Nature, ResultState, ResultStatus, Rounding, TieKind
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
    TieBreak,
)
from campaigns.rules import Node
from common.fields import UNIT, from_units, to_units
from common.search import as_written
from tests.campaigns.standings.cast import Board, count_facts
from tests.campaigns.standings.drawn import UNIONS
from tests.cast import NOW
from units.models import Headcount, Union

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
    return rules.BandTable(tuple(plain), tuple(caps), row.silent_gets_lowest)


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
