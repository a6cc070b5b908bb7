"""What the revision of a final touches: later finals that carry its figures, and what apps above stand on it."""

from collections.abc import Callable, Collection

from campaigns.choices import ClusterStatus
from campaigns.models import ClusterRevision, Participant, Phase

#: What stands on the sealed points of clusters, a sentence each: apps above add theirs in `AppConfig.ready`.
touched_by: list[Callable[[Phase, Collection[int | None]], list[str]]] = []


def carrying_finals(phase: Phase, clusters: Collection[int | None]) -> dict[int, set[int | None]]:
    """The final clusters of later phases that carry figures of these clusters, and of the years that join their points.

    By phase, in the order in which they come; years last.
    """
    unions = phase.participants.in_clusters(clusters).values("union")
    carrying = [] if phase.is_year else list(Phase.objects.later_than(phase))
    years = Phase.objects.filter(parts__phase__in=[phase, *carrying]).distinct().order_by("pk")
    found: dict[int, set[int | None]] = {}
    for later in (*carrying, *years):
        homes = set(
            Participant.objects.filter(phase=later, union__in=unions).values_list("cluster_id", flat=True)
        )
        final = ClusterRevision.objects.filter(phase=later, status=ClusterStatus.FINAL).in_clusters(homes)
        ids: set[int | None] = set(final.values_list("cluster_id", flat=True))
        if ids:
            found[later.pk] = ids
    return found
