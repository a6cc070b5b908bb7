"""What a close leaves behind: lines and standings.

No foreign keys in the database, which would triple the time of a close; `verify_seal` checks instead.
"""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.choices import ResultState
from campaigns.models.participation import Participant
from campaigns.models.revision import RevisedQuerySet
from campaigns.models.scoring import Criterion
from common.fields import FixedPointField


class ScoreLineQuerySet(RevisedQuerySet):
    """Sets of lines."""

    def leaves(self) -> Self:
        """Lines of leaf criteria; a group's line has no state."""
        return self.filter(state__isnull=False)


class ScoreLine(models.Model):
    """Points of one participant for one criterion in one revision, with the inputs they were computed from.

    A leaf's `state` and `value` are those of the indicator that is scored: `value` is the cumulative figure, null
    when unknown, of which earlier phases brought `carried` (null where they brought none). `base` is the figure of
    the rule's second indicator, `target` what was due by the end of the phase; null where the rule has none. A
    group's line has points alone, the sum of its children's. The explanation is rendered from these.
    """

    pk = models.CompositePrimaryKey("participant_id", "revision", "criterion_id")
    participant = models.ForeignKey(
        Participant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="lines"
    )
    revision = models.PositiveIntegerField()
    criterion = models.ForeignKey(
        Criterion, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="lines"
    )
    # a group has no state, which is not the empty one
    state = models.CharField(max_length=14, choices=ResultState, null=True)  # noqa: DJ001
    value = FixedPointField(null=True)
    carried = FixedPointField(null=True)
    base = FixedPointField(null=True)
    target = FixedPointField(null=True)
    points = FixedPointField()

    objects = ScoreLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of points")

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}: {self.points}"


class Standing(models.Model):
    """A participant's total and rank inside its cluster in one revision; ties are shown as ties (1, 2, 2, 4)."""

    pk = models.CompositePrimaryKey("participant_id", "revision")
    participant = models.ForeignKey(
        Participant,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="standings",
    )
    revision = models.PositiveIntegerField()
    cluster_id = models.BigIntegerField(null=True)
    points = FixedPointField()
    rank = models.PositiveIntegerField()
    is_tied = models.BooleanField()
    reported = models.PositiveIntegerField(
        help_text="lines with a figure, nothing to report, or not applicable"
    )
    lines = models.PositiveIntegerField()

    objects = RevisedQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.points} ({self.rank})"
