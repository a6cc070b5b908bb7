"""What is due for a person whose union leads a cluster: members that are late, pledges that are not in force."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from campaigns.choices import PledgeStatus
from campaigns.models import Participant, Phase, Pledge, is_submitted
from units.models import ClusterTerm
from units.scope import Scope

#: How many rows the home page shows at most: phases (and pledges), late members of one cluster.
PHASES, MEMBERS = 8, 12


@dataclass(frozen=True)
class Led:
    """A phase in a cluster that an own union leads: how many members have submitted, and who has not."""

    phase: Phase
    cluster: str
    cluster_id: int
    units: int
    submitted: int
    late: list[str]

    @property
    def more(self) -> int:
        """Members that have not submitted and are not named."""
        return self.units - self.submitted - len(self.late)


def _terms_led(scope: Scope) -> QuerySet[ClusterTerm]:
    """The years in which a union of the person's posts of today leads a cluster or deputises."""
    own = [post.union_id for post in scope.current]
    return ClusterTerm.objects.filter(Q(leader_id__in=own) | Q(deputy_id__in=own))


def clusters_led(scope: Scope, now: datetime) -> list[Led]:
    """Open phases of the clusters that a person's unions lead; three queries."""
    members = Participant.objects.filter(
        Exists(_terms_led(scope).filter(cluster=OuterRef("cluster"), year=OuterRef("phase__campaign__year"))),
        phase__in=Phase.objects.open_at(now),
        phase__campaign__is_extract=False,
    ).taking_part()
    counts = list(
        members.order_by()
        .values("phase_id", "cluster_id", "cluster__name")
        .annotate(units=Count("pk"), submitted=Count("pk", filter=is_submitted()))
        .order_by("phase__entry_closes_at", "cluster_id")[:PHASES]
    )
    late = members.late().filter(cluster_id__in=[c["cluster_id"] for c in counts])
    names: dict[tuple[int, int | None], list[str]] = {}
    for row in late.select_related("union").order_by("union__sort_key", "pk")[: MEMBERS * PHASES]:
        names.setdefault((row.phase_id, row.cluster_id), []).append(row.union.short_name)
    phases = Phase.objects.in_bulk({c["phase_id"] for c in counts})
    return [
        Led(
            phase=phases[c["phase_id"]],
            cluster=c["cluster__name"],
            cluster_id=c["cluster_id"],
            units=c["units"],
            submitted=c["submitted"],
            late=names.get((c["phase_id"], c["cluster_id"]), [])[:MEMBERS],
        )
        for c in counts
    ]


def pledges_led(scope: Scope) -> list[Pledge]:
    """Pledges of led clusters that are not in force, with the number of `parties` and of `signed` ones; one query."""
    led = _terms_led(scope).filter(cluster=OuterRef("cluster"), year=OuterRef("campaign__year"))
    return list(
        Pledge.objects.filter(
            Exists(led), status__lt=PledgeStatus.IN_FORCE, campaign__cancelled_at__isnull=True
        )
        .annotate(parties=Count("signatures"), signed=Count("signatures__signed_at"))
        .order_by("sign_until", "pk")[:PHASES]
    )
