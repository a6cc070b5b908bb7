"""Reminders on declared days before the end of entry: to the late only, once, and anew when the end moves."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from campaigns.models import Campaign, Phase, PhaseReminder
from campaigns.services import campaigns, closing, declared_reminders, results
from campaigns.services.campaigns import cancel_campaign
from campaigns.services.reminders import remind_units
from campaigns.tasks import send_due_reminders
from tests.cast import CLOSES, NOW, Season, World, after, at, make_season
from units.actors import SYSTEM
from units.models import AuditEvent, Notice

THREE, ONE = at(2024, 7, 28, 8), at(2024, 7, 30, 8)


def planned(phase: Phase) -> list[tuple[int, datetime]]:
    return list(PhaseReminder.objects.filter(phase=phase).values_list("days", "due_at"))


def send(now: datetime) -> int:
    return declared_reminders.send_due_reminders(now=now)


def edit(season: Season, now: datetime = NOW, **changes: Any) -> Phase:
    return campaigns.edit_phase(phase=season.phase, by=SYSTEM, now=now, **changes)


def told() -> int:
    return Notice.objects.filter(kind="reminder").count()


def test_a_new_phase_reminds_three_days_and_one_day_before_its_last_day(season: Season) -> None:
    assert planned(season.phase) == [(3, THREE), (1, ONE)]


def test_on_its_day_the_late_alone_are_reminded_and_once(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    assert [send(now) for now in (after(THREE, seconds=-1), THREE, after(THREE, minutes=1))] == [0, 1, 0]
    assert told() == 4
    assert not Notice.objects.filter(kind="reminder", person=world.hoa.person).exists()
    kept = PhaseReminder.objects.get(days=3)
    assert (kept.sent_at, kept.reminded) == (THREE, 3)
    event = AuditEvent.objects.get(verb="send_reminder")
    assert event.data == {"days": 3, "unions": 3, "already": 0, "unreachable": 0}
    assert send(ONE) == 1
    assert told() == 8


def test_who_was_reminded_by_hand_the_same_day_is_not_reminded_again(season: Season) -> None:
    remind_units(phase=season.phase, by=season.world.quang, now=after(THREE, hours=-1))
    count = told()
    assert (send(THREE), told()) == (1, count)
    assert PhaseReminder.objects.get(days=3).reminded == 0


def test_a_moved_end_moves_its_reminders(season: Season) -> None:
    edit(season, entry_closes_at=at(2024, 8, 6))
    assert planned(season.phase) == [(3, at(2024, 8, 2, 8)), (1, at(2024, 8, 4, 8))]
    assert send(THREE) == 0
    assert send(at(2024, 8, 2, 8)) == 1


def test_what_was_sent_stays_and_is_not_sent_again(season: Season) -> None:
    send(THREE)
    edit(season, now=after(THREE, hours=1), entry_closes_at=at(2024, 8, 6))
    edit(season, now=after(THREE, hours=2), entry_closes_at=CLOSES, reason="x")
    assert planned(season.phase) == [(3, THREE), (1, ONE)]
    assert send(after(THREE, hours=3)) == 0


def test_days_that_have_passed_are_left_out(season: Season) -> None:
    edit(season, now=NOW, entry_closes_at=at(2024, 7, 22), reason="x")
    assert planned(season.phase) == []
    edit(season, now=NOW, remind_days="20, 7,3,1", entry_closes_at=at(2024, 7, 25))
    assert planned(season.phase) == [(3, at(2024, 7, 21, 8)), (1, at(2024, 7, 23, 8))]


def test_other_days_may_be_declared_or_none(season: Season) -> None:
    edit(season, remind_days="7")
    assert planned(season.phase) == [(7, at(2024, 7, 24, 8))]
    edit(season, remind_days="")
    assert planned(season.phase) == []
    with pytest.raises(ValidationError) as error:
        edit(season, remind_days="0")
    assert error.value.message_dict == {
        "remind_days": [
            "Write whole days from 1 to 60, at most five, for example 7, 3, 1; empty: no reminder."
        ]
    }


def test_of_what_the_clock_missed_for_half_a_day_nobody_is_told(season: Season) -> None:
    assert send(after(THREE, hours=12)) == 0
    assert told() == 0


@pytest.mark.parametrize("state", ["cancelled", "extract", "closed", "launched after it", "opened after it"])
def test_where_nobody_is_late_nobody_is_reminded(season: Season, state: str) -> None:
    if state == "cancelled":
        cancel_campaign(campaign=season.campaign, reason="x", by=SYSTEM, now=NOW)
    elif state == "extract":
        Campaign.objects.update(is_extract=True)
    elif state == "closed":
        Phase.objects.update(entry_closes_at=THREE)
        closing.close_due_phases(now=THREE)
    elif state == "launched after it":
        Campaign.objects.update(launched_at=after(THREE, minutes=5))
    else:
        Phase.objects.update(entry_opens_at=after(THREE, minutes=5))
    assert (send(after(THREE, minutes=10)), told()) == (0, 0)


def test_before_the_launch_nothing_is_sent(world: World) -> None:
    season = make_season(world, launched=False)
    assert (planned(season.phase), send(THREE)) == ([(3, THREE), (1, ONE)], 0)


def test_the_clock_leaves_a_reminder_that_was_sent_while_it_came(season: Season) -> None:
    row = PhaseReminder.objects.get(days=3)
    send(THREE)
    assert declared_reminders.DUE.act(row.pk, after(THREE, seconds=1)) is False
    assert told() == 6


def test_the_clock_sends_them(season: Season) -> None:
    with time_machine.travel(THREE, tick=False):
        send_due_reminders()
    assert PhaseReminder.objects.get(days=3).sent_at == THREE
