"""Casting a secret ballot: who may, when, and how it is filled in."""

import pytest
from django.core.exceptions import ValidationError

from awards.choices import Attendance, Choice, Voting
from awards.models import Ballot, Turnout
from awards.services import ballots, sessions
from common.errors import Conflict, PhaseEnded, Refusal
from tests.awards.cast import (
    COUNTED,
    VOTE_ENDS,
    VOTING,
    Chamber,
    make_chamber,
)
from tests.cast import World, after
from units.actors import SYSTEM
from units.models import AuditEvent, User

FOR, AGAINST, INVALID = Choice.FOR, Choice.AGAINST, Choice.INVALID


def cast(chamber: Chamber, by: User, choices: dict[int, int]) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        ballots.cast_ballot(session=chamber.session, choices=choices, by=by, now=VOTING)
    return error.value.message_dict


def test_a_ballot_is_kept_apart_from_who_cast_it(world: World) -> None:
    chamber = make_chamber(world)
    before = AuditEvent.objects.count()
    assert chamber.vote(world.kim, FOR, INVALID) == 2
    first, second = chamber.nominations
    assert set(Ballot.objects.values_list("nomination", "choice")) == {(first.pk, FOR), (second.pk, INVALID)}
    assert list(Turnout.objects.filter(has_voted=True).values_list("person__full_name", flat=True)) == ["Kim"]
    assert AuditEvent.objects.count() == before


def test_a_second_ballot_is_refused_and_changes_nothing(world: World) -> None:
    chamber = make_chamber(world)
    chamber.vote(world.kim, FOR, FOR)
    with pytest.raises(Conflict) as error:
        chamber.vote(world.kim, AGAINST, AGAINST)
    assert error.value.reason == "You have voted already. A ballot that was cast cannot be changed."
    assert list(Ballot.objects.values_list("choice", flat=True)) == [FOR, FOR]


def test_only_members_who_take_part_vote(world: World) -> None:
    chamber = make_chamber(world)
    for user in (world.hoa, world.an, world.vy):
        with pytest.raises(Refusal) as error:
            chamber.vote(user, FOR, FOR)
        assert error.value.reason == "Only members of the council vote. You have no seat in this session."
    Turnout.objects.filter(person=world.kim.person_id).update(attendance=Attendance.ABSENT)
    with pytest.raises(Refusal) as error:
        chamber.vote(world.kim, FOR, FOR)
    assert error.value.reason == (
        "You are marked absent. Please ask the council's secretary to mark you present."
    )
    Turnout.objects.filter(person=world.kim.person_id).update(attendance=Attendance.WRITTEN)
    assert chamber.vote(world.kim, FOR, FOR) == 2


def test_a_ballot_is_taken_while_the_vote_is_open(world: World) -> None:
    chamber = make_chamber(world, voting=False)
    with pytest.raises(PhaseEnded) as early:
        chamber.vote(world.kim, FOR, FOR)
    assert early.value.reason == (
        "The vote has not begun yet. The chair of the council opens it; please wait a moment."
    )
    with pytest.raises(PhaseEnded):
        chamber.vote(world.kim, FOR, FOR, now=COUNTED)
    sessions.mark_attendance(
        session=chamber.session,
        attendance={u.person_id: Attendance.PRESENT for u in chamber.voters},
        by=SYSTEM,
        now=VOTING,
    )
    sessions.open_voting(session=chamber.session, by=SYSTEM, now=VOTING)
    assert chamber.vote(world.kim, FOR, FOR, now=after(VOTE_ENDS, seconds=-1)) == 2
    with pytest.raises(PhaseEnded) as late:
        chamber.vote(world.quang, FOR, FOR, now=VOTE_ENDS)
    assert late.value.reason == (
        "The vote ended at 10/10/2024, 12:00. No ballot is taken any more; please ask the council's secretary."
    )
    sessions.end_session(session_id=chamber.session.pk, by=SYSTEM, now=VOTING)
    with pytest.raises(PhaseEnded) as ended:
        chamber.vote(world.quang, FOR, FOR)
    assert ended.value.reason == (
        "The vote ended at 10/10/2024, 09:00. No ballot is taken any more; please ask the council's secretary."
    )
    assert Ballot.objects.count() == 2


def test_a_ballot_covers_what_is_voted_on(world: World) -> None:
    chamber = make_chamber(world)
    first, second = (n.pk for n in chamber.nominations)
    assert cast(chamber, world.kim, {first: FOR}) == {
        "choices": ["1 nominations are not marked yet. Choose for, against or invalid for each."]
    }
    assert cast(chamber, world.kim, {first: FOR, second: FOR, 0: FOR}) == {
        "choices": ["The ballot names a nomination that is not voted on. Please load the page again."]
    }
    assert cast(chamber, world.kim, {first: FOR, second: 4}) == {
        "choices": ["Choose for, against or invalid for each nomination."]
    }
    assert not Turnout.objects.filter(has_voted=True).exists()


def test_without_a_secret_vote_there_is_no_ballot(world: World) -> None:
    chamber = make_chamber(world, how=Voting.HANDS)
    assert cast(chamber, world.kim, {}) == {
        "choices": ["Nothing is decided by secret ballot in this session."]
    }
