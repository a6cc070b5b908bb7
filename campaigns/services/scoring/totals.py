"""The first links of the chain that ranks: sums over the lines, and the printed total. Mirrors `rules.totals`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Least, NullIf

from campaigns.choices import Joining, Nature, PhaseKind, ResultState, Rounding
from campaigns.models import Phase, ScoreLine
from campaigns.queries.counting import silent
from campaigns.queries.headcounts import members_on, women_on
from campaigns.queries.standing_tables import StandingTable, Total
from campaigns.scoring.sql import BIG, column, nothing, whole
from campaigns.services.scoring.chain import Chain
from campaigns.services.scoring.plan import Plan
from campaigns.services.scoring.sums import one_if, step_of, total_of
from campaigns.services.scoring.years import joined, year_totals
from common.db import given_query
from common.fields import LARGEST
from common.quotient import Rounded

Clusters = Iterable[int | None] | None
#: The columns of the table `total` that every table of criteria fills, and those that every link hands on.
TOTALS = tuple(field.name for field in Total._meta.concrete_fields)
HANDED_ON = tuple(field.name for field in StandingTable._meta.fields)


def chain_of_totals(plan: Plan, revision: int, clusters: Clusters) -> Chain:
    """The tables `total`, from the lines, and `scored`, which has the printed total."""
    lines = tuple(f"line_{at}" for at in plan.naming("criterion"))
    names = {name: name for name in (*TOTALS, *lines)}
    total = given_query("total", names, _totals(plan, revision, clusters))
    columns = SCORED | {name: name for name in lines}
    before = year_totals(plan.phase, clusters) if plan.phase.kind == PhaseKind.YEAR else []
    scored = given_query("scored", columns, _scored(plan.phase, lines))
    return Chain("scored", list(columns), [*before, total, scored])


#: The columns of `scored`, and what they are called in its query.
SCORED = {name: name for name in (*HANDED_ON, "rescaled", "cut", "founded_on")}
SCORED |= {"points": "bounded", "is_ranked": "is_ranked", "most": "most_found"}


def _scored(phase: Phase, lines: tuple[str, ...]) -> QuerySet[Any]:
    read = {name: RawSQL(f'"total"."{name}"', (), output_field=BIG) for name in lines}
    return (
        Total.objects.annotate(rescaled=_rescaled(phase), most_found=_most(phase), **read)
        .annotate(raw=F("summed") + F("rescaled"))
        .annotate(bounded=_bounded(_printed(phase)))
        .annotate(
            cut=F("bounded") - F("raw"),
            is_ranked=Case(When(is_silent=0, is_apart=0, then=1), default=0, output_field=IntegerField()),
        )
    )


def _rescaled(phase: Phase) -> Any:
    """What base points grow by where something does not apply: base × nominal ÷ maximum that applies, less the base.

    In a year that of its phases, joined.
    """
    if phase.kind == PhaseKind.YEAR:
        return joined("year_rescaled", phase, weights="year_weights", step="line_step")
    scaled = Rounded(F("of_base"), F("nominal"), F("most"), F("line_step"), F("is_cut"))
    wanted = Q(rescales=1, most__gt=0) & ~Q(most=F("nominal"))
    return Case(When(wanted, then=scaled - F("of_base")), default=whole(0), output_field=BIG)


def _most(phase: Phase) -> F:
    """The maximum that applies; of a year that is a sum, all of its phases' maxima."""
    return F("year_most" if phase.kind == PhaseKind.YEAR and phase.joins == Joining.SUM else "most")


def _printed(phase: Phase) -> Any:
    """The rounded total; of a year the printed totals of its phases, joined."""
    if phase.kind == PhaseKind.YEAR:
        return joined("year_points", phase, weights="year_weights", step="total_step")
    return Rounded(F("raw"), whole(1), whole(1), F("total_step"), F("is_cut"))


def _bounded(printed: Any) -> Any:
    """The printed total held within 0 and the nominal maximum unless the table says otherwise."""
    least = Case(When(may_sink=1, then=whole(-LARGEST)), default=whole(0), output_field=BIG)
    most = Case(When(may_exceed=1, then=whole(LARGEST)), default=F("nominal"), output_field=BIG)
    return Least(Greatest(printed, least), most)


def _of_year(phase: Phase) -> dict[str, Any]:
    """What only a year has: sums over the totals of its phases, and whether one of them is lacking."""
    names = ("points", "rescaled", "most", "weights")
    if phase.kind != PhaseKind.YEAR:
        return {f"year_{name}": nothing() for name in names} | {"is_apart": Value(0)}
    here = "FROM year_total AS y WHERE y.participant_id = campaigns_scoreline.participant_id"
    found = {f"year_{name}": RawSQL(f"(SELECT y.{name} {here})", (), output_field=BIG) for name in names}
    apart = f"(SELECT CASE WHEN y.is_lacking = 1 OR y.has_any = 0 THEN 1 ELSE 0 END {here})"
    return found | {"is_apart": RawSQL(apart, (), output_field=IntegerField())}


def rows_of(phase: Phase, clusters: Clusters) -> dict[str, Any]:
    """The filter for rows of the phase's participants in these clusters."""
    inside = {} if clusters is None else {"participant__in": phase.participants.in_clusters(clusters)}
    return {"participant__phase": phase} | inside


def _totals(plan: Plan, revision: int, clusters: Clusters) -> Any:
    """A row for each participant with lines: their sums, and what its table says."""
    phase = plan.phase
    on_top = Q(criterion__parent__isnull=True)
    leaf = Q(state__isnull=False)
    base = leaf & Q(criterion__nature=Nature.BASE, applies=True)
    table = "participant__table__"
    rows = ScoreLine.objects.filter(revision=revision, **rows_of(phase, clusters))
    return rows.values("participant_id").annotate(
        cluster_id=F("participant__cluster_id"),
        table_id=F("participant__table_id"),
        summed=total_of("points", filter=on_top),
        of_base=total_of("of_base", filter=on_top),
        most=total_of("criterion__max_points", filter=base),
        zeros=Count("criterion_id", filter=base & (Q(points__isnull=True) | Q(points__lte=0))),
        reported=Count(NullIf("state", Value(ResultState.NOT_REPORTED))),
        lines=Count("state"),
        nominal=column(f"{table}nominal"),
        rescales=one_if(Q(**{f"{table}rescales": True})),
        may_exceed=one_if(Q(**{f"{table}may_exceed": True})),
        may_sink=one_if(Q(**{f"{table}may_sink": True})),
        line_step=step_of(f"{table}line_decimals"),
        total_step=step_of(f"{table}total_decimals"),
        is_cut=one_if(Q(**{f"{table}rounding": Rounding.TRUNCATE})),
        is_silent=one_if(silent(phase, "participant__")),
        **_of_year(phase),
        members=members_on(phase.period_to, "participant__union_id"),
        women=women_on(phase.period_to, "participant__union_id"),
        founded_on=F("participant__union__founded_on"),
        **{f"line_{at}": _points_of(plan, at) for at in plan.naming("criterion")},
    )


def _points_of(plan: Plan, position: int) -> Max:
    """The points of the criterion that a key names: at a position each table has one at most."""
    named = [key.criterion for key in plan.at(position) if key.criterion is not None]
    return Max(column("points"), filter=Q(criterion__in=named))
