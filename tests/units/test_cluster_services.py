"""Clusters: dated members, one leading union at a time."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from common.errors import Refusal
from tests.cast import NOW, World
from units.actors import SYSTEM
from units.models import ClusterMembership, Union
from units.services import clusters


def join(world: World, union: Union, since: date, until: date | None = None) -> ClusterMembership:
    return clusters.join_cluster(
        cluster=world.cluster_2, union=union, since=since, until=until, by=SYSTEM, now=NOW
    )


def fault_of(act: object, **given: object) -> list[str]:
    with pytest.raises(ValidationError) as error:
        act(by=SYSTEM, now=NOW, **given)  # type: ignore[operator]
    return list(error.value.message_dict)


def test_past_and_present_memberships_may_touch_but_not_overlap(world: World) -> None:
    join(world, world.ba_dinh, date(2024, 1, 1))
    join(world, world.ba_dinh, date(2021, 1, 1), date(2022, 1, 1))
    join(world, world.ba_dinh, date(2022, 1, 1), date(2024, 1, 1))
    for since, until in (
        (date(2021, 12, 31), date(2022, 1, 1)),
        (date(2020, 1, 1), None),
        (date(2025, 1, 1), None),
    ):
        given = {"cluster": world.cluster_2, "union": world.ba_dinh, "since": since, "until": until}
        assert fault_of(clusters.join_cluster, **given) == ["union"]
    assert ClusterMembership.objects.filter(cluster=world.cluster_2, union=world.ba_dinh).count() == 3


def test_membership_ends_after_it_begins(world: World) -> None:
    day = date(2024, 1, 1)
    given = {"cluster": world.cluster_2, "union": world.ba_dinh, "since": day, "until": day}
    assert fault_of(clusters.join_cluster, **given) == ["until"]
    join(world, world.ba_dinh, day)
    leave = {"cluster": world.cluster_2, "union": world.ba_dinh, "on": day}
    assert fault_of(clusters.leave_cluster, **leave) == ["on"]
    clusters.leave_cluster(**{**leave, "on": date(2024, 6, 1)}, by=SYSTEM, now=NOW)
    assert fault_of(clusters.leave_cluster, **{**leave, "on": date(2024, 7, 1)}) == ["union"]


def test_two_leaders_at_one_time_are_refused(world: World) -> None:
    given = {"cluster": world.cluster_1, "year": 2024}
    assert fault_of(clusters.name_leader, leader=world.ba_dinh, **given) == ["leader"]
    assert world.cluster_1.terms.get(year=2024).leader == world.long_bien


def test_deputy_is_another_member(world: World) -> None:
    given = {"cluster": world.cluster_1, "year": 2025, "leader": world.ba_dinh}
    assert fault_of(clusters.name_leader, deputy=world.ba_dinh, **given) == ["deputy"]
    assert fault_of(clusters.name_leader, deputy=world.ha_dong, **given) == ["deputy"]


def test_leader_is_a_member_on_a_day_of_the_year(world: World) -> None:
    clusters.leave_cluster(
        cluster=world.cluster_1, union=world.ba_dinh, on=date(2025, 1, 1), by=SYSTEM, now=NOW
    )
    assert clusters.member_in(world.cluster_1, world.ba_dinh, 2024)
    given = {"cluster": world.cluster_1, "year": 2025, "leader": world.ba_dinh}
    assert fault_of(clusters.name_leader, **given) == ["leader"]


def test_deputy_of_a_year_may_change(world: World) -> None:
    clusters.name_leader(
        cluster=world.cluster_1,
        year=2024,
        leader=world.long_bien,
        deputy=world.ba_dinh,
        by=world.quang,
        now=NOW,
    )
    assert world.cluster_1.terms.get(year=2024).deputy == world.ba_dinh


def test_only_the_owners_staff_change_a_cluster(world: World) -> None:
    for name in ("lan", "kim", "vy"):
        with pytest.raises(Refusal):
            clusters.join_cluster(
                cluster=world.cluster_1,
                union=world.ha_dong,
                since=date(2024, 1, 1),
                by=world.users[name],
                now=NOW,
            )


def test_cluster_code_is_taken_once(world: World) -> None:
    assert fault_of(clusters.found_cluster, code="C1", name="Cụm", owner=world.city) == ["code"]
    assert fault_of(clusters.found_cluster, code="C9", name="", owner=world.city) == ["name"]


def test_a_free_place_of_a_year_takes_who_is_wished_and_who_holds_one_keeps_it(world: World) -> None:
    def wish(year: int, **heads: Union) -> tuple[Union, Union | None]:
        given = {"cluster": world.cluster_1, "year": year, "heads": heads}
        clusters.name_heads(**given, instead_of={("leader", world.ba_dinh.pk)}, by=SYSTEM, now=NOW)
        term = world.cluster_1.terms.get(year=year)
        return term.leader, term.deputy

    assert wish(2024, leader=world.ba_dinh) == (world.long_bien, world.hoang_mai)
    assert wish(2025, leader=world.ba_dinh) == (world.ba_dinh, None)
    assert wish(2025, deputy=world.ba_dinh) == (world.ba_dinh, None)
    assert wish(2025, deputy=world.ha_dong) == (world.ba_dinh, None)
    assert wish(2025, deputy=world.hoang_mai) == (world.ba_dinh, world.hoang_mai)
    assert wish(2025, leader=world.hoang_mai) == (world.hoang_mai, None)
    assert wish(2025, leader=world.long_bien, deputy=world.ba_dinh) == (world.hoang_mai, world.ba_dinh)


def test_nobody_is_named_for_a_year_in_which_nobody_leads_it(world: World) -> None:
    given = {"cluster": world.cluster_1, "year": 2025, "instead_of": set(), "by": SYSTEM, "now": NOW}
    clusters.name_heads(**given, heads={"deputy": world.ba_dinh})
    clusters.name_heads(**given, heads={"leader": world.ha_dong, "deputy": world.ba_dinh})
    assert not world.cluster_1.terms.filter(year=2025).exists()
    with pytest.raises(Refusal):
        clusters.name_heads(**given | {"by": world.lan}, heads={"leader": world.ba_dinh})
