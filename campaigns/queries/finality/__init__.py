"""Which clusters of a phase can be made final now, and what each of the others waits for."""

from campaigns.queries.finality.states import ClusterState, clusters_to_finalise, still_moving
from campaigns.queries.finality.waits import Wait, entry_open, unappraised_words, unfinished

__all__ = [
    "ClusterState",
    "Wait",
    "clusters_to_finalise",
    "entry_open",
    "still_moving",
    "unappraised_words",
    "unfinished",
]
