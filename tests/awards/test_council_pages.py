"""The pages of councils: the list, founding one."""

from typing import Any

import pytest
from django.urls import reverse

from awards.models import Council, CouncilMember
from tests.cast import World
from tests.pages import as_, get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def test_a_council_is_founded_from_the_people_of_the_federation(world: World) -> None:
    page = text_of(get(world.quang, "council-new"))
    assert ("Cán bộ, LĐLĐ quận Ba Đình" in page, "Chủ tịch, LĐLĐ quận Ba Đình" in page) == (False, True)
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
