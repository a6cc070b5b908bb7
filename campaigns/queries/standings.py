"""Standings of a phase, as pages and commands show them. A constant number of queries whatever the number of unions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.models import (
    SHEET_BEGAN,
    Band,
    Participant,
    Phase,
    Result,
    ScoreLine,
    Standing,
    gives_points,
)
from common.fields import from_units
from common.templatetags.look import point_places
from units.models import Cluster, User
from units.scope import scope_of

#: Stands for "in no cluster" in addresses, where 0 is no cluster's id.
NO_CLUSTER = 0


@dataclass(frozen=True)
class ClusterLink:
    """A cluster whose standings a person may open; `pk` is NO_CLUSTER for unions that are in none."""

    pk: int
    name: str
    is_own: bool


@dataclass(frozen=True)
class Row:
    """A union in the standings. `gap` is what it lacks to rank 1, `full` of `leaves` criteria reached the maximum."""

    participant: Participant
    standing: Standing | None
    is_mine: bool
    gap: Decimal | None = None
    full: int = 0
    leaves: int = 0
    before: int | None = None

    @property
    def moved(self) -> int:
        """Places gained (positive) or lost since the phase before; 0 without one."""
        return self.before - self.standing.rank if self.before and self.standing else 0


@dataclass(frozen=True)
class Group:
    """Rows of one band: from `lowest` (included) up to `below`. A table without bands makes one nameless group."""

    name: str
    lowest: Decimal | None
    below: Decimal | None
    rows: list[Row]
    is_banded: bool


@dataclass(frozen=True)
class Standings:
    """Everything that the page of one cluster shows."""

    groups: list[Group] = field(default_factory=list)
    unscored: list[Row] = field(default_factory=list)
    previous: Phase | None = None
    tables: list[Any] = field(default_factory=list)
    most: Decimal | None = None
    leaves: int | None = None
    with_figures: int = 0
    appraised: int = 0
    to_appraise: int = 0

    @property
    def rows(self) -> list[Row]:
        """Every ranked row, best first."""
        return [row for group in self.groups for row in group.rows]

    @property
    def places(self) -> int:
        """How many decimals the points of this table want."""
        return point_places(r.standing.points for r in self.rows if r.standing)

    @property
    def units(self) -> int:
        """How many unions take part in this cluster."""
        return len(self.rows) + len(self.unscored)


def clusters_shown_to(user: User, phase: Phase) -> list[ClusterLink]:
    """Clusters of the phase whose standings a person may read, in their order.

    Until the phase is final: those in which the person's unions, unions below, or unions of a cluster that they lead
    take part. Final means published: every cluster.
    """
    mine = set(
        Participant.objects.filter(
            phase=phase, union_id__in=scope_of(user).ids_when(phase.began_at)
        ).values_list("cluster_id", flat=True)
    )
    readable = Participant.objects.filter(phase=phase)
    if phase.status < PhaseStatus.FINAL:
        readable = readable.visible_to(user)
    ids = set(readable.values_list("cluster_id", flat=True).distinct())
    links = [ClusterLink(c.pk, c.name, c.pk in mine) for c in Cluster.objects.filter(pk__in=ids - {None})]
    return links + ([ClusterLink(NO_CLUSTER, "", None in mine)] if None in ids else [])


def previous_phase(phase: Phase) -> Phase | None:
    """The last of the campaign's earlier phases that is closed."""
    return Phase.objects.earlier_than(phase).filter(status__gte=PhaseStatus.CLOSED).last()


