"""Points in SQL and points of the pure rules agree to the last digit, whatever the table and the figures."""

from decimal import Decimal
from itertools import count as counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.choices import (
    Accumulation,
    Fallback,
    IndicatorKind,
    ResultState,
    TargetKind,
)
from campaigns.models import (
    Indicator,
    Participant,
    Result,
    ScoreLine,
    ScoringTable,
    Standing,
    Target,
)
from campaigns.rules import cumulative, due_target, rank
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.services import scoring
from common.fields import UNIT, from_units, to_units
from tests.cast import NOW, Season, make_criterion

#: Rule, parameters in the stored form, maximum in whole ten-thousandths.
Leaf = tuple[str, dict[str, Any], int]
LARGEST = 10**12 * UNIT
amounts = st.one_of(
    st.sampled_from([0, 1, UNIT, 7 * UNIT, 10**6 * UNIT, LARGEST]),
    st.integers(0, LARGEST),
    st.integers(0, 100).map(lambda n: n * UNIT),
)
fallbacks = st.sampled_from(Fallback.values)
#: The parameters of each rule.
PARAMETERS: dict[str, dict[str, Any]] = {
    "judged": {},
    "yes_no": {},
    "proportional": {
        "target_kind": st.sampled_from(TargetKind.values),
        "cap": st.one_of(st.just(100 * UNIT), st.integers(1, 300 * UNIT)),
        "no_target": fallbacks,
    },
    "per_object": {"per_object": st.integers(0, 20 * UNIT)},
}


@st.composite
def leaves(draw: Any) -> tuple[str, dict[str, Any], int]:
    """Rule, parameters and maximum of a leaf."""
    rule = draw(st.sampled_from(sorted(PARAMETERS)))
    params = draw(st.fixed_dictionaries({**PARAMETERS[rule], "not_applicable": fallbacks}))
    return rule, params, draw(st.integers(0, 100 * UNIT))


cells = st.tuples(
    st.sampled_from(ResultState.values), amounts, st.none() | amounts, st.none() | amounts
)  # state, value, registered, assigned


@st.composite
def phases(draw: Any) -> tuple[list[Leaf], list[list[Any]], int]:
    """Some leaves, each union's cell for each of them, and the share of the target due."""
    table = draw(st.lists(leaves(), min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(cells, min_size=len(table), max_size=len(table)), min_size=4, max_size=4))
    if draw(st.booleans()):
        rows[1] = rows[0]  # a tie
    return table, rows, draw(st.sampled_from([100 * UNIT, 50 * UNIT, 333_333]))


numbers = counter(1)


def build(
    season: Season, table: list[Leaf], rows: list[list[Any]], share: int
) -> tuple[ScoringTable, list[Participant]]:
    """Replace the season's table and figures by the generated ones."""
    number = next(numbers)
    own = ScoringTable.objects.create(campaign=season.campaign, code=f"G{number}", name="G")
    season.phase.target_share = from_units(share)
    season.phase.save(update_fields=["target_share"])
    people = list(season.phase.participants.order_by("pk"))
    Participant.objects.filter(phase=season.phase).update(table=own)
    group = make_criterion(own, "G", "group", 0, name="G", order=99)
    for place, (rule, params, most) in enumerate(table):
        indicator = Indicator.objects.create(
            campaign=season.campaign, code=f"G{number}-{place}", name="G", short_name="G", order=place,
            kind=IndicatorKind.NUMBER, accumulation=Accumulation.SUM, decimals=4,
        )  # fmt: skip
        above = group if place % 2 else None
        make_criterion(
            own, str(place), rule, from_units(most), indicator, params=params, name="G", order=place, parent=above
        )  # fmt: skip
        for person, row in zip(people, rows, strict=True):
            state, value, registered, assigned = row[place]
            found = {
                kind: None
                if goal is None
                else Target.objects.create(
                    indicator=indicator,
                    union_id=person.union_id,
                    kind=kind,
                    value=from_units(goal),
                    set_at=NOW,
                )
                for kind, goal in ((TargetKind.REGISTERED, registered), (TargetKind.ASSIGNED, assigned))
            }
            Result.objects.create(
                participant=person, indicator=indicator, state=state,
                value=from_units(value) if state == ResultState.REPORTED else None,
                registered=found[TargetKind.REGISTERED], assigned=found[TargetKind.ASSIGNED],
            )  # fmt: skip
    return own, people


class Undo(Exception):
    """Takes the example back."""


@pytest.mark.drill
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(generated=phases())
def test_sql_gives_the_points_and_ranks_of_the_rules(season: Season, generated: Any) -> None:
    table, rows, share = generated
    try:
        with transaction.atomic():
            _own, people = build(season, table, rows, share)
            scoring.write_lines(phase=season.phase, revision=1)
            scoring.write_standings(phase=season.phase, revision=1)
            found = {
                (line.participant_id, line.criterion.code): to_units(line.points)
                for line in ScoreLine.objects.select_related("criterion")
            }
            wanted = {}
            for person, row in zip(people, rows, strict=True):
                for place, (state, value, registered, assigned) in enumerate(row):
                    rule, params, most = table[place]
                    kind = registry.target_kind(rule, params)
                    goal = {"assigned": assigned, "registered": registered, "": None}[kind]
                    counted = cumulative(
                        state=state,
                        value=value if state == ResultState.REPORTED else None,
                        earlier=0,
                        accumulation=Accumulation.SUM,
                    )
                    inputs = Inputs(state=state, value=counted, target=due_target(goal, share))
                    wanted[person.pk, str(place)] = registry.score(rule, params, most, inputs)
            totals = {
                p.pk: sum(points for (pk, _place), points in wanted.items() if pk == p.pk) for p in people
            }
            ranks: dict[Any, Any] = {}
            for cluster in {p.cluster_id for p in people}:
                ranks |= rank({p.pk: totals[p.pk] for p in people if p.cluster_id == cluster})
            standings = {
                s.participant_id: (to_units(s.points), s.rank, s.is_tied) for s in Standing.objects.all()
            }
            groups = {(p.pk, "G"): sum(wanted.get((p.pk, str(n)), 0) for n in (1, 3)) for p in people}
            assert found == wanted | groups
            assert standings == {pk: (totals[pk], *ranks[pk]) for pk in totals}
            raise Undo
    except Undo:
        pass


def test_worked_examples_of_the_drawing_come_out_of_sql(season: Season) -> None:
    """The standings page as drawn: 15 × 11 ÷ 12 = 13,75 and 20 × 18.720 ÷ 19.200 = 19,50 at half the year's target."""
    table: list[Leaf] = [("proportional", {}, most * UNIT) for most in (15, 20)]
    figures = [("reported", 11 * UNIT, 24 * UNIT, None), ("reported", 18_720 * UNIT, 38_400 * UNIT, None)]
    empty = [("not_reported", 0, None, None)] * 2
    _own, people = build(season, table, [figures, empty, empty, empty], 50 * UNIT)
    scoring.write_lines(phase=season.phase, revision=1)
    lines = ScoreLine.objects.leaves().filter(participant=people[0]).order_by("criterion__code")
    assert [line.points for line in lines] == [Decimal("13.75"), Decimal("19.5")]
