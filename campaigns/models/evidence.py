"""The files behind a figure."""

from django.db import models

from campaigns.models.participation import Result
from units.models import Document


class Evidence(models.Model):
    """A document behind a figure."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "document"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.result_id}: {self.document_id}"
