"""Standings of many unions and many clusters: pages, links to one's own, a search."""

from django.test import Client

from campaigns.models import Participant
from tests.campaigns.standings_pages.cast import close, page, rank_all, table
from tests.cast import Season
from tests.crowd import crowd
from tests.pages import text_of
from units.models import Cluster


def test_standings_of_many_have_pages_and_a_link_to_ones_own_unit(season: Season, client: Client) -> None:
    crowd(season, 120, cluster=season.world.cluster_1)
    close(season)
    rank_all(season)
    first = page(client, season.world.hoa, season.phase)
    found = table(first)
    assert ([g.size for g in found.groups], len(found.rows), found.units) == ([123], 50, 123)
    sheet = season.sheet(season.world.ba_dinh)
    assert [(row.participant, number) for row, number in found.mine] == [(sheet, 3)]
    body = text_of(first)
    assert f'href="?cluster={season.world.cluster_1.pk}&amp;page=3#u{sheet.pk}"' in body
    assert f'href="?cluster={season.world.cluster_1.pk}&amp;page=2"' in body
    second = table(page(client, season.world.hoa, season.phase, "?page=2"))
    ranks = [r.rank or 0 for r in (*found.rows, *second.rows)]
    assert (len(ranks), ranks == sorted(ranks)) == (100, True)
    assert {r.participant for r in found.rows} & {r.participant for r in second.rows} == set()


def test_many_clusters_are_offered_by_dozens_and_found_by_name(season: Season, client: Client) -> None:
    clusters = Cluster.objects.bulk_create(
        Cluster(code=f"K{n}", name=f"Khối số {n:02}", order=n, owner=season.world.city) for n in range(30)
    )
    for cluster, union in zip(clusters, crowd(season, 30), strict=True):
        Participant.objects.filter(union=union).update(cluster=cluster)
    close(season)
    choice = page(client, season.world.quang, season.phase).context["choice"]
    assert (len(choice.links), choice.others) == (12, 20)
    found = page(client, season.world.quang, season.phase, "?find=khoi+so+29")
    names = [link.name for link in found.context["choice"].links]
    assert names == [found.context["cluster"].name, "Khối số 29"]  # and the one that is open
    assert "<select" not in found.content.decode().partition("<main")[2]
