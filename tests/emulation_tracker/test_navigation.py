"""The tabs and the phone's dock: unions enter, those who run a federation appraise."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Season, World

ENTER = ["/", "/campaigns/", "/sheets/", "/standings/", "/pledges/", "/rounds/", "/units/"]
APPRAISE = ["/", "/campaigns/", "/appraisal/", "/standings/", "/pledges/", "/rounds/", "/units/"]


def shown(client: Client, world: World, name: str, url: str = "home") -> tuple[list[str], list[str]]:
    client.force_login(getattr(world, name))
    context = client.get(reverse(url)).context
    return [t.url for t in context["nav"]], [t.url for t in context["nav_dock"]]


@pytest.mark.parametrize("name", ["hoa", "lan", "kim", "vy"])
def test_a_union_and_those_who_only_read_find_the_results(world: World, client: Client, name: str) -> None:
    assert shown(client, world, name) == (ENTER, ["/", "/sheets/", "/standings/", "/pledges/"])


def test_staff_of_a_federation_find_the_appraisal_and_the_notices(world: World, client: Client) -> None:
    assert shown(client, world, "quang") == (APPRAISE, ["/", "/appraisal/", "/standings/", "/notices/"])


def test_one_link_of_the_dock_says_where_one_is(season: Season, client: Client) -> None:
    client.force_login(season.world.quang)
    active = {
        name: [t.url for t in client.get(reverse(name)).context["nav_dock"] if t.active]
        for name in ("home", "appraisals", "standings-list", "notices")
    }
    assert active == {
        "home": ["/"],
        "appraisals": ["/appraisal/"],
        "standings-list": ["/standings/"],
        "notices": ["/notices/"],
    }
