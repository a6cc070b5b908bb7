"""The standings: total, rank and band of every participant, in one INSERT … SELECT."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import Greatest, Least, NullIf, Rank
from django.db.models.lookups import GreaterThan

from campaigns.choices import Nature, ResultState, Rounding
from campaigns.models import Participant, Phase, ScoreLine, Standing
from campaigns.queries.counting import silent
from campaigns.queries.headcounts import members_on, women_on
from campaigns.queries.line_tables import Total
from campaigns.scoring.sql import BIG, column, whole
from campaigns.services.scoring.sums import total_of
from common.db import given_query, insert_from, work_in_memory
from common.fields import LARGEST
from common.quotient import Rounded

#: The columns of the table `total`, whose rows are made from the lines.
TOTALS = tuple(field.name for field in Total._meta.concrete_fields)
#: What a standing keeps, and by which name it is computed.
STORED = {
    "participant": "participant_id", "revision": "at_revision", "cluster_id": "cluster_id", "points": "bounded",
    "summed": "summed", "rescaled": "rescaled", "cut": "cut", "most": "most", "rank": "rank_found",
    "is_tied": "is_tied", "is_silent": "is_silent_found", "is_young": "is_young", "is_on_border": "is_on_border",
    "members": "members", "women": "women", "reported": "reported", "lines": "lines",
}  # fmt: skip


def write_standings(*, phase: Phase, revision: int, clusters: Iterable[int | None] | None = None) -> int:
    """Total and rank inside each cluster, ties as ties; silent unions stand apart. Returns how many."""
    work_in_memory()
    total = given_query("total", {name: name for name in TOTALS}, _totals(phase, revision, clusters))
    place = {"partition_by": [F("cluster_id"), F("is_silent")]}
    rows = (
        Total.objects.annotate(**_rescaled())
        .annotate(raw=F("summed") + F("rescaled"))
        .annotate(bounded=_bounded())
        .annotate(
            cut=F("bounded") - F("raw"),
            place=Window(Rank(), order_by=F("bounded").desc(), **place),
            same=Window(
                Count("participant_id"), partition_by=[F("cluster_id"), F("is_silent"), F("bounded")]
            ),
        )
        .annotate(
            rank_found=Case(When(is_silent=0, then=F("place")), output_field=IntegerField()),
            is_tied=Case(When(is_silent=0, then=GreaterThan(F("same"), 1)), default=False),
            is_silent_found=Case(When(is_silent=1, then=True), default=False),
            is_young=Value(False),
            is_on_border=Value(False),
            at_revision=Value(revision),
        )
    )
    return insert_from(Standing, STORED, rows, given=[total])


def _rescaled() -> dict[str, Any]:
    """What base points grow by where something does not apply: base × nominal ÷ maximum that applies, less the base."""
    scaled = Rounded(F("of_base"), F("nominal"), F("most"), F("line_step"), F("is_cut"))
    wanted = Q(rescales=1, most__gt=0) & ~Q(most=F("nominal"))
    return {"rescaled": Case(When(wanted, then=scaled - F("of_base")), default=whole(0), output_field=BIG)}


def _bounded() -> Any:
    """The printed total: rounded, then held within 0 and the nominal maximum unless the table says otherwise."""
    printed = Rounded(F("raw"), whole(1), whole(1), F("total_step"), F("is_cut"))
    least = Case(When(may_sink=1, then=whole(-LARGEST)), default=whole(0), output_field=BIG)
    most = Case(When(may_exceed=1, then=whole(LARGEST)), default=F("nominal"), output_field=BIG)
    return Least(Greatest(printed, least), most)


def _totals(phase: Phase, revision: int, clusters: Iterable[int | None] | None) -> Any:
    """A row for each participant with lines: their sums, and what its table says."""
    on_top = Q(criterion__parent__isnull=True)
    leaf = Q(state__isnull=False)
    base = leaf & Q(criterion__nature=Nature.BASE, applies=True)
    table = "participant__table__"
    rows = ScoreLine.objects.filter(participant__phase=phase, revision=revision)
    if clusters is not None:
        rows = rows.filter(participant__in=Participant.objects.filter(phase=phase).in_clusters(clusters))
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
        rescales=_one_if(Q(**{f"{table}rescales": True})),
        may_exceed=_one_if(Q(**{f"{table}may_exceed": True})),
        may_sink=_one_if(Q(**{f"{table}may_sink": True})),
        line_step=_step_of(f"{table}line_decimals"),
        total_step=_step_of(f"{table}total_decimals"),
        is_cut=_one_if(Q(**{f"{table}rounding": Rounding.TRUNCATE})),
        is_silent=_one_if(silent(phase, "participant__")),
        members=members_on(phase.period_to, "participant__union_id"),
        women=women_on(phase.period_to, "participant__union_id"),
    )


def _one_if(condition: Any) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _step_of(decimals: str) -> Case:
    """What amounts of so many decimals are rounded to, in ten-thousandths."""
    whens = [When(**{decimals: n}, then=whole(10 ** (4 - n))) for n in range(4)]
    return Case(*whens, default=whole(1), output_field=BIG)
