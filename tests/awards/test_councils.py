"""Councils and the convening of their sessions."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.choices import RoundStatus, Seat, SessionStatus
from awards.models import AwardRound, Council, CouncilSession, Turnout
from awards.services import councils, rounds
from common.errors import Refusal
from tests.awards.cast import (
    BEGINS,
    ENDS,
    OPENS,
    VOTE_ENDS,
    VOTING,
    convene,
    make_award,
    make_council,
    make_round,
    nominate,
    open_with,
)
from tests.cast import World, at
from units.actors import SYSTEM
from units.models import AuditEvent, Notice

NOW = at(2024, 10, 2)


def found(world: World, *members: tuple[str, str], **changes: Any) -> Council:
    seats = [(getattr(world, name).person, seat) for name, seat in members]
    given = {"owner": world.city, "name": "Council", "founded_by": "12/QĐ", "by": world.quang, "now": OPENS}
    return councils.found_council(members=seats, **{**given, **changes})


THREE = (("quang", Seat.CHAIR), ("kim", Seat.SECRETARY), ("an", Seat.MEMBER))


def test_a_council_is_founded_with_its_seats_in_order(world: World) -> None:
    council = found(world, *THREE, name=" Council ")
    assert council.name == "Council"
    assert list(council.members.values_list("person__full_name", "seat", "order")) == [
        ("Quang", Seat.CHAIR, 1),
        ("Kim", Seat.SECRETARY, 2),
        ("An", Seat.MEMBER, 3),
    ]
    assert AuditEvent.objects.filter(verb="found_council").count() == 1


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ((("quang", Seat.CHAIR),), "A council has at least 3 members; here are 1. Add more."),
        (THREE[:2], "A council has at least 3 members; here are 2. Add more."),
        ((*THREE, ("an", Seat.MEMBER)), "A member is named twice. Name each once."),
        ((*THREE[1:], ("hoa", Seat.MEMBER)), "A council has exactly one chair. Choose who it is."),
        ((*THREE, ("hoa", Seat.CHAIR)), "A council has exactly one chair. Choose who it is."),
        ((*THREE, ("hoa", Seat.SECRETARY)), "A council has at most one secretary. Choose who it is."),
    ],
)
def test_a_council_that_cannot_vote_in_secret_is_refused(
    world: World, members: tuple[tuple[str, str], ...], message: str
) -> None:
    with pytest.raises(ValidationError) as error:
        found(world, *members)
    assert error.value.message_dict == {"members": [message]}


def test_a_council_has_a_name_of_its_own(world: World) -> None:
    found(world, *THREE)
    with pytest.raises(ValidationError) as error:
        found(world, *THREE)
    assert error.value.message_dict == {
        "name": ["There is a council of this name already. Choose another name."]
    }
    with pytest.raises(ValidationError) as error:
        found(world, *THREE, name=" ")
    assert list(error.value.message_dict) == ["name"]
    with pytest.raises(Refusal):
        found(world, *THREE, by=world.hoa)


# --- Sessions -----------------------------------------------------------------------------------------------
@pytest.fixture
def round(world: World) -> AwardRound:
    """One nomination; closed."""
    award = make_award("BK")
    made = open_with(make_round(world), award)
    nominate(made, award, world.ba_dinh)
    rounds.close_nominations(round=made, by=SYSTEM, now=ENDS)
    return made


def call(round: AwardRound, council: Council, **changes: Any) -> CouncilSession:
    given = {"place": " Hall ", "begins_at": BEGINS, "ends_at": VOTE_ENDS, "by": SYSTEM, "now": NOW}
    return councils.convene_session(round=round, council=council, **{**given, **changes})


def refused(act: Any, *args: Any, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act(*args, **fields)
    return error.value.message_dict


def test_a_session_copies_the_seats_and_tells_the_members(world: World, round: AwardRound) -> None:
    council = found(world, *THREE)
    session = call(round, council, by=world.quang)
    council.members.filter(person=world.an.person).delete()
    seats = Turnout.objects.filter(session=session).values_list(
        "person__full_name", "seat", "attendance", "has_voted"
    )
    assert list(seats) == [
        ("Quang", Seat.CHAIR, "absent", False),
        ("Kim", Seat.SECRETARY, "absent", False),
        ("An", Seat.MEMBER, "absent", False),
    ]
    assert (session.place, session.status) == ("Hall", SessionStatus.PREPARING)
    told = Notice.objects.filter(kind="session_convened").select_related("person")
    assert {(n.person.full_name, n.title) for n in told} == {
        (n, "Council: session of 10/10/2024, 08:00") for n in ("Quang", "Kim", "An")
    }


def test_a_session_that_has_nothing_to_do_is_refused(world: World, round: AwardRound) -> None:
    council = found(world, *THREE)
    assert refused(call, round, found(world, *THREE, owner=world.ba_dinh, by=SYSTEM)) == {
        "council": ["“Council” is no council of LĐLĐ thành phố Hà Nội. Choose another."]
    }
    AwardRound.objects.update(status=RoundStatus.OPEN)
    assert refused(call, round, council) == {
        "round": ["Close the nominations first; the council sees them as they then are."]
    }
    AwardRound.objects.update(status=RoundStatus.CLOSED)
    round.nominations.update(status=20)
    assert refused(call, round, council) == {
        "round": ["Nobody is nominated in this round; there is nothing to decide."]
    }
    round.nominations.update(status=10)
    with pytest.raises(Refusal):
        call(round, council, by=world.hoa)
    call(round, council)
    assert refused(call, round, council) == {
        "round": ["The council is convened on this round already. Please open its session."]
    }


def test_a_vote_ends_after_it_begins_and_not_in_the_past(world: World, round: AwardRound) -> None:
    council = found(world, *THREE)
    assert refused(call, round, council, ends_at=BEGINS) == {
        "ends_at": ["The vote ends before the session begins. Choose a time after 10/10/2024, 08:00."]
    }
    assert refused(call, round, council, now=VOTE_ENDS) == {
        "ends_at": ["The vote cannot end in the past. Choose a later time."]
    }
    assert refused(call, round, council, ends_at=VOTE_ENDS.replace(year=2042)) == {
        "ends_at": ["A session lasts at most 92 days. Please look at both dates."]
    }


def test_a_session_is_postponed_until_it_votes(world: World, round: AwardRound) -> None:
    chamber = convene(world, round, size=3, voting=False)
    later = {
        "place": "Other hall",
        "begins_at": BEGINS + timedelta(days=1),
        "ends_at": VOTE_ENDS + timedelta(days=1),
    }
    moved = councils.postpone_session(session=chamber.session, by=world.quang, now=VOTING, **later)
    assert (moved.place, moved.begins_at, moved.ends_at) == tuple(later.values())
    assert Notice.objects.filter(kind="session_convened").count() == 6
    assert len(AuditEvent.objects.get(verb="postpone_session").data["before"]) == 3
    with pytest.raises(Refusal):
        councils.postpone_session(session=chamber.session, by=world.hoa, now=VOTING, **later)
    CouncilSession.objects.update(status=SessionStatus.VOTING)
    assert refused(councils.postpone_session, session=chamber.session, by=SYSTEM, now=VOTING, **later) == {
        "session": ["The vote was opened already; its time no longer changes."]
    }


def test_a_council_of_any_size_from_three(world: World) -> None:
    assert make_council(world, 9).members.count() == 9
