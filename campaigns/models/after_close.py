"""How a figure moves after the close: corrected or set aside, reopened for a time; and a final that is opened again."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import (
    CorrectionKind,
    MilestoneStage,
    ReopeningState,
    ResultState,
    ResultStatus,
)
from campaigns.models.participation import Result
from campaigns.models.phase import Phase
from common.fields import FixedPointField, MomentField, within_years
from units.models import Cluster, Document

#: How long a reason or an explanation may be, in letters.
WORDS = 1000


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Sets of corrections."""

    def shown_to_peers(self, now: datetime) -> Self:
        """Those that the whole cluster may read: explained by the union, or its time to do so has passed."""
        return self.filter(Q(explained_at__isnull=False) | Q(explain_until__lte=now))

    def unexplained(self, now: datetime) -> Self:
        """Those that wait for the union's explanation."""
        return self.filter(explained_at__isnull=True, explain_until__gt=now)


class Correction(models.Model):
    """An appraiser's correction of a union's figure after the close, or its being set aside: then it is missing.

    Both figures are kept and shown to the union, which may explain until `explain_until`; to peers from then on. The
    figure's own row holds what counts.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(_("what was done"), max_length=10, choices=CorrectionKind)
    state_before = models.CharField(max_length=14, choices=ResultState)
    value_before = FixedPointField(null=True)
    stage_before = models.CharField(max_length=10, choices=MilestoneStage, blank=True)
    status_before = models.PositiveSmallIntegerField(choices=ResultStatus)
    state = models.CharField(max_length=14, choices=ResultState)
    value = FixedPointField(null=True)
    stage = models.CharField(max_length=10, choices=MilestoneStage, blank=True)
    reason = models.CharField(_("reason"), max_length=WORDS)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="corrections")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    explain_until = MomentField(_("explanation until"))
    explanation = models.CharField(_("explanation"), max_length=WORDS, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    explained_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        ordering = ["-corrected_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
            models.CheckConstraint(
                condition=Q(explanation="", explained_by=None, explained_at=None)
                | (~Q(explanation="") & Q(explained_by__isnull=False, explained_at__isnull=False)),
                name="correction_explained_whole",
            ),
            within_years("correction_within_years", moments=["explain_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.result_id}: {self.value_before} → {self.value}"


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    """Sets of reopenings."""

    def in_force(self, now: datetime) -> Self:
        """Those under which figures may be entered at `now`."""
        return self.filter(state=ReopeningState.OPEN, ends_at__gt=now)

    def due(self, now: datetime) -> Self:
        """Those whose minute has come."""
        return self.filter(state=ReopeningState.OPEN, ends_at__lte=now)


class Reopening(models.Model):
    """A return with a personal deadline (mở lại có thời hạn): figures of some unions may be entered until a minute.

    Who approves is another person than who asks. At `ends_at` the figures lock again by themselves.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("reason"), max_length=WORDS)
    ends_at = MomentField(_("open until"))
    state = models.PositiveSmallIntegerField(_("state"), choices=ReopeningState, default=ReopeningState.ASKED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=WORDS, blank=True)
    ended_at = models.DateTimeField(null=True)
    figures = models.ManyToManyField(Result, through="ReopenedFigure", related_name="reopenings")

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening for a time")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_says_why"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("requested_by")),
                name="reopening_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=ReopeningState.ASKED, answered_by=None, answered_at=None)
                | (~Q(state=ReopeningState.ASKED) & Q(answered_at__isnull=False)),
                name="reopening_answered_whole",
            ),
            within_years("reopening_within_years", moments=["ends_at"]),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(state=ReopeningState.OPEN), name="reopening_to_end"),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.ends_at}"


class ReopenedFigureQuerySet(models.QuerySet["ReopenedFigure"]):
    """Sets of reopened figures."""

    def in_force(self, now: datetime) -> Self:
        """Figures that may be entered again at `now`."""
        return self.filter(is_open=True, reopening__state=ReopeningState.OPEN, reopening__ends_at__gt=now)


class ReopenedFigure(models.Model):
    """A figure that a reopening opens: how far it was, and whether it is open under it now.

    At most one reopening opens a figure at a time.
    """

    reopening = models.ForeignKey(Reopening, on_delete=models.CASCADE, related_name="rows")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="reopened")
    status_before = models.PositiveSmallIntegerField(choices=ResultStatus, null=True)
    return_reason_before = models.CharField(max_length=300, blank=True)
    state_before = models.CharField(max_length=14, choices=ResultState, blank=True)
    value_before = FixedPointField(null=True)
    is_open = models.BooleanField(default=False)

    objects = ReopenedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopened figure")
        constraints = [
            models.UniqueConstraint(fields=["reopening", "result"], name="reopened_once"),
            models.UniqueConstraint(
                fields=["result"], condition=Q(is_open=True), name="reopened_by_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reopening_id}: {self.result_id}"


class OpenedFinal(models.Model):
    """A final cluster that was opened for a revision, as in January when estimates give way to real figures.

    `sealed` is the revision whose seal stays in force until the next. `because_of` is the opening of an earlier phase
    whose figures it carries; null where it was opened itself.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="opened_finals")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True)
    sealed = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=WORDS)
    because_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="led_to")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("final opened for a revision")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="final_opened_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}/{self.cluster_id} after r{self.sealed}"
