"""What pages say of a year: which phases it joins, with which weights, and by whose calendar a union is counted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import Joining, TableStatus
from campaigns.models import Campaign, Phase, ScoringTable, YearPart
from common.templatetags.look import vn
from units.choices import Sector

#: As many phases a page offers to be joined.
OFFERED = 60


@dataclass(frozen=True)
class Joined:
    """A phase of a year in words: its name, its weight (None where weights say nothing), its campaign if another."""

    phase: Phase
    weight: Decimal | None
    campaign: str

    @property
    def words(self) -> str:
        """`Đợt 1 × 2`."""
        weight = f" × {vn(self.weight, 4)}" if self.weight is not None else ""
        return f"{self.phase.name}{weight}"


@dataclass(frozen=True)
class Calendar:
    """The phases that count for some unions: all, or those of a sector that has a calendar of its own."""

    sector: str
    parts: list[Joined]

    @property
    def label(self) -> str:
        """Whose calendar it is; "" where it is everybody's."""
        return str(Sector(self.sector).label) if self.sector else ""

    @property
    def mark(self) -> str:
        """What stands beside a union of this calendar; "" for that of everybody."""
        return calendar_mark(self.sector, [part.phase for part in self.parts]) if self.sector else ""


@dataclass(frozen=True)
class YearShown:
    """How a year joins its phases, in words."""

    how: str
    calendars: list[Calendar]

    @property
    def marks(self) -> dict[str, str]:
        """What stands beside the unions of a sector that has a calendar of its own."""
        return {calendar.sector: calendar.mark for calendar in self.calendars if calendar.sector}


def year_shown(year: Phase) -> YearShown | None:
    """None for a phase with figures; else one query."""
    return year_of(year, list(parts_of(year))) if year.is_year else None


def parts_of(year: Phase) -> QuerySet[YearPart]:
    """The phases of a year in the order of their ends."""
    return (
        YearPart.objects.filter(year=year)
        .select_related("phase__campaign")
        .order_by("phase__period_to", "phase_id")
    )


def year_of(year: Phase, parts: list[YearPart]) -> YearShown:
    """The words for a year whose parts are read."""
    weighs = year.joins == Joining.MEAN
    sectors = sorted({part.phase.sector for part in parts})
    found = [
        Calendar(
            sector,
            [
                Joined(
                    part.phase,
                    part.weight if weighs else None,
                    part.phase.campaign.name if part.phase.campaign_id != year.campaign_id else "",
                )
                for part in parts
                if part.phase.sector == sector
            ],
        )
        for sector in sectors
    ]
    return YearShown(how_words(year.joins), found)


def how_words(joins: str) -> str:
    """How the points of the phases make those of the year."""
    words = {
        Joining.MEAN: _("weighted mean of the points of the phases"),
        Joining.SUM: _("sum of the points of the phases"),
        Joining.LATEST: _("the points of the latest phase"),
    }
    return words[Joining(joins)]


def calendar_mark(sector: str, phases: list[Phase]) -> str:
    """By which school year, or by the calendar of which sector, the unions of a sector are counted."""
    first = min((phase.period_from for phase in phases), default=None)
    last = max((phase.period_to for phase in phases), default=None)
    if first and last and last.year == first.year + 1:
        return _("counted by the school year %(first)s–%(last)s") % {"first": first.year, "last": last.year}
    return _("counted by the calendar of: %(sector)s") % {"sector": Sector(sector).label}


def joinable_phases(campaign: Campaign, year: Phase | None = None) -> list[Phase]:
    """The phases that a year of the campaign may join: its own, those of other campaigns of the federation that ended
    in the campaign's year or in the half year before it, and those that `year` joins already."""
    rows = Phase.objects.with_figures().filter(campaign__owner=campaign.owner_id).select_related("campaign")
    own = rows.filter(campaign=campaign).order_by("number", "sector")
    near = rows.filter(
        period_to__gte=date(campaign.year - 1, 7, 1), period_to__lte=date(campaign.year, 12, 31)
    )
    if year is not None:
        near = near | rows.filter(years__year=year)
    others = near.exclude(campaign=campaign).distinct()
    return [*own, *others.order_by("-period_to", "campaign__code", "number", "pk")[:OFFERED]]


def tables_for(campaign: Campaign) -> QuerySet[ScoringTable]:
    """The campaign's tables that a year may be scored by: those for all, but versions that another replaced."""
    tables = ScoringTable.objects.filter(campaign=campaign, cluster=None).exclude(
        status=TableStatus.SUPERSEDED
    )
    return tables.order_by("code", "-version")
