"""The pages of clusters: members as of a day, their sheets, who may look."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from campaigns.queries.clusters import MemberRow, member_rows
from campaigns.services import results
from tests.campaigns.pledge_cast import circulated
from tests.cast import NOW, START, Season, at
from tests.crowd import crowd
from tests.pages import as_, get, text_of
from units.actors import SYSTEM
from units.choices import Level
from units.models import Cluster, ClusterMembership
from units.services import clusters, people, unions

pytestmark = pytest.mark.usefixtures("in_july")


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("lan", 200), ("quang", 200), ("kim", 200), ("nga", 200), ("vy", 404)]
)
def test_who_sees_cluster_1(season: Season, name: str, status: int) -> None:
    user = season.world.users[name]
    assert get(user, "cluster", season.world.cluster_1.pk).status_code == status
    listed = season.world.cluster_1 in get(user, "clusters").context["page"].object_list
    assert listed == (status == 200)


def test_cluster_of_another_federation_is_not_found(season: Season) -> None:
    other = unions.found_union(
        code="HP",
        name="LĐLĐ thành phố Hải Phòng",
        level=Level.CITY,
        parent=season.world.confederation,
        since=START,
        by=SYSTEM,
        now=NOW,
    )
    there = clusters.found_cluster(code="HP1", name="Cụm 1", owner=other, by=SYSTEM, now=NOW)
    assert get(season.world.quang, "cluster", there.pk).status_code == 404


def test_page_names_the_leading_union_and_the_state_of_each_sheet(season: Season) -> None:
    world = season.world
    season.enter(world.hoang_mai, world.minh, dv="10", kp="5", bc="1")
    sheet = season.sheet(world.hoang_mai)
    results.submit_sheet(participant=sheet, by=world.minh, now=NOW)
    answer = get(world.hoa, "cluster", world.cluster_1.pk)
    page = text_of(answer)
    assert "led by LĐLĐ quận Long Biên in 2024" in page
    assert "Figures are due by the end of 31/7" in page
    assert "1/3 have submitted" in page
    found = {
        r.membership.union.code: (r.sheet.reported, r.sheet.figures, bool(r.sheet.submitted_at), r.may_open)
        for r in answer.context["rows"]
    }
    assert found == {
        "BD": (0, 3, False, True),
        "HM": (3, 3, True, False),
        "LB": (0, 3, False, False),
    }


def test_head_opens_every_sheet_and_is_offered_the_pledge(season: Season) -> None:
    world = season.world
    answer = get(world.lan, "cluster", world.cluster_1.pk)
    assert [r.may_open for r in answer.context["rows"]] == [True, True, True]
    link = reverse("pledge-new", args=[season.campaign.pk])
    assert link in text_of(answer)
    circulated(season)
    assert link not in text_of(get(world.lan, "cluster", world.cluster_1.pk))


def test_members_as_of_a_day(season: Season) -> None:
    world = season.world
    clusters.leave_cluster(
        cluster=world.cluster_1, union=world.ba_dinh, on=date(2024, 3, 1), by=SYSTEM, now=NOW
    )

    def members(**query: str) -> list[str]:
        answer = get(world.quang, "cluster", world.cluster_1.pk, **query)
        return [r.membership.union.code for r in answer.context["rows"]]

    assert members(day="2024-02-29") == ["BD", "HM", "LB"]
    assert members(day="01/03/2024") == ["HM", "LB"]
    assert members(day="hôm qua") == ["HM", "LB"]
    assert members(day="2019-01-01") == []


def test_cluster_that_has_ended_shows_its_last_day(season: Season) -> None:
    cluster = season.world.cluster_1
    ClusterMembership.objects.filter(cluster=cluster).update(valid_to=date(2024, 7, 1))
    answer = get(season.world.quang, "cluster", cluster.pk)
    assert (answer.context["day"], len(answer.context["rows"])) == (date(2024, 6, 30), 3)


def test_history_of_leading_unions(season: Season) -> None:
    world = season.world
    clusters.name_leader(cluster=world.cluster_1, year=2023, leader=world.ba_dinh, by=SYSTEM, now=NOW)
    answer = get(world.hoa, "cluster", world.cluster_1.pk, day="2023-05-01")
    assert [(t.year, t.leader.code) for t in answer.context["terms"]] == [(2024, "LB"), (2023, "BD")]
    assert answer.context["term"].leader == world.ba_dinh
    later = get(world.hoa, "cluster", world.cluster_1.pk, day="2030-05-01")
    assert later.context["term"].year == 2024  # of the phase on the page, where that year has no leader yet


def test_list_names_the_latest_leading_union_with_its_year(season: Season) -> None:
    with time_machine.travel(at(2025, 3, 1), tick=False):
        page = text_of(get(season.world.quang, "clusters"))
    assert 'LĐLĐ quận Long Biên <small class="d-block quiet">in 2024</small>' in page


def test_no_pledge_is_asked_of_an_extract(season: Season) -> None:
    season.campaign.is_extract = True
    season.campaign.save(update_fields=["is_extract"])
    assert get(season.world.lan, "cluster", season.world.cluster_1.pk).context["to_pledge"] is None


@pytest.mark.parametrize("count", [3, 300])
def test_list_takes_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    Cluster.objects.bulk_create(
        Cluster(code=f"K{n}", name=f"Khối {n}", owner=season.world.city) for n in range(count)
    )
    client = as_(season.world.quang)
    client.get(reverse("clusters"))
    with django_assert_num_queries(4):
        answer = client.get(reverse("clusters"))
    assert answer.context["page"].paginator.count == count + 2


@pytest.mark.parametrize("count", [3, 300])
def test_cluster_page_takes_the_same_queries_for_any_number_of_members(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    members = crowd(season, count)
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=season.world.cluster_2, union=u, valid_from=START) for u in members
    )
    where, client = reverse("cluster", args=[season.world.cluster_2.pk]), as_(season.world.quang)
    client.get(where)
    with django_assert_num_queries(11):
        answer = client.get(where)
    assert answer.context["page"].paginator.count == count + 1
    assert len(answer.context["rows"]) == min(50, count + 1)


def test_person_of_a_former_member_still_looks(season: Season) -> None:
    world = season.world
    people.appoint(
        person=world.vy.person,
        union=world.ha_dong,
        title="Cán bộ cũ",
        role="officer",
        since=date(2021, 1, 1),
        until=date(2022, 1, 1),
        by=SYSTEM,
        now=at(2021, 1, 1),
    )
    assert get(world.vy, "cluster", world.cluster_2.pk).status_code == 200


def test_members_without_a_phase_have_no_sheet(season: Season) -> None:
    members = list(ClusterMembership.objects.filter(cluster=season.world.cluster_2))
    rows = member_rows(season.world.nga, season.world.cluster_2, members, None)
    assert rows == [MemberRow(members[0], None, False)]
