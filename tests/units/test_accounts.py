"""Accounts: first passwords and what they open, closing and opening."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.errors import Conflict
from tests.cast import NOW, PASSWORD, START, World
from tests.units.account_cast import fresh, sign_in, signed_in
from units.actors import SYSTEM
from units.choices import AccountState, Role
from units.models import AuditEvent
from units.queries import account_state
from units.services import accounts, people, usernames

OWN = "con duong ngap nang"


@pytest.fixture(autouse=True)
def in_july(time_machine: Any) -> None:
    """The pages read the clock themselves."""
    time_machine.move_to(NOW, tick=False)


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
    ("name", "username"),
    [
        ("Nguyễn Thị Hồng", "hongnt"),
        ("Đỗ Đức", "ducd"),
        ("Hoa", r"hoa[1-9]\d"),
        ("Test", r"test[1-9]\d"),
        ("…", "canbo"),
        ("Ý", r"y[1-9]\d"),
    ],
)
def test_suggested_user_name_is_plain_and_free(world: World, name: str, username: str) -> None:
    assert re.fullmatch(username, usernames.suggest(name))
