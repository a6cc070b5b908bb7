"""Standings of a phase, as pages and commands show them. A constant number of queries whatever the number of unions."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum

from campaigns.choices import Nature, PhaseStatus, ResultState, ResultStatus, Supplier
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
from campaigns.queries.across import ranks_across
from campaigns.queries.standings_rows import Group, Row, grouped, in_order
from campaigns.queries.ties import parted_words
from campaigns.queries.years import YearShown
from common.fields import from_units
from common.templatetags.look import point_places
from units.models import User
from units.scope import scope_of

#: As many unions stand on a page; as many of one's own are named with theirs.
PER_PAGE, OWN = 50, 5


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
    cluster_id: int | None = None
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

    @property
    def has_ties(self) -> bool:
        """Somebody here shares a rank."""
        return any(len(names) > 1 for names in self.names.values())

    def tied_with(self, row: Row) -> list[str]:
        """Names of the others that have the rank of this row."""
        others = list(self.names.get(row.rank, [])) if row.rank else []
        if row.participant.union.short_name in others:
            others.remove(row.participant.union.short_name)
        return others


def previous_phase(phase: Phase) -> Phase | None:
    """The last of the campaign's earlier phases that is closed; of a year the last that it joins."""
    if phase.is_year:
        parts = Phase.objects.filter(
            years__year=phase, campaign=phase.campaign_id, status__gte=PhaseStatus.CLOSED
        )
        return parts.order_by("period_to", "pk").last()
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
    year: YearShown | None = None,
) -> Standings:
    """A page of the visible standings of one cluster (NO_CLUSTER for none), ranked rows first.

    Without a `number` it is the page on which the row of the sheet `opened` stands, else the first. `year` says how a
    year joins its phases.
    """
    inside = Q(cluster_id=cluster) if cluster else Q(cluster__isnull=True)
    participants = Participant.objects.filter(inside, phase=phase).select_related("union", "table")
    participants = participants.order_by("union__sort_key", "pk")
    deep = Q(participant__phase=phase) & (
        Q(participant__cluster_id=cluster) if cluster else Q(participant__cluster__isnull=True)
    )
    standings = Standing.objects.filter(deep).visible().select_related("band", "band_found")
    found = {s.participant_id: s for s in standings}
    bands = bands_of({p.table_id for p in participants})
    best = max((s.points for s in found.values() if s.rank), default=None)
    mine = set(scope_of(user).ids_when(phase.began_at))
    marks = year.marks if year else {}
    rows = [_row(p, found.get(p.pk), best, bands, marks, is_mine=p.union_id in mine) for p in participants]
    ranked = in_order((r for r in rows if r.rank), bands)  # names in order inside a tie
    place = {r.participant.pk: at // PER_PAGE + 1 for at, r in enumerate(ranked)}
    page = Paginator(ranked, PER_PAGE).get_page(number or place.get(opened, 1))
    before_phase = previous_phase(phase)
    lines, before = _line_sums(page.object_list), _places_before(before_phase, cluster)
    tables = {r.participant.table_id: r.participant.table for r in ranked}
    words = parted_words(phase, ranked, page.object_list)
    across = ranks_across(phase, [row.participant.pk for row in page])
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
        groups=grouped([_filled(r, lines, before, words, across) for r in page], ranked, bands),
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
        cluster_id=cluster or None,
    )


def _row(
    participant: Participant,
    standing: Standing | None,
    best: Decimal | None,
    bands: dict[int, Band],
    marks: dict[str, str],
    *,
    is_mine: bool,
) -> Row:
    gap = None if standing is None or best is None else best - standing.points
    if standing:
        standing.participant = participant
    band = bands.get(standing.band_id or 0) if standing else None
    calendar = marks.get(participant.sector, "")
    return Row(participant, standing, is_mine, gap=gap, band=band, calendar=calendar)


def _filled(
    row: Row,
    lines: dict[int, Any],
    before: dict[int, tuple[int, str]],
    words: dict[int, str],
    across: dict[int, tuple[int | None, int | None]],
) -> Row:
    """The row with what only the rows of the page are asked for."""
    sums = lines.get(row.participant.pk)
    rank, band = before.get(row.participant.union_id, (None, ""))
    over_all, in_sector = across.get(row.participant.pk, (None, None))
    return replace(
        row,
        above=words.get(row.participant.pk, ""),
        across=over_all,
        in_sector=in_sector,
        full=sums["full"] if sums else 0,
        leaves=sums["leaves"] if sums else 0,
        before=rank,
        band_before=band,
    )


def _line_sums(shown: Iterable[Row]) -> dict[int, Any]:
    """For each participant shown, of the base lines, which alone make the maximum: leaves that carry points, how many
    reached the maximum, and the maximum in all."""
    carries = Q(criterion__max_points__gt=0)
    rows = (
        ScoreLine.objects.leaves()
        .filter(participant__in=[row.participant.pk for row in shown], criterion__nature=Nature.BASE)
        .visible()
        .values("participant_id")
        .annotate(
            leaves=Count("criterion_id", filter=carries),
            full=Count("criterion_id", filter=carries & Q(points__gte=F("criterion__max_points"))),
            most=Sum("criterion__max_points", output_field=BigIntegerField()),
        )
    )
    return {row["participant_id"]: row for row in rows}


def _places_before(phase: Phase | None, cluster: int) -> dict[int, tuple[int, str]]:
    """Rank and class of the phase before inside the same cluster, by union; those in no cluster are one."""
    if phase is None:
        return {}
    rows = Standing.objects.filter(participant__phase=phase, participant__cluster=cluster or None)
    ranked = rows.visible().filter(rank__isnull=False)
    told = ranked.values_list("participant__union_id", "rank", "band__name")
    return {union: (rank or 0, band or "") for union, rank, band in told}


def bands_of(tables: Iterable[int | None]) -> dict[int, Band]:
    """The bands of these tables by id, with their conditions, highest first."""
    rows = Band.objects.filter(table_id__in=[i for i in tables if i]).order_by("-lowest", "pk")
    return {band.pk: band for band in rows.prefetch_related("conditions")}


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
