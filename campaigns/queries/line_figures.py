"""What the sheets say for a phase's lines, in SQL: participant × leaf, and the tables that are joined to it.

`figure` has the figures of the phase and `carried` those of the phases before; `member` has the sizes of the unions,
where a leaf asks for them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from campaigns.choices import ResultState, TargetKind
from campaigns.models import Participant, Phase, Target
from campaigns.queries.counting import confirmed_away, counts
from campaigns.queries.cumulative import carried_table, own_figure
from campaigns.queries.headcounts import members_on
from campaigns.queries.line_facts import fact_tables
from campaigns.scoring.parameters import FIGURE_ROLES, GATE, MAIN
from campaigns.scoring.sql import column, nothing
from campaigns.scoring.together import Together
from common.db import Given, given_query

CRITERION = "table__criteria"
#: The columns of `figure`; of each role the figure of the phase, and the indicator.
FIGURES = (
    "criterion_id", "union_id", "cluster_id", "revision", "most", "sector", "state", "status", "is_confirmed",
    *(name for role in FIGURE_ROLES for name in (role, f"{role}_of")),
    *(f"{kind}_id" for kind in TargetKind.values),
)  # fmt: skip
#: What earlier phases brought for an indicator; nothing where the leaf's own role has none, or in the first phase.
CARRIED = """LEFT JOIN carried AS {role}_before
    ON {role}_before.union_id = f.union_id AND {role}_before.indicator_id = f.{role}_of"""


def figure_tables(
    phase: Phase,
    rules: Together,
    clusters: Iterable[int | None] | None,
    revision: int,
    *,
    read: Iterable[int],
    has_gates: bool,
    has_sizes: bool,
) -> list[Given]:
    """The tables that `joined` reads beside `parameter`; `read` are the indicators that the leaves read."""
    roles = rules.roles | ({GATE.name} if has_gates else set())
    plain = {"participant_id": "pk"} | {name: name for name in FIGURES}
    tables = [given_query("figure", plain, _figures(phase, rules, clusters, revision, roles))]
    if phase.number > 1:
        tables.append(carried_table(phase, read, clusters))
    if has_sizes:
        sizes = phase.participants.in_clusters(clusters).annotate(size=members_on(phase.period_to))
        tables.append(given_query("member", {"participant_id": "pk", "members": "size"}, sizes))
    return tables + fact_tables(phase, rules, clusters, revision)


def figure_joins(phase: Phase, rules: Together, *, has_gates: bool, has_sizes: bool) -> dict[str, str]:
    """What `joined` takes from these tables: expressions by name, and `joins`."""
    roles = rules.roles | ({GATE.name} if has_gates else set())
    joins, parts = [], {}
    for role in FIGURE_ROLES:
        parts[f"{role}_carried"] = NO_FIGURE
        if phase.number > 1 and role in roles:
            joins.append(CARRIED.format(role=role))
            parts[f"{role}_carried"] = f"{role}_before.total"
    parts["members"] = NO_FIGURE
    if has_sizes:
        joins.append("LEFT JOIN member ON member.participant_id = f.participant_id")
        parts["members"] = "member.members"
    parts["target"] = NO_FIGURE
    if MAIN.name in roles:
        kinds = " ".join(f"WHEN '{kind}' THEN f.{kind}_id" for kind in TargetKind.values)
        joins.append(f"LEFT JOIN {Target._meta.db_table} AS t ON t.id = CASE p.aim {kinds} END")
        parts["target"] = "t.value"
    return parts | {"joins": "\n    ".join(joins)}


NO_FIGURE = "CAST(NULL AS bigint)"


def _figures(
    phase: Phase, rules: Together, clusters: Iterable[int | None] | None, revision: int, roles: set[str]
) -> QuerySet[Any]:
    """Participant × leaf, each with its result if there is one: a row that is missing was not reported."""
    codes = [rule.code for rule in rules.rules]
    taking_part = Participant.objects.filter(phase=phase, **{f"{CRITERION}__rule__in": codes})
    rows: QuerySet[Any] = taking_part.in_clusters(clusters).annotate(
        criterion_id=F(f"{CRITERION}__pk"),
        most=column(f"{CRITERION}__max_points"),
        revision=Value(revision),
    )
    for role in FIGURE_ROLES:
        if role in roles:
            rows = _with_figure(rows, phase, role)
        else:
            rows = rows.annotate(**{role: nothing(), f"{role}_of": nothing()})
    if MAIN.name not in roles:
        unknown = {"state": Value(ResultState.NOT_REPORTED), "status": nothing(), "is_confirmed": Value(0)}
        return rows.annotate(**unknown, **{f"{kind}_id": nothing() for kind in TargetKind.values})
    here = counts(phase.campaign, "value_row__")
    away = confirmed_away(phase.campaign, "value_row__")
    return rows.annotate(
        state=Case(When(here, then=F("value_row__state")), default=Value(ResultState.NOT_REPORTED)),
        status=F("value_row__status"),
        is_confirmed=Case(When(away, then=1), default=0, output_field=IntegerField()),
        **{f"{kind}_id": F(f"value_row__{kind}") for kind in TargetKind.values},
    )


def _with_figure(rows: QuerySet[Any], phase: Phase, role: str) -> QuerySet[Any]:
    """Join the result of the indicator that has this role; the figure of the phase takes the role's name."""
    inputs, results = f"{role}_input", f"{role}_row"
    of_role = Q(**{f"{CRITERION}__inputs__role": role})
    of_indicator = Q(results__indicator=F(f"{role}_of"))
    return (
        rows.annotate(**{inputs: FilteredRelation(f"{CRITERION}__inputs", condition=of_role)})
        .annotate(**{f"{role}_of": F(f"{inputs}__indicator")})
        .annotate(**{results: FilteredRelation("results", condition=of_indicator)})
        .annotate(**{role: own_figure(phase, f"{results}__")})
    )
