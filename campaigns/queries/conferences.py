"""Whether the conference of a cluster can be recorded now."""

from campaigns.models import ClusterRevision, Phase
from units.models import Cluster


def takes_conference(phase: Phase, cluster: Cluster | None) -> bool:
    """The cluster has points, and they are provisional: before the close and after the final none is recorded."""
    if phase.is_cancelled:
        return False
    return ClusterRevision.objects.provisional().filter(phase=phase, cluster=cluster, number__gte=1).exists()
