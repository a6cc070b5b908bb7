"""The columns beside the computed points: self-scored, cross-checked; who checks whom, visits, and judges."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import CheckBy, ColumnKind
from campaigns.models.after_close import WORDS
from campaigns.models.participation import Participant, Result
from campaigns.models.phase import Phase
from campaigns.models.scoring import Criterion
from common.fields import DayField, FixedPointField, within_years
from units.models import Document


class ScoreColumn(models.Model):
    """A union's points as it scores itself (tự chấm), or as its cross-checker does (chấm chéo); null until sent.

    No input of the computation: what counts is what is appraised.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="columns")
    kind = models.CharField(_("column"), max_length=6, choices=ColumnKind)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("column of points")
        constraints = [
            models.UniqueConstraint(fields=["participant", "kind"], name="score_column_once"),
            models.CheckConstraint(
                condition=Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="score_column_sent_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind}"


class Visit(models.Model):
    """A visit to a union (kiểm tra thực tế): planned for a day, held on one, who came, what was found, with photos."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="visits")
    planned_on = DayField(_("planned for"))
    plan = models.CharField(_("what is to be looked at"), max_length=WORDS, blank=True)
    held_on = DayField(_("held on"), null=True, blank=True)
    people = models.CharField(_("who took part"), max_length=WORDS, blank=True)
    findings = models.CharField(_("findings"), max_length=WORDS, blank=True)
    photos = models.ManyToManyField(Document, related_name="visits")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("visit")
        ordering = ["planned_on", "pk"]
        constraints = [
            within_years("visit_within_years", "planned_on", "held_on"),
            models.CheckConstraint(
                condition=Q(held_on=None, recorded_by=None, recorded_at=None, findings="", people="")
                | Q(
                    ~Q(findings=""),
                    ~Q(people=""),
                    held_on__isnull=False,
                    recorded_by__isnull=False,
                    recorded_at__isnull=False,
                ),
                name="visit_recorded_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.planned_on}"


class LineScore(models.Model):
    """The points of one line in a column, with the reason where they differ from the computed ones.

    `visit` says that they were confirmed on the spot.
    """

    column = models.ForeignKey(ScoreColumn, on_delete=models.CASCADE, related_name="lines")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = FixedPointField(_("points"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="lines")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("points of a line")
        constraints = [
            models.UniqueConstraint(fields=["column", "criterion"], name="line_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.column_id}/{self.criterion_id}: {self.points}"


class CrossCheck(models.Model):
    """Who checks whom in a cluster: drawn here, as drawn at the meeting, or named by the federation.

    `seed` is what a draw was made from, so that anybody can repeat it.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="cross_checks")
    checked = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="cross_check")
    checker = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="checks")
    how = models.CharField(_("how it was decided"), max_length=8, choices=CheckBy)
    seed = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cross-check")
        constraints = [
            models.CheckConstraint(condition=~Q(checked=F("checker")), name="cross_check_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.checker_id} → {self.checked_id}"


class JudgePoints(models.Model):
    """The points of one judge of a figure that several judge; the figure is their exact mean, or their agreed value."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="judge_points")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    points = FixedPointField(_("points"))
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("points of a judge")
        constraints = [
            models.UniqueConstraint(fields=["result", "judge"], name="judge_points_once"),
        ]

    def __str__(self) -> str:
        return f"{self.result_id}: {self.points}"
