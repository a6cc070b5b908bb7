"""Reads of the cluster's page and of a union's part in campaigns."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.models import Participant, Phase, Pledge, is_submitted
from units.models import Cluster, ClusterMembership, User

#: How many phases, and how many of a union's sheets, a page offers.
RECENT = 8
#: The figures that the union itself enters.
OWN = Q(results__indicator__supplier=Supplier.UNION)


@dataclass(frozen=True)
class MemberRow:
    """A member with its sheet in the phase that the page shows."""

    membership: ClusterMembership
    sheet: Participant | None
    #: The person may open the sheet.
    may_open: bool


def phases_of(user: User, cluster: Cluster) -> list[Phase]:
    """Launched phases in which this cluster takes part and that the person may see, the latest first; one query."""
    return list(
        Phase.objects.visible_to(user)
        .with_figures()
        .filter(
            status__gte=PhaseStatus.OPEN,
            pk__in=Participant.objects.filter(cluster=cluster).values("phase_id"),
        )
        .select_related("campaign__owner")
        .order_by("-entry_closes_at", "-pk")[:RECENT]
    )


def phase_to_show(phases: list[Phase], now: datetime, wanted: str = "") -> Phase | None:
    """The phase asked for; else the one that takes figures now; else the latest."""
    asked = [p for p in phases if str(p.pk) == wanted]
    taking = [p for p in phases if p.entry_opens_at <= now < p.entry_closes_at and not p.is_cancelled]
    return next(iter([*asked, *taking, *phases]), None)


@dataclass(frozen=True)
class Sheets:
    """How many of the members take part in the phase, and how many have submitted."""

    whole: int = 0
    submitted: int = 0


def sheets_of(cluster: Cluster, members: list[ClusterMembership], phase: Phase | None) -> Sheets:
    """The sheets of all members in the phase, counted; one query, none without a phase."""
    if phase is None:
        return Sheets()
    own = {m.union_id for m in members}
    rows = Participant.objects.filter(phase=phase, cluster=cluster).annotate(
        is_submitted=Case(When(is_submitted(), then=Value(True)), default=Value(False))
    )
    held = [done for union, done in rows.values_list("union_id", "is_submitted") if union in own]
    return Sheets(len(held), sum(held))


def member_rows(
    user: User, cluster: Cluster, members: list[ClusterMembership], phase: Phase | None
) -> list[MemberRow]:
    """These members, each with its sheet in the phase; two queries.

    A sheet has the number of its own `figures`, of those `reported` and `returned`, and says `is_submitted`.
    """
    if phase is None:
        return [MemberRow(m, None, False) for m in members]
    sheets = Participant.objects.filter(
        phase=phase, cluster=cluster, union_id__in=[m.union_id for m in members]
    )
    counted = sheets.select_related("phase__campaign").annotate(
        figures=Count("results", filter=OWN),
        reported=Count("results", filter=OWN & ~Q(results__state=ResultState.NOT_REPORTED)),
        returned=Count("results", filter=Q(results__status=ResultStatus.RETURNED)),
        is_submitted=Case(When(is_submitted(), then=Value(True)), default=Value(False)),
    )
    held = {p.union_id: p for p in counted}
    open_to = set(
        Participant.objects.visible_to(user).filter(pk__in=sheets.values("pk")).values_list("pk", flat=True)
    )
    rows = [(m, held.get(m.union_id)) for m in members]
    return [MemberRow(m, sheet, bool(sheet and sheet.pk in open_to)) for m, sheet in rows]


def pledges_of(user: User, cluster: Cluster) -> QuerySet[Pledge]:
    """The cluster's pledges that the person may see, the latest first."""
    return (
        Pledge.objects.visible_to(user)
        .filter(cluster=cluster)
        .select_related("campaign")
        .defer("document")
        .annotate(
            places=Count("signatures"),
            signed=Count("signatures", filter=Q(signatures__signed_at__isnull=False)),
        )
        .order_by("-campaign__year", "-pk")
    )


def part_in_campaigns(user: User, union_id: int) -> list[Participant]:
    """A union's latest sheets that the person may see; one query."""
    return list(
        Participant.objects.visible_to(user)
        .with_figures()
        .filter(union_id=union_id)
        .select_related("phase__campaign", "cluster")
        .order_by(F("phase__entry_closes_at").desc(), "-pk")[:RECENT]
    )
