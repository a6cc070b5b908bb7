"""A council's session: attendance, quorum, counts of open votes, the end."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards import tasks
from awards.choices import Attendance, SessionStatus, Voting
from awards.models import Award, Tally, Turnout
from awards.permissions import is_chair, may_lead_session, seat_of
from awards.services import sessions
from common.errors import Refusal
from tests.awards.cast import (
    BEGINS,
    COUNTED,
    VOTE_ENDS,
    VOTING,
    Chamber,
    make_chamber,
)
from tests.cast import World, after
from units.actors import SYSTEM
from units.models import AuditEvent, Job, Notice

LEADERS = (
    "Only the council's chair or secretary, or staff of LĐLĐ thành phố Hà Nội, may do this. Please ask them."
)


def refused(act: Any, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act(**{"by": SYSTEM, "now": VOTING, **fields})
    return error.value.message_dict


def present(chamber: Chamber, count: int) -> dict[int, str]:
    return {u.person_id: Attendance.PRESENT for u in chamber.voters[:count]}


# --- Seats --------------------------------------------------------------------------------------------------
def test_chair_secretary_and_staff_lead_a_session(world: World) -> None:
    chamber = make_chamber(world)
    session, member = chamber.session, world.users["member3"]
    assert [may_lead_session(u, session) for u in (world.quang, world.kim, world.an, member, world.hoa)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [is_chair(u, session) for u in (world.quang, world.kim, world.hoa)] == [True, False, False]
    assert seat_of(world.hoa, session) is None
    for act in (
        lambda: sessions.mark_attendance(session=session, attendance={}, by=member, now=VOTING),
        lambda: sessions.open_voting(session=session, by=member, now=VOTING),
        lambda: sessions.record_counts(session=session, counts={}, by=member, now=VOTING),
        lambda: sessions.end_session(session_id=session.pk, by=member, now=VOTING),
    ):
        with pytest.raises(Refusal) as error:
            act()
        assert error.value.reason == LEADERS


def test_attendance_is_marked_before_the_vote_and_for_late_comers(world: World) -> None:
    chamber = make_chamber(world, voting=False)
    session, people = chamber.session, [u.person_id for u in chamber.voters]
    mark = sessions.mark_attendance
    assert mark(session=session, attendance=present(chamber, 4), by=world.kim, now=BEGINS) == 4
    assert mark(session=session, attendance=present(chamber, 4), by=world.kim, now=BEGINS) == 0
    assert AuditEvent.objects.filter(verb="mark_attendance").count() == 1
    sessions.open_voting(session=session, by=world.kim, now=BEGINS)
    assert refused(mark, session=session, attendance={people[0]: Attendance.ABSENT}) == {
        "attendance": ["The vote is open: a member who was there stays there. Late comers may be added."]
    }
    assert mark(session=session, attendance={people[4]: Attendance.WRITTEN}, by=SYSTEM, now=VOTING) == 1
    assert Turnout.objects.get(person=people[4]).attendance == Attendance.WRITTEN
    assert refused(mark, session=session, attendance={world.hoa.person_id: Attendance.PRESENT}) == {
        "attendance": ["Only members of the council have a seat in this session."]
    }
    assert refused(mark, session=session, attendance={people[4]: "asleep"}) == {
        "attendance": ["Choose present, absent, or a written opinion."]
    }
    sessions.end_session(session_id=session.pk, by=SYSTEM, now=VOTING)
    assert refused(mark, session=session, attendance={}) == {
        "session": ["The vote has ended; attendance no longer changes."]
    }


def test_a_vote_needs_the_highest_quorum_of_those_present(world: World) -> None:
    chamber = make_chamber(world, size=9, voting=False)
    session = chamber.session
    attendance = {**present(chamber, 7), chamber.voters[7].person_id: Attendance.WRITTEN}
    sessions.mark_attendance(session=session, attendance=attendance, by=SYSTEM, now=BEGINS)
    assert refused(sessions.open_voting, session=session) == {
        "quorum": ["No quorum: 7 of 9 members are present, 80 % are needed. 1 more must come."]
    }
    Award.objects.update(quorum=100)
    assert refused(sessions.open_voting, session=session) == {
        "quorum": ["No quorum: 7 of 9 members are present, 100 % are needed. 2 more must come."]
    }
    Award.objects.update(quorum=66)
    assert refused(sessions.open_voting, session=session, now=VOTE_ENDS) == {
        "ends_at": ["The end of this session has passed. Postpone it first."]
    }
    for _twice in range(2):
        opened = sessions.open_voting(session=session, by=world.quang, now=BEGINS)
        assert opened.status == SessionStatus.VOTING
    assert AuditEvent.objects.get(verb="open_voting").data == {"present": 7, "members": 9}


# --- Open votes ---------------------------------------------------------------------------------------------
def test_counts_of_an_open_vote_are_entered_and_corrected(world: World) -> None:
    chamber = make_chamber(world, how=Voting.WRITTEN)
    first, second = (n.pk for n in chamber.nominations)
    enter = sessions.record_counts
    assert enter(session=chamber.session, counts={first: (3, 1, 1)}, by=world.kim, now=VOTING) == 1
    assert (
        enter(session=chamber.session, counts={first: (5, 0, 0), second: (0, 0, 0)}, by=SYSTEM, now=VOTING)
        == 2
    )
    rows = Tally.objects.order_by("nomination_id").values_list("votes_for", "votes_against", "votes_invalid")
    assert list(rows) == [(5, 0, 0), (0, 0, 0)]
    message = (
        "5 members are present or sent a written opinion. Please enter 0 or more, and together not more than that;"
        " mark whoever is missing at attendance first."
    )
    for wrong in ((3, 2, 1), (-1, 2, 1)):
        assert refused(enter, session=chamber.session, counts={first: wrong}) == {str(first): [message]}
    assert refused(enter, session=chamber.session, counts={0: (1, 0, 0)}) == {
        "0": ["This nomination is not decided by hands or in writing in this session."]
    }
    chamber.end()
    assert refused(enter, session=chamber.session, counts={first: (5, 0, 0)}) == {
        "session": ["Counts are entered while the vote is open."]
    }


def test_counts_of_an_open_vote_never_exceed_who_is_there_or_wrote(world: World) -> None:
    """Of nine members five are present and one wrote: six votes, not nine."""
    chamber = make_chamber(world, size=9, how=Voting.HANDS)
    seats = list(chamber.session.seats.order_by("order").values_list("pk", flat=True))
    Turnout.objects.filter(pk__in=seats[5:]).update(attendance=Attendance.ABSENT)
    Turnout.objects.filter(pk=seats[5]).update(attendance=Attendance.WRITTEN)
    first = chamber.nominations[0].pk
    assert list(refused(sessions.record_counts, session=chamber.session, counts={first: (5, 1, 1)})) == [
        str(first)
    ]
    counts = {first: (5, 1, 0)}
    assert sessions.record_counts(session=chamber.session, counts=counts, by=world.kim, now=VOTING) == 1


def test_a_secret_vote_takes_no_counts(world: World) -> None:
    chamber = make_chamber(world)
    first = chamber.nominations[0].pk
    assert list(refused(sessions.record_counts, session=chamber.session, counts={first: (5, 0, 0)})) == [
        str(first)
    ]


# --- The end ------------------------------------------------------------------------------------------------
def test_a_vote_is_ended_once_and_says_how_many_voted(world: World) -> None:
    chamber = make_chamber(world)
    chamber.vote(world.quang, 1, 1)
    ended = [sessions.end_session(session_id=chamber.session.pk, by=world.kim, now=VOTING) for _ in range(2)]
    assert ended == [True, False]
    session = chamber.fresh()
    assert (session.status, session.ended_at) == (SessionStatus.COUNTING, VOTING)
    event = AuditEvent.objects.get(verb="end_session")
    assert (event.actor_name, event.data) == ("kim", {"voted": 1})
    assert Job.objects.get().args == {"session_id": session.pk}


def test_a_vote_does_not_end_while_counts_are_missing(world: World) -> None:
    chamber = make_chamber(world, how=Voting.HANDS)
    assert refused(sessions.end_session, session_id=chamber.session.pk) == {
        "counts": ["The counts of 2 nominations voted by hands or in writing are missing. Enter them first."]
    }


def test_the_clock_ends_what_is_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chamber = make_chamber(world)
    assert sessions.end_due_sessions(now=after(VOTE_ENDS, seconds=-1)) == 0
    monkeypatch.setattr("awards.tasks.timezone.now", lambda: COUNTED)
    tasks.end_due_sessions()
    assert (chamber.fresh().status, chamber.fresh().ended_at) == (SessionStatus.COUNTING, VOTE_ENDS)
    assert sessions.end_due_sessions(now=COUNTED) == 0


def test_the_clock_waits_for_missing_counts_and_asks_once(world: World) -> None:
    chamber = make_chamber(world, how=Voting.HANDS)
    for _twice in range(2):
        assert sessions.end_due_sessions(now=COUNTED) == 0
    told = Notice.objects.filter(kind="counts_missing").values_list("person__full_name", flat=True)
    assert sorted(told) == ["Kim", "Quang"]
    counts = {n.pk: (5, 0, 0) for n in chamber.nominations}
    sessions.record_counts(session=chamber.session, counts=counts, by=world.kim, now=COUNTED)
    assert sessions.end_due_sessions(now=COUNTED) == 1
