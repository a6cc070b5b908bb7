"""Posts, appointments and accounts: rights begin and end with their dates."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from common.errors import Refusal
from tests.cast import NOW, PASSWORD, START, World
from units.actors import SYSTEM
from units.choices import Role
from units.models import Appointment
from units.scope import scope_of
from units.services import people


def appoint(world: World, **changes: object) -> Appointment:
    given = {
        "person": world.vy.person,
        "union": world.ba_dinh,
        "title": "Phó Chủ tịch",
        "role": Role.VICE_CHAIR,
        "since": date(2024, 1, 1),
        "by": SYSTEM,
        "now": NOW,
    }
    return people.appoint(**{**given, **changes})


def fault_of(act: object, *args: object, **given: object) -> list[str]:
    with pytest.raises(ValidationError) as error:
        act(*args, **given)  # type: ignore[operator]
    return list(error.value.message_dict)


def test_rights_hold_from_the_first_day_up_to_but_not_on_the_end(world: World) -> None:
    held = appoint(world)
    people.end_appointment(appointment=held, on=date(2024, 7, 1), by=SYSTEM, now=NOW)
    signs = [
        bool(scope_of(world.vy, day).signs_for(world.ba_dinh.pk))
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1))
    ]
    assert signs == [False, True, True, False]


def test_same_appointment_twice_is_one(world: World) -> None:
    assert appoint(world) == appoint(world)


def test_title_of_another_role_is_refused_and_grants_nothing(world: World) -> None:
    assert fault_of(appoint, world, title="Cán bộ", role=Role.ADMINISTRATOR) == ["role"]
    assert not Appointment.objects.filter(person=world.vy.person).exists()


def test_days_that_do_not_fit(world: World) -> None:
    day = date(2024, 1, 1)
    assert fault_of(appoint, world, until=day) == ["until"]
    held = appoint(world)
    assert fault_of(appoint, world, since=date(2024, 5, 1)) == ["since"]
    assert fault_of(people.end_appointment, appointment=held, on=day, by=SYSTEM, now=NOW) == ["on"]
    people.end_appointment(appointment=held, on=date(2024, 6, 1), by=SYSTEM, now=NOW)
    later = {"appointment": held, "on": date(2024, 7, 1), "by": SYSTEM, "now": NOW}
    assert fault_of(people.end_appointment, **later) == ["on"]
    appoint(world, since=date(2024, 6, 1))


def test_only_administrators_appoint_and_end(world: World) -> None:
    for name in ("lan", "kim", "vy", "hung", "quang"):
        with pytest.raises(Refusal):
            appoint(world, by=world.users[name])
    held = appoint(world, by=world.an)
    for name in ("hoa", "hung", "quang"):
        with pytest.raises(Refusal):
            people.end_appointment(appointment=held, on=NOW.date(), by=world.users[name], now=NOW)
    people.end_appointment(appointment=held, on=NOW.date(), by=world.an, now=NOW)


def test_an_administrator_does_not_appoint_himself(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        appoint(world, person=world.an.person, union=world.city, by=world.an)
    assert refusal.value.reason == (
        "Nobody appoints himself. Please ask another administrator to enter this post."
    )


def test_a_post_is_given_to_nobody_who_holds_one_elsewhere(world: World) -> None:
    """Whoever keeps that person's account would keep it no more."""
    an_of_ba_dinh = people.register_person(full_name="Bình", by=SYSTEM, now=NOW)
    appoint(world, person=an_of_ba_dinh, title="Quản trị", role=Role.ADMINISTRATOR)
    keeper = people.open_account(username="binh", person=an_of_ba_dinh, password=PASSWORD, by=SYSTEM, now=NOW)
    with pytest.raises(Refusal) as refusal:
        appoint(world, person=world.minh.person, by=keeper)
    assert refusal.value.reason == (
        "This person also holds a post elsewhere. Please ask an administrator of a union above both."
    )
    assert not Appointment.objects.filter(person=world.minh.person, post__union=world.ba_dinh).exists()
    assert appoint(world, person=world.minh.person, by=world.an)


def test_account_needs_a_free_name_a_free_person_and_a_good_password(world: World) -> None:
    new = people.register_person(full_name="Tâm", by=SYSTEM, now=NOW)
    given = {"password": PASSWORD, "by": SYSTEM, "now": NOW}
    assert fault_of(people.open_account, username="hoa", person=new, **given) == ["username"]
    assert fault_of(people.open_account, username="hoa2", person=world.hoa.person, **given) == ["person"]
    assert fault_of(people.open_account, username="tam", person=new, **{**given, "password": "1234"}) == [
        "password"
    ]
    assert people.open_account(username="tam", person=new, **given).person == new


def test_person_needs_a_name_and_an_address_that_is_one(world: World) -> None:
    given = {"by": SYSTEM, "now": NOW}
    assert fault_of(people.register_person, full_name="", **given) == ["full_name"]
    assert fault_of(people.register_person, full_name="Tâm", email="tam@", **given) == ["email"]


def test_inspector_reads_and_writes_nothing(world: World) -> None:
    scope = scope_of(world.kim)
    assert (scope.writing_ids, scope.union_ids) == ([], [world.city.pk])
    assert NOW.date() > START
