"""Reminders: to those who have not submitted, once a day, while there is time, and told in numbers."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Campaign, Participant
from campaigns.services import results
from campaigns.services.reminders import Reminded, remind_units
from common.errors import PhaseEnded, Refusal
from tests.cast import CLOSES, NOW, OPENS, Season, after
from units.actors import SYSTEM
from units.models import AuditEvent, Notice


def reminded(season: Season) -> list[tuple[str, str]]:
    found = Notice.objects.filter(kind="reminder").order_by("pk")
    return sorted(found.values_list("person__full_name", "url"))


def test_everybody_who_acts_for_a_unit_that_has_not_submitted_is_told(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    done = remind_units(phase=season.phase, by=world.quang, now=NOW)
    sheets = {p.union.code: f"/sheets/{p.pk}/" for p in Participant.objects.select_related("union")}
    assert done == Reminded(unions=3, people=4, already=0, unreachable=0, without_mail=0)
    assert reminded(season) == [
        ("Lan", sheets["LB"]),
        ("Mai", sheets["HM"]),
        ("Minh", sheets["HM"]),
        ("Nga", sheets["HD"]),
    ]


def test_a_unit_is_reminded_once_a_day(season: Season) -> None:
    quang = season.world.quang
    ids = [season.world.ba_dinh.pk]
    first = remind_units(phase=season.phase, union_ids=ids, by=quang, now=NOW)
    again = remind_units(phase=season.phase, union_ids=ids, by=quang, now=after(NOW, hours=14, minutes=59))
    next_day = remind_units(phase=season.phase, union_ids=ids, by=quang, now=after(NOW, hours=15))
    assert [first, again, next_day] == [
        Reminded(1, 2, 0, 0, 0),
        Reminded(0, 0, 1, 0, 0),
        Reminded(1, 2, 0, 0, 0),
    ]
    assert Notice.objects.filter(kind="reminder").count() == 4


def test_a_unit_without_an_officer_is_counted_and_not_taken_for_reminded(season: Season) -> None:
    season.world.nga.person.appointments.all().delete()
    ids = [season.world.ha_dong.pk]
    done = [
        remind_units(phase=season.phase, union_ids=ids, by=season.world.quang, now=NOW) for _n in range(2)
    ]
    assert done == [Reminded(0, 0, 0, 1, 0), Reminded(0, 0, 0, 1, 0)]


def test_a_union_outside_the_phase_is_passed_over(season: Season) -> None:
    ids = [season.world.confederation.pk]
    assert remind_units(phase=season.phase, union_ids=ids, by=SYSTEM, now=NOW) == Reminded(0, 0, 0, 0, 0)


def test_a_reminder_of_one_cluster_stays_in_it(season: Season) -> None:
    world = season.world
    done = remind_units(phase=season.phase, cluster=world.cluster_2.pk, by=world.quang, now=NOW)
    assert (done.unions, [name for name, _url in reminded(season)]) == (1, ["Nga"])


@pytest.mark.parametrize("moment", [after(OPENS, seconds=-1), CLOSES, after(CLOSES, days=1)])
def test_outside_the_entry_window_nobody_is_reminded(season: Season, moment: object) -> None:
    with pytest.raises(PhaseEnded):
        remind_units(phase=season.phase, by=season.world.quang, now=moment)
    assert Notice.objects.filter(kind="reminder").count() == 0


@pytest.mark.parametrize("name", ["hoa", "lan", "kim", "vy"])
def test_only_staff_of_the_federation_remind(season: Season, name: str) -> None:
    with pytest.raises(Refusal):
        remind_units(phase=season.phase, by=getattr(season.world, name), now=NOW)


def test_in_an_extract_nobody_is_late(season: Season) -> None:
    Campaign.objects.update(is_extract=True)
    with pytest.raises(ValidationError, match=r"extract|trích"):
        remind_units(phase=season.phase, by=season.world.quang, now=NOW)


def test_each_reminder_leaves_an_event(season: Season) -> None:
    world = season.world
    remind_units(phase=season.phase, union_ids=[world.ba_dinh.pk], by=world.quang, now=NOW)
    event = AuditEvent.objects.get(verb="remind_union")
    assert (event.subject_type, event.subject_id, event.actor_name, event.data) == (
        "campaigns.participant",
        season.sheet(world.ba_dinh).pk,
        "quang",
        {"people": 2},
    )


def test_a_unit_with_a_returned_figure_is_reminded_until_it_submits_again(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    ids = [world.ba_dinh.pk]
    before = remind_units(phase=season.phase, union_ids=ids, by=SYSTEM, now=NOW)
    results.return_result(
        result=season.result(world.ba_dinh, "KP"), reason="Xem lại.", by=world.quang, now=NOW
    )
    returned = remind_units(phase=season.phase, union_ids=ids, by=SYSTEM, now=NOW)
    season.enter(world.ba_dinh, world.hoa, kp="450")
    corrected = remind_units(phase=season.phase, union_ids=ids, by=SYSTEM, now=after(NOW, days=1))
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=after(NOW, days=1))
    again = remind_units(phase=season.phase, union_ids=ids, by=SYSTEM, now=after(NOW, days=2))
    assert [r.unions for r in (before, returned, corrected, again)] == [0, 1, 1, 0]
