"""What a phase's lines are computed from, in SQL: participant × leaf, with the figures and the target of its rule."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models
from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from campaigns.choices import ResultState, TargetKind
from campaigns.models import Criterion, Participant, Phase
from campaigns.queries.cumulative import carried_figure, own_figure
from campaigns.rules import WHOLE
from campaigns.scoring import registry
from campaigns.scoring.base import Rule
from campaigns.scoring.parameters import BASE, VALUE, Parameter
from campaigns.scoring.sql import BIG, column, nothing, whole
from common.db import Given, given_query, given_rows
from common.fields import to_units
from common.quotient import Quotient

CRITERION = "table__criteria"
FIGURES = (
    "criterion_id", "most", "state", VALUE, f"{VALUE}_carried", BASE, f"{BASE}_carried", *TargetKind.values,
)  # fmt: skip
#: Figures and parameters as one table: what earlier phases brought is added, and of the targets the one in use is kept.
JOINED = """SELECT participant_id, criterion_id, most, state,
    value + coalesce(value_carried, 0) AS value, value_carried AS carried, base + coalesce(base_carried, 0) AS base,
    CASE aim WHEN 'assigned' THEN assigned WHEN 'registered' THEN registered END AS target, {parameters}
    FROM figure JOIN parameter USING (criterion_id)"""


class LineInput(models.Model):
    """A row of the table `line_input`, which exists inside one statement alone; rules name its columns.

    It has a registry of models to itself, so that nobody migrates, dumps or empties it.
    """

    participant_id = models.BigIntegerField(primary_key=True)
    criterion_id = models.BigIntegerField()
    most = models.BigIntegerField()
    state = models.CharField()
    value = models.BigIntegerField(null=True)
    carried = models.BigIntegerField(null=True)
    base = models.BigIntegerField(null=True)
    target = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager["LineInput"]] = models.Manager()

    class Meta:
        app_label = "campaigns"
        apps = Apps()
        db_table = "line_input"
        managed = False

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}"


def scored_criteria(phase: Phase) -> list[Criterion]:
    """The criteria of the tables that score the phase."""
    tables = Participant.objects.filter(phase=phase, table__isnull=False).values("table_id")
    return list(Criterion.objects.filter(table__in=tables).order_by("pk"))


def by_rule(criteria: Iterable[Criterion]) -> list[tuple[Rule, list[Criterion]]]:
    """The rules in use, each with its criteria; groups are left out.

    The rule with most criteria comes first: it fills the index of lines in order, which is faster than in between.
    """
    found: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        if not criterion.is_group:
            found.setdefault(criterion.rule, []).append(criterion)
    most_first = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(registry.rule_of(code), rows) for code, rows in most_first]


def line_inputs(
    phase: Phase, rule: Rule, criteria: list[Criterion], clusters: Iterable[int | None] | None
) -> tuple[list[Given], QuerySet[LineInput]]:
    """The inputs of a rule's lines: tables for one statement, and the query over them with a column for each parameter.

    The parameters travel as one table of typed rows, whatever their number, and with them which target each criterion
    uses.
    """
    names = [p.name for p in rule.parameters]
    rows, used = [], set()
    for criterion in criteria:
        params = registry.complete(rule.code, criterion.params)
        aim = rule.target_kind(params)
        used.add(aim)
        rows.append([criterion.pk, aim, *(params[name] for name in names)])
    types = {"criterion_id": "bigint", "aim": "text"} | {p.name: p.sql_type for p in rule.parameters}
    figures = _figures(phase, rule, clusters, [kind for kind in TargetKind if kind in used])
    columns = {"participant_id": "pk"} | {name: name for name in FIGURES}
    tables = [
        given_rows("parameter", types, rows),
        given_query("figure", columns, figures),
        Given("line_input", f"line_input AS ({JOINED.format(parameters=', '.join(names))})"),
    ]
    return tables, with_parameters(rule)


def with_parameters(rule: Rule) -> QuerySet[LineInput]:
    """The query over the table `line_input`, with a column for each parameter of the rule."""

    def read(parameter: Parameter) -> RawSQL:
        kind: models.Field = models.CharField() if parameter.choices else BIG
        return RawSQL(f'"line_input"."{parameter.name}"', (), output_field=kind)

    return LineInput.objects.annotate(**{p.name: read(p) for p in rule.parameters})


def _figures(
    phase: Phase, rule: Rule, clusters: Iterable[int | None] | None, used: list[TargetKind]
) -> QuerySet[Any]:
    """Participant × leaf, each with its result if there is one: a row that is missing was not reported."""
    taking_part = Participant.objects.filter(phase=phase, **{f"{CRITERION}__rule": rule.code})
    rows: QuerySet[Any] = taking_part.in_clusters(clusters).annotate(
        criterion_id=F(f"{CRITERION}__pk"), most=column(f"{CRITERION}__max_points")
    )
    for role in rule.roles:
        rows = _with_figure(rows, phase, role.name)
    if BASE not in {role.name for role in rule.roles}:
        rows = rows.annotate(base=nothing(), base_carried=nothing())
    share = whole(to_units(phase.target_share))
    due = {
        kind.value: Quotient(column(f"value_row__{kind}__value"), share, whole(WHOLE))
        if kind in used
        else nothing()
        for kind in TargetKind
    }
    return rows.annotate(state=Coalesce("value_row__state", Value(ResultState.NOT_REPORTED)), **due)


def _with_figure(rows: QuerySet[Any], phase: Phase, role: str) -> QuerySet[Any]:
    """Join the result of the indicator that has this role; the cumulative figure takes the role's name."""
    return (
        rows.annotate(
            **{
                f"{role}_input": FilteredRelation(
                    f"{CRITERION}__inputs", condition=Q(**{f"{CRITERION}__inputs__role": role})
                )
            }
        )
        .annotate(**{f"{role}_of": F(f"{role}_input__indicator")})
        .annotate(
            **{f"{role}_row": FilteredRelation("results", condition=Q(results__indicator=F(f"{role}_of")))}
        )
        .annotate(
            **{f"{role}_carried": carried_figure(phase, participant="", indicator=f"{role}_input__indicator")}
        )
        .annotate(**{role: own_figure(phase, f"{role}_row__")})
    )
