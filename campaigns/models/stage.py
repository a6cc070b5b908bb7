"""The stages between the close and the final, and the moves of windows."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import StageKind
from campaigns.models.phase import Phase
from common.db import OrZero
from common.fields import MomentField, within_years
from units.choices import Sector
from units.models import Cluster


class StageQuerySet(models.QuerySet["Stage"]):
    """Sets of stages."""

    def of_all(self) -> Self:
        """Those that stand for everybody who has none of a sector or cluster."""
        return self.filter(sector="", cluster__isnull=True)


class Stage(models.Model):
    """A stage of a phase with its half-open window, for everybody, for a sector, or for one cluster.

    A row of a cluster goes before one of a sector, and this before the one of all; a kind without a row for all is
    switched off. `person` is responsible for it; where nobody is named, those whose stage it is. With `fills_empty` a
    judged line that nobody appraised takes the cross-checked points when the window of appraisal ends.
    """

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(_("stage"), max_length=12, choices=StageKind)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector, blank=True)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("cluster")
    )
    opens_at = MomentField(_("begins"))
    closes_at = MomentField(_("ends"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    fills_empty = models.BooleanField(_("empty lines take the cross-checked points"), default=False)
    #: When the clock did what the end of this window asks for.
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        ordering = ["phase_id", "opens_at", "pk"]
        constraints = [
            within_years("stage_within_years", moments=["opens_at", "closes_at"]),
            models.UniqueConstraint("phase", "kind", "sector", OrZero("cluster"), name="stage_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="stage_window_in_order"),
            models.CheckConstraint(
                condition=Q(sector="") | Q(cluster__isnull=True), name="stage_of_sector_or_cluster"
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(ended_at__isnull=True), name="stage_to_end"),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.get_kind_display()}"


class WindowMove(models.Model):
    """The end of entry, of a stage, or of an award round was moved: from when to when, by whom, why.

    `kind` is a stage's, or `entry`. `late` is how many had not done what the window is for.
    """

    ENTRY = "entry"

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="moves_of_windows")
    kind = models.CharField(max_length=12, choices=[(ENTRY, _("Entry")), *StageKind.choices])
    sector = models.CharField(max_length=30, choices=Sector, blank=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True)
    before = MomentField()
    after = MomentField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    late = models.PositiveIntegerField(default=0)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("move of a window")
        ordering = ["-moved_at", "-pk"]
        constraints = [
            within_years("window_move_within_years", moments=["before", "after"]),
            models.CheckConstraint(
                condition=Q(after__gte=F("before")) | ~Q(reason=""), name="window_forward_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id} {self.kind}: {self.before} → {self.after}"
