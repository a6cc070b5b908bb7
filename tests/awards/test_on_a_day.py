"""Rounds, sessions and nominations: ended posts read what had begun by then; facts dated ahead act on their day.

The round takes nominations from 01/09/2024, the council sits on 10/10. It is November.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from awards.choices import Catalogue
from awards.models import AwardRound, Council, CouncilSession, Nomination
from awards.permissions import may_nominate, places_below
from awards.queries.home import rounds_to_nominate
from awards.queries.nomination_page import (
    registration_rows,
    union_to_nominate,
    unions_to_nominate,
    unions_to_register,
)
from awards.queries.rounds import unions_concerned
from awards.services import registrations, rounds
from tests.awards.cast import OPENS, convene, make_award, make_round, nominate, open_with
from tests.cast import NOW, START, Season, World, add_person, at
from units.actors import SYSTEM
from units.choices import Level
from units.models import Notice, Union, User
from units.scope import scope_of
from units.services import unions

TODAY = at(2024, 11, 1, 9)
AHEAD = date(2024, 12, 1)


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """Who asks for a scope asks as of today."""
    with time_machine.travel(TODAY, tick=False):
        yield


def fresh(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.select_related("person").get(pk=user.pk)


def seen(user: User) -> dict[str, int]:
    """How many of each the person reads."""
    models: tuple[Any, ...] = (AwardRound, Nomination, Council, CouncilSession)
    return {m.__name__: m.objects.visible_to(fresh(user)).count() for m in models}


@pytest.fixture
def sat(world: World) -> AwardRound:
    """An opened round with two nominations, before the council."""
    award = make_award("BK")
    round = open_with(make_round(world), award)
    for union in (world.ba_dinh, world.ha_dong):
        nominate(round, award, union)
    convene(world, round, voting=False)
    return AwardRound.objects.get()


@pytest.mark.parametrize(
    ("until", "round", "nominations", "council"),
    [
        (date(2024, 9, 1), 0, 0, 0),
        (date(2024, 9, 2), 1, 2, 0),
        (date(2024, 10, 10), 1, 2, 0),
        (date(2024, 10, 11), 1, 2, 1),
    ],
)
def test_a_federations_ended_post_reads_what_had_begun_by_its_last_day(
    sat: AwardRound, world: World, until: date, round: int, nominations: int, council: int
) -> None:
    tam = add_person(world, "tam", world.city, until=until)
    assert seen(tam) == {
        "AwardRound": round, "Nomination": nominations, "Council": council, "CouncilSession": council,
    }  # fmt: skip


@pytest.mark.parametrize(("until", "read"), [(date(2024, 9, 1), 0), (date(2024, 9, 2), 1)])
def test_a_unions_ended_post_reads_the_round_and_its_own_nomination(
    sat: AwardRound, world: World, until: date, read: int
) -> None:
    tam = add_person(world, "tam", world.ba_dinh, until=until)
    assert seen(tam) == {"AwardRound": read, "Nomination": read, "Council": 0, "CouncilSession": 0}


def test_a_round_in_preparation_is_for_posts_that_last(world: World) -> None:
    make_round(world)
    tam = add_person(world, "tam", world.city, until=TODAY.date())
    assert [seen(user)["AwardRound"] for user in (world.quang, tam)] == [1, 0]


def test_a_member_of_the_council_keeps_the_seat_whatever_becomes_of_the_post(
    sat: AwardRound, world: World
) -> None:
    member = world.users["member3"]
    assert seen(member) == {"AwardRound": 0, "Nomination": 2, "Council": 1, "CouncilSession": 1}


def test_an_ended_post_nominates_nobody_and_is_not_asked_to(world: World) -> None:
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 9, 15))
    round = open_with(make_round(world, closes_at=at(2025, 1, 1)), make_award("BK"))
    assert not may_nominate(fresh(tam), round, world.ba_dinh)
    assert list(unions_to_nominate(fresh(tam), round)) == []
    asked = [rounds_to_nominate(scope_of(fresh(user)), TODAY) for user in (world.hoa, tam)]
    assert asked == [[round], []]


@pytest.mark.parametrize(("until", "read"), [(date(2024, 1, 10), 0), (date(2024, 1, 11), 1)])
def test_an_ended_post_reads_the_titles_of_campaigns_launched_by_then(
    season: Season, until: date, read: int
) -> None:
    world, award = season.world, make_award("LDTT", catalogue=Catalogue.TITLE)
    registrations.register_title(
        campaign=season.campaign, award=award, union=world.ba_dinh, by=SYSTEM, now=NOW
    )
    for name, union in (("below", world.ba_dinh), ("above", world.city)):
        tam = add_person(world, name, union, until=until)
        assert registration_rows(fresh(tam), season.campaign).count() == read


def test_when_a_round_was_opened_is_kept(sat: AwardRound, world: World) -> None:
    assert (sat.opened_at, make_round(world, name="Draft").opened_at) == (OPENS, None)


# --- Dated ahead --------------------------------------------------------------------------------------------------
@pytest.fixture
def shop(world: World) -> Union:
    """A union below Ba Dinh that moves to another city on 01/12."""
    other = unions.found_union(
        code="BN", name="Bắc Ninh", level=Level.CITY, parent=world.confederation, since=START, by=SYSTEM, now=NOW
    )  # fmt: skip
    made = unions.found_union(
        code="X", name="X", level=Level.GRASSROOTS, parent=world.ba_dinh, since=START, by=SYSTEM, now=NOW
    )
    unions.affiliate_union(union=made, parent=other, since=AHEAD, by=SYSTEM, now=NOW)
    return made


def test_a_union_is_nominated_by_those_above_it_on_the_day(world: World, shop: Union) -> None:
    round = open_with(make_round(world, closes_at=at(2025, 1, 1)), make_award("BK"))
    answers = []
    for moment in (TODAY, at(2024, 12, 1)):
        with time_machine.travel(moment, tick=False):
            hoa = fresh(world.hoa)
            answers.append(
                (
                    union_to_nominate(hoa, round, shop.pk) == shop,
                    may_nominate(hoa, round, shop),
                    places_below(shop.pk, world.city.pk, moment.date()) != set(),
                    shop.pk in unions_concerned(round, moment.date()).values_list("union_id", flat=True),
                )
            )
    assert answers == [(True,) * 4, (False,) * 4]


def test_only_those_below_on_the_day_are_told_that_a_round_opens(world: World, shop: Union) -> None:
    tam = add_person(world, "tam", shop)
    for name, moment in (("Now", TODAY), ("Then", at(2024, 12, 1))):
        made = make_round(world, name=name, closes_at=at(2025, 1, 1), now=moment)
        rounds.set_quota(round=made, award=make_award(name), by=SYSTEM, now=moment)
        rounds.start_nominations(round=made, by=SYSTEM, now=moment)
    told = Notice.objects.filter(person=tam.person, kind="round_opened")
    assert [values["round"] for values in told.values_list("values", flat=True)] == ["Now"]


def test_a_union_registers_where_it_stands_on_the_day(season: Season) -> None:
    world = season.world
    other = unions.found_union(
        code="BN", name="Bắc Ninh", level=Level.CITY, parent=world.confederation, since=START, by=SYSTEM, now=NOW
    )  # fmt: skip
    unions.affiliate_union(union=world.ba_dinh, parent=other, since=AHEAD, by=SYSTEM, now=NOW)
    offered = []
    for moment in (TODAY, at(2024, 12, 1)):
        with time_machine.travel(moment, tick=False):
            offered.append(unions_to_register(fresh(world.hoa), season.campaign))
    assert offered == [[world.ba_dinh], []]


def test_a_union_to_be_dissolved_later_is_still_offered(world: World) -> None:
    round = open_with(make_round(world, closes_at=at(2025, 1, 1)), make_award("BK"))
    Union.objects.filter(pk=world.ba_dinh.pk).update(dissolved_on=AHEAD)
    offered = []
    for moment in (TODAY, at(2024, 12, 1)):
        with time_machine.travel(moment, tick=False):
            offered.append(list(unions_to_nominate(fresh(world.hoa), round)))
    assert offered == [[world.ba_dinh], []]
