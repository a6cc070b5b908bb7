"""What a close leaves behind: lines and standings. No foreign keys in the database (they cost three times), one check instead."""

from django.db import models

from campaigns.choices import ResultState
from campaigns.models.participation import Participant
from campaigns.models.revision import RevisedQuerySet
from campaigns.models.scoring import Criterion
from common.fields import FixedPointField


class ScoreLine(models.Model):
    """Points of one participant for one leaf criterion in one revision, with the inputs they were computed from.

    `target` is what was due by the end of the phase; `value` the cumulative figure. The explanation is rendered from these.
    """

    pk = models.CompositePrimaryKey("participant_id", "revision", "criterion_id")
    participant = models.ForeignKey(
        Participant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="lines"
    )
    revision = models.PositiveIntegerField()
    criterion = models.ForeignKey(
        Criterion, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="lines"
    )
    state = models.CharField(max_length=14, choices=ResultState)
    value = FixedPointField(null=True)
    target = FixedPointField(null=True)
    points = FixedPointField()

    objects = RevisedQuerySet.as_manager()

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

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.points} ({self.rank})"
