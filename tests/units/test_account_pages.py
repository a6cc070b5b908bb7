"""The pages on which administrators keep accounts."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, START, World
from tests.pages import post, text_of
from units.actors import SYSTEM
from units.choices import Role
from units.models import Appointment, Person, Post, User
from units.services import accounts, people


@pytest.fixture(autouse=True)
def in_july(time_machine: Any) -> None:
    """The pages read the clock themselves."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def an(world: World) -> Client:
    client = Client()
    client.force_login(world.an)
    return client


def names(answer: Any) -> list[str]:
    return [row.person.full_name for row in answer.context["rows"]]


def staff(world: World, count: int, *, accounts: bool = True) -> list[Person]:
    """So many officers of Ba Dinh as a workbook leaves them: an account without a password."""
    post = Post.objects.create(union=world.ba_dinh, title="Ủy viên", role=Role.OFFICER)
    found = Person.objects.bulk_create(Person(full_name=f"Người {n:03}") for n in range(count))
    Appointment.objects.bulk_create(Appointment(person=p, post=post, valid_from=START) for p in found)
    if accounts:
        User.objects.bulk_create(
            User(username=f"nguoi{n:03}", person=p, password="!x") for n, p in enumerate(found)
        )
    return found


def test_list_shows_everybody_within_reach(world: World, an: Client) -> None:
    answer = an.get(reverse("accounts"))
    assert names(answer) == ["An", "Hoa", "Hung", "Kim", "Lan", "Mai", "Minh", "Nga", "Quang"]
    assert answer.context["waiting"] == 0
    assert names(an.get(reverse("accounts"), {"union": world.ba_dinh.pk})) == ["Hoa", "Hung"]
    assert an.get(reverse("accounts"), {"union": world.confederation.pk}).status_code == 404
    assert an.get(reverse("accounts"), {"union": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "hu"}, ["Hung"]),
        ({"q": "không ai"}, []),
        ({"state": "without"}, ["Minh"]),
        ({"state": "closed"}, ["Lan"]),
        ({"state": "none"}, ["Tâm Đỗ"]),
        ({"state": "first"}, ["Nga"]),
        ({"q": "đỗ"}, ["Tâm Đỗ"]),
        ({"state": "?", "q": "nga"}, ["Nga"]),
    ],
)
def test_list_is_searched_and_filtered(
    world: World, an: Client, query: dict[str, str], found: list[str]
) -> None:
    new = people.register_person(full_name="Tâm Đỗ", by=SYSTEM, now=NOW)
    people.appoint(
        person=new, union=world.ba_dinh, title="Cán bộ", role=Role.OFFICER, since=START, by=SYSTEM, now=NOW
    )
    world.minh.set_unusable_password()
    world.minh.save()
    accounts.close_account(user=world.lan, by=SYSTEM, now=NOW)
    accounts.issue_password(user=world.nga, by=SYSTEM, now=NOW)
    assert names(an.get(reverse("accounts"), query)) == found


@pytest.mark.parametrize("count", [3, 300])
def test_list_runs_as_many_queries_for_3_as_for_300(
    world: World, an: Client, count: int, django_assert_num_queries: Any
) -> None:
    staff(world, count)
    with django_assert_num_queries(11):
        answer = an.get(reverse("accounts"), {"union": world.ba_dinh.pk})
    assert len(answer.context["rows"]) == min(50, count + 2)


@pytest.mark.parametrize("count", [3, 90])
def test_slips_run_as_many_queries_for_3_as_for_90(
    world: World, an: Client, count: int, django_assert_num_queries: Any
) -> None:
    staff(world, count)
    with django_assert_num_queries(14):
        answer = an.post(reverse("account-slips"), {"union": world.ba_dinh.pk})
    assert len(answer.context["slips"]) == count


def test_slips_are_printed_a_hundred_at_a_time(world: World, an: Client) -> None:
    staff(world, 103)
    answer = an.post(reverse("account-slips"), {"union": world.city.pk})
    assert (len(answer.context["slips"]), answer.context["left"]) == (100, 3)
    assert answer["Cache-Control"] == "no-store"
    rest = an.post(reverse("account-slips"), {"union": world.city.pk})
    assert (len(rest.context["slips"]), rest.context["left"]) == (3, 0)
    assert an.post(reverse("account-slips"), {"union": world.city.pk}).url.startswith("/accounts/?union=")
    assert an.post(reverse("account-slips")).status_code == 404


def test_issued_password_stands_in_one_answer_only(world: World, an: Client) -> None:
    answer = an.post(reverse("account-password", args=[world.hung.person.pk]))
    ((slip, _held),) = answer.context["slips"]
    page = answer.content.decode()
    assert all(f"<span>{part}</span>" in page for part in slip.parts)
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")
    assert "messages" not in an.cookies
    assert slip.password not in str(dict(an.session))
    after = an.get(reverse("account", args=[world.hung.person.pk])).content.decode()
    assert not any(part in after for part in (slip.password, "</span><span>".join(slip.parts)))
    assert "First password issued" in after


