"""A season that is scored by a table of one leaf, and rows of figures scored in SQL without any table."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection

from campaigns.choices import Nature
from campaigns.models import Criterion, ExternalFact, Participant, ScoreLine, ScoringTable, Step, Target
from campaigns.queries.line_inputs import chain_of
from campaigns.queries.line_tables import Pointed, with_parameters
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs, Leaf
from campaigns.scoring.together import Together
from campaigns.services import scoring
from common.db import given_rows
from common.fields import UNIT
from common.text import compared
from tests.campaigns.scoring.in_sql import LEAD, TYPES, row_of
from tests.cast import NOW, Season, make_criterion
from units.models import Union

numbers = count(1)


def u(value: float | str) -> int:
    """A decimal in whole ten-thousandths."""
    return int(Decimal(str(value)) * UNIT)


def only_leaf(
    season: Season, rule: str, most: Decimal | int | str, *codes: str, params: dict[str, Any] | None = None,
    steps: Iterable[dict[str, Any]] = (), nature: str = Nature.BASE, **of_table: Any,
) -> Criterion:  # fmt: skip
    """All participants are scored by this leaf alone; `codes` are its indicators in the order of the roles."""
    table = ScoringTable.objects.create(
        campaign=season.campaign, code=f"L{next(numbers)}", name="L", **of_table
    )
    indicators = [season.indicators[code] for code in codes]
    leaf = make_criterion(
        table, "1", rule, most, *indicators, params=params, nature=nature, name="L", order=1
    )
    Step.objects.bulk_create(Step(criterion=leaf, order=n, **step) for n, step in enumerate(steps, start=1))
    Participant.objects.filter(phase=season.phase).update(table=table)
    return leaf


def set_target(season: Season, union: Union, code: str, value: str | None) -> None:
    """Another registered target, or none."""
    result = season.result(union, code)
    if value is None:
        type(result).objects.filter(pk=result.pk).update(registered=None)
    else:
        Target.objects.filter(pk=result.registered_id).update(value=Decimal(value))


def add_fact(season: Season, union: Union, kind: str, number: str, day: Any, grade: str = "") -> ExternalFact:
    """A fact as the service keeps it."""
    return ExternalFact.objects.create(
        union=union, kind=kind, grade=grade, grade_key=compared(grade), day=day, number=number,
        document_key=compared(number), recorded_at=NOW,
    )  # fmt: skip


def scored(
    season: Season, revision: int = 1, clusters: Iterable[int | None] | None = None
) -> dict[str, ScoreLine]:
    """The lines of a revision that is written now, by the union's code."""
    scoring.write_lines(phase=season.phase, revision=revision, clusters=clusters)
    lines = ScoreLine.objects.filter(revision=revision, participant__phase=season.phase)
    return {line.participant.union.code: line for line in lines.select_related("participant__union")}


def points(lines: dict[str, ScoreLine]) -> dict[str, Decimal]:
    """The points by the union's code."""
    return {code: line.points for code, line in lines.items()}


def in_sql(
    code: str, rows: Sequence[tuple[int, Leaf, Inputs]]
) -> list[tuple[int | None, bool, int | None, int | None]]:
    """Points, whether it applies, and the leader of rows (cluster, leaf, inputs), in one statement over no table.

    Rows of equal leaves are of one criterion.
    """
    rule = registry.rule_of(code)
    types = TYPES | dict.fromkeys(LEAD, "bigint") | {p.name: p.sql_type for p in rule.parameters}
    leaves: list[Leaf] = []
    given: list[list[Any]] = []
    for number, (cluster, leaf, inputs) in enumerate(rows):
        if leaf not in leaves:
            leaves.append(leaf)
        row = dict(zip(types, row_of(number, rule, leaf, inputs), strict=True))
        given.append([*(row | {"criterion_id": leaves.index(leaf), "cluster_id": cluster}).values()])
    rules = Together((rule,))
    tables = [given_rows("due", types, given), *chain_of(rules)[1:]]
    leads = LEAD if rule.is_relative else ()
    lines = with_parameters(Pointed, rules)
    sql, params = (
        lines.order_by("participant_id")
        .values_list("points", "word", *leads)
        .query.get_compiler(connection=connection)
        .as_sql()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join(t.sql for t in tables)} {sql}",
            [*(value for t in tables for value in t.params), *params],
        )
        answer = cursor.fetchall()
    return [(p, word != "leaves", *(lead or (None, None))) for p, word, *lead in answer]


def in_python(
    code: str, rows: Sequence[tuple[int, Leaf, Inputs]]
) -> list[tuple[int | None, bool, int | None, int | None]]:
    """The same by the pure functions."""
    found: list[Any] = [None] * len(rows)
    groups: list[tuple[int, Leaf]] = []
    for cluster, leaf, _inputs in rows:
        if (cluster, leaf) not in groups:
            groups.append((cluster, leaf))
    for cluster, leaf in groups:
        places = [n for n, row in enumerate(rows) if row[:2] == (cluster, leaf)]
        lines = [rows[n][2] for n in places]
        for n, line, lead in zip(places, lines, registry.leaders(code, leaf, lines), strict=True):
            told = {field.name: getattr(line, field.name) for field in fields(line)}
            told |= {"lead_value": lead[0], "lead_target": lead[1]}
            got = registry.score(code, leaf, Inputs(**told))
            found[n] = (got.points, got.applies, *lead)
    return found
