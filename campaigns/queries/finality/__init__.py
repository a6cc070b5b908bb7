"""Which clusters of a phase can be made final now, and what each of the others waits for."""

from campaigns.queries.finality.states import ClusterState, clusters_to_finalise
from campaigns.queries.finality.waits import Wait, unappraised_words, unfinished

__all__ = ["ClusterState", "Wait", "clusters_to_finalise", "unappraised_words", "unfinished"]
