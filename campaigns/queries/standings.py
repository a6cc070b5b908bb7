"""Standings of a phase, as pages and commands show them. A constant number of queries whatever the number of unions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
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
from units.models import User
from units.scope import scope_of

#: As many unions stand on a page; as many of one's own are named with theirs.
PER_PAGE, OWN = 50, 5


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
    def rank(self) -> int | None:
        """Its place; None without points, and for a union that sent nothing, which stands apart."""
        return self.standing.rank if self.standing else None

    @property
    def moved(self) -> int:
        """Places gained (positive) or lost since the phase before; 0 without one."""
        return self.before - self.rank if self.before and self.rank else 0


@dataclass(frozen=True)
class Group:
    """Rows of one band on this page: from `lowest` (included) up to `below`; `size` is how many the band has in all.

    A table without bands makes one nameless group.
    """

    name: str
    lowest: Decimal | None
    below: Decimal | None
    rows: list[Row]
    is_banded: bool
    size: int


@dataclass(frozen=True)
class Standings:
    """Everything that one page of the standings of one cluster shows."""

    #: The ranked rows, best first; those that sent nothing, unranked; those without a scoring table.
    page: Page[Row]
    silent: Page[Row]
    rest: Page[Row]
    groups: list[Group]
    #: The person's own unions, each with the page on which it stands.
    mine: list[tuple[Row, int]]
    previous: Phase | None
    tables: list[Any]
    #: How many decimals the points of this cluster want.
    places: int
    most: Decimal | None = None
    leaves: int | None = None
    with_figures: int = 0
    appraised: int = 0
    to_appraise: int = 0
    #: Names of who ranks where, of every page.
    names: dict[int, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        """The ranked rows of this page, best first."""
        return [row for group in self.groups for row in group.rows]

    @property
    def units(self) -> int:
        """How many unions take part in this cluster."""
        return sum(page.paginator.count for page in (self.page, self.silent, self.rest))

    def tied_with(self, row: Row) -> list[str]:
        """Names of the others that have the rank of this row."""
        others = list(self.names.get(row.rank, [])) if row.rank else []
        if row.participant.union.short_name in others:
            others.remove(row.participant.union.short_name)
        return others


def previous_phase(phase: Phase) -> Phase | None:
    """The last of the campaign's earlier phases that is closed."""
    return Phase.objects.earlier_than(phase).filter(status__gte=PhaseStatus.CLOSED).last()


