"""What a close leaves behind: lines and standings.

No foreign keys in the database, which would triple the time of a close; `verify_seal` checks instead.
"""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.choices import ResultState, ResultStatus
from campaigns.models.banding import Band
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

    A leaf's `state` and `value` are those of the figure that is scored: `value` is the counted figure, null when
    unknown, of which earlier phases brought `carried` (null where they brought none). A figure that does not count is
    not reported; its `status` still says how far it was. `base` and `gate` are the figures of the rule's second
    indicator and of its gate, `target` what was due; null where the rule has none. Where the cluster's leader enters,
    `lead_value` and `lead_target` are the leader's.

    `points` are null for "no points", which counts as 0 in a sum, and negative for a penalty. What does not apply to
    the union has `applies` False. Of the points, `of_base` are those of base lines. A group's line has points alone:
    the sum of its children's, held within its maximum and minimum. The explanation is rendered from these.
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
    gate = FixedPointField(null=True)
    target = FixedPointField(null=True)
    lead_value = FixedPointField(null=True)
    lead_target = FixedPointField(null=True)
    status = models.PositiveSmallIntegerField(choices=ResultStatus, null=True)
    applies = models.BooleanField(default=True)
    points = FixedPointField(null=True)
    of_base = FixedPointField(default=0)

    objects = ScoreLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of points")

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}: {self.points}"


class Standing(models.Model):
    """A participant's total, rank and band in one revision; ties are shown as ties (1, 2, 2, 4).

    `points` are the printed total: `summed`, the lines that stand in no group, with what `rescaled` makes up for lines
    that do not apply and what is `cut` (or added) by rounding and by the bounds of the table. `most` is the maximum of
    the base lines that apply. `rank` is the place inside the cluster; null for a silent union, which sent nothing.
    `is_tied` means that no key and no decision parts it from another.

    `band` is what holds, null for none; `band_found` what the points and conditions gave before downgrades and shares.
    `is_young` units are not graded. `is_on_border` means that a tie lies over the border of a limited band, which a
    person decides. `members` and `women` are the headcount that was read, null where there is none. Ranks across
    clusters and inside a sector are written at the final.
    """

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
    summed = FixedPointField(default=0)
    rescaled = FixedPointField(default=0)
    cut = FixedPointField(default=0)
    most = FixedPointField(default=0)
    rank = models.PositiveIntegerField(null=True)
    is_tied = models.BooleanField()
    is_silent = models.BooleanField(default=False)
    is_young = models.BooleanField(default=False)
    band = models.ForeignKey(
        Band, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    band_found = models.ForeignKey(
        Band, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    is_on_border = models.BooleanField(default=False)
    members = models.PositiveIntegerField(null=True)
    women = models.PositiveIntegerField(null=True)
    rank_across = models.PositiveIntegerField(null=True)
    rank_in_sector = models.PositiveIntegerField(null=True)
    reported = models.PositiveIntegerField(
        help_text="lines with a figure, nothing to report, or not applicable"
    )
    lines = models.PositiveIntegerField()

    objects = RevisedQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.points} ({self.rank})"