def standings_of(phase: Phase, cluster: int, user: User) -> Standings:
    """The visible standings of one cluster (NO_CLUSTER for none), ranked rows first."""
    participants = list(
        Participant.objects.filter(Q(cluster_id=cluster) if cluster else Q(cluster__isnull=True), phase=phase)
        .select_related("union", "table")
        .order_by("union__sort_key", "pk")
    )
    inside = Q(participant__phase=phase) & (
        Q(participant__cluster_id=cluster) if cluster else Q(participant__cluster__isnull=True)
    )
    found = {s.participant_id: s for s in Standing.objects.filter(inside).visible()}
    lines = _line_sums(inside)
    before_phase = previous_phase(phase)
    before = _ranks_before(before_phase, cluster)
    best = max((s.points for s in found.values()), default=None)
    mine = set(scope_of(user).ids_when(phase.began_at))
    rows = []
    for participant in participants:
        standing, sums = found.get(participant.pk), lines.get(participant.pk)
        rows.append(
            Row(
                participant=participant,
                standing=standing,
                is_mine=participant.union_id in mine,
                gap=None if standing is None or best is None else best - standing.points,
                full=sums["full"] if sums else 0,
                leaves=sums["leaves"] if sums else 0,
                before=before.get(participant.union_id),
            )
        )
    ranked = sorted(
        (r for r in rows if r.standing), key=lambda r: r.standing.rank if r.standing else 0
    )  # stable: names in order inside a tie
    tables = {r.participant.table_id: r.participant.table for r in ranked}
    most = {sums["most"] for sums in lines.values()}
    counts = {sums["leaves"] for sums in lines.values()}
    told = ~Q(state=ResultState.NOT_REPORTED)  # what the dashboard counts as filled
    appraisal = Result.objects.filter(inside, indicator__supplier=Supplier.UNION).aggregate(
        appraised=Count("pk", filter=told & Q(status=ResultStatus.VERIFIED)), wanted=Count("pk", filter=told)
    )
    return Standings(
        groups=_grouped(ranked, bands_of(tables)),
        unscored=[r for r in rows if r.standing is None],
        previous=before_phase if before else None,
        tables=list(tables.values()),
        most=from_units(most.pop()) if len(most) == 1 else None,
        leaves=counts.pop() if len(counts) == 1 else None,
        with_figures=sum(1 for s in found.values() if s.reported),
        appraised=appraisal["appraised"],
        to_appraise=appraisal["wanted"],
    )


def _line_sums(inside: Q) -> dict[int, Any]:
    """For each participant: leaves that carry points, how many of them reached the maximum, and the maximum in all."""
    carries = Q(criterion__max_points__gt=0)
    rows = (
        ScoreLine.objects.leaves()
        .filter(inside)
        .visible()
        .values("participant_id")
        .annotate(
            leaves=Count("criterion_id", filter=carries),
            full=Count("criterion_id", filter=carries & Q(points__gte=F("criterion__max_points"))),
            most=Sum("criterion__max_points", output_field=BigIntegerField()),
        )
    )
    return {row["participant_id"]: row for row in rows}


def _ranks_before(phase: Phase | None, cluster: int) -> dict[int, int]:
    """Ranks of the phase before inside the same cluster, by union."""
    if phase is None or not cluster:
        return {}
    rows = Standing.objects.filter(participant__phase=phase, participant__cluster_id=cluster)
    return dict(rows.visible().values_list("participant__union_id", "rank"))


def bands_of(tables: Iterable[int | None]) -> dict[int, list[tuple[Decimal, str]]]:
    """Bands of each table, as (lowest points, name), highest first."""
    bands: dict[int, list[tuple[Decimal, str]]] = {}
    rows = Band.objects.filter(table_id__in=[i for i in tables if i]).order_by("table_id", "-lowest")
    for table_id, lowest, name in rows.values_list("table_id", "lowest", "name"):
        bands.setdefault(table_id, []).append((lowest, name))
    return bands


def _grouped(rows: list[Row], bands: dict[int, list[tuple[Decimal, str]]]) -> list[Group]:
    def place(row: Row) -> tuple[str, Decimal | None, Decimal | None]:
        """Name and bounds of the band that a row falls into."""
        own = bands.get(row.participant.table_id or 0, [])
        points = row.standing.points if row.standing else Decimal(0)
        reached = [b for b in own if points >= b[0]]
        above = [lowest for lowest, _name in own if lowest > points]
        return (reached[0][1], reached[0][0], min(above, default=None)) if reached else (
            "", None, min(above, default=None)
        )  # fmt: skip

    return [
        Group(name=name, lowest=lowest, below=below, rows=list(members), is_banded=bool(bands))
        for (name, lowest, below), members in groupby(rows, key=place)
    ]


def phases_shown_to(user: User) -> QuerySet[Phase]:
    """Launched phases that rank, as far as a person may see them, with the number of unions; latest deadline first."""
    return (
        Phase.objects.visible_to(user)
        .filter(gives_points(), status__gte=PhaseStatus.OPEN)
        .select_related("campaign")
        .annotate(units=Count("participants"))
        .order_by("-campaign__year", "campaign__code", "-number", "sector", "pk")
    )


def own_standings(user: User, phases: Iterable[Phase]) -> dict[int, list[Standing]]:
    """Standings of a person's own unions in these phases' visible revisions, by phase."""
    closed = [phase.pk for phase in phases if phase.has_points]
    own = scope_of(user).held("participant__union", *(f"participant__{moment}" for moment in SHEET_BEGAN))
    rows = Standing.objects.filter(own, participant__phase_id__in=closed).select_related("participant__union")
    found: dict[int, list[Standing]] = {}
    for row in rows.visible().order_by("rank", "participant_id"):
        found.setdefault(row.participant.phase_id, []).append(row)
    return found
