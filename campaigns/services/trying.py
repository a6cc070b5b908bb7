"""A table tried on figures that there are: who would move, beside what holds. Reads only."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import PhaseStatus
from campaigns.models import (
    ClusterRevision,
    CriterionInput,
    Indicator,
    Phase,
    ScoringTable,
    Standing,
    holding,
)
from campaigns.services import sealing
from common.fields import from_units
from units.models import User

#: How many clusters are offered to try a table on; the latest phases come first.
OFFERED = 40
#: How many units one trial shows; the rest is counted.
SHOWN = 60


@dataclass(frozen=True)
class Place:
    """The figures of one cluster in a closed phase; `value` is what an address calls them."""

    pointer: ClusterRevision
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Moved:
    """A unit before and after: points, rank (None where it is silent) and band, and its move in words."""

    name: str
    before_points: Decimal | None
    before_rank: int | None
    points: Decimal
    rank: int | None
    band: str
    words: str


@dataclass(frozen=True)
class Trial:
    """Who would move, in the order of the tried ranks; `missing` says what the figures do not have."""

    rows: list[Moved]
    missing: list[str]


def places(table: ScoringTable, user: User, wanted: str) -> list[Place]:
    """The closed clusters of this and earlier campaigns of the federation; a cluster's own table on its own alone."""
    closed = (
        Phase.objects.visible_to(user)
        .with_figures()
        .filter(
            Q(campaign=table.campaign_id) | Q(campaign__owner=table.campaign.owner_id),
            status__gte=PhaseStatus.CLOSED,
        )
    )
    pointers: QuerySet[ClusterRevision] = holding().filter(phase__in=closed)
    if table.cluster_id:
        pointers = pointers.filter(cluster=table.cluster_id)
    rows = pointers.select_related("phase__campaign", "cluster").order_by(
        "-phase__campaign__year", "-phase__period_to", "phase_id", "cluster__order", "cluster_id"
    )[:OFFERED]
    return [
        Place(
            row,
            str(row.pk),
            f"{row.phase.campaign.year} · {row.phase.name} · {row.cluster.name if row.cluster else _('no cluster')}",
            str(row.pk) == wanted,
        )
        for row in rows
    ]


def run(table: ScoringTable, place: Place) -> Trial:
    """Score the cluster's figures by the table, beside the points that hold."""
    pointer = place.pointer
    _cluster, document = next(
        iter(sealing.documents(pointer.phase, [(pointer.cluster_id, pointer.number)], 2))
    )
    tried = sealing.try_table(document, sealing.records_of(table))
    held = {
        code: (points, rank)
        for code, points, rank in Standing.objects.filter(
            participant__phase=pointer.phase, cluster_id=pointer.cluster_id, revision=pointer.number
        ).values_list("participant__union__code", "points", "rank")
    }
    rows = [_moved(one, *held.get(union, (None, None))) for union, one in tried.items()]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, -row.points, row.name))
    return Trial(rows[:SHOWN], [*_missing(table, pointer.phase), *_rest(len(rows) - SHOWN)])


def _moved(one: sealing.Tried, points: Decimal | None, rank: int | None) -> Moved:
    return Moved(one.name, points, rank, from_units(one.points), one.rank, one.band, _words(rank, one.rank))


def _words(before: int | None, after: int | None) -> str:
    """A move in words."""
    if before is None or after is None:
        return _("not ranked") if after is None else _("newly ranked")
    if before == after:
        return _("keeps its rank")
    steps = abs(before - after)
    said = (
        ngettext("▴ %(n)s rank up", "▴ %(n)s ranks up", steps)
        if after < before
        else ngettext("▾ %(n)s rank down", "▾ %(n)s ranks down", steps)
    )
    return said % {"n": steps}


def _missing(table: ScoringTable, phase: Phase) -> list[str]:
    """The indicators that the table reads and the phase's campaign does not have, by code."""
    read = CriterionInput.objects.filter(criterion__table=table).values_list("indicator__code", flat=True)
    there = Indicator.objects.filter(campaign=phase.campaign_id).values_list("code", flat=True)
    codes = sorted(set(read) - set(there))
    if not codes:
        return []
    return [
        _("These figures do not have: %(codes)s. They count as not reported.") % {"codes": ", ".join(codes)}
    ]


def _rest(count: int) -> list[str]:
    if count <= 0:
        return []
    return [ngettext("and %(n)s other unit", "and %(n)s other units", count) % {"n": count}]