def standings_of(
    phase: Phase,
    cluster: int,
    user: User,
    *,
    number: str = "",
    silent: str = "",
    rest: str = "",
    opened: int = 0,
) -> Standings:
    """A page of the visible standings of one cluster (NO_CLUSTER for none), ranked rows first.

    Without a `number` it is the page on which the row of the sheet `opened` stands, else the first.
    """
    inside = Q(cluster_id=cluster) if cluster else Q(cluster__isnull=True)
    participants = Participant.objects.filter(inside, phase=phase).select_related("union", "table")
    deep = Q(participant__phase=phase) & (
        Q(participant__cluster_id=cluster) if cluster else Q(participant__cluster__isnull=True)
    )
    found = {s.participant_id: s for s in Standing.objects.filter(deep).visible()}
    best = max((s.points for s in found.values() if s.rank), default=None)
    mine = set(scope_of(user).ids_when(phase.began_at))
    rows = [
        _row(p, found.get(p.pk), best, is_mine=p.union_id in mine)
        for p in participants.order_by("union__sort_key", "pk")
    ]
    ranked = sorted(
        (r for r in rows if r.rank), key=lambda r: r.rank or 0
    )  # stable: names in order inside a tie
    place = {r.participant.pk: at // PER_PAGE + 1 for at, r in enumerate(ranked)}
    page = Paginator(ranked, PER_PAGE).get_page(number or place.get(opened, 1))
    before_phase = previous_phase(phase)
    lines, before = _line_sums(page.object_list), _ranks_before(before_phase, cluster)
    tables = {r.participant.table_id: r.participant.table for r in ranked}
    bands = bands_of(tables)
    names: dict[int, list[str]] = {}
    for row in ranked:
        names.setdefault(row.rank or 0, []).append(row.participant.union.short_name)
    told = ~Q(state=ResultState.NOT_REPORTED)  # what the dashboard counts as filled
    appraisal = Result.objects.filter(deep, indicator__supplier=Supplier.UNION).aggregate(
        appraised=Count("pk", filter=told & Q(status=ResultStatus.VERIFIED)), wanted=Count("pk", filter=told)
    )
    most = {sums["most"] for sums in lines.values()}
    counts = {sums["leaves"] for sums in lines.values()}
    return Standings(
        page=page,
        silent=Paginator([r for r in rows if r.standing and not r.rank], PER_PAGE).get_page(silent),
        rest=Paginator([r for r in rows if r.standing is None], PER_PAGE).get_page(rest),
        groups=_grouped([_filled(r, lines, before) for r in page], bands, sizes=_sizes(ranked, bands)),
        mine=[(r, place[r.participant.pk]) for r in ranked if r.is_mine][:OWN],
        previous=before_phase if before else None,
        tables=list(tables.values()),
        places=point_places(s.points for s in found.values()),
        most=from_units(most.pop()) if len(most) == 1 else None,
        leaves=counts.pop() if len(counts) == 1 else None,
        with_figures=sum(1 for s in found.values() if s.reported),
        appraised=appraisal["appraised"],
        to_appraise=appraisal["wanted"],
        names=names,
    )


def _row(participant: Participant, standing: Standing | None, best: Decimal | None, *, is_mine: bool) -> Row:
    gap = None if standing is None or best is None else best - standing.points
    return Row(participant=participant, standing=standing, is_mine=is_mine, gap=gap)


def _filled(row: Row, lines: dict[int, Any], before: dict[int, int]) -> Row:
    """The row with what only the rows of the page are asked for."""
    sums = lines.get(row.participant.pk)
    return replace(
        row,
        full=sums["full"] if sums else 0,
        leaves=sums["leaves"] if sums else 0,
        before=before.get(row.participant.union_id),
    )


def _line_sums(shown: Iterable[Row]) -> dict[int, Any]:
    """For each participant shown: leaves that carry points, how many reached the maximum, and the maximum in all."""
    carries = Q(criterion__max_points__gt=0)
    rows = (
        ScoreLine.objects.leaves()
        .filter(participant__in=[row.participant.pk for row in shown])
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
    ranked = rows.visible().filter(rank__isnull=False)
    return dict(ranked.values_list("participant__union_id", "rank"))  # type: ignore[arg-type]


def bands_of(tables: Iterable[int | None]) -> dict[int, list[tuple[Decimal, str]]]:
    """Bands of each table, as (lowest points, name), highest first."""
    bands: dict[int, list[tuple[Decimal, str]]] = {}
    rows = Band.objects.filter(table_id__in=[i for i in tables if i]).order_by("table_id", "-lowest")
    for table_id, lowest, name in rows.values_list("table_id", "lowest", "name"):
        bands.setdefault(table_id, []).append((lowest, name))
    return bands


#: A band's name and bounds: from the lowest points, included, up to below.
Bounds = tuple[str, Decimal | None, Decimal | None]


def _band_of(row: Row, bands: dict[int, list[tuple[Decimal, str]]]) -> Bounds:
    """The band that a row falls into."""
    own = bands.get(row.participant.table_id or 0, [])
    points = row.standing.points if row.standing else Decimal(0)
    reached = [b for b in own if points >= b[0]]
    below = min((lowest for lowest, _name in own if lowest > points), default=None)
    return (reached[0][1], reached[0][0], below) if reached else ("", None, below)


def _sizes(rows: list[Row], bands: dict[int, list[tuple[Decimal, str]]]) -> Counter[Bounds]:
    return Counter(_band_of(row, bands) for row in rows)


def _grouped(
    rows: list[Row], bands: dict[int, list[tuple[Decimal, str]]], *, sizes: Counter[Bounds]
) -> list[Group]:
    return [
        Group(*bounds, rows=list(members), is_banded=bool(bands), size=sizes[bounds])
        for bounds, members in groupby(rows, key=lambda row: _band_of(row, bands))
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
    for row in rows.visible().order_by(F("rank").asc(nulls_last=True), "participant_id"):
        found.setdefault(row.participant.phase_id, []).append(row)
    return found
