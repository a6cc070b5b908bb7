"""The sheet of people gives, ends and renames nothing that the page of accounts would not."""

from datetime import date
from typing import Any

import pytest

from common.errors import Refusal
from tests.attacks.federation_cast import make_foreign
from tests.attacks.import_cast import (
    ADMINISTRATORS,
    ELSEWHERE,
    HIMSELF,
    administrator,
    bring,
    hoa,
    post,
    told,
)
from tests.cast import NOW, START, World, add_person
from units.choices import Role
from units.models import Appointment, Person, Post, User
from units.permissions import account_refusal, bound_elsewhere
from units.services import accounts
from units.services.bulk import people as bulk
from units.workbook import people as sheet

HUNG = {
    "username": "hung",
    "full_name": "Hung",
    "email": "hung@example.vn",
    "title": "Chủ tịch",
    "role": "chair",
}
KIM = {"username": "kim", "full_name": "Kim", "email": "kim@example.vn", "union": "HN"}
AN = {"username": "an", "full_name": "An", "email": "an@example.vn", "union": "HN"}


def hung(**changes: Any) -> dict[str, Any]:
    return post(**HUNG, **changes)


def test_an_officer_does_not_end_his_chairs_post_backdated(world: World) -> None:
    held = Appointment.objects.get(person=world.hung.person)
    ended = hung(valid_from=START, valid_to=date(2020, 2, 1))
    assert told(bring(world.hoa, people=[ended])) == [ADMINISTRATORS]
    held.refresh_from_db()
    assert held.valid_to is None


def test_an_officer_of_the_federation_does_not_make_an_inspector_chair(world: World) -> None:
    row = post(**KIM, title="Chủ tịch", role="chair")
    assert told(bring(world.quang, campaign=[], people=[row])) == [ADMINISTRATORS]
    assert not Appointment.objects.filter(person=world.kim.person, post__role="chair").exists()


def test_an_administrator_does_not_make_himself_chair(world: World) -> None:
    row = post(**AN, title="Chủ tịch", role="chair")
    assert told(bring(world.an, campaign=[], people=[row])) == [HIMSELF]
    assert told(bring(world.an, campaign=[], people=[{k: v for k, v in row.items() if k != "email"}])) == [
        HIMSELF
    ]
    assert Appointment.objects.filter(person=world.an.person).count() == 1


def test_an_administrator_makes_somebody_else_chair(world: World) -> None:
    """The control: what is refused to himself is his to give."""
    row = post(**KIM, title="Chủ tịch", role="chair")
    assert told(bring(world.an, campaign=[], people=[row])) == []
    assert Appointment.objects.filter(person=world.kim.person, post__role="chair").exists()


def minh() -> dict[str, Any]:
    return post(username="minh", full_name="Minh", email="minh@example.vn")


def test_a_post_given_to_a_foreigner_does_not_take_his_administrators_rights_away(world: World) -> None:
    keeper = administrator(world)  # of Ba Dinh
    of_hoang_mai = make_administrator_of_hoang_mai(world)
    assert account_refusal(of_hoang_mai, world.minh.person, NOW) == ""
    assert told(bring(keeper, people=[minh()])) == ["The user name “minh” is taken. Choose another."]
    assert account_refusal(of_hoang_mai, world.minh.person, NOW) == ""
    page = accounts.add_post
    given = {"union": world.ba_dinh, "title": "Trợ lý", "role": "officer", "since": START}
    with pytest.raises(Refusal):
        page(person=world.minh.person, **given, by=keeper, now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_does_a_post_given_to_a_former_colleague(
    world: World, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unguarded, the attack succeeds: the administrator of the union where Minh is now keeps the account no more."""
    keeper, of_hoang_mai = administrator(world), make_administrator_of_hoang_mai(world)
    once = Post.objects.create(union=world.ba_dinh, title="Ủy viên", role="officer")
    Appointment.objects.create(
        person=world.minh.person, post=once, valid_from=START, valid_to=date(2021, 1, 1)
    )
    if not guarded:
        for module in (sheet, bulk):
            monkeypatch.setattr(module, "bound_elsewhere", lambda _by, _people: set())
    assert told(bring(keeper, people=[minh()])) == ([ELSEWHERE] if guarded else [])
    assert (account_refusal(of_hoang_mai, world.minh.person, NOW) == "") is guarded


def make_administrator_of_hoang_mai(world: World) -> User:
    return add_person(world, "mo", world.hoang_mai, title="Quản trị", role=Role.ADMINISTRATOR)


def test_somebody_lent_by_the_federation_is_given_no_further_post_from_below(world: World) -> None:
    keeper = administrator(world)
    lent = add_person(world, "lent", world.ba_dinh)
    Appointment.objects.create(
        person=lent.person,
        post=Appointment.objects.get(person=world.quang.person).post,
        valid_from=START,
    )
    row = post(username="lent", full_name="Lent")
    assert told(bring(keeper, people=[row])) == [ELSEWHERE]
    assert bound_elsewhere(keeper, [lent.person_id]) == {lent.person_id}


def test_the_end_of_a_post_is_not_put_off_by_who_could_not_give_it(world: World) -> None:
    keeper = administrator(world)
    held = Appointment.objects.get(person=keeper.person)
    held.valid_to = date(2099, 12, 31)
    held.save()
    row = post(username="binh", full_name="Binh", title="Quản trị", role="administrator", valid_from=START)
    assert told(bring(keeper, people=[{**row, "valid_to": date(2100, 1, 1)}])) == [HIMSELF]


@pytest.mark.parametrize("without", [(), ("email",), ("username",), ("username", "email")])
def test_rows_that_name_a_foreign_account_tell_nothing_of_it(world: World, without: tuple[str, ...]) -> None:
    """Neither name nor address, not in a fault and not in what the plan would show; nor that there is one."""
    make_foreign()
    row = {k: v for k, v in hoa(title="Trợ lý").items() if k not in without}
    outcomes = []
    for name in ("giang", "khongco"):
        named = {**row, "full_name": "Ai đó"} | ({} if "username" in without else {"username": name})
        outcome = bring(world.hoa, people=[named])
        assert "giang@hp.example.vn" not in str(outcome)
        assert "Giang" not in str(outcome)
        outcomes.append(told(outcome))
    assert outcomes[0] == outcomes[1] == [ADMINISTRATORS]


def test_an_administrator_learns_of_a_taken_user_name_no_more_than_the_page_tells(world: World) -> None:
    make_foreign()
    outcome = bring(administrator(world), people=[post(username="giang", full_name="Ai đó")])
    assert told(outcome) == ["The user name “giang” is taken. Choose another."]
    assert "giang@hp.example.vn" not in str(outcome)
    assert Person.objects.get(user__username="giang").full_name == "Giang"


def test_posts_of_unions_that_one_does_not_keep_tell_nothing_of_their_roles(world: World) -> None:
    row = post(union="LB", title="Chủ tịch", role="officer")
    assert told(bring(world.hoa, people=[row])) == told(
        bring(world.hoa, people=[{**row, "title": "Không có"}])
    )
