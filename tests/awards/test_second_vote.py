"""The second ballot is a vote of its own: its attendance, ballots, count and minutes."""

from typing import Any

import pytest

from awards.choices import Attendance, Choice, Outcome, Voting
from awards.models import Ballot, CouncilSession, Nomination, Tally, Turnout
from awards.services import sessions
from awards.services.ballots import cast_ballot
from awards.services.prolonging import prolong_vote
from common.errors import Conflict, PhaseEnded, Refusal
from common.formats import canonical_hash
from tests.awards.cast import COUNTED, Chamber, convene, fault_of, make_award, make_round, nominate, open_with
from tests.awards.second_cast import (
    BEGINS,
    DONE,
    ENDS,
    VOTING,
    SecondChamber,
    again,
    counted,
    results,
    sitting_again,
    vote,
)
from tests.cast import World, after
from units.actors import SYSTEM
from units.models import Notice


@pytest.fixture
def second(world: World) -> SecondChamber:
    """Three places; one union passed in the first ballot, three had too few votes and are voted on again."""
    return sitting_again(counted(world, 5, 3, 2, 0, places=3))


def test_a_ballot_covers_those_who_stand_again_and_nobody_else(second: SecondChamber) -> None:
    whole = {n.pk: Choice.FOR for n in Nomination.objects.all()}
    some = {n.pk: Choice.FOR for n in second.nominations[:2]}
    cast: dict[str, Any] = {"session": second.session, "by": second.voters[0], "now": VOTING}
    assert "is not voted on" in fault_of(cast_ballot, **cast, choices=whole)["choices"][0]
    assert "1 nominations are not marked yet" in fault_of(cast_ballot, **cast, choices=some)["choices"][0]
    assert second.vote(second.voters[0], *[Choice.FOR] * 3) == 3
    with pytest.raises(Conflict):
        second.vote(second.voters[0], *[Choice.FOR] * 3)


def test_attendance_is_its_own(world: World) -> None:
    """Who was there in the first ballot and is absent now does not vote now, whatever was marked then."""
    first = counted(world, 0)
    session = again(first)
    present = {user.person_id: Attendance.PRESENT for user in first.voters[:4]}
    sessions.mark_attendance(session=session, attendance=present, by=world.kim, now=BEGINS)
    sessions.open_voting(session=session, by=world.kim, now=BEGINS)
    chamber = SecondChamber(world, first.round, session, first.voters)
    with pytest.raises(Refusal) as error:
        chamber.vote(first.voters[4], Choice.FOR)
    assert "You are marked absent" in error.value.reason
    for user in first.voters[:4]:
        chamber.vote(user, Choice.FOR)
    chamber.end()
    assert results(session) == [(4, 1, Outcome.PASSED)]
    assert [seat.attendance for seat in first.session.seats.all()] == [Attendance.PRESENT] * 5


def test_it_is_not_opened_without_a_quorum_of_its_own(world: World) -> None:
    session = again(counted(world, 0))
    assert list(fault_of(sessions.open_voting, session=session, by=SYSTEM, now=BEGINS)) == ["quorum"]


def test_a_ballot_of_the_first_vote_is_taken_no_more(second: SecondChamber) -> None:
    first = Chamber(second.world, second.round, CouncilSession.objects.get(number=1), second.voters)
    with pytest.raises(PhaseEnded):
        first.vote(second.voters[0], *[Choice.FOR] * 4, now=VOTING)
    assert not sessions.end_session(session_id=first.session.pk, by=SYSTEM, now=VOTING)


def test_it_is_prolonged_while_it_lasts_and_ended_by_the_clock(second: SecondChamber) -> None:
    later = after(ENDS, hours=1)
    prolong_vote(session=second.session, ends_at=later, by=second.world.kim, now=VOTING)
    assert sessions.end_due_sessions(now=ENDS) == 0
    assert sessions.end_due_sessions(now=later) == 1
    with pytest.raises(PhaseEnded):
        prolong_vote(session=second.session, ends_at=after(later, hours=1), by=SYSTEM, now=later)


def test_the_first_ballot_stays_as_it_was_counted(world: World) -> None:
    first = counted(world, 5, 3, 0)
    before = first.fresh()
    tallies = list(Tally.objects.filter(session=before).order_by("pk").values())
    papers = set(Ballot.objects.filter(session=before).values_list("pk", "choice"))
    vote(sitting_again(first), 5, 4)
    fresh = first.fresh()
    assert (fresh.minutes, fresh.sha256, fresh.status) == (before.minutes, before.sha256, before.status)
    assert list(Tally.objects.filter(session=before).order_by("pk").values()) == tallies
    assert set(Ballot.objects.filter(session=before).values_list("pk", "choice")) == papers
    assert set(Turnout.objects.filter(session=before).values_list("has_voted", flat=True)) == {True}


def test_its_minutes_say_that_it_is_the_second_and_why(world: World) -> None:
    first = counted(world, 5, 3)
    chamber = vote(sitting_again(first), 4)
    session = chamber.fresh()
    assert session.sha256 == canonical_hash(session.minutes)
    assert {key: session.minutes[key] for key in ("ballot", "reason", "first")} == {
        "ballot": 2,
        "reason": "Too few came to an end",
        "first": {"ended_at": first.fresh().ended_at.isoformat(), "sha256": first.fresh().sha256},
    }
    lines = session.minutes["awards"][0]["lines"]
    assert [(line["nomination"], line["for"]) for line in lines] == [(chamber.nominations[0].pk, 4)]
    assert "ballot" not in first.fresh().minutes


def test_its_members_are_told_of_the_count_once_more(second: SecondChamber) -> None:
    vote(second, 0, 0, 0)
    keys = Notice.objects.filter(kind="session_counted").values_list("key", flat=True)
    wanted = [f"counted:{pk}" for pk in CouncilSession.objects.values_list("pk", flat=True)]
    assert sorted(keys) == sorted(wanted * 5)


def test_counts_by_hand_stand_beside_those_of_the_first(world: World) -> None:
    award = make_award("BK", voting=Voting.HANDS)
    round = open_with(make_round(world), award)
    type(round).objects.update(second_ballot_by="Art. 9")
    made = [nominate(round, award, union) for union in (world.ba_dinh, world.long_bien)]
    first = convene(world, round)
    given = {made[0].pk: (5, 0, 0), made[1].pk: (3, 2, 0)}
    sessions.record_counts(session=first.session, counts=given, by=SYSTEM, now=COUNTED)
    first.end()
    second = sitting_again(first)
    told: dict[str, Any] = {"session": second.session, "by": SYSTEM, "now": VOTING}
    assert list(fault_of(sessions.record_counts, **told, counts={made[0].pk: (5, 0, 0)})) == [str(made[0].pk)]
    assert "counts of 1 nominations" in str(
        fault_of(sessions.end_session, session_id=second.session.pk, by=SYSTEM, now=DONE)
    )
    for votes in ((4, 0, 0), (4, 1, 0)):  # corrected while the vote lasts
        sessions.record_counts(**told, counts={made[1].pk: votes})
    second.end()
    assert (results(first.session), results(second.session)) == (
        [(5, 1, Outcome.PASSED), (3, None, Outcome.FAILED)],
        [(4, 1, Outcome.PASSED)],
    )
