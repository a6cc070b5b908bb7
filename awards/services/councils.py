"""Councils and the convening of their sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from awards.choices import RoundStatus, Seat, SessionStatus
from awards.models import AwardRound, Council, CouncilMember, CouncilSession, Turnout
from awards.permissions import require_manage
from awards.rules import SMALLEST_COUNCIL
from awards.services.guard import exclusive_round, exclusive_session
from common.errors import fault
from common.templatetags.look import moment
from units.actors import Actor
from units.models import Person, Union
from units.services import audit
from units.services.notices import notify

#: How long a vote may last: weeks where opinions are gathered in writing; a longer one is a slip in month or year.
LONGEST_SESSION = timedelta(days=92)


@transaction.atomic
def found_council(
    *,
    owner: Union,
    name: str,
    founded_by: str,
    members: Sequence[tuple[Person, str]],
    by: Actor,
    now: datetime,
    is_sample: bool = False,
) -> Council:
    """Found a council with its members' seats, in the order in which they sign.

    Raises ValidationError for fewer than three members, anything but one chair, two secretaries, a person named
    twice, and a name in use; Refusal for anybody but the federation's staff.
    """
    require_manage(by, owner)
    council = Council(owner=owner, name=name.strip(), founded_by=founded_by.strip(), is_sample=is_sample)
    council.clean_fields(exclude=["owner"])
    _check_members(members)
    Union.objects.select_for_update(no_key=True).get(
        pk=owner.pk
    )  # its councils are founded one after the other
    if Council.objects.filter(owner=owner, name=council.name).exists():
        raise fault("name", _("There is a council of this name already. Choose another name."))
    council.save(force_insert=True)
    CouncilMember.objects.bulk_create(
        CouncilMember(council=council, person=person, seat=seat, order=n)
        for n, (person, seat) in enumerate(members, start=1)
    )
    audit.record(
        verb="found_council", subject=council, by=by, now=now, members=[[p.pk, seat] for p, seat in members]
    )
    return council


def _check_members(members: Sequence[tuple[Person, str]]) -> None:
    seats = [seat for _person, seat in members]
    if len(members) < SMALLEST_COUNCIL:
        raise fault(
            "members",
            _("A council has at least %(least)s members; here are %(count)s. Add more.")
            % {"least": SMALLEST_COUNCIL, "count": len(members)},
        )
    if len({person.pk for person, _seat in members}) < len(members):
        raise fault("members", _("A member is named twice. Name each once."))
    if seats.count(Seat.CHAIR) != 1:
        raise fault("members", _("A council has exactly one chair. Choose who it is."))
    if seats.count(Seat.SECRETARY) > 1:
        raise fault("members", _("A council has at most one secretary. Choose who it is."))


def convene_session(
    *,
    round: AwardRound,
    council: Council,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> CouncilSession:
    """Convene a council on a round whose nominations are closed: its seats are copied, its members told.

    Raises ValidationError for a council of another federation, a round that is not closed, has nothing to
    decide or has its session already, and for an end that does not follow the beginning; Refusal for anybody
    but the federation's staff.
    """
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        _check_convening(fresh, council)
        check_times(begins_at, ends_at, now)
        session = CouncilSession(
            round=fresh, council=council, place=place.strip(), begins_at=begins_at, ends_at=ends_at
        )
        session.clean_fields(exclude=["round", "council", "ended_at", "minutes"])
        session.save(force_insert=True)
        members = seat_members(session)
        audit.record(verb="convene_session", subject=session, by=by, now=now, round=fresh.pk, members=members)
        invite(session, "convened", now=now)
    return session


def seat_members(session: CouncilSession) -> int:
    """Copy the council's members into the seats of a session that is being convened; returns how many they are."""
    seats = [
        Turnout(session=session, person_id=m.person_id, seat=m.seat, order=n)
        for n, m in enumerate(session.council.members.all(), start=1)
    ]
    return len(Turnout.objects.bulk_create(seats))


def _check_convening(round: AwardRound, council: Council) -> None:
    if council.owner_id != round.owner_id:
        raise fault(
            "council",
            _("“%(council)s” is no council of %(owner)s. Choose another.")
            % {"council": council, "owner": round.owner.short_name},
        )
    if round.status != RoundStatus.CLOSED:
        raise fault("round", _("Close the nominations first; the council sees them as they then are."))
    if not round.nominations.not_withdrawn().exists():
        raise fault("round", _("Nobody is nominated in this round; there is nothing to decide."))
    if CouncilSession.objects.filter(round=round).exists():
        raise fault("round", _("The council is convened on this round already. Please open its session."))


def check_times(begins_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse an end before the beginning, in the past or too far away. Raises ValidationError."""
    if ends_at <= begins_at:
        raise fault(
            "ends_at",
            _("The vote ends before the session begins. Choose a time after %(time)s.")
            % {"time": moment(begins_at)},
        )
    if ends_at <= now:
        raise fault("ends_at", _("The vote cannot end in the past. Choose a later time."))
    if ends_at - begins_at > LONGEST_SESSION:
        raise fault(
            "ends_at",
            _("A session lasts at most %(count)s days. Please look at both dates.")
            % {"count": LONGEST_SESSION.days},
        )


def postpone_session(
    *,
    session: CouncilSession,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> CouncilSession:
    """Give a session that has not voted yet another place and time, and tell its members.

    Raises ValidationError once the vote is open, and for an end that does not follow the beginning or is past;
    Refusal for anybody but the federation's staff.
    """
    with exclusive_session(session_id=session.pk) as fresh:
        require_manage(by, fresh.round.owner)
        if fresh.status != SessionStatus.PREPARING:
            raise fault("session", _("The vote was opened already; its time no longer changes."))
        check_times(begins_at, ends_at, now)
        require_after_first(fresh, begins_at)
        before = [fresh.place, fresh.begins_at, fresh.ends_at]
        fresh.place, fresh.begins_at, fresh.ends_at = place.strip(), begins_at, ends_at
        fresh.clean_fields(exclude=["round", "council", "ended_at", "minutes"])
        fresh.save(update_fields=["place", "begins_at", "ends_at"])
        after = [fresh.place, begins_at, ends_at]
        audit.record(verb="postpone_session", subject=fresh, by=by, now=now, before=before, after=after)
        invite(fresh, f"postponed:{begins_at.isoformat()}", now=now)
    return fresh


def require_after_first(session: CouncilSession, begins_at: datetime) -> None:
    """Refuse a second ballot that begins before the first one ended. Raises ValidationError."""
    if not session.is_second:
        return
    first = CouncilSession.objects.get(round=session.round_id, number=1)
    ended = first.ended_at or first.ends_at
    if begins_at < ended:
        told = _("The first ballot ended at %(time)s; the second begins after it. Choose a later time.")
        raise fault("begins_at", told % {"time": moment(ended)})


def invite(session: CouncilSession, key: str, *, now: datetime) -> None:
    """Tell every member when and where the session is, of a second ballot also why."""
    notify(
        people=session.seats.values_list("person_id", flat=True),
        kind="second_ballot" if session.is_second else "session_convened",
        key=f"session:{session.pk}:{key}"[:160],
        values={
            "sender": session.round.owner.name,
            **({"deadline": session.ends_at.isoformat()} if session.ends_at else {}),
            "council": session.council.name,
            "begins_at": session.begins_at.isoformat(),
            "place": session.place,
            **({"reason": session.reason} if session.is_second else {}),
        },
        url=f"/sessions/{session.pk}/",
        now=now,
    )
