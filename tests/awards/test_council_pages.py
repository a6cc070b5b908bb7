"""The pages of councils: the list, founding one."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from awards.models import Council, CouncilMember
from tests.cast import NOW, World
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.models import Appointment, Post
from units.services import people

pytestmark = pytest.mark.usefixtures("in_july")


def test_a_council_is_founded_from_the_people_of_the_federation(world: World) -> None:
    page = text_of(get(world.quang, "council-new"))
    assert ("Cán bộ, LĐLĐ quận Ba Đình" in page, "Chủ tịch, LĐLĐ quận Ba Đình" in page) == (False, True)
    form = post(world.quang, "council-new", name="Hội đồng", add=world.hung.person_id).context["form"]
    assert [(p.full_name, seat) for p, _post, seat in form.chosen] == [("Hung", "member")]
    seats = {
        f"seat-{world.quang.person_id}": "chair",
        f"seat-{world.kim.person_id}": "secretary",
        f"seat-{world.hung.person_id}": "member",
    }
    answer = post(world.quang, "council-new", name="Hội đồng", founded_by="12/QĐ", **seats)
    made = Council.objects.get()
    assert answer.url == reverse("council", args=[made.pk])
    assert [m.person.full_name for m in made.members.all()] == ["Quang", "Kim", "Hung"]
    page = text_of(get(world.quang, "council", made.pk))
    assert ("Chair of the council" in page, "No session yet" in page) == (True, True)


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        ({"quang": "chair"}, "A council has at least 3 members; here are 1."),
        ({"quang": "member", "kim": "member", "hung": "member"}, "A council has exactly one chair."),
        ({"quang": "chair", "kim": "secretary", "hung": "secretary"}, "A council has at most one secretary."),
    ],
)
def test_a_council_that_cannot_be_is_refused_and_the_choices_stay(
    world: World, seats: dict[str, str], words: str
) -> None:
    data = {f"seat-{world.users[name].person_id}": seat for name, seat in seats.items()}
    answer = post(world.quang, "council-new", name="Hội đồng", **data)
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    assert page.count(" selected>") == len(seats)
    assert not Council.objects.exists()


def test_a_search_keeps_who_has_a_seat_and_what_was_typed(world: World) -> None:
    """Without diacritics, by the union: Ba Đình's chair is found, nobody else, and the chair chosen before stays."""
    chosen = {f"seat-{world.quang.person_id}": "chair"}
    page = post(world.quang, "council-new", name="Hội đồng 1", step="search", q="ba dinh", **chosen)
    form = page.context["form"]
    assert page.status_code == 200
    assert [(p.full_name, seat) for p, _post, seat in form.chosen] == [("Quang", "chair")]
    assert [p.full_name for p, _post in form.found] == ["Hung"]
    assert 'value="Hội đồng 1"' in text_of(page)
    assert not Council.objects.exists()


def test_a_person_beyond_the_federation_gets_no_seat_by_a_forged_id(world: World) -> None:
    seats = {f"seat-{u.person_id}": seat for u, seat in ((world.quang, "chair"), (world.kim, "member"))}
    forged = {f"seat-{world.vy.person_id}": "member", "seat-999999": "member", "seat-x": "member"}
    answer = post(world.quang, "council-new", name="Hội đồng", **seats, **forged)
    assert answer.status_code == 422
    assert "A council has at least 3 members; here are 2." in text_of(answer)


def test_twenty_people_are_offered_and_the_others_are_found(
    world: World, django_assert_num_queries: Any
) -> None:
    crowd = [people.register_person(full_name=f"Người {n:02}", by=SYSTEM, now=NOW) for n in range(30)]
    posts = Post.objects.bulk_create(
        Post(union=world.city, title=f"Ủy viên {n}", role="officer") for n in range(30)
    )
    Appointment.objects.bulk_create(
        Appointment(post=post, person=person, valid_from=date(2024, 1, 1))
        for post, person in zip(posts, crowd, strict=True)
    )
    client, where = as_(world.quang), reverse("council-new")
    client.get(where)
    with django_assert_num_queries(4):
        form = client.get(where).context["form"]
    assert (len(form.found), form.has_more) == (20, True)
    found = client.post(where, {"step": "search", "q": "NGƯỜI 29"}).context["form"]
    assert ([p.full_name for p, _post in found.found], found.has_more) == (["Người 29"], False)


@pytest.mark.parametrize("count", [3, 300])
def test_councils_take_the_same_queries_for_any_number(
    world: World, count: int, django_assert_num_queries: Any
) -> None:
    made = Council.objects.bulk_create(Council(owner=world.city, name=f"C{n}") for n in range(count))
    CouncilMember.objects.bulk_create(CouncilMember(council=c, person=world.hoa.person) for c in made)
    client = as_(world.hoa)
    client.get(reverse("councils"))
    with django_assert_num_queries(5):
        answer = client.get(reverse("councils"))
    assert answer.context["page"].paginator.count == count


def test_a_council_is_found_without_diacritics_and_d_comes_before_đ(world: World) -> None:
    names = ["Hội đồng Đống Đa", "Hội đồng Dân chính", "Hội đồng Đan Phượng", "Hội đồng Đức Thắng"]
    Council.objects.bulk_create(Council(owner=world.city, name=name) for name in names)
    page = get(world.quang, "councils").context["page"]
    assert [c.name for c in page] == [names[1], names[2], names[0], names[3]]
    page = get(world.quang, "councils", q="duc thang").context["page"]
    assert [c.name for c in page] == ["Hội đồng Đức Thắng"]
    assert get(world.quang, "councils", q="ha noi").context["page"].paginator.count == 4
    nothing = text_of(get(world.quang, "councils", q="xyz"))
    assert ("No council is found by “xyz”" in nothing, 'value="xyz"' in nothing) == (True, True)
