"""What the ranked say before the final: opinions on single lines, and the conference of their cluster."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import AcclaimKind, OpinionOutcome
from campaigns.models.after_close import WORDS
from campaigns.models.participation import Participant
from campaigns.models.phase import Phase
from campaigns.models.scoring import Criterion
from common.db import OrZero
from common.fields import DayField, within_years
from units.models import Cluster, Document, Union


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Sets of opinions."""

    def unanswered(self) -> Self:
        """Those that nobody answered yet: they hold up the final of their cluster."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)


class Opinion(models.Model):
    """An opinion (kiến nghị) of a ranked union on a single line of points, its own or that of a union in its cluster.

    Never a *khiếu nại*, which is a legal procedure. It is answered by name; its author may withdraw it until then.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="opinions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="opinions")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="opinions")
    text = models.CharField(_("opinion"), max_length=WORDS)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=OpinionOutcome, blank=True)
    answer = models.CharField(_("answer"), max_length=WORDS, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="opinion_says_what"),
            models.CheckConstraint(
                condition=Q(answer="", outcome="", answered_by=None, answered_at=None)
                | (~Q(answer="") & ~Q(outcome="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="opinion_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union_id} on {self.participant_id}/{self.criterion_id}"


class ConferenceQuerySet(models.QuerySet["Conference"]):
    """Sets of conferences."""

    def last_of_clusters(self) -> Self:
        """The last one of each cluster of a phase, by its day: it alone counts, whatever came before."""
        same_day = Q(held_on=OuterRef("held_on"), pk__gt=OuterRef("pk"))
        later = Conference.objects.alias(home=OrZero("cluster")).filter(
            Q(held_on__gt=OuterRef("held_on")) | same_day,
            phase=OuterRef("phase"),
            home=OrZero(OuterRef("cluster")),
        )
        return self.filter(~Exists(later))

    def adopting(self) -> Self:
        """Those by which the points of their cluster stand adopted: the last one, where it adopted them."""
        return self.last_of_clusters().filter(is_adopted=True)


class Conference(models.Model):
    """The conference (hội nghị) of a cluster that adopts its summary table: who came, how was voted, the minutes.

    The vote was counted in the room and is typed here. A later one goes before it, also one that takes back what was
    adopted.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="conferences")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="conferences", null=True)
    held_on = DayField(_("held on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    invited = models.PositiveSmallIntegerField(_("invited"))
    present = models.PositiveSmallIntegerField(_("present"))
    votes_for = models.PositiveSmallIntegerField(_("in favour"))
    votes_against = models.PositiveSmallIntegerField(_("against"), default=0)
    is_adopted = models.BooleanField(_("the summary table is adopted"))
    revision = models.PositiveIntegerField(help_text="the computation that was before the conference")
    minutes = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="conferences")
    notes = models.CharField(_("notes"), max_length=WORDS, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("conference")
        ordering = ["-held_on", "-pk"]
        constraints = [
            within_years("conference_within_years", "held_on"),
            models.CheckConstraint(
                condition=Q(present__lte=models.F("invited")), name="conference_present_of_invited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}/{self.cluster_id}: {self.held_on}"


class Acclaim(models.Model):
    """Whom a conference acclaims (suy tôn): for an award, by its code, or to lead or deputise the next year."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="acclaims")
    kind = models.CharField(_("for what"), max_length=8, choices=AcclaimKind)
    award = models.CharField(_("award"), max_length=60, blank=True)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    votes = models.PositiveSmallIntegerField(_("votes"), null=True, blank=True)

    class Meta:
        verbose_name = _("acclaim")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "kind", "award", "union"], name="acclaim_once"),
            models.UniqueConstraint(
                fields=["conference", "kind"],
                condition=~Q(kind=AcclaimKind.AWARD),
                name="acclaim_one_to_lead",
            ),
            models.CheckConstraint(
                condition=Q(kind=AcclaimKind.AWARD) & ~Q(award="") | ~Q(kind=AcclaimKind.AWARD) & Q(award=""),
                name="acclaim_names_an_award",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference_id}: {self.union_id} {self.kind} {self.award}"
