"""The moves of the end of a round's nominations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.models.round import AwardRound
from common.fields import MomentField, within_years


class RoundMove(models.Model):
    """The end of a round's nominations was moved while it took them: from when to when, by whom, why.

    `nominated` is how many unions had nominated by then.
    """

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="moves")
    before = MomentField()
    after = MomentField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    nominated = models.PositiveIntegerField(default=0)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("move of a round's end")
        ordering = ["-moved_at", "-pk"]
        constraints = [
            within_years("round_move_within_years", moments=["before", "after"]),
            models.CheckConstraint(
                condition=Q(after__gte=F("before")) | ~Q(reason=""), name="round_forward_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.before} → {self.after}"
