"""Accounts: who keeps whose, first passwords for many at once, people who are entered with a post."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from common.errors import Refusal
from tests.cast import NOW, START, World
from tests.units.account_cast import administrator, fresh, sign_in, without
from units.actors import SYSTEM
from units.choices import Level, Role
from units.models import Appointment, AuditEvent, Person, User
from units.queries import accounts_waiting
from units.services import accounts, people, unions


@pytest.fixture(autouse=True)
def in_july(time_machine: Any) -> None:
    """The pages read the clock themselves."""
    time_machine.move_to(NOW, tick=False)


def acts(user: User, by: User) -> list[str]:
    """The acts on an account that are refused."""
    refused = []
    for act in (accounts.issue_password, accounts.close_account, accounts.reopen_account):
        try:
            act(user=user, by=by, now=NOW)  # type: ignore[operator]
        except Refusal:
            refused.append(act.__name__)
    return refused


ALL = ["issue_password", "close_account", "reopen_account"]


@pytest.mark.parametrize("name", ["hoa", "hung", "lan", "quang", "kim", "vy"])
def test_only_administrators_keep_accounts(world: World, name: str) -> None:
    assert acts(world.minh, world.users[name]) == ALL


def test_administrators_reach_down_and_never_up_or_sideways(world: World) -> None:
    local = administrator(world.ba_dinh, "binh")
    assert [acts(world.users[name], local) for name in ("lan", "quang", "kim", "an", "vy")] == [ALL] * 5
    assert acts(local, local) == ALL
    assert acts(world.an, world.an) == ALL
    assert acts(world.hoa, local) == []
    assert acts(local, world.an) == []


def test_whoever_also_acts_elsewhere_is_not_the_lower_administrators_to_manage(world: World) -> None:
    local = administrator(world.ba_dinh, "binh")
    for union in (world.city, world.long_bien):
        held = people.appoint(
            person=world.hung.person,
            union=union,
            title="Ủy viên",
            role=Role.OFFICER,
            since=START,
            by=SYSTEM,
            now=NOW,
        )
        assert acts(world.hung, local) == ALL
        people.end_appointment(appointment=held, on=date(2024, 7, 1), by=SYSTEM, now=NOW)
    without(world.hung)
    assert list(accounts_waiting(local, world.ba_dinh, NOW)) == [world.hung]
    assert acts(world.hung, local) == []


def test_an_administrators_post_that_ended_opens_nothing(world: World) -> None:
    held = Appointment.objects.get(person=world.an.person)
    people.end_appointment(appointment=held, on=date(2024, 7, 1), by=SYSTEM, now=NOW)
    assert acts(world.hoa, world.an) == ALL


def test_nobody_ends_the_post_through_which_they_administer(world: World) -> None:
    held = Appointment.objects.get(person=world.an.person)
    with pytest.raises(Refusal):
        people.end_appointment(appointment=held, on=date(2024, 8, 1), by=world.an, now=NOW)
    second = administrator(world.city, "binh")
    people.end_appointment(appointment=held, on=date(2024, 8, 1), by=second, now=NOW)


@pytest.mark.parametrize("name", ["quang", "hung", "hoa"])
def test_only_administrators_make_and_end_administrators(world: World, name: str) -> None:
    by, local = world.users[name], administrator(world.ba_dinh, "binh")
    with pytest.raises(Refusal):
        people.appoint(
            person=world.hoa.person,
            union=world.ba_dinh,
            title="Quản trị",
            role=Role.ADMINISTRATOR,
            since=START,
            by=by,
            now=NOW,
        )
    held = Appointment.objects.get(person=local.person)
    with pytest.raises(Refusal):
        people.end_appointment(appointment=held, on=NOW.date(), by=by, now=NOW)
    people.end_appointment(appointment=held, on=NOW.date(), by=world.an, now=NOW)


# --- Many at once -------------------------------------------------------------------------------------------
def test_slips_go_to_those_without_a_usable_password_below_the_union(world: World) -> None:
    for name in ("hoa", "hung", "minh", "quang"):
        without(world.users[name])
    accounts.close_account(user=world.hoa, by=SYSTEM, now=NOW)
    accounts.issue_password(user=world.lan, by=SYSTEM, now=NOW - timedelta(days=20))
    accounts.issue_password(user=world.nga, by=SYSTEM, now=NOW)
    made = accounts.issue_passwords(union=world.city, by=world.an, now=NOW)
    assert [s.user.username for s in made] == ["hung", "minh", "lan", "quang"]
    assert all(check_password(s.password, fresh(s.user).password) for s in made)
    assert {fresh(s.user).password_expires_at for s in made} == {NOW + timedelta(days=14)}
    assert accounts.issue_passwords(union=world.city, by=world.an, now=NOW) == []
    issued = AuditEvent.objects.filter(verb="issue_password", actor_name="an")
    assert set(issued.values_list("subject_id", flat=True)) == {s.user.pk for s in made}


def test_slips_of_one_union_and_not_more_than_asked(world: World) -> None:
    for name in ("hoa", "hung", "minh"):
        without(world.users[name])
    assert [
        s.user.username for s in accounts.issue_passwords(union=world.hoang_mai, by=world.an, now=NOW)
    ] == ["minh"]
    made = accounts.issue_passwords(union=world.city, by=world.an, now=NOW, most=1)
    assert [s.user.username for s in made] == ["hoa"]
    assert accounts_waiting(world.an, world.city, NOW).count() == 1
    with pytest.raises(Refusal):
        accounts.issue_passwords(union=world.city, by=administrator(world.ba_dinh, "binh"), now=NOW)
    with pytest.raises(Refusal):
        accounts.issue_passwords(union=world.confederation, by=world.an, now=NOW)


# --- New people ---------------------------------------------------------------------------------------------
def new(**changes: Any) -> dict[str, Any]:
    return {
        "full_name": "Trần Văn Tâm",
        "email": "tam@example.vn",
        "title": "Cán bộ",
        "role": Role.OFFICER,
        "since": date(2024, 7, 1),
        "username": "tamtv",
        "now": NOW,
        **changes,
    }


def test_person_is_entered_with_post_and_account(world: World) -> None:
    person, slip = accounts.add_person(**new(union=world.ba_dinh, by=world.an))
    assert slip is not None
    assert sign_in(slip.user, slip.password)[1].url == "/"
    held = Appointment.objects.get(person=person)
    assert (held.post.union, held.post.role, held.valid_from) == (world.ba_dinh, "officer", date(2024, 7, 1))
    with pytest.raises(ValidationError) as error:
        accounts.add_person(**new(union=world.ba_dinh, by=world.an, username=""))
    assert list(error.value.message_dict) == ["full_name"]
    assert accounts.add_person(**new(union=world.long_bien, by=world.an, username=""))[1] is None


def test_a_fault_in_the_account_leaves_no_person(world: World) -> None:
    with pytest.raises(ValidationError):
        accounts.add_person(**new(union=world.ba_dinh, by=world.an, username="hoa"))
    assert not Person.objects.filter(full_name="Trần Văn Tâm").exists()


def test_people_are_entered_within_reach_only(world: World) -> None:
    local = administrator(world.ba_dinh, "binh")
    for user, union in ((local, world.city), (local, world.long_bien), (world.quang, world.ba_dinh)):
        with pytest.raises(Refusal):
            accounts.add_person(**new(union=union, by=user))
    below = unions.found_union(
        code="X", name="CĐCS X", level=Level.GRASSROOTS, parent=world.ba_dinh, since=START, by=SYSTEM, now=NOW
    )
    accounts.add_person(**new(union=below, by=local))


def test_post_is_added_to_a_person_within_reach_in_a_union_within_reach(world: World) -> None:
    local = administrator(world.ba_dinh, "binh")
    given = {"title": "Ủy viên", "role": Role.OFFICER, "since": NOW.date(), "now": NOW}
    accounts.add_post(person=world.hoa.person, union=world.ba_dinh, by=local, **given)
    for person, union in ((world.hoa.person, world.city), (world.quang.person, world.ba_dinh)):
        with pytest.raises(Refusal):
            accounts.add_post(person=person, union=union, by=local, **given)
