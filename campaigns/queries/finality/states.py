"""Every cluster of a phase between the close and the final: where its points stand, and what its final waits for."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F
from django.utils.translation import gettext as _

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import ClusterRevision, Phase
from campaigns.queries.finality.waits import WAITS, ClusterId, Wait, conference_missing
from campaigns.queries.standings_clusters import NO_CLUSTER
from common.pages import Badge
from units.models import Cluster


@dataclass
class ClusterState:
    """A cluster of a phase between the close and the final: where its points stand, and what its final waits for."""

    cluster_id: ClusterId
    name: str
    status: int
    revision: int
    units: int
    waits: list[Wait] = field(default_factory=list)
    code: str = ""

    @property
    def key(self) -> int:
        """How forms and addresses name it."""
        return self.cluster_id or NO_CLUSTER

    @property
    def is_final(self) -> bool:
        """Its points are sealed."""
        return self.status == ClusterStatus.FINAL

    @property
    def is_sealing(self) -> bool:
        """Its final is ordered, its document is being written."""
        return self.status == ClusterStatus.SEALING

    @property
    def badge(self) -> Badge:
        """Where its points stand."""
        if self.is_final:
            return Badge("ok", "shield", _("Final"))
        if self.is_sealing:
            return Badge("info", "shield", _("Being sealed"))
        return (
            Badge("wait", "clock", _("Provisional points"))
            if self.waits
            else Badge("info", "check", _("Ready"))
        )

    @property
    def is_ready(self) -> bool:
        """It can be made final now."""
        return self.status == ClusterStatus.PROVISIONAL and not self.waits


def clusters_to_finalise(phase: Phase, now: datetime) -> list[ClusterState]:
    """Every cluster of a closed phase, those in none last, with what its final waits for.

    A constant number of queries, whatever the number of clusters; none of them is ready before entry is closed.
    """
    if phase.status < PhaseStatus.CLOSED:
        return []
    units = dict(phase.participants.order_by().values_list("cluster").annotate(n=Count("pk")))
    pointers = ClusterRevision.objects.filter(phase=phase).select_related("cluster")
    found = {
        pointer.cluster_id: ClusterState(
            pointer.cluster_id,
            pointer.cluster.name if pointer.cluster else _("In no cluster"),
            pointer.status,
            pointer.number,
            units.get(pointer.cluster_id, 0),
            code=pointer.cluster.code if pointer.cluster else "",
        )
        for pointer in pointers.order_by(F("cluster__order").asc(nulls_last=True), "cluster__code", "pk")
    }
    for waits in WAITS:
        for cluster_id, wait in waits(phase, now):
            if cluster_id in found:
                found[cluster_id].waits.append(wait)
    return list(found.values())


def still_moving(phase: Phase, cluster: Cluster | None, now: datetime) -> list[str]:
    """Why the points of a cluster may still change, a sentence each; a missing conference is no such reason."""
    home = cluster.pk if cluster else None
    return [
        wait.words
        for waits in WAITS
        if waits is not conference_missing
        for cluster_id, wait in waits(phase, now)
        if cluster_id == home
    ]
