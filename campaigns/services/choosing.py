"""Which scoring table a union is scored by, where nobody has named one: by cluster, sector, level and size."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.choices import IN_FORCE
from campaigns.models import Participant, Phase, ScoringTable
from campaigns.permissions import require_manage
from campaigns.queries.headcounts import members_on
from campaigns.scoring.applies import covers
from campaigns.services.guard import shared_phase
from units.actors import Actor
from units.choices import Sector
from units.services import audit


@transaction.atomic
def choose_tables(*, phase: Phase, by: Actor, now: datetime) -> int:
    """Give every participant without a table the one that fits it; returns how many got one.

    The table of its own cluster comes first, then the one for its sector (a kind of enterprises before all
    enterprises), its level, its size by the headcount of the phase's first day; of a table its latest version that is
    agreed. One UPDATE a table, whatever the number of participants. A phase whose deadline has passed is left as it is.

    Raises Refusal for anybody but the federation's staff.
    """
    require_manage(by, phase.campaign)
    with shared_phase(phase_id=phase.pk) as fresh:
        return fill_tables(fresh, by=by, now=now)


def fill_tables(phase: Phase, *, by: Actor, now: datetime, only: Iterable[int] | None = None) -> int:
    """The same under the phase's lock, which the caller holds; of these participants alone, where they are named."""
    if Phase.objects.over(now).filter(pk=phase.pk).exists():
        return 0
    chosen = fit_tables(phase, only=only)
    if chosen:
        audit.record(verb="choose_tables", subject=phase, by=by, now=now, chosen=chosen)
    return sum(chosen.values())


def fit_tables(phase: Phase, *, only: Iterable[int] | None = None) -> dict[int, int]:
    """Give the tables, whenever it is: how many participants got which, by its id."""
    chosen: dict[int, int] = {}
    for table in by_rank(latest_versions(phase.campaign_id)):
        waiting = Participant.objects.filter(phase=phase, table__isnull=True, left_on__isnull=True)
        if only is not None:
            waiting = waiting.filter(pk__in=list(only))
        fitting = fitting_unions(table, waiting, phase)
        if count := Participant.objects.filter(pk__in=fitting.values("pk")).update(table=table):
            chosen[table.pk] = count
    return chosen


def latest_versions(campaign_id: int) -> list[ScoringTable]:
    """Of each table of a campaign its latest version that is in force."""
    rows = ScoringTable.objects.filter(campaign=campaign_id, status__in=IN_FORCE)
    return list({table.code: table for table in rows.order_by("code", "version")}.values())


def by_rank(tables: Iterable[ScoringTable]) -> list[ScoringTable]:
    """The most particular tables first."""

    def place(table: ScoringTable) -> tuple[bool, bool, bool, bool, bool, str]:
        is_sized = table.size_from is not None or table.size_to is not None
        is_kind = bool(table.sector) and table.sector != Sector.ENTERPRISE
        return (
            table.cluster_id is None, not is_kind, not table.sector, not table.level, not is_sized, table.code,
        )  # fmt: skip

    return sorted(tables, key=place)


def fitting_unions(table: ScoringTable, rows: QuerySet[Participant], phase: Phase) -> QuerySet[Participant]:
    """The participants among `rows` that a table is for; a size that nobody counted fits no bounds."""
    wanted = Q()
    if table.cluster_id:
        wanted &= Q(cluster=table.cluster_id)
    if table.sector:
        wanted &= Q(sector__in=[s for s in Sector.values if covers(table.sector, s)])
    if table.level:
        wanted &= Q(union__level=table.level)
    if table.size_from is not None or table.size_to is not None:
        rows = rows.annotate(size=members_on(phase.period_from))
        wanted &= Q(size__gte=table.size_from or 0)
        if table.size_to is not None:
            wanted &= Q(size__lt=table.size_to)
    return rows.filter(wanted)
