"""The organisation's pages: the tree as of a date, the search, one union."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.cast import NOW, START, Season, World
from tests.crowd import crowd
from tests.pages import as_, get
from units.actors import SYSTEM
from units.choices import Level, Line
from units.models import Union
from units.services import unions


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    """The pages read the clock themselves."""
    with time_machine.travel(NOW, tick=False):
        yield


def codes(answer: Any) -> list[str]:
    return [getattr(row, "union", row).code for row in answer.context["page"].object_list]


def chain(answer: Any) -> list[str]:
    return [u.code for u in answer.context["chain"]]


def found(world: World, code: str, parent: Union, since: date = START) -> Union:
    return unions.found_union(
        code=code, name=f"CĐCS {code}", level=Level.GRASSROOTS, parent=parent, since=since, by=SYSTEM, now=NOW
    )


def test_tree_opens_at_my_union_or_where_it_stands(world: World) -> None:
    answer = get(world.quang, "units")
    assert (chain(answer), codes(answer)) == (["TLD", "HN"], ["BD", "HD", "HM", "LB"])
    answer = get(world.hoa, "units")
    assert (chain(answer), codes(answer)) == (["TLD", "HN"], ["BD", "HM", "LB"])
    found(world, "X", world.ba_dinh)
    answer = get(world.hoa, "units")
    assert (chain(answer), codes(answer)) == (["TLD", "HN", "BD"], ["X"])


def test_tree_is_walked_from_the_top(world: World) -> None:
    answer = get(world.quang, "units", under="top")
    assert (chain(answer), codes(answer)) == ([], ["TLD"])
    assert [p.children for p in answer.context["page"].object_list] == [1]
    answer = get(world.quang, "units", under=str(world.confederation.pk))
    assert (chain(answer), codes(answer)) == (["TLD"], ["HN"])


def test_tree_as_of_a_day(world: World) -> None:
    shop = found(world, "X", world.ba_dinh)
    unions.affiliate_union(union=shop, parent=world.long_bien, since=date(2024, 3, 1), by=SYSTEM, now=NOW)
    before = get(world.quang, "units", under=str(world.ba_dinh.pk), day="2024-02-29")
    after = get(world.quang, "units", under=str(world.ba_dinh.pk))
    assert (codes(before), codes(after)) == (["X"], [])
    assert codes(get(world.quang, "units", under="top", day="2019-12-31")) == []


@pytest.mark.parametrize("under", ["x", "0", "999999", "99999999999999999999999"])
def test_tree_below_what_there_is_not_begins_at_the_top(world: World, under: str) -> None:
    answer = get(world.quang, "units", under=under)
    assert answer.status_code == 200


def test_other_line_is_a_tree_of_its_own(world: World) -> None:
    unions.affiliate_union(
        union=world.ba_dinh, parent=world.confederation, since=START, line=Line.SECTOR, by=SYSTEM, now=NOW
    )
    answer = get(world.quang, "units", under=str(world.confederation.pk), line=Line.SECTOR)
    assert codes(answer) == ["BD"]


def test_search_ignores_diacritics_and_stays_within_reach(world: World) -> None:
    assert codes(get(world.quang, "units", q="ba dinh")) == ["BD"]
    assert codes(get(world.quang, "units", q="HÀ ĐÔNG")) == ["HD"]
    assert codes(get(world.hoa, "units", q="ha dong")) == []
    assert b"No union fits these words" in get(world.hoa, "units", q="ha dong").content


def test_person_without_a_post_sees_no_union(world: World) -> None:
    assert codes(get(world.vy, "units")) == []
    assert get(world.vy, "unit", world.ba_dinh.pk).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("lan", 200), ("quang", 200), ("kim", 200), ("nga", 404), ("vy", 404)]
)
def test_who_sees_the_page_of_ba_dinh(world: World, name: str, status: int) -> None:
    assert get(world.users[name], "unit", world.ba_dinh.pk).status_code == status


def test_the_place_of_today_is_marked_when_a_move_is_dated_ahead(world: World) -> None:
    shop = found(world, "X", world.hoang_mai)
    for parent, since in ((world.ba_dinh, date(2024, 1, 1)), (world.long_bien, date(2024, 9, 1))):
        unions.affiliate_union(union=shop, parent=parent, since=since, by=SYSTEM, now=NOW)
    answer = get(world.quang, "unit", shop.pk)
    marked = [(p.parent.code, p.is_present) for p in answer.context["places"]]
    assert marked == [("LB", False), ("BD", True), ("HM", False)]
    page = answer.content.decode()
    assert [page.count(f'<li class="{name}">') for name in ("", "now", "done")] == [1, 1, 1]


def test_page_of_a_union_shows_posts_clusters_places_and_part_in_campaigns(season: Season) -> None:
    world = season.world
    answer = get(world.hoa, "unit", world.ba_dinh.pk)
    assert chain(answer) == ["TLD", "HN"]
    assert [h.person.full_name for h in answer.context["holders"]] == ["Hung", "Hoa"]
    assert [m.cluster for m in answer.context["memberships"]] == [world.cluster_1]
    assert [p.parent for p in answer.context["places"]] == [world.city]
    assert reverse("sheet", args=[season.sheet(world.ba_dinh).pk]).encode() in answer.content
    mates = get(world.hoa, "unit", world.hoang_mai.pk)
    assert reverse("sheet", args=[season.sheet(world.hoang_mai).pk]).encode() not in mates.content


@pytest.mark.parametrize("count", [3, 300])
def test_pages_take_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    crowd(season, count, under=season.world.ba_dinh)
    client = as_(season.world.quang)
    where = {
        reverse("units") + f"?under={season.world.ba_dinh.pk}": 8,
        reverse("units") + "?q=cong+doan": 6,
        reverse("unit", args=[season.world.ba_dinh.pk]): 18,
    }
    client.get(reverse("units"))
    for address, queries in where.items():
        with django_assert_num_queries(queries):
            answer = client.get(address)
        assert answer.context["page"].paginator.count == count