def test_account_is_opened_with_the_suggested_name(world: World, an: Client) -> None:
    (person,) = staff(world, 1, accounts=False)
    page = an.get(reverse("account", args=[person.pk]))
    assert page.context["form"].initial == {"username": "000n"}
    bad = an.post(reverse("account-open", args=[person.pk]), {"username": "Có dấu"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["username"])
    taken = an.post(reverse("account-open", args=[person.pk]), {"username": "hoa"})
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["username"])
    made = an.post(reverse("account-open", args=[person.pk]), {"username": "nguoi"})
    assert made.context["slips"][0][0].user.username == "nguoi"


def test_account_is_closed_and_reopened(world: World, an: Client) -> None:
    where = reverse("account", args=[world.hung.person.pk])
    assert an.post(f"{where}close/").url == where
    assert an.post(f"{where}password/").url == where
    assert b"Reopen it first" in an.get(where).content
    assert an.post(f"{where}reopen/").url == where
    assert User.objects.get(pk=world.hung.pk).is_active


def test_own_account_shows_whom_to_ask_and_no_act(world: World, an: Client) -> None:
    where = reverse("account", args=[world.an.person.pk])
    page = an.get(where).content.decode()
    assert "ask another administrator" in page
    assert f"{where}close/" not in page
    assert an.post(f"{where}close/").status_code == 403


def sent(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Trần Văn Tâm",
        "email": "",
        "union": "BD",
        "title": "Cán bộ",
        "role": "officer",
        "since": "2024-07-01",
        "username": "",
        **changes,
    }


@pytest.mark.parametrize("union", ["BD", "bd", "LĐLĐ quận Ba Đình"])
def test_person_is_entered_by_the_unions_code_or_name(world: World, an: Client, union: str) -> None:
    answer = an.post(reverse("person-new"), sent(union=union))
    person = Person.objects.get(full_name="Trần Văn Tâm")
    assert answer.url == reverse("account", args=[person.pk])
    assert Appointment.objects.get(person=person).post.union == world.ba_dinh
    assert not User.objects.filter(person=person).exists()


def test_person_with_a_user_name_gets_a_first_password(world: World, an: Client) -> None:
    answer = an.post(reverse("person-new"), sent(username="tamtv"))
    assert answer.context["slips"][0][0].user.username == "tamtv"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("email", "tam@"),
        ("union", "không có"),
        ("union", "TLD"),
        ("title", ""),
        ("role", "chief"),
        ("role", "administrator"),
        ("since", "31/02/2024"),
        ("username", "hoa"),
        ("username", "Hồng"),
    ],
)
def test_fault_names_its_field_and_writes_nothing(world: World, an: Client, field: str, value: str) -> None:
    before = (Person.objects.count(), Post.objects.count())
    answer = an.post(reverse("person-new"), sent(**{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (Person.objects.count(), Post.objects.count()) == before


def test_form_knows_the_union_it_was_opened_from(world: World, an: Client) -> None:
    page = an.get(reverse("person-new"), {"union": world.ba_dinh.pk})
    assert page.context["form"].initial == {"since": date(2024, 7, 20), "union": "BD"}
    assert [u.code for u in page.context["offered"]] == ["BD", "HD", "HM", "LB", "HN"]
    assert an.get(reverse("person-new"), {"union": world.confederation.pk}).status_code == 404


def test_post_is_added_and_ended(world: World, an: Client) -> None:
    where = reverse("account-post", args=[world.hoa.person.pk])
    given = {"union": "HM", "title": "Ủy viên", "role": "officer", "since": "2024-07-01"}
    assert an.post(where, given).url == reverse("account", args=[world.hoa.person.pk])
    again = an.post(where, {**given, "since": "2024-07-05"})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["since"])
    held = Appointment.objects.get(person=world.hoa.person, post__union=world.hoang_mai)
    end = reverse("appointment-end", args=[held.pk])
    bad = an.post(end, {"on": "2024-07-01"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["on"])
    assert an.post(end, {"on": "2024-07-15"}).url == reverse("account", args=[world.hoa.person.pk])
    held.refresh_from_db()
    assert held.valid_to == date(2024, 7, 15)


def test_only_administrators_find_the_way(world: World, an: Client) -> None:
    client = Client()
    client.force_login(world.quang)
    unit = reverse("unit", args=[world.ba_dinh.pk])
    found = [
        (b"/accounts/" in c.get(unit).content, b"/units/people/new/" in c.get(unit).content)
        for c in (an, client)
    ]
    assert found == [(True, True), (False, False)]
    assert [t.label for t in an.get("/").context["nav"]][-1] == "Accounts"
    above = reverse("unit", args=[world.confederation.pk])
    assert b"/units/people/new/" not in an.get(above).content


def test_a_part_of_a_unions_name_is_answered_with_the_unions_that_it_may_mean(world: World) -> None:
    sent = {"full_name": "Lê Thị Tư", "title": "Cán bộ", "role": "officer", "since": "01/07/2024"}
    answer = post(world.an, "person-new", union="quan ba", **sent)
    assert answer.status_code == 422
    assert "Please enter the code of the one you mean: LĐLĐ quận Ba Đình (BD)" in text_of(answer)
    answer = post(world.an, "person-new", union="nowhere", **sent)
    assert "No union of yours has this code or name." in text_of(answer)
