"""What holds on a day: half-open facts, recorded ahead or late, of unions with one place, several, or none."""

from datetime import date

import pytest

from tests.cast import NOW, START, World
from units.actors import SYSTEM
from units.choices import Level
from units.models import Affiliation, ClusterMembership, ClusterTerm, Document, Union
from units.on_a_day import before, before_its_end
from units.services import unions

DAY = date(2024, 7, 20)
AHEAD = date(2024, 9, 1)


def shop(world: World, code: str, since: date) -> Union:
    return unions.found_union(
        code=code, name=code, level=Level.GRASSROOTS, parent=world.ba_dinh, since=since, by=SYSTEM, now=NOW
    )


def places(union: Union) -> list[Affiliation]:
    return list(Affiliation.objects.filter(union=union).order_by("valid_from"))


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2022, 12, 31), []),
        (date(2023, 1, 1), ["C1"]),
        (date(2023, 12, 31), ["C1"]),
        (date(2024, 1, 1), ["C2"]),
    ],
)
def test_a_fact_holds_from_its_first_day_up_to_but_not_on_its_end(
    world: World, day: date, held: list[str]
) -> None:
    one = shop(world, "X", START)
    for cluster, first, end in (
        (world.cluster_1, date(2023, 1, 1), date(2024, 1, 1)),
        (world.cluster_2, date(2024, 1, 1), None),
    ):
        ClusterMembership.objects.create(union=one, cluster=cluster, valid_from=first, valid_to=end)
    found = ClusterMembership.objects.on(day).filter(union=one)
    assert list(found.values_list("cluster__code", flat=True)) == held


def test_sets_by_where_a_fact_stands_to_the_day(world: World) -> None:
    one = shop(world, "X", START)
    unions.affiliate_union(union=one, parent=world.long_bien, since=date(2023, 1, 1), by=SYSTEM, now=NOW)
    unions.affiliate_union(union=one, parent=world.ha_dong, since=AHEAD, by=SYSTEM, now=NOW)
    was, now, comes = places(one)
    mine = Affiliation.objects.filter(union=one).order_by("valid_from")
    assert list(mine.on(DAY)) == [now]
    assert list(mine.begun_by(DAY)) == [was, now]
    assert list(mine.over_by(DAY)) == [was]
    assert list(mine.lasting(DAY)) == [now, comes]
    assert list(mine.to_come(DAY)) == [comes]
    assert list(mine.without_end()) == [comes]
    assert list(mine.touching(date(2022, 12, 1), date(2023, 1, 1))) == [was]
    assert list(mine.touching(date(2022, 12, 1), date(2023, 1, 2))) == [was, now]


def test_a_union_without_a_place_is_prepared_under_its_next_one_and_remembered_under_its_last(
    world: World,
) -> None:
    comes, moves, left = shop(world, "NEW", AHEAD), shop(world, "MOVES", START), shop(world, "LEFT", START)
    unions.affiliate_union(union=moves, parent=world.long_bien, since=AHEAD, by=SYSTEM, now=NOW)
    Affiliation.objects.filter(union=left).update(valid_to=date(2024, 1, 1))
    mine = Affiliation.objects.filter(union__in=[comes, moves, left]).order_by("pk")
    new, today, gone = places(comes)[0], places(moves)[0], places(left)[0]
    assert set(mine.on(DAY)) == {today}
    assert set(mine.prepared_on(DAY)) == {today, new}
    assert set(mine.nearest_to(DAY)) == {today, new, gone}
    assert set(mine.nearest_to(AHEAD)) == {places(moves)[1], new, gone}


def test_between_two_places_a_union_is_prepared_under_the_second(world: World) -> None:
    one = shop(world, "X", START)
    Affiliation.objects.filter(union=one).update(valid_to=date(2024, 1, 1))
    unions.affiliate_union(union=one, parent=world.long_bien, since=AHEAD, by=SYSTEM, now=NOW)
    mine = Affiliation.objects.filter(union=one)
    assert [list(mine.prepared_on(DAY)), list(mine.nearest_to(DAY))] == [[places(one)[1]], [places(one)[1]]]


def test_terms_begin_with_their_year(world: World) -> None:
    ClusterTerm.objects.create(cluster=world.cluster_1, year=2025, leader=world.hoang_mai)
    mine = ClusterTerm.objects.filter(cluster=world.cluster_1)
    years = [
        list(mine.begun_by(day).values_list("year", flat=True))
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2025, 1, 1))
    ]
    assert years == [[], [2024], [2025, 2024]]


@pytest.mark.parametrize(("hour", "found"), [("16:59", True), ("17:00", False)])
def test_a_day_begins_at_midnight_in_vietnam(world: World, hour: str, found: bool) -> None:
    """The end is 20/07/2024; the moment is given in universal time, seven hours behind."""
    union = world.ba_dinh
    Affiliation.objects.filter(union=union).update(valid_to=DAY)
    document = Document.objects.create(
        union=union, name="a", size=1, uploaded_by=world.hoa, uploaded_at=f"2024-07-19T{hour}:00Z"
    )
    asked = (before(DAY, "uploaded_at"), before_its_end("union__affiliations__", "uploaded_at"))
    assert [Document.objects.filter(one, pk=document.pk).exists() for one in asked] == [found, found]


def test_a_union_is_dissolved_from_the_day_on_that_is_named(world: World) -> None:
    Union.objects.filter(pk=world.ba_dinh.pk).update(dissolved_on=AHEAD)
    mine = Union.objects.filter(pk=world.ba_dinh.pk)
    assert [mine.not_dissolved(day).exists() for day in (DAY, AHEAD)] == [True, False]
