"""The campaigns app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, phases, results, standings."""

    name = "campaigns"

    def ready(self) -> None:
        """Add to the readers of documents: who may read a sheet may read the evidence behind its figures."""
        from campaigns.permissions import may_read_evidence
        from units.permissions import document_readers

        document_readers.append(may_read_evidence)
