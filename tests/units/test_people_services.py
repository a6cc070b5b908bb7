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


def test_only_those_who_keep_the_union_appoint(world: World) -> None:
    for name in ("lan", "kim", "vy"):
        with pytest.raises(Refusal):
            appoint(world, by=world.users[name])
    appoint(world, by=world.quang)


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
