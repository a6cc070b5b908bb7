"""What a phase's lines are computed from, in SQL: participant × leaf, with the figures and the target of its rule.

A chain of tables inside one statement: `known` (what the sheets say, `line_figures`), `parameter` (what the leaves
say), `joined` (which figure and which target a leaf reads), `due` (the target due), `line_input`, whose column `word`
says which word of the leaf stands for its rule, `exact_points` and `pointed`.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, QuerySet, When

from campaigns.choices import NEVER_SPLIT, Nature, TargetKind
from campaigns.models import Criterion, Participant, Phase, Target
from campaigns.queries.line_facts import fact_tables, figure_parts
from campaigns.queries.line_figures import Sheets
from campaigns.queries.line_tables import Due, Exact, Joined, LineInput, Pointed, columns_of, with_parameters
from campaigns.rules import WHOLE
from campaigns.scoring import registry
from campaigns.scoring.base import Leaf, Step
from campaigns.scoring.parameters import GATE, MAIN, SPAN
from campaigns.scoring.sql import BIG, whole
from campaigns.scoring.together import Together, points_sql
from common.db import Given, given_query, given_rows
from common.fields import to_units
from common.quotient import Quotient
from common.text import compared

#: What a leaf says beside its parameters: which target, which part of it is due, and how its points are rounded.
SAID = {
    "criterion_id": "bigint", "rule": "text", "aim": "text", "share": "bigint", "is_gated": "integer", "sign": "bigint",
    "is_base": "integer", "step": "bigint", "is_cut": "integer",
}  # fmt: skip
#: Figures and parameters as one table: what earlier phases brought is added, and of the targets the one in use is kept.
JOINED = """SELECT k.participant_id, k.criterion_id, p.rule, k.cluster_id, k.revision, k.most, k.sector, k.members,
    {state} AS state, k.status, k.is_confirmed,
    {value} AS value,
    CASE p.span WHEN 'phase' THEN NULL ELSE k.value_carried END AS carried,
    k.base + CASE p.span WHEN 'phase' THEN 0 ELSE coalesce(k.base_carried, 0) END AS base,
    k.gate + CASE p.span WHEN 'phase' THEN 0 ELSE coalesce(k.gate_carried, 0) END AS gate,
    t.value AS target, p.share, p.is_gated, p.sign, p.is_base, p.step, p.is_cut, {parameters}
    FROM known AS k JOIN parameter AS p ON p.criterion_id = k.criterion_id
    LEFT JOIN {targets} AS t ON t.id = CASE p.aim {aims} END {facts}"""


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


def statements(criteria: Iterable[Criterion]) -> list[tuple[Together, list[Criterion]]]:
    """The rules that are asked in one statement each, with their criteria; groups are left out.

    Most look at one union alone and are asked together, so that the results are read once; a rule that looks at the
    whole cluster is asked by itself.
    """
    found: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        if not criterion.is_group:
            found.setdefault(criterion.rule, []).append(criterion)
    rules = [registry.rule_of(code) for code in sorted(found)]
    alone = [rule for rule in rules if not rule.is_relative]
    parts = [Together(tuple(alone))] if alone else []
    parts += [Together((rule,)) for rule in rules if rule.is_relative]
    return [(part, [c for rule in part.rules for c in found[rule.code]]) for part in parts]


def line_inputs(
    phase: Phase,
    rules: Together,
    criteria: list[Criterion],
    clusters: Iterable[int | None] | None,
    revision: int,
) -> tuple[list[Given], QuerySet[Pointed]]:
    """The lines of these rules: tables for one statement, and the query over them, with the points of each.

    The parameters travel as one table of typed rows, whatever their number.
    """
    leaves = [(criterion, leaf_of(criterion)) for criterion in criteria]
    types = SAID | {p.name: p.sql_type for p in rules.parameters}
    tables = [given_rows("parameter", types, [_said(phase, c, leaf, rules) for c, leaf in leaves])]
    if rules.has_steps:
        tables.append(_steps(leaves))
    tables += Sheets(phase, rules, criteria, clusters, revision).tables()
    tables += fact_tables(phase, rules, clusters, revision)
    tables.append(Given("joined", f"joined AS ({_joined(rules)})"))
    return tables + chain_of(rules), with_parameters(Pointed, rules)


def _joined(rules: Together) -> str:
    parameters = ", ".join(f"p.{parameter.name}" for parameter in rules.parameters)
    aims = " ".join(f"WHEN '{kind}' THEN k.{kind}_id" for kind in TargetKind.values)
    targets = Target._meta.db_table
    return JOINED.format(parameters=parameters, targets=targets, aims=aims, **figure_parts(rules))


def chain_of(rules: Together) -> list[Given]:
    """The tables from `due` to `pointed`; `joined` stands before them."""
    words = {"word": rules.word_sql(), **rules.lead_sql()}
    links = (
        ("due", Joined, {"target": _due()}),
        ("line_input", Due, words),
        ("exact_points", LineInput, {"exact": rules.exact_sql()}),
        ("pointed", Exact, {"points": points_sql()}),
    )
    kept, tables = columns_of(rules), []
    for name, read, fresh in links:
        found = {f"{column}_found": expression for column, expression in fresh.items()}
        columns = kept | {column: f"{column}_found" for column in fresh}
        tables.append(given_query(name, columns, with_parameters(read, rules).annotate(**found)))
        kept |= {column: column for column in fresh}
    return tables


def _said(phase: Phase, criterion: Criterion, leaf: Leaf, rules: Together) -> list[Any]:
    """A row of the table `parameter`; a parameter that the leaf's rule does not have is nothing."""
    sign = -1 if leaf.nature == Nature.PENALTY else 1
    aim = registry.rule_of(criterion.rule).target_kind(leaf.params)
    said: list[Any] = [criterion.pk, criterion.rule, aim, share_due(phase, criterion, leaf)]
    said += [int(leaf.is_gated), sign, int(leaf.nature == Nature.BASE), leaf.step, int(leaf.is_cut)]
    return said + [leaf.params.get(parameter.name) for parameter in rules.parameters]


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
