"""What a close leaves behind: lines, standings, seals. No foreign keys in the database (they cost three times), one check instead."""

from django.conf import settings
from django.db import models

from campaigns.choices import ResultState
from campaigns.models.campaign import Phase
from campaigns.models.participation import Participant
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

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.points} ({self.rank})"


class Seal(models.Model):
    """The federation's final act over a revision: who, when, and the hash of all inputs and outcomes."""

    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="seal")
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.phase_id} r{self.revision}: {self.sha256[:12]}"
