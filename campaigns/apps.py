"""The campaigns app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, phases, results, standings."""

    name = "campaigns"

    def ready(self) -> None:
        """Make the kinds of notices known; who may read a sheet may read the evidence behind its figures; a headcount
        moves the points that were computed with the one before."""
        from campaigns.notices import KINDS
        from campaigns.permissions import may_read_evidence, may_read_of_conference
        from campaigns.services.recomputing import compute_again_for
        from units.notices import register
        from units.permissions import document_readers
        from units.services import headcounts

        register(KINDS)
        document_readers += [may_read_evidence, may_read_of_conference]
        headcounts.steps.append(compute_again_for)
