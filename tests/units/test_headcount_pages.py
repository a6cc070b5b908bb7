"""The page of a union's headcounts, and what the union's page says of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import NOW, World, add_person
from tests.pages import as_, get, post, text_of
from tests.units.test_headcounts import JUNE, record
from units.models import Headcount, Union

pytestmark = pytest.mark.usefixtures("in_july")

SENT = {
    "as_of": "30/06/2024",
    "members": "1.200",
    "women": "640",
    "direct_workers": "",
    "source": "Báo cáo 12/BC",
}


def send(world: World, name: str, **changes: str) -> Any:
    return post(world.users[name], "unit-headcounts", world.ba_dinh.pk, **{**SENT, **changes})


def test_numbers_are_recorded_as_they_are_typed(world: World) -> None:
    answer = send(world, "hoa")
    assert (answer.status_code, answer.url) == (302, reverse("unit-headcounts", args=[world.ba_dinh.pk]))
    made = Headcount.objects.get()
    assert (made.as_of, made.members, made.women, made.direct_workers) == (JUNE, 1200, 640, None)
    page = text_of(as_(world.hoa).get(answer.url))
    assert "<b>1.200 members as of 30/06/2024</b>" in page
    assert "<span>640 women</span>" in page
    assert "holds today" in page


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("members", "1,5", "People are counted in whole numbers, for example 1.234."),
        ("members", "", "Please fill this in."),
        ("members", "many", "“many” is not a number. Type digits only, for example 1.234,5."),
        ("women", "1.201", "Women are counted among the members: enter 1.200 or less."),
        ("as_of", "21/07/2024",
         "This day is still to come. Please enter the day on which the members were counted."),
        ("source", "", "Please fill this in."),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_field_and_nothing_is_kept(
    world: World, field: str, typed: str, fault: str
) -> None:
    answer = send(world, "hoa", **{field: typed})
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [fault]})
    assert Headcount.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "sees", "writes"),
    [("hoa", 200, 302), ("quang", 200, 302), ("an", 200, 302), ("kim", 200, 403), ("minh", 404, 404), ("vy", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_writes(world: World, name: str, sees: int, writes: int) -> None:
    record(world.ba_dinh)
    assert get(world.users[name], "unit-headcounts", world.ba_dinh.pk).status_code == sees
    assert send(world, name, as_of="01/07/2024").status_code == writes
    assert Headcount.objects.count() == 1 + (writes == 302)


def test_an_inspector_reads_without_a_form(world: World) -> None:
    record(world.ba_dinh)
    answer = get(world.kim, "unit-headcounts", world.ba_dinh.pk)
    assert answer.context["form"] is None
    assert "Remove…" not in text_of(answer)


def test_who_left_the_union_reads_what_was_recorded_by_then(world: World) -> None:
    left = add_person(world, "tam", world.ba_dinh, until=date(2024, 7, 1))
    before = record(world.ba_dinh)
    Headcount.objects.filter(pk=before.pk).update(recorded_at=NOW - timedelta(days=40))
    record(world.ba_dinh, date(2024, 7, 10), members=9)
    answer = get(left, "unit-headcounts", world.ba_dinh.pk)
    assert [row.members for row in answer.context["page"]] == [1200]
    assert answer.context["form"] is None


def test_a_count_is_removed_after_a_question(world: World) -> None:
    count = record(world.ba_dinh)
    question = text_of(as_(world.hoa).get(f"/units/{world.ba_dinh.pk}/headcounts/?remove={count.pk}"))
    assert "Remove the numbers as of 30/06/2024?" in question
    assert "LĐLĐ quận Ba Đình: 1.200 members." in question
    assert Headcount.objects.count() == 1
    assert post(world.hoa, "unit-headcounts", world.ba_dinh.pk, remove=str(count.pk)).status_code == 302
    assert Headcount.objects.count() == 0


def test_a_count_of_another_union_is_not_removed_here(world: World) -> None:
    other = record(world.long_bien)
    assert post(world.quang, "unit-headcounts", world.ba_dinh.pk, remove=str(other.pk)).status_code == 404
    assert Headcount.objects.count() == 1


def test_the_unions_page_shows_the_numbers_of_its_day(world: World) -> None:
    record(world.ba_dinh, date(2024, 1, 1), members=1000, women=500)
    record(world.ba_dinh, JUNE, members=1200, women=640)
    today = text_of(get(world.hoa, "unit", world.ba_dinh.pk))
    assert '640 <span class="quiet">(53,3%)</span>' in today
    march = get(world.hoa, "unit", world.ba_dinh.pk, day="2024-03-01")
    assert march.context["headcount"].held.members == 1000
    assert get(world.hoa, "unit", world.ba_dinh.pk, day="2023-03-01").context["headcount"].held is None
    assert get(world.minh, "unit", world.ba_dinh.pk).context["headcount"] is None


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_takes_the_same_queries_for_any_number(
    world: World, count: int, django_assert_num_queries: Any
) -> None:
    fill(world.ba_dinh, count)
    client = as_(world.quang)
    where = reverse("unit-headcounts", args=[world.ba_dinh.pk])
    client.get(where)
    with django_assert_num_queries(7):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count


def fill(union: Union, count: int) -> None:
    Headcount.objects.bulk_create(
        Headcount(union=union, as_of=JUNE - timedelta(days=n), members=n, source="Báo cáo", recorded_at=NOW)
        for n in range(count)
    )
