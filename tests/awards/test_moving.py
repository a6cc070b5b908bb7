"""The end of a round's nominations is moved: when, by whom, with which reason, and who is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.choices import RoundKind, RoundStatus
from awards.models import Award, AwardRound, RoundMove, RuleSet
from awards.queries.round_moves import Concerned, concerned_by
from awards.queries.rounds import unions_concerned
from awards.services import rounds
from awards.services.moving import move_round_end
from campaigns.services.campaigns import cancel_campaign
from common.errors import Conflict, PhaseEnded, Refusal
from tests.awards.cast import ENDS, OPENS, make_award, make_round, nominate, open_with
from tests.awards.round_cast import close, opened, quota_of
from tests.cast import CLOSES, Season, World, after, at
from units.actors import SYSTEM
from units.models import AuditEvent, Notice
from units.notices import words_of

EARLIER, LATER = at(2024, 9, 21), at(2024, 10, 11)
NOON = after(OPENS, hours=12)


def move(round: AwardRound, closes_at: datetime = LATER, **fields: Any) -> AwardRound:
    return move_round_end(
        **{"round": round, "closes_at": closes_at, "reason": "", "by": SYSTEM, "now": NOON, **fields}
    )


def faults(round: AwardRound, closes_at: datetime, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        move(round, closes_at, **fields)
    assert AwardRound.objects.get(pk=round.pk).closes_at == ENDS
    assert RoundMove.objects.count() == 0
    return error.value.message_dict


def test_a_later_end_needs_no_reason_and_is_kept(world: World, award: Award, round: AwardRound) -> None:
    nominate(round, award, world.ba_dinh)
    assert move(round, by=world.quang).closes_at == LATER
    kept = RoundMove.objects.get()
    assert (kept.before, kept.after, kept.reason, kept.nominated, kept.moved_by, kept.moved_at) == (
        ENDS,
        LATER,
        "",
        1,
        world.quang,
        NOON,
    )
    event = AuditEvent.objects.get(verb="move_round_end")
    told = [datetime.fromisoformat(event.data[name]) for name in ("before", "after")]
    assert told == [ENDS, LATER]


def test_an_end_that_comes_forward_says_why(world: World, round: AwardRound) -> None:
    assert faults(round, EARLIER, reason="  ") == {
        "reason": ["The end comes forward: please say why. Everybody concerned reads it."]
    }
    assert move(round, EARLIER, reason=" The meeting is earlier ").closes_at == EARLIER
    assert RoundMove.objects.get().reason == "The meeting is earlier"


def test_what_an_end_cannot_be_is_said_at_its_field(world: World, round: AwardRound) -> None:
    said = {
        NOON: "Nominations cannot close in the past. Choose a later time.",
        after(NOON, days=732): "Nominations close within two years. Please look at the year.",
        ENDS: "Nominations end at this time already. Choose another one.",
        at(3024, 1, 1): "The year 3024 is out of range. Write a date between 1900 and 2100.",
    }
    assert [faults(round, when, reason="x") for when in said] == [
        {"closes_at": [one]} for one in said.values()
    ]
    assert faults(round, EARLIER, reason="x" * 301) == {"reason": ["Please say it in 300 letters at most."]}


def test_the_awards_are_in_force_on_the_new_end_too(world: World, round: AwardRound) -> None:
    RuleSet.objects.update(effective_to=LATER.date() - timedelta(days=1))
    told = "“Award BK” is not in force on 11/10/2024. Choose another end, or take this award out first."
    assert faults(round, LATER) == {"closes_at": [told]}


def test_those_concerned_are_told_both_ends_and_the_reason(world: World, round: AwardRound) -> None:
    people = concerned_by(round, NOON)
    move(round, EARLIER, reason="The meeting is earlier")
    notices = Notice.objects.filter(kind="round_moved")
    assert people == Concerned(unions=world_unions(world), nominated=0, people=notices.count())
    said = words_of("round_moved", notices[0].values)
    assert (said.title, said.body, said.deadline) == (
        "“Round 1”: nominations are now taken until the end of 20/09/2024",
        "Before: the end of 30/09/2024. Now: the end of 20/09/2024. Reason: The meeting is earlier",
        "the end of 20/09/2024",
    )
    assert notices[0].url == f"/rounds/{round.pk}/"


def world_unions(world: World) -> int:
    """Unions below the city, and the city itself."""
    return len(set(unions_concerned(make_round(world, name="Other"), NOON.date()).values_list(flat=True)))


def test_of_a_round_in_preparation_nobody_is_told(world: World, award: Award) -> None:
    draft = make_round(world)
    assert move(draft, EARLIER).closes_at == EARLIER
    assert (RoundMove.objects.count(), Notice.objects.filter(kind="round_moved").count()) == (0, 0)
    assert AuditEvent.objects.filter(verb="move_round_end").count() == 1


def test_an_end_that_has_come_is_not_moved_any_more(world: World, round: AwardRound) -> None:
    told = "Nominations of “Round 1” ended 30/09/2024; an end that has come is not moved any more."
    with pytest.raises(PhaseEnded) as error:  # the clock has not closed it yet
        move(round, now=ENDS)
    assert error.value.reason == told
    rounds.close_due_rounds(now=ENDS)
    with pytest.raises(PhaseEnded) as error:
        move(round, now=ENDS)
    assert (error.value.reason, AwardRound.objects.get().status) == (told, RoundStatus.CLOSED)


def test_who_saw_another_end_is_asked_to_look_again(world: World, round: AwardRound) -> None:
    move(round, seen=ENDS)
    with pytest.raises(Conflict) as error:
        move(round, EARLIER, reason="x", seen=ENDS)
    assert error.value.reason == (
        "Somebody else has moved this end to 10/10/2024 meanwhile. Please look at it again."
    )
    assert AwardRound.objects.get().closes_at == LATER


def test_only_staff_of_the_federation_moves_an_end(world: World, round: AwardRound) -> None:
    for user in (world.hoa, world.kim):
        with pytest.raises(Refusal):
            move(round, by=user)
    assert AwardRound.objects.get().closes_at == ENDS


def test_nominations_are_taken_until_the_new_end_alone(world: World, award: Award, round: AwardRound) -> None:
    move(round, EARLIER, reason="x")
    with pytest.raises(PhaseEnded):
        nominate(round, award, world.ba_dinh, now=EARLIER)
    move_back = after(EARLIER, hours=-1)
    move(round, LATER, now=move_back)
    nominate(round, award, world.ba_dinh, now=ENDS)
    assert rounds.close_due_rounds(now=ENDS) == 0
    assert rounds.close_due_rounds(now=LATER) == 1


def test_the_clock_leaves_a_round_whose_end_was_moved_while_it_came(world: World, round: AwardRound) -> None:
    move(round, LATER)
    assert rounds.DUE.act(round.pk, ENDS) is False  # it was read as due before the move
    assert AwardRound.objects.get().status == RoundStatus.OPEN


def test_the_end_of_a_round_of_a_cancelled_campaign_is_not_moved(season: Season) -> None:
    phase = close(season)
    round = opened(season.world, kind=RoundKind.ESTIMATE, phase=phase)
    quota_of(round, make_award("BK"))
    cancel_campaign(campaign=season.campaign, reason="x", by=SYSTEM, now=CLOSES)
    with pytest.raises(PhaseEnded):
        move(round)


def test_of_a_phase_its_participants_are_concerned(season: Season) -> None:
    phase = close(season)
    round = open_with(opened(season.world, kind=RoundKind.ESTIMATE, phase=phase), make_award("BK"))
    assert concerned_by(round, NOON).unions == phase.participants.count()
