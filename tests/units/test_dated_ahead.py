"""A fact dated ahead changes nothing today and all on its day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import Q

from common.errors import Refusal
from tests.cast import NOW, START, World, add_person, at
from units.actors import SYSTEM
from units.choices import JobState, Level, Role
from units.directory import chain_of, visible_clusters, visible_unions
from units.models import Affiliation, Job, Person, Union, User
from units.permissions import account_refusal, administers, may_keep
from units.queries import accounts_waiting, jobs_visible_to, people_reached
from units.scope import acts_for, scope_of
from units.services import accounts, clusters, people, unions
from units.services.notices import notify_writers, writers_of

AHEAD = date(2024, 9, 1)
#: Today, the last day before the fact, its first day.
DAYS = (NOW, at(2024, 8, 31, 23, 59), at(2024, 9, 1))


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    """Who asks for a scope asks as of today."""
    with time_machine.travel(NOW, tick=False):
        yield


def fresh(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.select_related("person").get(pk=user.pk)


def on_each_day(ask: Any) -> list[Any]:
    """What is answered today, on the last day before the fact, and on its first day."""
    answers = []
    for moment in DAYS:
        with time_machine.travel(moment, tick=False):
            answers.append(ask())
    return answers


def shop(world: World, parent: Union | None = None, since: date = START) -> Union:
    return unions.found_union(
        code="X", name="CĐCS X", level=Level.GRASSROOTS, parent=parent or world.ba_dinh, since=since, by=SYSTEM,
        now=NOW,
    )  # fmt: skip


def move(union: Union, parent: Union, since: date = AHEAD) -> Affiliation:
    return unions.affiliate_union(union=union, parent=parent, since=since, by=SYSTEM, now=NOW)


def below(user: User) -> list[str]:
    return sorted(Union.objects.filter(scope_of(fresh(user)).below()).values_list("code", flat=True))


# --- Places -------------------------------------------------------------------------------------------------------
def test_a_move_dated_ahead_changes_who_reaches_the_union_on_its_day(world: World) -> None:
    move(shop(world), world.long_bien)
    assert on_each_day(lambda: (below(world.hoa), below(world.lan))) == [
        (["BD", "X"], ["LB"]), (["BD", "X"], ["LB"]), (["BD"], ["LB", "X"]),
    ]  # fmt: skip


def test_a_move_dated_ahead_changes_who_keeps_the_union_on_its_day(world: World) -> None:
    one = shop(world)
    move(one, world.long_bien)

    def kept() -> list[bool]:
        return [may_keep(fresh(user), one) for user in (world.hoa, world.lan, world.quang)]

    assert on_each_day(kept) == [[True, False, True], [True, False, True], [False, True, True]]


def test_a_move_dated_ahead_changes_what_a_post_stands_under_on_its_day(world: World) -> None:
    other = unions.found_union(
        code="BN", name="Bắc Ninh", level=Level.CITY, parent=world.confederation, since=START, by=SYSTEM, now=NOW
    )  # fmt: skip
    move(world.ba_dinh, other)
    above = on_each_day(lambda: other.pk in scope_of(fresh(world.hoa)).ancestor_ids)
    chain = on_each_day(lambda: [u.code for u in chain_of(fresh(world.hoa), world.ba_dinh, date.today())])
    assert above == [False, False, True]
    assert chain == [["TLD", "HN", "BD"], ["TLD", "HN", "BD"], ["TLD", "BN", "BD"]]


def test_a_move_dated_ahead_changes_who_keeps_the_accounts_on_its_day(world: World) -> None:
    one = shop(world)
    tam = add_person(world, "tam", one)
    boss = add_person(world, "boss", world.ba_dinh, title="Quản trị", role=Role.ADMINISTRATOR)
    tam.set_unusable_password()
    tam.save()
    move(one, world.long_bien)

    def kept() -> tuple[Any, ...]:
        user, moment = fresh(boss), DAYS[0]
        return (
            administers(user, one),
            people_reached(user).filter(pk=tam.person_id).exists(),
            accounts_waiting(user, one, moment).filter(pk=tam.pk).exists(),
            account_refusal(user, tam.person, moment) == "",
        )

    assert on_each_day(kept) == [(True,) * 4, (True,) * 4, (False,) * 4]


def test_a_move_before_one_that_is_dated_ahead_ends_on_that_day(world: World) -> None:
    one = shop(world)
    move(one, world.long_bien)
    assert move(one, world.ha_dong, date(2024, 8, 1)).parent == world.long_bien
    held = Affiliation.objects.filter(union=one).order_by("valid_from")
    assert [(p.parent and p.parent.code, p.valid_from, p.valid_to) for p in held] == [
        ("BD", START, date(2024, 8, 1)), ("HD", date(2024, 8, 1), AHEAD), ("LB", AHEAD, None),
    ]  # fmt: skip


def test_a_move_lasts_through_a_later_move_of_the_parent_it_leaves(world: World) -> None:
    one = shop(world)
    child = unions.found_union(
        code="Y", name="Y", level=Level.GROUP, parent=one, since=START, by=SYSTEM, now=NOW
    )
    move(world.ba_dinh, world.confederation)
    move(one, world.long_bien, date(2024, 8, 1))
    for union in (one, child):
        held = Affiliation.objects.filter(union=union).order_by("valid_from")
        codes = dict(Union.objects.values_list("pk", "code"))
        under = [[codes[int(i)] for i in p.path.strip("/").split("/")][2] for p in held]
        assert (under, held.reverse()[0].valid_to) == (["BD", "LB", "LB"], None)
    assert [p.valid_from for p in held] == [START, date(2024, 8, 1), AHEAD]


def test_a_union_is_founded_under_one_that_leaves_later_and_its_place_ends_with_that(world: World) -> None:
    parent = shop(world)
    Affiliation.objects.filter(union=parent).update(valid_to=AHEAD)
    made = unions.found_union(
        code="Y", name="Y", level=Level.GROUP, parent=parent, since=date(2024, 7, 1), by=SYSTEM, now=NOW
    )
    assert [(p.valid_from, p.valid_to) for p in made.affiliations.all()] == [(date(2024, 7, 1), AHEAD)]


def test_a_move_into_history_is_refused_as_before(world: World) -> None:
    one = shop(world)
    move(one, world.long_bien, date(2024, 1, 1))
    with pytest.raises(ValidationError) as error:
        move(one, world.ha_dong, date(2023, 1, 1))
    assert error.value.message_dict == {
        "since": ["The new place must begin after 01/01/2024, when the current one began."]
    }


def test_a_union_founded_ahead_is_prepared_by_those_above_and_reached_by_nobody_yet(world: World) -> None:
    one = shop(world, since=AHEAD)
    assert on_each_day(lambda: below(world.hoa)) == [["BD"], ["BD"], ["BD", "X"]]
    assert may_keep(fresh(world.hoa), one)
    assert visible_unions(fresh(world.hoa)).filter(pk=one.pk).exists()
    assert not visible_unions(fresh(world.lan)).filter(pk=one.pk).exists()
    boss = add_person(world, "boss", world.ba_dinh, title="Quản trị", role=Role.ADMINISTRATOR)
    assert administers(fresh(boss), one)
    made = people.appoint(
        person=world.vy.person, union=one, title="Chủ tịch", role=Role.CHAIR, since=AHEAD, by=fresh(boss), now=NOW,
    )  # fmt: skip
    assert made.valid_from == AHEAD


# --- Appointments -------------------------------------------------------------------------------------------------
def test_an_appointment_dated_ahead_gives_its_rights_on_its_day(world: World) -> None:
    tam = add_person(world, "tam", world.ba_dinh, since=AHEAD)

    def rights() -> tuple[Any, ...]:
        user = fresh(tam)
        return (
            acts_for(user, world.ba_dinh.pk),
            scope_of(fresh(tam)).posts == (),
            visible_unions(user).filter(pk=world.ba_dinh.pk).exists(),
            may_keep(user, world.ba_dinh),
        )

    assert on_each_day(rights) == [(False, True, False, False)] * 2 + [(True, False, True, True)]


def test_a_hand_over_on_one_day_leaves_no_day_without_or_with_two(world: World) -> None:
    old = add_person(world, "old", world.ba_dinh, until=AHEAD, title="Thủ quỹ")
    new = add_person(world, "new", world.ba_dinh, since=AHEAD, title="Thủ quỹ")
    acting = on_each_day(lambda: [acts_for(fresh(user), world.ba_dinh.pk) for user in (old, new)])
    assert acting == [[True, False], [True, False], [False, True]]


def test_recipients_are_those_who_act_on_the_day(world: World) -> None:
    old = add_person(world, "old", world.ha_dong, until=AHEAD, title="Thủ quỹ")
    new = add_person(world, "new", world.ha_dong, since=AHEAD, title="Thủ quỹ")
    people_told = [
        sorted(writers_of([world.ha_dong.pk], now=moment)[world.ha_dong.pk]) for moment in (DAYS[0], DAYS[2])
    ]
    nga = world.nga.person_id
    assert people_told == [sorted([nga, old.person_id]), sorted([nga, new.person_id])]
    told = notify_writers(
        unions=Union.objects.filter(pk=world.ha_dong.pk).values("pk"), kind="awarded", key="k",
        values={"sender": "x", "number": "x"}, now=DAYS[2],
    )  # fmt: skip
    assert (told, new.person.notices.count(), old.person.notices.count()) == (2, 1, 0)


def test_jobs_of_somebody_who_begins_later_are_not_yet_shown_to_the_federation(world: World) -> None:
    tam = add_person(world, "tam", world.ba_dinh, since=AHEAD)
    job = Job.objects.create(kind="k", key="k", created_by=tam, created_at=NOW, state=JobState.FAILED)
    shown = on_each_day(lambda: jobs_visible_to(fresh(world.quang)).filter(pk=job.pk).exists())
    assert shown == [False, False, True]


def test_the_same_person_is_not_entered_twice_for_a_post_that_begins_later(world: World) -> None:
    given = {
        "full_name": "Tâm", "email": "", "union": world.ba_dinh, "title": "Cán bộ mới", "role": Role.OFFICER,
        "since": AHEAD, "username": "", "by": fresh(world.an), "now": NOW,
    }  # fmt: skip
    accounts.add_person(**given)
    with pytest.raises(ValidationError) as error:
        accounts.add_person(**given)
    assert list(error.value.message_dict) == ["full_name"]
    assert Person.objects.filter(full_name="Tâm").count() == 1


# --- Clusters -----------------------------------------------------------------------------------------------------
def test_a_membership_dated_ahead_shows_cluster_and_members_on_its_day(world: World) -> None:
    clusters.join_cluster(cluster=world.cluster_2, union=world.ba_dinh, since=AHEAD, by=SYSTEM, now=NOW)
    hidden = Q(pk=world.ha_dong.pk)

    def seen() -> tuple[bool, bool]:
        return (
            visible_unions(fresh(world.hoa)).filter(hidden).exists(),
            visible_unions(fresh(world.nga)).filter(pk=world.ba_dinh.pk).exists(),
        )

    assert on_each_day(seen) == [(False, False), (False, False), (True, True)]
    assert world.cluster_2 in visible_clusters(fresh(world.hoa))  # run by the federation above


def test_a_membership_with_a_later_end_or_successor_ends_on_the_day_that_is_named(world: World) -> None:
    given = {"cluster": world.cluster_1, "union": world.ba_dinh, "by": SYSTEM, "now": NOW}
    clusters.leave_cluster(**given, on=AHEAD)
    clusters.join_cluster(**given, since=date(2025, 1, 1))
    clusters.leave_cluster(**given, on=date(2024, 8, 1))
    held = world.cluster_1.memberships.filter(union=world.ba_dinh).order_by("valid_from")
    assert [(m.valid_from, m.valid_to) for m in held] == [
        (START, date(2024, 8, 1)), (date(2025, 1, 1), None),
    ]  # fmt: skip


def test_who_may_not_keep_the_union_today_moves_it_on_no_day(world: World) -> None:
    one = shop(world)
    move(one, world.long_bien)
    with pytest.raises(Refusal):
        unions.affiliate_union(
            union=one, parent=world.long_bien, since=date(2024, 8, 1), by=fresh(world.lan), now=NOW
        )
