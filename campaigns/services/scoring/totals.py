"""The first links of the chain that ranks: sums over the lines, and the printed total. Mirrors `rules.totals`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Least, NullIf

from campaigns.choices import Joining, Nature, PhaseKind, ResultState, Rounding
from campaigns.models import Phase, Result, ScoreLine
from campaigns.queries.counting import silence
from campaigns.queries.headcounts import members_on, women_on
from campaigns.queries.standing_tables import StandingTable, Total
from campaigns.scoring.sql import BIG, column, nothing, whole
from campaigns.services.scoring.chain import Chain
from campaigns.services.scoring.plan import Plan
from campaigns.services.scoring.sums import one_if, step_of, total_of
from campaigns.services.scoring.years import joined, year_totals
from common.db import Given, given_query
from common.fields import LARGEST
from common.quotient import Rounded

Clusters = Iterable[int | None] | None
#: The columns of the table `total` that every table of criteria fills, and those that every link hands on.
TOTALS = tuple(field.name for field in Total._meta.concrete_fields)
HANDED_ON = tuple(field.name for field in StandingTable._meta.fields)


#: Who is asked for nothing has no row in `voice`.
TOTAL = """total AS (SELECT *, coalesce(silence, 0) AS is_silent
    FROM holder JOIN line_sum USING (participant_id) LEFT JOIN voice USING (participant_id))"""


def chain_of_totals(plan: Plan, revision: int, clusters: Clusters) -> Chain:
    """The tables `total`, from the lines, and `scored`, which has the printed total."""
    lines = tuple(f"line_{at}" for at in plan.naming("criterion"))
    sums = _sums(plan, revision, clusters)
    names = {name: name for name in (*SUMS, *lines)}
    holders = {"participant_id": "pk"} | {name: name for name in TOTALS if name not in (*SUMS, "is_silent")}
    voices = silence(plan.phase, Result.objects.filter(**rows_of(plan.phase, clusters)))
    columns = SCORED | {name: name for name in lines}
    before = year_totals(plan.phase, clusters) if plan.phase.kind == PhaseKind.YEAR else []
    return Chain(
        "scored",
        list(columns),
        [
            *before,
            given_query("line_sum", names, sums),
            given_query("holder", holders, _holders(plan, clusters)),
            given_query("voice", {"participant_id": "participant_id", "silence": "is_silent"}, voices),
            Given("total", TOTAL),
            given_query("scored", columns, _scored(plan.phase, lines)),
        ],
    )


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
    here = "FROM year_total AS y WHERE y.participant_id = campaigns_participant.id"
    found = {f"year_{name}": RawSQL(f"(SELECT y.{name} {here})", (), output_field=BIG) for name in names}
    apart = f"(SELECT CASE WHEN y.is_lacking = 1 OR y.has_any = 0 THEN 1 ELSE 0 END {here})"
    return found | {"is_apart": RawSQL(apart, (), output_field=IntegerField())}


def rows_of(phase: Phase, clusters: Clusters) -> dict[str, Any]:
    """The filter for rows of the phase's participants in these clusters."""
    inside = {} if clusters is None else {"participant__in": phase.participants.in_clusters(clusters)}
    return {"participant__phase": phase} | inside


#: What the lines alone say; the rest is of the participant and its table, and is read once for each.
SUMS = ("participant_id", "summed", "of_base", "most", "zeros", "reported", "lines")


def _sums(plan: Plan, revision: int, clusters: Clusters) -> QuerySet[Any]:
    """The sums over each participant's lines."""
    on_top = Q(criterion__parent__isnull=True)
    base = Q(state__isnull=False) & Q(criterion__nature=Nature.BASE, applies=True)
    rows = ScoreLine.objects.filter(revision=revision, **rows_of(plan.phase, clusters))
    return rows.values("participant_id").annotate(
        summed=total_of("points", filter=on_top),
        of_base=total_of("of_base", filter=on_top),
        most=total_of("criterion__max_points", filter=base),
        zeros=Count("criterion_id", filter=base & (Q(points__isnull=True) | Q(points__lte=0))),
        reported=Count(NullIf("state", Value(ResultState.NOT_REPORTED))),
        lines=Count("state"),
        **{f"line_{at}": _points_of(plan, at) for at in plan.naming("criterion")},
    )


def _holders(plan: Plan, clusters: Clusters) -> QuerySet[Any]:
    """Participants with a table: what it says of the total, and what else their places depend on."""
    phase = plan.phase
    return (
        phase.participants.in_clusters(clusters)
        .filter(table__isnull=False)
        .annotate(
            nominal=column("table__nominal"),
            rescales=one_if(Q(table__rescales=True)),
            may_exceed=one_if(Q(table__may_exceed=True)),
            may_sink=one_if(Q(table__may_sink=True)),
            line_step=step_of("table__line_decimals"),
            total_step=step_of("table__total_decimals"),
            is_cut=one_if(Q(table__rounding=Rounding.TRUNCATE)),
            members=members_on(phase.period_to),
            women=women_on(phase.period_to),
            founded_on=F("union__founded_on"),
            **_of_year(phase),
        )
    )


def _points_of(plan: Plan, position: int) -> Max:
    """The points of the criterion that a key names: at a position each table has one at most."""
    named = [key.criterion for key in plan.at(position) if key.criterion is not None]
    return Max(column("points"), filter=Q(criterion__in=named))
