"""Work to be done, as rows: the database is the truth, the broker only a wake-up call."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.choices import JobState
from units.models.unions import Union


class Job(models.Model):
    """A piece of work, written in the transaction of whoever asks for it and claimed by one conditional UPDATE.

    The claim lasts until `lease_until`; each claim has another `fence`, so that a worker that lost it writes
    nothing more.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    fence = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    result = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    owner = models.ForeignKey(
        Union, on_delete=models.PROTECT, null=True, related_name="jobs", help_text="whose staff look after it"
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True, help_text="not woken before: more of the same may come until then"
    )
    woken_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("background job")
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"

    @property
    def percent(self) -> int:
        """How far the job is, 0–100."""
        if self.state == JobState.DONE:
            return 100
        return min(99, 100 * self.progress_done // self.progress_total) if self.progress_total else 0

    @property
    def is_finished(self) -> bool:
        """Done or failed: nothing more happens until a person asks."""
        return self.state in (JobState.DONE, JobState.FAILED)


class ClockTick(models.Model):
    """The one row that the clock updates at each tick: how long ago that was says whether it runs."""

    ONLY = 1
    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="clock_tick_only_one")]

    def __str__(self) -> str:
        return f"{self.at}"
