"""Where the clusters of a phase stand."""

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import Phase


def held_in(status: int) -> int:
    """Where the clusters of a phase of this status stand, if all of them went the same way."""
    if status < PhaseStatus.SEALING:
        return ClusterStatus.PROVISIONAL
    return ClusterStatus.SEALING if status == PhaseStatus.SEALING else ClusterStatus.FINAL


def statuses(phase: Phase) -> dict[str, int]:
    """Where the points of each cluster of a phase stand, by its code."""
    return dict(phase.revisions.values_list("cluster__code", "status"))
