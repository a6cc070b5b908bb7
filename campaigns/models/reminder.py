"""The reminders that the clock sends before the end of entry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.phase import Phase


class PhaseReminder(models.Model):
    """A day on which the clock reminds the unions that have not submitted, so many days before the end of entry.

    Written anew when the end moves; what was sent stays. `reminded` is how many unions were.
    """

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reminded = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("reminder")
        ordering = ["phase_id", "due_at"]
        constraints = [models.UniqueConstraint(fields=["phase", "due_at"], name="reminder_once_a_day")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="reminder_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}: −{self.days}"
