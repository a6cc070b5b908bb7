"""The plan of a new campaign from an earlier one, in a constant number of queries for each of its phases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, QuerySet
from django.utils import timezone

from campaigns.choices import IN_FORCE, CampaignStatus, TableStatus
from campaigns.models import Campaign, Participant, Phase, ScoringTable, YearPart
from campaigns.queries.cloning.dates import Dates, PhaseDates, dates_of
from campaigns.queries.cloning.unions import PhaseUnions, unions_of
from campaigns.rules import code_replaced
from common.formats import canonical_hash
from units.models import ClusterTerm


@dataclass(frozen=True)
class PhasePlan:
    """A phase that is to be made: the earlier one, the new dates, and who takes part."""

    source: Phase
    dates: PhaseDates
    unions: PhaseUnions


@dataclass(frozen=True)
class YearPlan:
    """A year that is to be made: the phases that it joins, by the earlier ones' ids, with their weights.

    `beside` are phases of other campaigns that are joined, with their weights; `left` are those of which next year's is
    not there yet. Without a phase to join the year is not made.
    """

    source: Phase
    dates: PhaseDates
    parts: list[tuple[int, Decimal]]
    beside: list[tuple[Phase, Decimal]]
    left: list[Phase]

    @property
    def is_made(self) -> bool:
        """There is something to join."""
        return bool(self.parts or self.beside)


@dataclass(frozen=True)
class ClonePlan:
    """All that making a campaign of `year` from an earlier one would do; two plans of one digest do the same."""

    source: Campaign
    year: int
    phases: list[PhasePlan]
    years: list[YearPlan]
    #: The tables that are carried, one of each code, and later drafts that are not.
    tables: list[ScoringTable]
    drafts: list[ScoringTable]
    #: Which code every table of the earlier campaign has, by its id.
    codes: dict[int, str]
    contents: int
    indicators: int
    #: The campaign of `year` that the new one answers, as the earlier one answered its own.
    parent: Campaign | None
    #: Clusters of which nobody has named the leading union of that year.
    unled: int

    @property
    def taking(self) -> set[int]:
        """The ids of the unions that take part."""
        return {place.union for phase in self.phases for place in phase.unions.places}

    @property
    def newcomers(self) -> dict[int, str]:
        """Members of the clusters that took no part: id → name."""
        return {place.union: place.name for phase in self.phases for place in phase.unions.newcomers}

    @cached_property
    def digest(self) -> str:
        """What somebody says yes to, beside the dates that are typed: what is carried, what is left out."""
        unions = [
            [
                phase.source.pk,
                sorted([place.union, place.cluster or 0] for place in phase.unions.places),
                sorted(place.union for place in phase.unions.newcomers),
                sorted([left.name, left.why] for left in phase.unions.left),
            ]
            for phase in self.phases
        ]
        joined = [
            [y.source.pk, sorted(pk for pk, _w in y.parts), [p.pk for p, _w in y.beside]] for y in self.years
        ]
        rest = [self.contents, self.indicators, [table.pk for table in self.tables]]
        return canonical_hash({"year": self.year, "unions": unions, "joined": joined, "rest": rest})


def clone_plan(
    campaign: Campaign, *, year: int, now: datetime, visible: QuerySet[Campaign], typed: Dates | None = None
) -> ClonePlan:
    """What making a campaign of `year` from this one would do.

    `typed` are dates that somebody has entered instead of those proposed, by the id of the earlier phase; `visible` are
    the campaigns among which the one that is answered is looked for.
    """
    phases = list(campaign.phases.select_related("campaign").order_by("kind", "period_from", "number", "pk"))
    dates = {p.pk: dates_of(p, year).with_typed((typed or {}).get(p.pk, {})) for p in phases}
    with_figures = [phase for phase in phases if not phase.is_year]
    days = {p.pk: max(dates[p.pk].period_from, timezone.localdate(now)) for p in with_figures}
    unions = unions_of(campaign, with_figures, days)
    tables = _tables(campaign)
    carried = list(_carried(tables))
    counts = Campaign.objects.filter(pk=campaign.pk).aggregate(
        contents=Count("contents", distinct=True), indicators=Count("indicators", distinct=True)
    )
    return ClonePlan(
        source=campaign,
        year=year,
        phases=[PhasePlan(p, dates[p.pk], unions[p.pk]) for p in with_figures],
        years=list(_years(campaign, year, [p for p in phases if p.is_year], dates)),
        tables=carried,
        drafts=_later_drafts(tables, carried),
        codes={table.pk: table.code for table in tables},
        contents=counts["contents"],
        indicators=counts["indicators"],
        parent=_parent(campaign, year, visible),
        unled=_unled(campaign, year),
    )


def _tables(campaign: Campaign) -> list[ScoringTable]:
    return list(
        ScoringTable.objects.filter(campaign=campaign).select_related("cluster").order_by("code", "-version")
    )


def _carried(tables: list[ScoringTable]) -> Iterator[ScoringTable]:
    """Of each code the latest version in force, else the latest draft."""
    for code in dict.fromkeys(table.code for table in tables):
        same = [table for table in tables if table.code == code]
        in_force = [table for table in same if table.status in IN_FORCE]
        yield (in_force or same)[0]


def _later_drafts(tables: list[ScoringTable], carried: list[ScoringTable]) -> list[ScoringTable]:
    """Drafts that wait behind a version in force."""
    kept = {table.pk for table in carried}
    return [table for table in tables if table.status == TableStatus.DRAFT and table.pk not in kept]


def _years(
    campaign: Campaign, year: int, years: list[Phase], dates: Mapping[int, PhaseDates]
) -> Iterator[YearPlan]:
    parts = YearPart.objects.filter(year__in=[phase.pk for phase in years]).select_related("phase__campaign")
    rows = list(parts.order_by("phase__period_to", "phase_id"))
    outside = [part.phase for part in rows if part.phase.campaign_id != campaign.pk]
    twins = _twins(campaign, outside, year) if outside else {}
    for phase in years:
        mine = [part for part in rows if part.year_id == phase.pk]
        inside = [(part.phase_id, part.weight) for part in mine if part.phase.campaign_id == campaign.pk]
        beside = [(twins[part.phase_id], part.weight) for part in mine if part.phase_id in twins]
        left = [p.phase for p in mine if p.phase in outside and p.phase_id not in twins]
        yield YearPlan(phase, dates[phase.pk], inside, beside, left)


def _twins(campaign: Campaign, outside: list[Phase], year: int) -> dict[int, Phase]:
    """Phases of next year's campaigns of the same calendar, by the ids of those that they follow."""
    codes = {
        p.pk: code_replaced(p.campaign.code, p.campaign.year, p.campaign.year + year - campaign.year)
        for p in outside
    }
    found = Phase.objects.with_figures().not_cancelled().select_related("campaign")
    rows = found.filter(campaign__code__in=set(codes.values()), campaign__owner=campaign.owner_id)
    held = {(row.campaign.code, row.number, row.sector): row for row in rows}
    keys = {phase.pk: (codes[phase.pk], phase.number, phase.sector) for phase in outside}
    return {pk: held[key] for pk, key in keys.items() if key in held}


def _parent(campaign: Campaign, year: int, visible: QuerySet[Campaign]) -> Campaign | None:
    """The one campaign of that year and kind by the federation that the earlier one answered; None for none or many."""
    if campaign.parent is None:
        return None
    rows = visible.filter(owner=campaign.parent.owner_id, year=year, kind=campaign.parent.kind)
    found = list(rows.exclude(status=CampaignStatus.CANCELLED).exclude(pk=campaign.pk)[:2])
    return found[0] if len(found) == 1 else None


def _unled(campaign: Campaign, year: int) -> int:
    rows = Participant.objects.with_figures().filter(phase__campaign=campaign, cluster__isnull=False)
    led = ClusterTerm.objects.filter(year=year).values("cluster")
    return rows.exclude(cluster__in=led).aggregate(n=Count("cluster", distinct=True))["n"]
