"""A council's session: who is there, the vote opened, counts of open votes entered, the vote ended, a tie settled."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from awards.choices import Attendance, Seat, SessionStatus, Voting
from awards.models import Award, CouncilSession, Tally, Turnout
from awards.permissions import require_lead
from awards.queries.tally import uncounted, voted_on
from awards.rules import has_quorum, missing_for_quorum
from awards.services.guard import exclusive_session, shared_session
from awards.services.settling import settle_tie
from awards.services.tallying import ask_tally
from common.errors import fault
from units.actors import SYSTEM, Actor
from units.services import audit, due
from units.services.notices import notify

__all__ = [
    "end_due_sessions",
    "end_session",
    "mark_attendance",
    "open_voting",
    "record_counts",
    "settle_tie",
]


def mark_attendance(
    *, session: CouncilSession, attendance: Mapping[int, str], by: Actor, now: datetime
) -> int:
    """Say how members take part, by person id; returns how many changed.

    While the vote is open only an absent member may still come or send a written opinion. Raises
    ValidationError for somebody without a seat, and once the vote has ended; Refusal for anybody but chair,
    secretary and the federation's staff.
    """
    with exclusive_session(session_id=session.pk) as fresh:
        require_lead(by, fresh)
        if fresh.status > SessionStatus.VOTING:
            raise fault("session", _("The vote has ended; attendance no longer changes."))
        seats = {seat.person_id: seat for seat in fresh.seats.all()}
        if not set(attendance) <= set(seats):
            raise fault("attendance", _("Only members of the council have a seat in this session."))
        if not set(attendance.values()) <= set(Attendance.values):
            raise fault("attendance", _("Choose present, absent, or a written opinion."))
        changed = {i: how for i, how in attendance.items() if seats[i].attendance != how}
        late = fresh.status == SessionStatus.VOTING
        if late and any(seats[i].attendance != Attendance.ABSENT for i in changed):
            raise fault(
                "attendance",
                _("The vote is open: a member who was there stays there. Late comers may be added."),
            )
        for how in Attendance.values:
            people = [i for i, chosen in changed.items() if chosen == how]
            Turnout.objects.filter(session=fresh, person_id__in=people).update(attendance=how)
        if changed:
            audit.record(verb="mark_attendance", subject=fresh, by=by, now=now, after=changed)
    return len(changed)


def open_voting(*, session: CouncilSession, by: Actor, now: datetime) -> CouncilSession:
    """Open the vote: PREPARING → VOTING, once.

    Raises ValidationError without a quorum (the highest of the awards concerned, of all members, by those
    present), and when the session's end has passed; Refusal for anybody but chair, secretary and the
    federation's staff.
    """
    with exclusive_session(session_id=session.pk) as fresh:
        require_lead(by, fresh)
        if fresh.status != SessionStatus.PREPARING:
            return fresh
        if fresh.ends_at <= now:
            raise fault("ends_at", _("The end of this session has passed. Postpone it first."))
        seats = list(fresh.seats.values_list("attendance", flat=True))
        present, members = seats.count(Attendance.PRESENT), len(seats)
        shares = Award.objects.filter(nominations__in=voted_on(fresh)).values_list("quorum", flat=True)
        quorum = max(shares, default=100)
        if not has_quorum(present=present, members=members, quorum=quorum):
            missing = missing_for_quorum(present=present, members=members, quorum=quorum)
            raise fault(
                "quorum",
                ngettext(
                    "No quorum: %(present)s of %(members)s members are present, %(quorum)s %% are needed."
                    " %(missing)s more must come.",
                    "No quorum: %(present)s of %(members)s members are present, %(quorum)s %% are needed."
                    " %(missing)s more must come.",
                    missing,
                )
                % {"present": present, "members": members, "quorum": quorum, "missing": missing},
            )
        CouncilSession.objects.filter(pk=fresh.pk, status=SessionStatus.PREPARING).update(
            status=SessionStatus.VOTING
        )
        audit.record(verb="open_voting", subject=fresh, by=by, now=now, present=present, members=members)
        fresh.refresh_from_db()
    return fresh


def record_counts(
    *, session: CouncilSession, counts: Mapping[int, tuple[int, int, int]], by: Actor, now: datetime
) -> int:
    """Enter (for, against, invalid) of nominations voted by hands or in writing, by nomination id; returns how many.

    May be corrected until the vote ends. Raises ValidationError by nomination id for negative counts and more votes
    than members who are present or send a written opinion, and for a nomination under secret ballot; Refusal for
    anybody but chair, secretary and the federation's staff.
    """
    with shared_session(session_id=session.pk) as fresh:
        require_lead(by, fresh)
        if fresh.status != SessionStatus.VOTING:
            raise fault("session", _("Counts are entered while the vote is open."))
        members = fresh.seats.count()
        voters = fresh.seats.exclude(attendance=Attendance.ABSENT).count()
        open_votes = voted_on(fresh).exclude(award__voting=Voting.SECRET)
        known = set(open_votes.filter(pk__in=list(counts)).values_list("pk", flat=True))
        for nomination_id, votes in counts.items():
            _check_counts(nomination_id, votes, voters=voters, known=known)
        Tally.objects.bulk_create(
            [
                Tally(
                    session=fresh,
                    nomination_id=i,
                    votes_for=yes,
                    votes_against=no,
                    votes_invalid=void,
                    members=members,
                    needed=0,
                )
                for i, (yes, no, void) in sorted(counts.items())
            ],
            update_conflicts=True,
            unique_fields=["session", "nomination"],
            update_fields=["votes_for", "votes_against", "votes_invalid"],
        )
        after = {str(i): list(votes) for i, votes in counts.items()}
        audit.record(verb="record_counts", subject=fresh, by=by, now=now, after=after)
    return len(counts)


def _check_counts(nomination_id: int, votes: tuple[int, int, int], *, voters: int, known: set[int]) -> None:
    if nomination_id not in known:
        raise fault(
            str(nomination_id), _("This nomination is not decided by hands or in writing in this session.")
        )
    if min(votes) < 0 or sum(votes) > voters:
        raise fault(
            str(nomination_id),
            _(
                "%(voters)s members are present or sent a written opinion. Please enter 0 or more, and together not"
                " more than that; mark whoever is missing at attendance first."
            )
            % {"voters": voters},
        )


def end_session(*, session_id: int, now: datetime, by: Actor) -> bool:
    """End the vote: VOTING → COUNTING, once, whoever and how many ask; returns whether this call did.

    1. Take the session's exclusive lock: every ballot begun before has committed, none can begin.
    2. Change the state where it is still VOTING; of several callers one succeeds, the others return False and
       change nothing. The vote ended at latest at the time announced.
    3. Record in the audit how many voted, not who.
    4. Ask for the tally.

    Raises ValidationError when counts of an open vote are missing; Refusal for anybody but chair, secretary and the
    federation's staff.
    """
    with exclusive_session(session_id=session_id) as session:
        require_lead(by, session)
        voting = CouncilSession.objects.filter(pk=session_id, status=SessionStatus.VOTING)
        missing = uncounted(session).count() if session.status == SessionStatus.VOTING else 0
        if missing:
            raise fault(
                "counts",
                _(
                    "The counts of %(missing)s nominations voted by hands or in writing are missing."
                    " Enter them first."
                )
                % {"missing": missing},
            )
        if not voting.update(status=SessionStatus.COUNTING, ended_at=min(now, session.ends_at)):
            return False
        voted = session.seats.filter(has_voted=True).count()
        audit.record(verb="end_session", subject=session, by=by, now=now, voted=voted)
        ask_tally(session=session, by=by, now=now)
    return True


def end_due_sessions(*, now: datetime, seconds: float | None = None) -> int:
    """End every vote whose end has come, each by itself; return how many this call ended.

    One that lacks counts of an open vote takes no ballot any more and waits for them; its chair and secretary
    are told once.
    """
    return due.run(DUE, now=now, seconds=seconds)


def _due(now: datetime) -> QuerySet[CouncilSession]:
    ended = CouncilSession.objects.filter(status=SessionStatus.VOTING, ends_at__lte=now)
    return ended.order_by("ends_at", "pk")


def _end_due(pk: int, now: datetime) -> bool:
    """End a vote that was due, unless it was prolonged before the clock's turn came."""
    with exclusive_session(session_id=pk) as session:
        if session.ends_at > now:
            return False
        if uncounted(session).exists():
            _ask_counts(session, now)
            return False
        return end_session(session_id=pk, by=SYSTEM, now=now)


DUE = due.Loop(
    key="sessions",
    due=_due,
    act=_end_due,
    name="council__name",
    owner="round__owner_id",
    fault=gettext_lazy("The vote of “%(row)s” could not be ended; the system goes on trying."),
)


def _ask_counts(session: CouncilSession, now: datetime) -> None:
    leading = session.seats.filter(~Q(seat=Seat.MEMBER))
    notify(
        people=leading.values_list("person_id", flat=True),
        kind="counts_missing",
        key=f"counts:{session.pk}",
        values={"sender": session.round.owner.name, "council": session.council.name},
        url=f"/sessions/{session.pk}/",
        now=now,
    )
