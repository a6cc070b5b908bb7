"""What the revision of a final touches: later finals that carry its figures, and what apps above stand on it."""

from collections.abc import Callable, Collection

from campaigns.choices import ClusterStatus
from campaigns.models import ClusterRevision, Participant, Phase

#: What stands on the sealed points of clusters, a sentence each: apps above add theirs in `AppConfig.ready`.
touched_by: list[Callable[[Phase, Collection[int | None]], list[str]]] = []


def carrying_finals(phase: Phase, clusters: Collection[int | None]) -> dict[int, set[int | None]]:
    """The clusters, final or being sealed, of later phases that carry figures of these, and of years that join them.

    By phase, in the order in which they come; years last.
    """
    unions = phase.participants.in_clusters(clusters).values("union")
    carrying = [] if phase.is_year else list(Phase.objects.later_than(phase).not_cancelled())
    years = (
        Phase.objects.filter(parts__phase__in=[phase, *carrying]).not_cancelled().distinct().order_by("pk")
    )
    found: dict[int, set[int | None]] = {}
    for later in (*carrying, *years):
        homes = set(
            Participant.objects.filter(phase=later, union__in=unions).values_list("cluster_id", flat=True)
        )
        settled = ClusterRevision.objects.filter(phase=later, status__gte=ClusterStatus.SEALING)
        ids: set[int | None] = set(settled.in_clusters(homes).values_list("cluster_id", flat=True))
        if ids:
            found[later.pk] = ids
    return found
