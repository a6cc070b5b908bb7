"""Councils, their sessions, and the vote. Who voted and what was voted are never joined (ADR 9)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.choices import Attendance, Choice, Outcome, Seat, SessionStatus
from awards.models.round import AwardRound, Nomination
from awards.rules import BALLOTS
from common.fields import MomentField, within_years
from common.formats import DOCUMENT_FORMAT
from common.search import SearchField, SortField
from units.models import Person, Union, User
from units.scope import scope_of


class CouncilQuerySet(models.QuerySet["Council"]):
    """Sets of councils."""

    def visible_to(self, user: User) -> Self:
        """Councils of a person's federations, and those in which the person has a seat.

        Of a federation in which a post ended, the councils that had sat by then.
        """
        own = scope_of(user).held("owner", "sessions__begins_at")
        near = self.model.objects.filter(own | Q(members__person_id=user.person_id))
        return self.filter(pk__in=near.order_by().values("pk"))


class Council(models.Model):
    """An emulation and commendation council (Hội đồng thi đua – khen thưởng) of a federation."""

    owner = models.ForeignKey(
        Union, on_delete=models.PROTECT, related_name="councils", verbose_name=_("federation")
    )
    name = models.CharField(_("name"), max_length=200)
    founded_by = models.CharField(_("founding decision"), max_length=200, blank=True)
    search = SearchField(max_length=800, of=("name", "founded_by"))
    sort_key = SortField(max_length=700, of=("name",))
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["owner_id", "sort_key"]
        verbose_name = _("council")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="council_name_once")]

    def __str__(self) -> str:
        return self.name


class CouncilMember(models.Model):
    """A person's seat in a council: one chair, one secretary, members."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="council_seats")
    seat = models.CharField(_("seat"), max_length=10, choices=Seat, default=Seat.MEMBER)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["council_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "person"], name="council_member_once"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(seat=Seat.CHAIR), name="council_one_chair"
            ),
            models.UniqueConstraint(
                fields=["council"], condition=Q(seat=Seat.SECRETARY), name="council_one_secretary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.council}"


class SessionQuerySet(models.QuerySet["CouncilSession"]):
    """Sessions by who may see them."""

    def visible_to(self, user: User) -> Self:
        """Sessions of a federation that a person's post belongs to, and those in which the person has a seat."""
        own = scope_of(user).held("round__owner", "begins_at")
        return self.filter(own | Q(seats__person_id=user.person_id)).distinct()


class CouncilSession(models.Model):
    """A council's session on the nominations of a round, or the second ballot on those that had too few votes.

    `number` says which ballot of the round it is; a second one has a `reason` (ADR 33).
    Its members are copied into `seats` when it is convened: the denominator of every threshold is their number,
    whoever comes. `minutes` is the record as counted, `sha256` the hash of its canonical form, which `format` names.
    """

    round = models.ForeignKey(AwardRound, on_delete=models.PROTECT, related_name="sessions")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("ballot"), default=1)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    begins_at = MomentField(_("begins"))
    ends_at = MomentField(_("voting ends"))
    status = models.PositiveSmallIntegerField(
        _("status"), choices=SessionStatus, default=SessionStatus.PREPARING
    )
    ended_at = models.DateTimeField(null=True)
    minutes = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.PositiveSmallIntegerField(default=DOCUMENT_FORMAT)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        verbose_name = _("council session")
        constraints = [
            within_years("council_session_within_years", moments=["begins_at", "ends_at"]),
            models.UniqueConstraint(fields=["round", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(number__in=BALLOTS), name="session_two_ballots_at_most"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="session_second_says_why",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="session_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(status=SessionStatus.VOTING), name="session_due")
        ]

    def __str__(self) -> str:
        return f"{self.council} · {self.round}"

    @property
    def is_second(self) -> bool:
        """Votes again on what an earlier ballot left without enough votes."""
        return self.number > 1


class Turnout(models.Model):
    """A member's seat in a session: how the person takes part, and whether the ballot was cast.

    Never what the ballot says, nor when it was cast (ADR 9).
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="session_seats")
    seat = models.CharField(_("seat"), max_length=10, choices=Seat)
    order = models.PositiveSmallIntegerField(default=0)
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance, default=Attendance.ABSENT
    )
    has_voted = models.BooleanField(_("has voted"), default=False)

    class Meta:
        ordering = ["session_id", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="turnout_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.attendance}"


class Ballot(models.Model):
    """One choice on one nomination, without a voter, a time or an order (ADR 9).

    When the session ends every row is written anew in random order; `is_shuffled` tells those rows from the ones
    cast. The database has no foreign keys here: up to 3 million rows are written and counted in one statement.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        CouncilSession, on_delete=models.DO_NOTHING, db_constraint=False, related_name="ballots"
    )
    nomination = models.ForeignKey(
        Nomination, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="ballots"
    )
    choice = models.PositiveSmallIntegerField(choices=Choice)
    is_shuffled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="ballot_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}: {self.choice}"


class TallyQuerySet(models.QuerySet["Tally"]):
    """Tallies by the ballot that they were counted in."""

    def decisive(self) -> Self:
        """What counts: of each nomination the tally of the last ballot on which it stands."""
        return self.filter(session__number=F("nomination__last_ballot"))


class Tally(models.Model):
    """What a ballot counted for a nomination: votes of *all* members, its place in the pool, and what follows of them.

    By a secret ballot the job counts the ballots; by hands or in writing the secretary enters the counts before
    the session ends.
    """

    session = models.ForeignKey(
        CouncilSession,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="tallies",
    )
    nomination = models.ForeignKey(
        Nomination, on_delete=models.DO_NOTHING, db_constraint=False, related_name="tallies"
    )
    votes_for = models.PositiveIntegerField(_("for"), default=0)
    votes_against = models.PositiveIntegerField(_("against"), default=0)
    votes_invalid = models.PositiveIntegerField(_("invalid"), default=0)
    members = models.PositiveIntegerField(_("all members"))
    needed = models.PositiveIntegerField(_("votes needed"))
    place = models.PositiveIntegerField(_("place in the pool"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settled_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "nomination"], name="tally_once_a_ballot"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_because="")
                | (Q(settled_at__isnull=False) & ~Q(settled_because="")),
                name="tally_settled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(members__gte=F("votes_for") + F("votes_against") + F("votes_invalid")),
                name="tally_within_the_council",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id}: {self.votes_for}/{self.members} {self.outcome}"
