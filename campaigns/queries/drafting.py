"""Reads for drafting a pledge: in which campaign, for which cluster, between whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.models import Campaign, Participant, Pledge
from campaigns.queries.pledges import signing_ids
from units.models import Cluster, ClusterMembership, ClusterTerm, Union, User
from units.scope import scope_of


@dataclass(frozen=True)
class Party:
    """Somebody who could sign: a union, and the cluster that it stands for in the city's pledge."""

    union: Union
    cluster: Cluster | None

    @property
    def key(self) -> str:
        """What the form sends for this party: the ids of the union and of the cluster."""
        return f"{self.union.pk}-{self.cluster.pk if self.cluster else ''}"

    @property
    def label(self) -> str:
        """What the form shows for this party."""
        return f"{self.cluster.name} · {self.union.name}" if self.cluster else self.union.name


def _taking_part(campaign: Campaign) -> QuerySet[Cluster]:
    """Clusters with a participant in the campaign; while nobody is enrolled, all of the launching federation."""
    inside = Cluster.objects.filter(
        pk__in=campaign.phases.with_figures()
        .filter(participants__cluster__isnull=False)
        .values("participants__cluster")
    )
    return inside if inside.exists() else Cluster.objects.filter(owner_id=campaign.owner_id)


def campaign_to_pledge(user: User, cluster: Cluster | None = None) -> Campaign | None:
    """The newest campaign in which this person may draft a pledge (of this cluster, when one is given); one query.

    Those who may are the launching federation's staff, and who signs for the union that leads a cluster that year.
    """
    sheets = Participant.objects.with_figures()
    inside = sheets.filter(phase__campaign=OuterRef(OuterRef("pk")), cluster=OuterRef("pk"))
    pledged = Pledge.objects.filter(campaign=OuterRef(OuterRef("pk")), cluster=OuterRef("pk"))
    free = Cluster.objects.filter(Exists(inside), ~Exists(pledged))
    if cluster is not None:
        free = free.filter(pk=cluster.pk)
    led = free.filter(terms__year=OuterRef("year"), terms__leader_id__in=signing_ids(user))
    own = Q(owner_id__in=scope_of(user).writing_ids) & Exists(free)
    asked = Campaign.objects.visible_to(user).filter(
        own | Q(Exists(led)), is_extract=False, cancelled_at__isnull=True
    )
    return asked.order_by("-year", "-pk").first()


def clusters_to_pledge(user: User, campaign: Campaign) -> QuerySet[Cluster]:
    """Clusters without a pledge in the campaign for which this person may draft one."""
    free = _taking_part(campaign).exclude(pledges__campaign=campaign)
    if scope_of(user).writes_for(campaign.owner_id):
        return free
    led = ClusterTerm.objects.filter(year=campaign.year, leader_id__in=signing_ids(user))
    return free.filter(pk__in=led.values("cluster_id"))


def may_draft_for_all(user: User, campaign: Campaign) -> bool:
    """The federation drafts the pledge of the clusters' representatives, once."""
    return (
        scope_of(user).writes_for(campaign.owner_id)
        and not campaign.pledges.filter(cluster__isnull=True).exists()
    )


def possible_parties(campaign: Campaign, cluster: Cluster | None) -> Sequence[Party]:
    """Who may be a party: a cluster's members on the campaign's first day.

    Without a cluster, the unions that lead the clusters in the campaign's year, each for its cluster.
    """
    if cluster is None:
        terms = (
            ClusterTerm.objects.filter(cluster__in=_taking_part(campaign), year=campaign.year)
            .select_related("leader", "cluster")
            .order_by("cluster__order", "cluster__code")
        )
        return [Party(t.leader, t.cluster) for t in terms]
    phases = campaign.phases.with_figures().order_by("period_from")
    first = phases.values_list("period_from", flat=True).first()
    members = (
        ClusterMembership.objects.on(first or date(campaign.year, 1, 1))
        .filter(cluster=cluster)
        .select_related("union")
        .order_by("union__sort_key", "union_id")
    )
    return [Party(m.union, None) for m in members]
