"""What is kept of a revision whose place a newer one took: that there was one, and who moved by the newer."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from campaigns.models.banding import Band
from campaigns.models.participation import Participant
from campaigns.models.phase import Phase
from campaigns.models.scoring import Criterion
from common.db import OrZero
from common.fields import FixedPointField
from units.models import Cluster


class PastRevision(models.Model):
    """A revision of a cluster's points that was visible once; a row without a cluster is for the unions in none.

    `at` is when the next one took its place. Once `is_removed` its lines, standings and counted facts are gone.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="past_revisions")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_removed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("past points of a cluster")
        constraints = [
            models.UniqueConstraint(F("phase"), OrZero("cluster"), "number", name="past_revision_once"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(is_removed=False), name="past_revision_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}/{self.cluster_id}: r{self.number}"


class Move(models.Model):
    """A participant whose points, rank or class are others in a revision than in the one before.

    What was before is null where it had none; `by_facts` means that other facts were counted for it. No foreign keys in
    the database, as for the standings beside which it is written.
    """

    pk = models.CompositePrimaryKey("participant_id", "revision")
    participant = models.ForeignKey(
        Participant, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="moves"
    )
    revision = models.PositiveIntegerField()
    points_before = FixedPointField(null=True)
    points = FixedPointField()
    rank_before = models.PositiveIntegerField(null=True)
    rank = models.PositiveIntegerField(null=True)
    band_before = models.ForeignKey(
        Band, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    band = models.ForeignKey(
        Band, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    by_facts = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("move in the standings")

    def __str__(self) -> str:
        return (
            f"{self.participant_id} r{self.revision}: "
            f"{self.points_before} ({self.rank_before}) → {self.points} ({self.rank})"
        )


class MovedLine(models.Model):
    """A leaf whose points are others in a revision than in the one before; null is "no points"."""

    pk = models.CompositePrimaryKey("participant_id", "revision", "criterion_id")
    participant = models.ForeignKey(
        Participant,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="moved_lines",
    )
    revision = models.PositiveIntegerField()
    criterion = models.ForeignKey(
        Criterion, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    points_before = FixedPointField(null=True)
    points = FixedPointField(null=True)

    class Meta:
        verbose_name = _("line that moved")

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id} r{self.revision}: {self.points_before} → {self.points}"
