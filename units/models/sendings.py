"""What keeps a form that is sent twice from being done twice."""

from django.conf import settings
from django.db import models


class Sending(models.Model):
    """A form that somebody sent: claimed before its act begins, answered when it is done, gone when it came back.

    One without an answer is under way, or its answer was lost with a process.
    """

    key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)
    leads_to = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key
