"""What comes after the sum, in SQL and in plain Python: equal to the last digit, whatever the table and the lines."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import rules
from campaigns.choices import FactKind, TieKind
from campaigns.models import Standing
from campaigns.services import scoring
from common.fields import to_units
from tests.campaigns.standings.cast import Board
from tests.campaigns.standings.drawn import UNIONS, graded_tables, people, tables
from tests.campaigns.standings.made import Person, fill, make_table, write_lines


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


search = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def check(board: Board, said: Any, drawn: Any) -> None:
    """Write the example, compute it both ways, take it back."""
    board.facts.clear()
    try:
        with transaction.atomic():
            indicators = [board.indicator(code, supplier="union") for code in ("I0", "I1")]
            made = [make_table(board, one, indicators) for one in said]
            everybody = fill(board, drawn, made, indicators)
            write_lines(board, everybody)
            phase = board.season.phase
            scoring.write_standings(phase=phase, revision=1)
            assert written() == wanted(everybody, phase.period_to)
            raise Undo
    except Undo:
        pass


@pytest.mark.drill
@search
@given(said=st.tuples(tables(), tables()), drawn=st.lists(people(), min_size=UNIONS, max_size=UNIONS))
def test_sql_ranks_and_grades_as_the_rules_do(board: Board, said: Any, drawn: Any) -> None:
    check(board, said, drawn)


@pytest.mark.drill
@search
@given(said=graded_tables(), drawn=st.lists(people(graded=True), min_size=UNIONS, max_size=UNIONS))
def test_sql_limits_and_lowers_bands_as_the_rules_do(board: Board, said: Any, drawn: Any) -> None:
    check(board, [said, said], drawn)
