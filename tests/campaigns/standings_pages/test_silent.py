"""Unions that sent nothing: apart from those that are ranked, and never with 0 beside them."""

from django.test import Client

from campaigns.choices import ResultStatus
from tests.campaigns.standings_pages.cast import close, page, table
from tests.cast import Season
from tests.pages import text_of


def test_who_sent_nothing_stands_apart_without_a_rank(season: Season, client: Client) -> None:
    """A draft is nothing sent; returned figures were sent, so Hoang Mai is ranked, with its 0 points."""
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800")
    season.enter(world.hoang_mai, world.minh, dv="1200")
    season.mark(world.hoang_mai, "DV", status=ResultStatus.RETURNED)
    season.send(world.long_bien, world.lan, dv="100")
    close(season)
    response = page(client, world.hoa, season.phase)
    found = table(response)
    assert [(r.participant.union.code, r.rank) for r in found.rows] == [("LB", 1), ("HM", 2)]
    assert [(r.participant.union.code, r.is_mine) for r in found.silent] == [("BD", True)]
    assert (found.units, found.mine, found.with_figures) == (3, [], 1)
    body = text_of(response)
    assert "Nothing sent, not ranked" in body
    assert f'href="/sheets/{season.sheet(world.ba_dinh).pk}/"' in body
    assert "nothing sent, not ranked" in text_of(client.get("/standings/"))


def test_a_cluster_of_silent_unions_says_so(season: Season, client: Client) -> None:
    close(season)
    body = text_of(page(client, season.world.hoa, season.phase))
    assert "No unit here has sent figures" in body
    assert "Nobody here has points" not in body
