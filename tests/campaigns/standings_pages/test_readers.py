"""Who may see which cluster's standings, and when."""

import pytest
from django.test import Client

from campaigns.queries.standings_clusters import clusters_shown_to
from tests.campaigns.standings_pages.cast import make_final, page
from tests.cast import Season

SEES_BEFORE = {
    "hoa": ["C1"], "hung": ["C1"], "lan": ["C1"], "minh": ["C1"], "mai": ["C1"], "nga": ["C2"],
    "quang": ["C1", "C2"], "kim": ["C1", "C2"],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SEES_BEFORE))
def test_provisional_standings_are_for_the_cluster_and_those_above(closed: Season, name: str) -> None:
    codes = {closed.world.cluster_1.pk: "C1", closed.world.cluster_2.pk: "C2"}
    links = clusters_shown_to(closed.world.users[name], closed.phase)
    assert [codes[link.pk] for link in links] == SEES_BEFORE[name]


@pytest.mark.parametrize("name", sorted(SEES_BEFORE))
def test_final_standings_are_for_everybody_in_the_campaign(closed: Season, name: str) -> None:
    make_final(closed)
    links = clusters_shown_to(closed.world.users[name], closed.phase)
    assert [link.pk for link in links] == [closed.world.cluster_1.pk, closed.world.cluster_2.pk]


def test_cluster_of_others_does_not_exist_before_it_is_final(closed: Season, client: Client) -> None:
    other = f"?cluster={closed.world.cluster_2.pk}"
    assert page(client, closed.world.hoa, closed.phase, other).status_code == 404
    make_final(closed)
    assert page(client, closed.world.hoa, closed.phase, other).status_code == 200


def test_person_without_a_post_finds_no_phase(closed: Season, client: Client) -> None:
    assert page(client, closed.world.vy, closed.phase).status_code == 404


def test_own_cluster_is_shown_first(closed: Season, client: Client) -> None:
    assert page(client, closed.world.nga, closed.phase).context["cluster"].pk == closed.world.cluster_2.pk


def test_before_the_close_the_page_says_when_standings_come(season: Season, client: Client) -> None:
    response = page(client, season.world.hoa, season.phase)
    assert response.status_code == 200
    assert "31/07/2024" in response.content.decode()
    assert "standings" not in response.context
