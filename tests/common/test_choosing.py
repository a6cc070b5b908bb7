"""A choice of many: some are offered, the others are found, whatever was chosen and typed stays, nothing is saved."""

from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from awards.choices import Recipient
from awards.models import AwardRound, Council, Nomination
from campaigns.models import Campaign
from common.choosing import OFFERED
from tests.awards.cast import make_award
from tests.awards.matrix_cast import city_council, city_round, sit, voting_session
from tests.cast import NOW, START, World
from tests.pages import as_, get, post, text_of
from units.models import Appointment, Cluster, Person, Post

pytestmark = pytest.mark.usefixtures("in_july")


def campaigns_of(world: World, count: int) -> list[Campaign]:
    return Campaign.objects.bulk_create(
        Campaign(
            code=f"C{n:02}",
            name=f"Phong trào Đống Đa {n:02}",
            year=2024,
            owner=world.city,
            status=20,
            launched_at=NOW,
        )
        for n in range(count)
    )


def offered(answer: Any, name: str) -> list[str]:
    """The labels of the choices of a field, without its empty one."""
    return [str(label) for value, label in answer.context["form"].fields[name].choices if value]


@pytest.mark.parametrize(("count", "shown", "searches"), [(OFFERED, OFFERED, False), (300, OFFERED, True)])
def test_few_are_a_plain_choice_and_of_many_the_first_are_offered(
    world: World, count: int, shown: int, searches: bool, django_assert_num_queries: Any
) -> None:
    campaigns_of(world, count)
    client = as_(world.quang)
    client.get(reverse("campaign-new"))
    with django_assert_num_queries(7):
        answer = client.get(reverse("campaign-new"))
    assert len(offered(answer, "parent")) == shown
    assert ('name="find-parent"' in text_of(answer)) == searches


def test_a_search_finds_the_others_and_keeps_what_was_typed_and_chosen(world: World) -> None:
    made = campaigns_of(world, 60)
    sent = {"code": "MOI", "name": "Phong trào mới", "parent": made[59].pk}
    answer = post(world.quang, "campaign-new", find="parent", **sent, **{"find-parent": "dong da 58"})
    assert (answer.status_code, Campaign.objects.count()) == (200, 60)
    assert offered(answer, "parent") == [
        f"2024 · Phong trào Đống Đa {n} (LĐLĐ thành phố Hà Nội)" for n in (59, 58)
    ]
    body = text_of(answer)
    assert ('value="Phong trào mới"' in body, f'<option value="{made[59].pk}" selected>' in body) == (
        True,
        True,
    )
    assert ("Please fill this in." in body, 'value="dong da 58"' in body) == (False, True)
    nothing = text_of(post(world.quang, "campaign-new", find="parent", **sent, **{"find-parent": "xyz"}))
    assert "Nothing is found by “xyz”" in nothing


def test_what_is_not_offered_may_be_chosen_and_what_is_out_of_sight_may_not(world: World) -> None:
    made = campaigns_of(world, 60)
    hidden = Campaign.objects.create(code="BD", name="Nháp", year=2024, owner=world.ba_dinh)
    sent = {"owner": world.city.pk, "code": "MOI", "name": "Mới", "kind": "yearly", "year": 2024}
    for parent, status in ((hidden.pk, 422), (10**30, 422), (made[0].pk, 302), (made[59].pk, 302)):
        answer = post(world.quang, "campaign-new", **{**sent, "code": f"MOI-{parent}", "parent": parent})
        assert answer.status_code == status, parent


def test_councils_clusters_and_campaigns_of_rounds_are_found(world: World) -> None:
    award = make_award("BK")
    sit_on = city_round(world, "Closed", award, world.ba_dinh)
    AwardRound.objects.filter(pk=sit_on.pk).update(status=30)
    taking = city_round(world, "Open", award)
    Council.objects.bulk_create(Council(owner=world.city, name=f"Hội đồng {n:02}") for n in range(60))
    Cluster.objects.bulk_create(
        Cluster(code=f"K{n}", name=f"Khối {n:02}", owner=world.city) for n in range(60)
    )
    campaigns_of(world, 60)
    for route, args, name, text in (
        ("session-new", [sit_on.pk], "council", "hoi dong 59"),
        ("round-quotas", [taking.pk], "cluster", "khoi 59"),
        ("round-new", [], "base", "dong da 59"),
    ):
        assert " 59" not in str(offered(get(world.quang, route, *args), name))
        answer = post(world.quang, route, *args, find=name, **{f"find-{name}": text})
        assert (answer.status_code, " 59" in str(offered(answer, name))) == (200, True), route


def test_a_person_of_a_large_union_is_found_and_nominated(world: World) -> None:
    award = make_award("CN", recipient=Recipient.PERSON)
    found = city_round(world, "Open", award)
    people = Person.objects.bulk_create(Person(full_name=f"Đỗ Văn Nhàn {n:02}") for n in range(60))
    posts = Post.objects.bulk_create(
        Post(union=world.ba_dinh, title=f"Cán bộ {n}", role="officer") for n in range(60)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, post=held, valid_from=START)
        for person, held in zip(people, posts, strict=True)
    )
    query = f"?union={world.ba_dinh.pk}&award={award.pk}"
    sent = {"reason": "Tốt", "find-who": "do van nhan 59"}
    answer = post(world.hoa, "nominate", found.pk, query=query, find="who", **sent)
    labels = [label for _value, label in answer.context["form"].fields["who"].choices]
    assert (answer.status_code, labels) == (200, ["Đỗ Văn Nhàn 59 · Cán bộ 59", "Somebody else"])
    answer = post(world.hoa, "nominate", found.pk, query=query, who=f"person-{people[59].pk}", **sent)
    assert (answer.status_code, Nomination.objects.get().person) == (302, people[59])


def test_counts_by_hand_are_saved_page_by_page(world: World) -> None:
    award = make_award("GT", voting="hands")
    found = city_round(world, "Open", award, world.ba_dinh)
    Nomination.objects.bulk_create(
        Nomination(round=found, award=award, union=world.long_bien, name=f"Tổ {n:02}", name_key=f"to {n:02}",
                   reason="x", nominated_at=NOW)
        for n in range(60)
    )  # fmt: skip
    session = sit(found, city_council(world))
    second = get(world.quang, "council-session", session.pk, page=2).context["counting"]
    assert (second.page.paginator.count, len(second.rows)) == (61, 11)
    last = second.rows[-1][0]
    answer = post(world.quang, "session-counts", session.pk, query="?page=2", **{f"votes_for-{last.pk}": "3"})
    assert answer.url == reverse("council-session", args=[session.pk]) + "?page=2#counts"
    again = get(world.quang, "council-session", session.pk, page=2).context["counting"]
    assert (again.entered, again.rows[-1][1]) == (1, ["3", "0", "0"])


@pytest.mark.parametrize(("most", "status"), [(None, 422), (5000, 400)])
def test_a_ballot_may_have_a_choice_for_each_of_12_500_unions(
    world: World, most: int | None, status: int
) -> None:
    session = voting_session(world)
    choices = {f"n{10**9 + n}": "1" for n in range(12_500)}
    with override_settings(**({} if most is None else {"DATA_UPLOAD_MAX_NUMBER_FIELDS": most})):
        assert post(world.hoa, "ballot", session.pk, step="review", **choices).status_code == status
