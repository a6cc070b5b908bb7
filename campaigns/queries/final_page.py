"""What the page of the final act shows: every cluster with what it waits for, and what would be sealed in numbers."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Phase, Seal
from campaigns.queries.counting_words import counting_words
from campaigns.queries.finality import ClusterState, clusters_to_finalise, entry_open
from campaigns.queries.public_standings import publication_of
from campaigns.queries.publication import FinalFigures, final_figures, job_of, seals_of
from units.models import Job


@dataclass
class FinalPage:
    """The clusters of a phase before, during and after their final."""

    phase: Phase
    clusters: list[ClusterState]
    figures: FinalFigures = field(default_factory=FinalFigures)
    seals: list[Seal] = field(default_factory=list)
    job: Job | None = None
    counting: str = ""
    #: What becomes final is also shown on the open internet.
    is_public: bool = False

    @property
    def ready(self) -> list[ClusterState]:
        """Those that can be made final now."""
        return [state for state in self.clusters if state.is_ready]

    @property
    def waiting(self) -> list[ClusterState]:
        """Those that wait for something."""
        return [state for state in self.clusters if state.waits]

    @property
    def has_final(self) -> bool:
        """Some cluster is final, and may be opened for a revision."""
        return any(state.is_final for state in self.clusters)

    @property
    def why_nothing(self) -> str:
        """Why no cluster can be made final now."""
        if not self.clusters:
            return entry_open(self.phase)
        waits = [wait.words for state in self.waiting for wait in state.waits]
        return waits[0] if waits else _("Every cluster is final, or being sealed.")

    @property
    def is_sealing(self) -> bool:
        """A document is being written."""
        return any(state.is_sealing for state in self.clusters)


def final_page(phase: Phase, now: datetime) -> FinalPage:
    """The page of one phase, in a constant number of queries."""
    if phase.status < PhaseStatus.CLOSED:
        return FinalPage(phase, [])
    page = FinalPage(phase, clusters_to_finalise(phase, now), counting=counting_words(phase.campaign))
    if page.ready:
        figures = final_figures(phase)
        page.figures = sum((figures[state.cluster_id] for state in page.ready), FinalFigures())
    page.seals = [seal for seal in seals_of(phase) if seal.sealed_at]
    page.job = job_of(phase)
    page.is_public = publication_of(phase) is not None
    return page
