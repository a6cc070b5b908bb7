"""A vote is prolonged while it lasts, and never opened again."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.choices import Choice, SessionStatus
from awards.services import sessions
from awards.services.prolonging import prolong_vote
from common.errors import PhaseEnded, Refusal
from tests.awards.cast import BEGINS, COUNTED, VOTE_ENDS, VOTING, Chamber, make_chamber
from tests.cast import World, after
from units.actors import SYSTEM
from units.models import AuditEvent, Notice
from units.notices import words_of

LATER = after(VOTE_ENDS, hours=3)


def prolong(chamber: Chamber, ends_at: datetime = LATER, **fields: Any) -> datetime:
    given = {"session": chamber.session, "ends_at": ends_at, "by": SYSTEM, "now": VOTING, **fields}
    return prolong_vote(**given).ends_at


def ended(chamber: Chamber, **fields: Any) -> str:
    before = chamber.fresh().ends_at
    with pytest.raises(PhaseEnded) as error:
        prolong(chamber, **fields)
    assert chamber.fresh().ends_at == before
    return error.value.reason


def test_ballots_are_taken_until_the_new_end(world: World) -> None:
    chamber = make_chamber(world)
    assert prolong(chamber, by=world.kim) == LATER
    event = AuditEvent.objects.get(verb="prolong_vote")
    told = [datetime.fromisoformat(event.data[name]) for name in ("before", "after")]
    assert told == [VOTE_ENDS, LATER]
    late = after(VOTE_ENDS, minutes=1)
    assert sessions.end_due_sessions(now=late) == 0
    chamber.vote(chamber.voters[0], Choice.FOR, Choice.FOR, now=late)
    assert sessions.end_due_sessions(now=LATER) == 1
    assert chamber.fresh().ended_at == LATER


def test_all_members_are_told_so_that_no_notice_says_who_had_voted(world: World) -> None:
    chamber = make_chamber(world)
    chamber.vote(chamber.voters[0], Choice.FOR, Choice.FOR)
    prolong(chamber)
    notices = Notice.objects.filter(kind="vote_prolonged")
    assert set(notices.values_list("person_id", flat=True)) == {u.person_id for u in chamber.voters}
    said = words_of("vote_prolonged", notices[0].values)
    assert (said.title, said.body) == (
        "Council: the vote now lasts until 10/10/2024, 15:00",
        "Before, it was to end at 10/10/2024, 12:00. Whoever has not voted yet may still do so.",
    )


def test_it_ends_later_than_it_did_and_within_its_longest_time(world: World) -> None:
    chamber = make_chamber(world)
    said = {
        VOTE_ENDS: "The vote lasts until 10/10/2024, 12:00 already. Choose a later time.",
        VOTING: "The vote lasts until 10/10/2024, 12:00 already. Choose a later time.",
        after(BEGINS, days=93): "A session lasts at most 92 days. Please look at both dates.",
    }
    for when, told in said.items():
        with pytest.raises(ValidationError) as error:
            prolong(chamber, when)
        assert error.value.message_dict == {"ends_at": [told]}
    assert chamber.fresh().ends_at == VOTE_ENDS


def test_a_vote_that_has_ended_is_not_opened_again(world: World) -> None:
    chamber = make_chamber(world)
    told = "The vote ended at 10/10/2024, 12:00. A vote that has ended is not opened again."
    assert ended(chamber, now=VOTE_ENDS) == told  # the clock has not ended it yet
    assert chamber.end().status == SessionStatus.COUNTED
    assert ended(chamber, now=COUNTED) == told
    assert Notice.objects.filter(kind="vote_prolonged").count() == 0


def test_a_vote_that_was_ended_early_stays_ended(world: World) -> None:
    chamber = make_chamber(world)
    chamber.end(now=VOTING)
    assert ended(chamber) == (
        "The vote ended at 10/10/2024, 09:00. A vote that has ended is not opened again."
    )


def test_a_vote_that_is_not_open_is_postponed_instead(world: World) -> None:
    chamber = make_chamber(world, voting=False)
    assert ended(chamber) == "The vote is not open yet. To choose another end, postpone the session."


def test_chair_secretary_and_staff_prolong_it(world: World) -> None:
    chamber = make_chamber(world)
    for user in (world.users["member3"], world.hoa):
        with pytest.raises(Refusal):
            prolong(chamber, by=user)
    for hours, user in enumerate((world.quang, world.kim, world.an), start=1):
        assert prolong(chamber, after(VOTE_ENDS, hours=hours), by=user) == after(VOTE_ENDS, hours=hours)


def test_the_clock_leaves_a_vote_that_was_prolonged_while_it_came(world: World) -> None:
    chamber = make_chamber(world)
    prolong(chamber)
    assert sessions.DUE.act(chamber.session.pk, VOTE_ENDS) is False  # it was read as due before
    assert chamber.fresh().status == SessionStatus.VOTING
