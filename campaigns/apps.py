"""The campaigns app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, phases, results, standings."""

    name = "campaigns"

    def ready(self) -> None:
        """Make the kinds of notices known; who may read a sheet may read the evidence behind its figures."""
        from campaigns.notices import KINDS
        from campaigns.permissions import may_read_evidence
        from units.notices import register
        from units.permissions import document_readers

        register(KINDS)
        document_readers.append(may_read_evidence)
