"""A union or a cluster that was entered by mistake can be removed while nothing rests on it; else it says what does."""

from typing import Any

import pytest
from django.urls import reverse

from common.errors import Refusal, StillUsed
from tests.cast import NOW, START, Season, World
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.models import Affiliation, AuditEvent, Cluster, Union, User
from units.services import clusters, people, removing, unions

pytestmark = pytest.mark.usefixtures("in_july")


def bare(world: World, code: str = "SAI", parent: Union | None = None) -> Union:
    return unions.found_union(
        code=code, name=f"CĐCS {code}", level="grassroots", parent=parent or world.ba_dinh, since=START, by=SYSTEM,
        now=NOW,
    )  # fmt: skip


def remove(union: Union, by: Any = SYSTEM) -> None:
    removing.remove_union(union=union, by=by, now=NOW)


def test_a_union_that_nothing_rests_on_goes_with_its_place_and_the_trail_keeps_what_it_was(
    world: World,
) -> None:
    union = bare(world)
    pk = union.pk
    remove(union, world.hoa)
    assert not Union.objects.filter(pk=pk).exists()
    assert not Affiliation.objects.filter(union_id=pk).exists()
    event = AuditEvent.objects.get(verb="remove_union")
    assert (event.subject_id, event.actor_name) == (pk, "hoa")
    assert (event.data["was"]["code"], event.data["was"]["name"]) == ("SAI", "CĐCS SAI")
    assert event.data["gone"] == {"units.union": 1, "units.affiliation": 1}


def given_a_union_below(world: World, union: Union) -> None:
    bare(world, "CON", union)


def given_a_post(world: World, union: Union) -> None:
    person = people.register_person(full_name="Tâm", by=SYSTEM, now=NOW)
    people.appoint(
        person=person, union=union, title="Chủ tịch", role="chair", since=START, by=SYSTEM, now=NOW
    )


def given_a_cluster(world: World, union: Union) -> None:
    clusters.join_cluster(cluster=world.cluster_1, union=union, since=START, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (given_a_union_below, "union below it: 1"),
        (given_a_post, "post: 1"),
        (given_a_cluster, "member of the cluster: 1"),
    ],
)
def test_a_union_with_something_on_it_stays_and_says_what(world: World, given: Any, told: str) -> None:
    union = bare(world)
    given(world, union)
    with pytest.raises(StillUsed) as error:
        remove(union)
    assert error.value.reason == (
        f"Nothing is removed: this still rests on it: {told}. A union that has ever had people, members or a part in "
        "something stays on record: enter the day on which it was dissolved."
    )
    assert Union.objects.filter(pk=union.pk).exists()


def test_a_union_that_takes_part_stays_and_names_where(season: Season) -> None:
    with pytest.raises(StillUsed) as error:
        remove(season.world.ba_dinh, season.world.quang)
    assert "participant: 1 (LĐLĐ quận Ba Đình · Đợt 1)" in error.value.reason
    assert "target: " in error.value.reason


@pytest.mark.parametrize("name", ["minh", "nga", "kim", "vy"])
def test_nobody_removes_a_union_that_is_not_theirs_to_keep(world: World, name: str) -> None:
    union = bare(world)
    with pytest.raises(Refusal):
        remove(union, world.users[name])
    assert Union.objects.filter(pk=union.pk).exists()


def test_the_page_of_the_union_leads_to_a_question_and_then_away(world: World) -> None:
    union = bare(world)
    where = reverse("unit-remove", args=[union.pk])
    assert where in get(world.hoa, "unit", union.pk).content.decode()
    assert where not in get(world.hoa, "unit", world.ba_dinh.pk).content.decode()
    question = get(world.hoa, "unit-remove", union.pk)
    page = text_of(question)
    assert "Remove “CĐCS SAI”?" in page
    assert "place in the tree: 1" in page
    assert Union.objects.filter(pk=union.pk).exists()
    answer = post(world.hoa, "unit-remove", union.pk)
    assert (answer.status_code, answer.url) == (302, reverse("units"))
    assert as_(world.hoa).get(where).status_code == 404


def test_a_used_union_answers_why_it_stays(season: Season) -> None:
    answer = get(season.world.quang, "unit-remove", season.world.ba_dinh.pk)
    assert answer.status_code == 409
    assert "enter the day on which it was dissolved" in text_of(answer)


# --- Clusters ---------------------------------------------------------------------------------------------------------
def own_cluster(world: World) -> Cluster:
    cluster = clusters.found_cluster(code="SAI", name="Cụm nhập nhầm", owner=world.city, by=SYSTEM, now=NOW)
    clusters.join_cluster(cluster=cluster, union=world.ba_dinh, since=START, by=SYSTEM, now=NOW)
    clusters.name_leader(cluster=cluster, year=2024, leader=world.ba_dinh, by=SYSTEM, now=NOW)
    return cluster


def test_a_cluster_that_took_part_in_nothing_goes_with_its_members_and_leaders(world: World) -> None:
    cluster = own_cluster(world)
    where = reverse("cluster-remove", args=[cluster.pk])
    assert where in get(world.quang, "cluster", cluster.pk).content.decode()
    page = text_of(get(world.quang, "cluster-remove", cluster.pk))
    assert "member of the cluster: 1" in page
    assert "year with a leading union: 1" in page
    assert post(world.quang, "cluster-remove", cluster.pk).status_code == 302
    assert not Cluster.objects.filter(code="SAI").exists()
    event = AuditEvent.objects.get(verb="remove_cluster")
    assert event.data["gone"] == {"units.cluster": 1, "units.clustermembership": 1, "units.clusterterm": 1}


def test_a_cluster_in_a_campaign_stays(season: Season) -> None:
    with pytest.raises(StillUsed, match="participant: 3"):
        removing.remove_cluster(cluster=season.world.cluster_1, by=season.world.quang, now=NOW)


def test_names_of_what_somebody_may_not_see_are_not_told(season: Season, world: World) -> None:
    """The count alone: a draft of the federation is not told to the district that keeps the union."""
    from campaigns.models import Campaign

    Campaign.objects.update(status=10, launched_at=None)
    with pytest.raises(StillUsed) as error:
        remove(season.world.ba_dinh, User.objects.get(username="hoa"))
    assert "Thi đua năm 2024" not in error.value.reason
