"""Award rounds: what they are opened on, their quotas, who registered for a title, who is nominated."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.choices import NominationStatus, Origin, RoundKind, RoundStatus
from awards.models.catalogue import Award
from awards.rules import BALLOTS
from campaigns.models import Campaign, Participant, Phase
from common.db import OrZero
from common.fields import FixedPointField, MomentField, within_years
from common.search import SearchField, SortField
from units.models import Cluster, Person, Union, User
from units.scope import scope_of


class AwardRoundQuerySet(models.QuerySet["AwardRound"]):
    """Rounds by who may see them."""

    def visible_to(self, user: User) -> Self:
        """Opened rounds of the federations above and of the unions below a person's posts; drafts to their staff.

        A round begins when it is opened.
        """
        scope = scope_of(user)
        near = scope.above("owner", "opened_at") | scope.reads(self.model, "owner", "opened_at")
        return self.filter(Q(owner_id__in=scope.writing_ids) | near & Q(status__gte=RoundStatus.OPEN))


class AwardRound(models.Model):
    """An award round (đợt xét khen thưởng). A campaign may have several; a spot round needs no phase.

    Its `revisions` say which revision of each cluster verified figures are read from: the sealed one, or on
    estimates the one visible when the round was opened. `revision` is the newest among them, for lists; each
    nomination says its own. `second_ballot_by` names the rule of the council that lets it vote again; empty where
    none does.
    """

    owner = models.ForeignKey(
        Union, on_delete=models.PROTECT, related_name="award_rounds", verbose_name=_("federation")
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="award_rounds", null=True, blank=True
    )
    phase = models.ForeignKey(
        Phase, on_delete=models.PROTECT, related_name="award_rounds", null=True, blank=True
    )
    revision = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=RoundKind)
    name = models.CharField(_("name"), max_length=200)
    closes_at = MomentField(_("nominations close"))
    second_ballot_by = models.CharField(_("second ballot allowed by"), max_length=200, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), choices=RoundStatus, default=RoundStatus.DRAFT)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = AwardRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "-pk"]
        verbose_name = _("award round")
        constraints = [
            within_years("award_round_within_years", moments=["closes_at"]),
            models.CheckConstraint(
                condition=Q(kind=RoundKind.SPOT, phase__isnull=True, revision=0)
                | (~Q(kind=RoundKind.SPOT) & Q(phase__isnull=False, campaign__isnull=False, revision__gte=1)),
                name="round_stands_on_a_phase",
            ),
            models.CheckConstraint(
                condition=Q(status=RoundStatus.DRAFT, opened_at__isnull=True)
                | Q(status__gt=RoundStatus.DRAFT, opened_at__isnull=False),
                name="round_opened_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundRevision(models.Model):
    """Which revision of a cluster's points a round reads; a row without a cluster is for the unions that are in none.

    Copied when the round is opened, so that a later correction moves no figure that the council already looks at.
    """

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="revisions")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("points that a round reads")
        constraints = [
            models.UniqueConstraint(F("round"), OrZero("cluster"), name="round_revision_once_a_cluster"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.cluster_id}: r{self.number}"


class Quota(models.Model):
    """How many of an award a pool of a round may nominate and be given.

    A round considers the awards that it has quotas for, and no others. A pool is a cluster that has a row of
    its own; the row without a cluster is the pool of everybody else. Null is no limit.
    """

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="quotas")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="quotas")
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="quotas", null=True, blank=True
    )
    nominations = models.PositiveIntegerField(_("nominations at most"), null=True, blank=True)
    places = models.PositiveIntegerField(_("awards at most"), null=True, blank=True)

    class Meta:
        ordering = ["award__order", F("cluster__order").asc(nulls_last=True), "pk"]
        verbose_name = _("quota")
        constraints = [
            models.UniqueConstraint(fields=["round", "award", "cluster"], name="quota_once_a_pool"),
            models.UniqueConstraint(
                fields=["round", "award"], condition=Q(cluster__isnull=True), name="quota_once_for_the_rest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} · {self.cluster or ''}: {self.places}"


class Registration(models.Model):
    """A union's registration for a title at the start of a campaign: for itself, or for one of its people.

    Only who is registered is considered for a title (Luật 06/2022/QH15: registration is the beginning of emulation).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="title_registrations")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="registrations")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="title_registrations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="title_registrations", null=True, blank=True
    )
    name = models.CharField(_("recipient"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    search = SearchField(max_length=400, of=("name",))
    sort_key = SortField(max_length=700, of=("name",))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["award__order", "union__sort_key", "sort_key", "pk"]
        verbose_name = _("registration for a title")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "award", "union", "name_key"], name="registration_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.award}"


class NominationQuerySet(models.QuerySet["Nomination"]):
    """Nominations by whether they stand and by who may see them."""

    def not_withdrawn(self) -> Self:
        """Nominations that were not taken back."""
        return self.filter(status=NominationStatus.NOMINATED)

    def visible_to(self, user: User) -> Self:
        """Nominations of unions at or below a post; all of a round to its federation and to the council's members."""
        scope = scope_of(user)
        seated = Q(round__sessions__seats__person_id=user.person_id)
        opened = "round__opened_at"
        mine = scope.held("round__owner", opened) | scope.reads(self.model, "union", opened) | seated
        return self.filter(mine).distinct()


class Nomination(models.Model):
    """A union, a person or a household that is nominated for an award in a round, on behalf of one union.

    `cluster` decides the pool. `points`, `rank`, `is_tied` and their `revision` are copied from the standing that
    the round reads when it is nominated; null where there is none. `last_ballot` is the number of the last ballot on
    which it stands: that ballot's count is its result.
    """

    round = models.ForeignKey(AwardRound, on_delete=models.PROTECT, related_name="nominations")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="nominations")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="nominations", null=True, blank=True
    )
    name = models.CharField(_("recipient"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="nominations", null=True, blank=True
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="nominations", null=True, blank=True
    )
    points = FixedPointField(_("points"), null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    is_tied = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(null=True)
    search = SearchField(max_length=400, of=("name",))
    sort_key = SortField(max_length=700, of=("name",))
    reason = models.TextField(_("achievement"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.UNION)
    status = models.PositiveSmallIntegerField(
        _("status"), choices=NominationStatus, default=NominationStatus.NOMINATED
    )
    last_ballot = models.PositiveSmallIntegerField(default=1, db_default=1)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    nominated_at = models.DateTimeField()

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = [
            "award__order",
            F("rank").asc(nulls_last=True),
            "union__sort_key",
            "sort_key",
            "pk",
        ]
        verbose_name = _("nomination")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "award", "union", "name_key"],
                condition=Q(status=NominationStatus.NOMINATED),
                name="nomination_once",
            ),
            models.CheckConstraint(condition=Q(last_ballot__in=BALLOTS), name="nomination_ballots"),
        ]
        indexes = [models.Index(fields=["round", "award", "cluster"], name="nomination_pool")]

    def __str__(self) -> str:
        return f"{self.name}: {self.award}"
