"""Accounts: first passwords, closing, who may, and what a first password opens."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from common.errors import Conflict, Refusal
from tests.cast import NOW, PASSWORD, START, World
from units.actors import SYSTEM
from units.choices import AccountState, Level, Role
from units.models import Appointment, AuditEvent, Person, Union, User
from units.queries import account_state, accounts_waiting
from units.services import accounts, people, unions

OWN = "con duong ngap nang"


@pytest.fixture(autouse=True)
def in_july(time_machine: Any) -> None:
    """The pages read the clock themselves."""
    time_machine.move_to(NOW, tick=False)


def fresh(user: User) -> User:
    return User.objects.select_related("person").get(pk=user.pk)


def without(user: User) -> User:
    """The account as a workbook leaves it."""
    user.set_unusable_password()
    user.save()
    return user


def administrator(union: Union, name: str) -> User:
    person = people.register_person(full_name=name, by=SYSTEM, now=NOW)
    people.appoint(
        person=person, union=union, title="Quản trị", role=Role.ADMINISTRATOR, since=START, by=SYSTEM, now=NOW
    )
    return people.open_account(username=name, person=person, password=PASSWORD, by=SYSTEM, now=NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sign_in(user: User, password: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(reverse("login"), {"username": user.username, "password": password})


# --- The first password -------------------------------------------------------------------------------------
def test_first_password_is_readable_and_ends_in_two_weeks(world: World) -> None:
    password = accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    held = fresh(world.hung)
    assert (len(password), set(password) <= set("abcdefghjkmnpqrstuvwxyz23456789")) == (16, True)
    assert check_password(password, held.password)
    assert (held.must_change_password, held.password_expires_at) == (True, NOW + timedelta(days=14))
    assert account_state(held, NOW) == AccountState.FIRST
    assert account_state(held, NOW + timedelta(days=14)) == AccountState.EXPIRED
    assert password != accounts.issue_password(user=world.hung, by=world.an, now=NOW)


def test_first_password_ends_the_sessions_and_the_password_before_it(world: World) -> None:
    client = signed_in(world.hung)
    assert client.get("/").status_code == 200
    accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    assert client.get("/").url == "/login/?next=/"
    assert sign_in(world.hung, PASSWORD)[1].status_code == 200


def test_audit_trail_knows_the_act_and_not_the_secret(world: World) -> None:
    password = accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    event = AuditEvent.objects.get(verb="issue_password")
    assert (event.actor_name, event.subject_id, list(event.data)) == ("an", world.hung.pk, ["expires_at"])
    hashed = fresh(world.hung).password
    assert not any(secret in str(e.data) for e in AuditEvent.objects.all() for secret in (password, hashed))


def test_first_password_opens_the_password_page_and_nothing_else(world: World) -> None:
    password = accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    client, answer = sign_in(world.hung, password)
    assert answer.url == "/"
    for page in ("/", "/campaigns/", f"/units/{world.ba_dinh.pk}/", "/password/done/", "/workbook/import/"):
        assert client.get(page).url == "/password/", page
    assert client.head("/").url == "/password/"
    refused = client.post(reverse("notices"))
    assert (refused.status_code, b"choose a password of your own" in refused.content) == (403, True)
    page = client.get("/password/")
    assert (page.status_code, "nav" in page.context, b"Leave it as it is" in page.content) == (
        200,
        False,
        False,
    )
    assert client.post("/i18n/setlang/", {"language": "vi"}).status_code == 302
    assert client.post("/logout/").url == "/login/"


def test_own_password_opens_everything_again(world: World) -> None:
    password = accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    client, _answer = sign_in(world.hung, password)
    other, _answer = sign_in(world.hung, password)
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert list(client.post("/password/", same).context["form"].errors) == ["new_password1"]
    sent = {"old_password": password, "new_password1": OWN, "new_password2": OWN}
    assert client.post("/password/", sent).url == "/password/done/"
    assert (client.get("/password/done/").status_code, client.get("/").status_code) == (200, 200)
    assert other.get("/").url == "/login/?next=/"
    held = fresh(world.hung)
    assert (held.must_change_password, held.password_expires_at) == (False, None)
    assert sign_in(world.hung, OWN)[1].url == "/"
    assert AuditEvent.objects.filter(verb="choose_password", subject_id=world.hung.pk).count() == 1


def test_own_password_does_not_undo_what_an_administrator_did_meanwhile(world: World) -> None:
    before = fresh(world.hung)
    accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    with pytest.raises(Conflict):
        accounts.choose_password(user=before, password=OWN, now=NOW)
    assert fresh(world.hung).must_change_password


def test_first_password_that_ran_out_does_not_sign_in(world: World, time_machine: Any) -> None:
    password = accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    time_machine.move_to(NOW + timedelta(days=14), tick=False)
    client, answer = sign_in(world.hung, password)
    assert (answer.status_code, b"ran out on 03/08/2024" in answer.content) == (200, True)
    assert b"administrator of your union" in answer.content
    assert client.get("/").status_code == 302


# --- Closing and opening ------------------------------------------------------------------------------------
def test_closing_ends_sessions_for_good(world: World) -> None:
    client = signed_in(world.hung)
    accounts.close_account(user=world.hung, by=world.an, now=NOW)
    accounts.close_account(user=world.hung, by=world.an, now=NOW)
    assert client.get("/").url == "/login/?next=/"
    with pytest.raises(ValidationError):
        accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    accounts.reopen_account(user=world.hung, by=world.an, now=NOW)
    accounts.reopen_account(user=world.hung, by=world.an, now=NOW)
    assert client.get("/").url == "/login/?next=/"
    assert account_state(fresh(world.hung), NOW) == AccountState.WITHOUT
    password = accounts.issue_password(user=world.hung, by=world.an, now=NOW)
    assert sign_in(world.hung, password)[1].url == "/"
    verbs = AuditEvent.objects.filter(subject_id=world.hung.pk, verb__endswith="_account", actor_name="an")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == ["close_account", "reopen_account"]


def test_person_without_an_account_gets_one(world: World) -> None:
    person = people.register_person(full_name="Nguyễn Thị Hồng", by=SYSTEM, now=NOW)
    people.appoint(
        person=person, union=world.ba_dinh, title="Cán bộ", role=Role.OFFICER, since=START, by=SYSTEM, now=NOW
    )
    slip = accounts.open_account(person=person, username="hongnt", by=world.an, now=NOW)
    assert (slip.user.must_change_password, slip.parts) == (
        True,
        [slip.password[n : n + 4] for n in (0, 4, 8, 12)],
    )
    assert sign_in(slip.user, slip.password)[1].url == "/"
    with pytest.raises(ValidationError):
        accounts.open_account(person=person, username="hongnt2", by=world.an, now=NOW)


@pytest.mark.parametrize(
    ("name", "username"), [("Nguyễn Thị Hồng", "hongnt"), ("Đỗ Đức", "ducd"), ("Hoa", "hoa2"), ("…", "canbo")]
)
def test_suggested_user_name_is_plain_and_free(world: World, name: str, username: str) -> None:
    assert accounts.suggest_username(name) == username


# --- Who may ------------------------------------------------------------------------------------------------
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
