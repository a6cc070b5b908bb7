"""The page of titles registered at the start of a campaign."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from awards.models import Registration
from awards.services import registrations
from tests.awards.cast import make_award
from tests.cast import NOW, Season
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def test_a_union_registers_itself_and_its_people(season: Season) -> None:
    world = season.world
    flag, fighter = (
        make_award("CO", catalogue="title"),
        make_award("CS", catalogue="title", recipient="person"),
    )
    page = text_of(get(world.hoa, "titles", season.campaign.pk))
    assert "Register until the end of 31/07/2024" in page
    answer = post(world.hoa, "titles", season.campaign.pk, award=fighter.pk, union=world.ba_dinh.pk, name="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])
    post(world.hoa, "titles", season.campaign.pk, award=fighter.pk, union=world.ba_dinh.pk, name="Lê C")
    post(world.hoa, "titles", season.campaign.pk, award=flag.pk, union=world.ba_dinh.pk)
    assert list(Registration.objects.order_by("pk").values_list("name", flat=True)) == [
        "Lê C",
        "LĐLĐ quận Ba Đình",
    ]
    answer = post(world.hoa, "titles", season.campaign.pk, award=flag.pk, union=world.long_bien.pk)
    assert list(answer.context["form"].errors) == ["union"]
    first = Registration.objects.order_by("pk")[0]
    assert post(world.minh, "titles", season.campaign.pk, withdraw=first.pk).status_code == 404
    assert post(world.hoa, "titles", season.campaign.pk, withdraw=first.pk).status_code == 302
    assert Registration.objects.count() == 1


def test_after_the_first_close_of_entry_nobody_registers(season: Season) -> None:
    make_award("CO", catalogue="title")
    with time_machine.travel(season.phase.entry_closes_at, tick=False):
        answer = get(season.world.hoa, "titles", season.campaign.pk)
    assert answer.context["form"] is None
    assert "Registration ended 31/07/2024" in text_of(answer)


@pytest.mark.parametrize("count", [3, 300])
def test_titles_take_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    world, award = season.world, make_award("CO", catalogue="title")
    registrations.register_title(
        campaign=season.campaign, award=award, union=world.ba_dinh, by=world.hoa, now=NOW
    )
    Registration.objects.bulk_create(
        Registration(campaign=season.campaign, award=award, union=u, name=u.name, registered_at=NOW)
        for u in crowd(season, count)
    )
    client, where = as_(world.quang), reverse("titles", args=[season.campaign.pk])
    client.get(where)
    with django_assert_num_queries(9):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count + 1


def test_campaign_page_leads_to_titles_and_rounds(season: Season) -> None:
    page = text_of(get(season.world.hoa, "campaign", season.campaign.pk))
    assert reverse("titles", args=[season.campaign.pk]) in page
    assert f"{reverse('rounds')}?campaign={season.campaign.pk}" in page
