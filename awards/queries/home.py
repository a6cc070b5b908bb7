"""What awards ask of a person today: a ballot to cast, a round to nominate in, a tie to settle, a decision to issue.

One query each, whatever the number of rounds.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from awards.choices import Attendance, Outcome, RoundKind, RoundStatus, Seat, SessionStatus
from awards.models import AwardRound, CouncilSession, Nomination, Tally, Turnout
from awards.queries.lists import number_of
from campaigns.models import Participant
from units.scope import Scope

ROWS = 5


@dataclass(frozen=True)
class AwardTasks:
    """What is due, each list the most urgent first."""

    ballots: list[Turnout] = field(default_factory=list)
    open_rounds: list[AwardRound] = field(default_factory=list)
    managed: list[AwardRound] = field(default_factory=list)
    led: list[CouncilSession] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Something is due."""
        return bool(self.ballots or self.open_rounds or self.managed or self.led)


def award_tasks(scope: Scope, now: datetime) -> AwardTasks:
    """Everything that awards ask of a person today, each matter once.

    A round whose session one votes in or leads is not listed as a round, nor a session in which one votes as
    one to lead.
    """
    ballots = ballots_to_cast(scope, now)
    casting = {seat.session_id for seat in ballots}
    led = sessions_to_lead(scope)
    told = {seat.session.round_id for seat in ballots} | {session.round_id for session in led}
    return AwardTasks(
        ballots=ballots,
        open_rounds=rounds_to_nominate(scope, now),
        managed=[round for round in rounds_to_carry_on(scope) if round.pk not in told],
        led=[session for session in led if session.pk not in casting],
    )


def ballots_to_cast(scope: Scope, now: datetime) -> list[Turnout]:
    """Seats of a session that is voting, whose ballot is not cast; whoever is absent does not vote."""
    secret = Nomination.objects.not_withdrawn().filter(
        round=OuterRef("session__round"), award__voting="secret", last_ballot__gte=OuterRef("session__number")
    )
    rows = Turnout.objects.filter(
        Exists(secret),
        person_id=scope.person_id,
        has_voted=False,
        session__status=SessionStatus.VOTING,
        session__ends_at__gt=now,
    ).exclude(attendance=Attendance.ABSENT)
    return list(rows.select_related("session__round").order_by("session__ends_at", "pk")[:ROWS])


def rounds_to_nominate(scope: Scope, now: datetime) -> list[AwardRound]:
    """Open rounds of the federations above the unions that a person acts for; `own` is how many those nominated."""
    acting = scope.writing_ids
    if not acting:
        return []
    own = Nomination.objects.not_withdrawn().filter(union_id__in=acting)
    taking_part = Participant.objects.filter(phase=OuterRef("phase"), union_id__in=acting)
    rows = AwardRound.objects.filter(
        Q(kind=RoundKind.SPOT) | Exists(taking_part),
        owner_id__in=scope.ancestor_ids,
        status=RoundStatus.OPEN,
        closes_at__gt=now,
    ).exclude(owner_id__in=acting)
    return list(
        rows.select_related("owner").annotate(own=number_of(own, "round")).order_by("closes_at", "pk")[:ROWS]
    )


def rounds_to_carry_on(scope: Scope) -> list[AwardRound]:
    """Rounds of one's own federations that wait for an act of their staff; `tied` ones wait for the chair first."""
    session = CouncilSession.objects.filter(round=OuterRef("pk"))
    uncounted = session.exclude(status=SessionStatus.COUNTED)
    tied = Tally.objects.decisive().filter(session__round=OuterRef("pk"), outcome=Outcome.TIED)
    rows = AwardRound.objects.filter(
        owner_id__in=scope.writing_ids, status__in=[RoundStatus.DRAFT, RoundStatus.OPEN, RoundStatus.CLOSED]
    )
    return list(
        rows.annotate(
            nominated=number_of(Nomination.objects.not_withdrawn(), "round"),
            is_convened=Exists(session),
            is_counted=Exists(session) & ~Exists(uncounted),
            is_tied=Exists(tied),
        ).order_by("-status", "closes_at", "pk")[:ROWS]
    )


def sessions_to_lead(scope: Scope) -> list[CouncilSession]:
    """Sessions that wait for their chair or secretary: to be started, to be ended, or with a tie for the chair."""
    seat = Turnout.objects.filter(session=OuterRef("pk"), person_id=scope.person_id)
    chair = seat.filter(seat=Seat.CHAIR)
    tied = Tally.objects.filter(session=OuterRef("pk"), outcome=Outcome.TIED)
    running = Q(status__in=[SessionStatus.PREPARING, SessionStatus.VOTING])
    rows = CouncilSession.objects.annotate(is_tied=Exists(tied), i_chair=Exists(chair)).filter(
        Exists(seat.exclude(seat=Seat.MEMBER)), running | Q(is_tied=True, i_chair=True)
    )
    return list(rows.select_related("round").order_by("ends_at", "pk")[:ROWS])
