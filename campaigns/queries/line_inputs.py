"""What a phase's lines are computed from, in SQL: participant × leaf, with the figures and the target of its rule.

A chain of tables inside one statement: `figure` (what the sheets and targets say), `parameter` (what the leaves say),
`joined` (which figure and which target a leaf reads), `due` (the target due) and `line_input`, whose column `word` says
which word of the leaf stands for its rule.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from campaigns.choices import NEVER_SPLIT, Nature, ResultState, TargetKind
from campaigns.models import Criterion, Participant, Phase
from campaigns.queries.counting import confirmed_away, counts
from campaigns.queries.cumulative import carried_figure, own_figure
from campaigns.queries.headcounts import members_on
from campaigns.queries.line_facts import fact_tables, figure_parts
from campaigns.queries.line_tables import Due, Joined, LineInput, columns_of, with_parameters
from campaigns.rules import WHOLE
from campaigns.scoring import registry
from campaigns.scoring.base import Leaf, Rule, Step
from campaigns.scoring.parameters import FIGURE_ROLES, GATE, MAIN, SIZE_BELOW, SIZE_FROM, SPAN
from campaigns.scoring.sql import BIG, column, nothing, whole
from common.db import Given, given_query, given_rows
from common.fields import to_units
from common.quotient import Quotient
from common.text import compared

CRITERION = "table__criteria"
FIGURES = (
    "criterion_id", "cluster_id", "revision", "most", "sector", "members", "state", "status", "is_confirmed",
    *(name for role in FIGURE_ROLES for name in (role, f"{role}_carried")), *TargetKind.values,
)  # fmt: skip
#: What a leaf says beside its parameters: which target, which part of it is due, and how its points are rounded.
SAID = {
    "criterion_id": "bigint", "aim": "text", "share": "bigint", "is_gated": "integer", "sign": "bigint",
    "is_base": "integer", "step": "bigint", "is_cut": "integer",
}  # fmt: skip
#: Figures and parameters as one table: what earlier phases brought is added, and of the targets the one in use is kept.
JOINED = """SELECT participant_id, criterion_id, cluster_id, revision, most, sector, members,
    {state} AS state, status, is_confirmed,
    {value} AS value,
    CASE span WHEN 'phase' THEN NULL ELSE value_carried END AS carried,
    base + CASE span WHEN 'phase' THEN 0 ELSE coalesce(base_carried, 0) END AS base,
    gate + CASE span WHEN 'phase' THEN 0 ELSE coalesce(gate_carried, 0) END AS gate,
    CASE aim WHEN 'assigned' THEN assigned WHEN 'registered' THEN registered END AS target,
    share, is_gated, sign, is_base, step, is_cut, {parameters}
    FROM figure JOIN parameter USING (criterion_id){also}"""


def scored_criteria(phase: Phase) -> list[Criterion]:
    """The criteria of the tables that score the phase, with their table, indicators and steps; three queries."""
    tables = Participant.objects.filter(phase=phase, table__isnull=False).values("table_id")
    rows = Criterion.objects.filter(table__in=tables).select_related("table")
    return list(rows.prefetch_related("inputs__indicator", "steps").order_by("pk"))


def leaf_of(criterion: Criterion) -> Leaf:
    """A leaf criterion as its rule takes it; its table, inputs and steps are at hand."""
    table = criterion.table
    return registry.leaf_of(
        criterion.rule,
        criterion.params,
        to_units(criterion.max_points),
        steps=[_step(step) for step in criterion.steps.all()],
        is_gated=any(read.role == GATE.name for read in criterion.inputs.all()),
        nature=criterion.nature,
        step=10 ** (4 - table.line_decimals),
        is_cut=table.rounding == "truncate",
    )


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
    phase: Phase, rule: Rule, criteria: list[Criterion], clusters: Iterable[int | None] | None, revision: int
) -> tuple[list[Given], QuerySet[LineInput]]:
    """The inputs of a rule's lines: tables for one statement, and the query over them with a column for each parameter.

    The parameters travel as one table of typed rows, whatever their number.
    """
    leaves = [(criterion, leaf_of(criterion)) for criterion in criteria]
    names = [p.name for p in rule.parameters]
    types = SAID | {p.name: p.sql_type for p in rule.parameters}
    used = {rule.target_kind(leaf.params) for _criterion, leaf in leaves}
    sized = any(leaf.params[SIZE_FROM.name] or leaf.params[SIZE_BELOW.name] for _criterion, leaf in leaves)
    gated = any(leaf.is_gated for _criterion, leaf in leaves)
    figures = _figures(phase, rule, clusters, revision, used=used, sized=sized, gated=gated)
    plain = {"participant_id": "pk"} | {name: name for name in FIGURES}
    tables = [
        given_rows("parameter", types, [_said(phase, rule, c, leaf, names) for c, leaf in leaves]),
        given_query("figure", plain, figures),
    ]
    if rule.steps_by:
        tables.append(_steps(leaves))
    tables += fact_tables(phase, rule, clusters, revision)
    joined = JOINED.format(parameters=", ".join(names), **figure_parts(rule))
    tables.append(Given("joined", f"joined AS ({joined})"))
    tables.append(_link("due", with_parameters(Joined, rule), rule, {"target": _due()}))
    words = {"word": rule.word_sql(), **rule.lead_sql()}
    tables.append(_link("line_input", with_parameters(Due, rule), rule, words))
    return tables, with_parameters(LineInput, rule)


def _link(name: str, rows: QuerySet[Any], rule: Rule, fresh: dict[str, Any]) -> Given:
    """The next table of the chain: all columns of the one before, and those that are `fresh`."""
    found = {f"{column}_found": expression for column, expression in fresh.items()}
    columns = columns_of(rule) | {column: f"{column}_found" for column in fresh}
    return given_query(name, columns, rows.annotate(**found))


def _said(phase: Phase, rule: Rule, criterion: Criterion, leaf: Leaf, names: list[str]) -> list[Any]:
    """A row of the table `parameter`."""
    sign = -1 if leaf.nature == Nature.PENALTY else 1
    said: list[Any] = [criterion.pk, rule.target_kind(leaf.params), share_due(phase, criterion, leaf)]
    said += [int(leaf.is_gated), sign, int(leaf.nature == Nature.BASE), leaf.step, int(leaf.is_cut)]
    return said + [leaf.params[n] for n in names]


def share_due(phase: Phase, criterion: Criterion, leaf: Leaf) -> int:
    """The part of the target that a leaf asks, in ten-thousandths of a percent: to date, or of the phase alone.

    A percentage, a day, a yes and a judge's points are never split.
    """
    scored = next((read.indicator for read in criterion.inputs.all() if read.role == MAIN.name), None)
    if scored is None or scored.kind in NEVER_SPLIT or "%" in scored.unit_of_measure:
        return WHOLE
    share = to_units(phase.target_share)
    return share if leaf.params[SPAN.name] != "phase" else share - share_before(phase)


def share_before(phase: Phase) -> int:
    """The share that was due by the end of the phase before; 0 for the first, and where shares do not grow."""
    before = Phase.objects.earlier_than(phase).values_list("target_share", flat=True).last()
    found = to_units(before or 0)
    return found if found < to_units(phase.target_share) else 0


def _step(row: Any) -> Step:
    lowest, below = (None if edge is None else to_units(edge) for edge in (row.lowest, row.below))
    return Step(lowest, below, to_units(row.points), row.fact_kind, compared(row.fact_grade)[:80])


def _steps(leaves: list[tuple[Criterion, Leaf]]) -> Given:
    """The steps of all leaves as a table."""
    types = {"criterion_id": "bigint", "lowest": "bigint", "below": "bigint", "points": "bigint"}
    types |= {"fact_kind": "text", "fact_grade": "text"}
    return given_rows("leaf_step", types, [[c.pk, *step] for c, leaf in leaves for step in leaf.steps])


def _due() -> Case:
    """The part of the target that is due."""
    part = Quotient(F("target"), F("share"), whole(WHOLE))
    return Case(When(share=WHOLE, then=F("target")), default=part, output_field=BIG)


def _figures(
    phase: Phase,
    rule: Rule,
    clusters: Iterable[int | None] | None,
    revision: int,
    *,
    used: set[str],
    sized: bool,
    gated: bool,
) -> QuerySet[Any]:
    """Participant × leaf, each with its result if there is one: a row that is missing was not reported."""
    taking_part = Participant.objects.filter(phase=phase, **{f"{CRITERION}__rule": rule.code})
    rows: QuerySet[Any] = taking_part.in_clusters(clusters).annotate(
        criterion_id=F(f"{CRITERION}__pk"),
        most=column(f"{CRITERION}__max_points"),
        revision=Value(revision),
        members=members_on(phase.period_to) if sized else nothing(),
    )
    roles = {role.name for role in rule.roles} | ({GATE.name} if gated else set())
    for role in FIGURE_ROLES:
        if role in roles:
            rows = _with_figure(rows, phase, role)
        else:
            rows = rows.annotate(**{role: nothing(), f"{role}_carried": nothing()})
    if MAIN.name not in roles:
        unknown = {"state": Value(ResultState.NOT_REPORTED), "status": nothing(), "is_confirmed": Value(0)}
        return rows.annotate(**unknown, **{kind.value: nothing() for kind in TargetKind})
    goals = {
        kind.value: column(f"value_row__{kind}__value") if kind in used else nothing() for kind in TargetKind
    }
    here = counts(phase.campaign, "value_row__")
    return rows.annotate(
        state=Case(When(here, then=F("value_row__state")), default=Value(ResultState.NOT_REPORTED)),
        status=F("value_row__status"),
        is_confirmed=Case(
            When(confirmed_away(phase.campaign, "value_row__"), then=1),
            default=0,
            output_field=IntegerField(),
        ),
        **goals,
    )


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
