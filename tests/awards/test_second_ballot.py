"""The second ballot is set up once, after the first is counted, where a rule allows it, on what had too few votes."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from awards.choices import Attendance, RoundKind, SessionStatus
from awards.models import CouncilSession, Nomination, RuleSet, Turnout
from awards.services import sessions
from awards.services.councils import postpone_session
from awards.services.second_ballot import allow_second_ballot
from campaigns.models import Campaign
from campaigns.services.campaigns import cancel_campaign
from common.errors import PhaseEnded, Refusal
from tests.awards.cast import (
    BEGINS as FIRST,
)
from tests.awards.cast import (
    COUNTED,
    VOTE_ENDS,
    Chamber,
    convene,
    fault_of,
    make_award,
    make_chamber,
    make_round,
    nominate,
    open_with,
)
from tests.awards.second_cast import (
    BEGINS,
    ENDS,
    RULE,
    SET_UP,
    again,
    another_text,
    counted,
    decide,
    sitting_again,
    standing,
    vote,
)
from tests.cast import Season, World, after
from units.actors import SYSTEM
from units.models import AuditEvent, Notice
from units.notices import words_of

NOT_ALLOWED = (
    "No rule of this round allows a second ballot. It had to be named before the first vote was opened."
)
SET_UP_ALREADY = "The second ballot is set up already. Please open its session."
NOT_COUNTED = "The first ballot is not counted yet. Please wait until it is."


def refused(chamber: Chamber, **changes: Any) -> dict[str, list[str]]:
    """The faults with which nothing was set up."""
    rows = CouncilSession.objects.count(), standing(chamber.round), Notice.objects.count()
    faults = fault_of(again, chamber, **changes)
    assert (CouncilSession.objects.count(), standing(chamber.round), Notice.objects.count()) == rows
    return faults


def test_who_had_too_few_votes_stands_again_before_seats_of_its_own(world: World) -> None:
    first = counted(world, 5, 3, 0)
    session = again(first)
    assert (session.number, session.reason, session.status) == (2, "Too few came to an end", 10)
    assert standing(first.round) == [1, 2, 2]
    seats = session.seats.values_list("person_id", "seat", "attendance", "has_voted")
    assert [tuple(seat) for seat in seats] == [
        (seat.person_id, seat.seat, Attendance.ABSENT, False) for seat in first.session.seats.all()
    ]
    event = AuditEvent.objects.get(verb="convene_again")
    assert event.actor_name == "quang"
    assert event.data == {
        "round": first.round.pk, "members": 5, "nominations": 2, "reason": "Too few came to an end",
    }  # fmt: skip


def test_its_members_are_told_when_where_and_why(world: World) -> None:
    again(counted(world, 0))
    notices = Notice.objects.filter(kind="second_ballot")
    assert set(notices.values_list("person_id", flat=True)) == set(
        Turnout.objects.values_list("person_id", flat=True)
    )
    said = words_of("second_ballot", notices[0].values)
    assert (said.title, said.body) == (
        "Council: second ballot, 17/10/2024, 13:00",
        "Hall 2 · Reason: Too few came to an end",
    )
    assert words_of("second_ballot", {**notices[0].values, "place": ""}).body == (
        "Reason: Too few came to an end"
    )


# --- Where a rule allows it ---------------------------------------------------------------------------------
def test_without_a_rule_there_is_none(world: World) -> None:
    assert refused(counted(world, 0, rule="")) == {"session": [NOT_ALLOWED]}


def test_a_text_that_allows_it_allows_it_for_its_own_awards(world: World) -> None:
    first, other = make_award("BK"), make_award("GK")
    other.rule_set = RuleSet.objects.create(
        code="R2", title="Luật", number="06/2022", issuer="Quốc hội", effective_from=date(2024, 1, 1)
    )
    other.save()
    round = open_with(make_round(world), first, other)
    for award in (first, other):
        nominate(round, award, world.ba_dinh)
    chamber = vote(convene(world, round), 0, 0)
    another_text(other, allows=True)
    again(chamber)
    assert standing(round) == [1, 2]


def test_the_rule_is_named_until_the_first_vote_is_opened(world: World) -> None:
    chamber = make_chamber(world, voting=False)
    named = allow_second_ballot(round=chamber.round, rule=f"  {RULE} ", by=world.an, now=FIRST)
    assert named.second_ballot_by == RULE
    allow_second_ballot(round=chamber.round, rule=RULE, by=world.an, now=FIRST)
    event = AuditEvent.objects.get(verb="allow_second_ballot")
    assert event.data == {"before": "", "after": RULE}
    assert allow_second_ballot(round=chamber.round, rule="", by=SYSTEM, now=FIRST).second_ballot_by == ""
    assert fault_of(allow_second_ballot, round=chamber.round, rule="x" * 201, by=SYSTEM, now=FIRST) == {
        "rule": ["Please say it in 200 letters at most."]
    }
    everybody = {user.person_id: Attendance.PRESENT for user in chamber.voters}
    sessions.mark_attendance(session=chamber.session, attendance=everybody, by=SYSTEM, now=FIRST)
    sessions.open_voting(session=chamber.session, by=SYSTEM, now=FIRST)
    told = "The first vote was opened already; whether there may be a second one no longer changes."
    for when in (FIRST, COUNTED):
        assert fault_of(allow_second_ballot, round=chamber.round, rule=RULE, by=SYSTEM, now=when) == {
            "rule": [told]
        }


def test_the_rule_is_named_by_the_federations_staff(world: World) -> None:
    round = make_round(world)
    for user in (world.hoa, world.kim, world.minh):
        with pytest.raises(Refusal):
            allow_second_ballot(round=round, rule=RULE, by=user, now=COUNTED)


# --- When ---------------------------------------------------------------------------------------------------
def test_not_before_the_first_is_counted(world: World) -> None:
    chamber = make_chamber(world, voting=False)
    type(chamber.round).objects.update(second_ballot_by=RULE)
    for status in (SessionStatus.PREPARING, SessionStatus.VOTING, SessionStatus.COUNTING):
        CouncilSession.objects.update(status=status)
        assert refused(chamber) == {"session": [NOT_COUNTED]}


def test_once_and_there_is_no_third(world: World) -> None:
    first = counted(world, 0)
    second = sitting_again(first)
    assert refused(first) == {"session": [SET_UP_ALREADY]}
    vote(second, 0)
    assert refused(first) == {"session": [SET_UP_ALREADY]}
    assert refused(second) == {"session": ["A round has two ballots at most; there is no third one."]}


def test_not_once_the_round_is_decided(world: World) -> None:
    first = counted(world, 5, 0)
    decide(first)
    assert refused(first) == {"session": ["The round is decided already; what it granted stands."]}


def test_not_where_all_had_enough_votes(world: World) -> None:
    told = "Every nomination had enough votes; there is nothing to vote on again."
    assert refused(counted(world, 5, 4)) == {"session": [told]}


def test_where_too_few_had_come_all_stand_again(world: World) -> None:
    """A vote is not opened without a quorum; were one counted without, nothing of it would stand."""
    first = counted(world, 5, 0)
    few = list(first.session.seats.values_list("pk", flat=True)[:2])
    Turnout.objects.filter(session=first.session).exclude(pk__in=few).update(attendance=Attendance.ABSENT)
    again(first)
    assert standing(first.round) == [2, 2]


def test_not_in_a_campaign_that_was_cancelled(season: Season) -> None:
    first = counted(season.world, 0)
    type(first.round).objects.update(
        phase=season.phase, campaign=season.campaign, kind=RoundKind.ESTIMATE, revision=1
    )
    cancel_campaign(campaign=Campaign.objects.get(), reason="Merged", by=SYSTEM, now=COUNTED)
    with pytest.raises(PhaseEnded) as error:
        again(first)
    assert "cancelled “Thi đua năm 2024”" in error.value.reason
    with pytest.raises(PhaseEnded):
        allow_second_ballot(round=first.round, rule="", by=SYSTEM, now=COUNTED)
    assert CouncilSession.objects.count() == 1


# --- By whom and how ----------------------------------------------------------------------------------------
def test_chair_secretary_and_staff_set_it_up(world: World) -> None:
    first = counted(world, 0)
    for user in (world.users["member3"], world.hoa):
        with pytest.raises(Refusal):
            again(first, by=user)
    for user in (world.quang, world.kim, world.an):
        with transaction.atomic():
            assert again(first, by=user).number == 2
            transaction.set_rollback(True)


def test_it_needs_a_reason_and_times_after_the_first(world: World) -> None:
    first = counted(world, 0)
    missing = "Write why the council votes again; its members read it, and it goes into the minutes."
    early = "The first ballot ended at 10/10/2024, 12:00; the second begins after it. Choose a later time."
    long = "Please say it in 300 letters at most."
    faults: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
        ({"reason": " "}, {"reason": [missing]}),
        ({"reason": "x" * 301}, {"reason": [long]}),
        ({"begins_at": FIRST, "ends_at": ENDS}, {"begins_at": [early]}),
        (
            {"begins_at": ENDS, "ends_at": BEGINS},
            {"ends_at": ["The vote ends before the session begins. Choose a time after 17/10/2024, 16:00."]},
        ),
        (
            {"ends_at": SET_UP, "begins_at": VOTE_ENDS},
            {"ends_at": ["The vote cannot end in the past. Choose a later time."]},
        ),
        (
            {"ends_at": after(BEGINS, days=93)},
            {"ends_at": ["A session lasts at most 92 days. Please look at both dates."]},
        ),
    ]
    assert [refused(first, **changes) for changes, _told in faults] == [told for _changes, told in faults]


def test_it_is_postponed_but_never_before_the_first_ended(world: World) -> None:
    session = again(counted(world, 0))
    moved: dict[str, Any] = {"session": session, "place": "Hall 3", "by": SYSTEM, "now": SET_UP}
    assert list(fault_of(postpone_session, **moved, begins_at=FIRST, ends_at=ENDS)) == ["begins_at"]
    later = after(BEGINS, days=1)
    assert postpone_session(**moved, begins_at=later, ends_at=after(later, hours=1)).begins_at == later
    assert Notice.objects.filter(kind="second_ballot").count() == 10  # each member twice


@pytest.mark.parametrize(
    "changes",
    [{"number": 3}, {"number": 0}, {"number": 1}, {"reason": ""}],
    ids=["a third", "none", "two firsts", "without a reason"],
)
def test_the_database_refuses_what_cannot_be(world: World, changes: dict[str, Any]) -> None:
    second = again(counted(world, 0))
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilSession.objects.filter(pk=second.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.update(last_ballot=3)
