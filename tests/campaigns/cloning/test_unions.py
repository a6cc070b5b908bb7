"""Who takes part next year: last year's unions, as the tree and the clusters will be."""

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.queries.cloning import left_lines, to_see_to
from campaigns.queries.cloning.unions import Said
from tests.campaigns.cloning.cast import AUTUMN, make, planned
from tests.cast import Season
from tests.crowd import crowd
from units.actors import SYSTEM
from units.models import Affiliation, ClusterMembership, Union
from units.services import clusters

JANUARY = date(2025, 1, 1)


def left(season: Season) -> list[Said]:
    """Who is left out of the phase, and why."""
    return planned(season).phases[0].unions.left


def moved(season: Season) -> list[Said]:
    """Whose cluster is another."""
    return planned(season).phases[0].unions.moved


def codes(season: Season, **more: Any) -> list[str]:
    """Who takes part in the new campaign, by code."""
    rows = make(season, **more).phases.get().participants.order_by("union__code")
    return list(rows.values_list("union__code", flat=True))


def test_a_union_that_is_dissolved_by_then_is_left_out_and_said(season: Season) -> None:
    Union.objects.filter(code="BD").update(dissolved_on=JANUARY)
    assert left(season) == [Said("LĐLĐ quận Ba Đình", "dissolved on 01/01/2025")]
    assert codes(season) == ["HD", "HM", "LB"]


def test_a_union_that_is_dissolved_later_takes_part(season: Season) -> None:
    Union.objects.filter(code="BD").update(dissolved_on=date(2025, 1, 2))
    assert (left(season), codes(season)) == ([], ["BD", "HD", "HM", "LB"])


def test_a_union_that_left_the_tree_by_then_is_left_out_and_said(season: Season) -> None:
    Affiliation.objects.filter(union__code="HM").update(valid_to=date(2024, 12, 1))
    assert left(season) == [Said("LĐLĐ quận Hoàng Mai", "left the organisation on 01/12/2024")]
    assert codes(season) == ["BD", "HD", "LB"]


def test_a_union_that_passed_to_another_federation_is_left_out_and_said(season: Season) -> None:
    world = season.world
    place = Affiliation.objects.get(union=world.confederation)
    Affiliation.objects.filter(union=world.hoang_mai).update(
        path=f"{place.path}{world.hoang_mai.pk}/", parent=world.confederation
    )
    assert left(season) == [Said("LĐLĐ quận Hoàng Mai", "no longer belongs to this federation on 01/01/2025")]


def test_the_day_is_that_of_the_new_phase_as_it_was_typed(season: Season) -> None:
    Union.objects.filter(code="BD").update(dissolved_on=date(2025, 2, 1))
    later = {season.phase.pk: {"period_from": date(2025, 3, 1)}}
    plan = planned(season, dates=later)
    assert [said.name for said in plan.phases[0].unions.left] == ["LĐLĐ quận Ba Đình"]


def test_a_union_that_changed_its_cluster_stands_in_the_new_one(season: Season) -> None:
    world = season.world
    ClusterMembership.objects.filter(union=world.hoang_mai).update(valid_to=JANUARY)
    clusters.join_cluster(
        cluster=world.cluster_2, union=world.hoang_mai, since=JANUARY, by=SYSTEM, now=AUTUMN
    )
    assert moved(season) == [
        Said("LĐLĐ quận Hoàng Mai", "moves from “Cụm thi đua số 1” to “Cụm thi đua số 2”")
    ]
    place = make(season).phases.get().participants.get(union=world.hoang_mai)
    assert (place.cluster, place.table.code if place.table else "") == (world.cluster_2, "B1")


def test_a_union_that_is_in_no_cluster_any_more_stands_in_none(season: Season) -> None:
    ClusterMembership.objects.filter(union=season.world.hoang_mai).update(valid_to=JANUARY)
    assert moved(season) == [Said("LĐLĐ quận Hoàng Mai", "no longer in “Cụm thi đua số 1”, and in no other")]
    assert make(season).phases.get().participants.get(union=season.world.hoang_mai).cluster is None


def test_a_cluster_that_the_campaign_alone_gave_is_kept(season: Season) -> None:
    ClusterMembership.objects.filter(union=season.world.hoang_mai).delete()
    assert moved(season) == []
    assert (
        make(season).phases.get().participants.get(union=season.world.hoang_mai).cluster
        == season.world.cluster_1
    )


def test_a_clusters_own_table_stays_with_its_cluster(season: Season) -> None:
    world = season.world
    season.table.cluster = world.cluster_1
    season.table.save()
    ClusterMembership.objects.filter(union=world.hoang_mai).update(valid_to=JANUARY)
    places = make(season).phases.get().participants
    assert places.get(union=world.hoang_mai).table is None
    assert places.get(union=world.ba_dinh).table is not None


def test_members_that_took_no_part_are_said_and_taken_where_somebody_wants_it(season: Season) -> None:
    season.phase.participants.get(union=season.world.hoang_mai).results.all().delete()
    season.phase.participants.filter(union=season.world.hoang_mai).delete()
    assert [line.words for line in to_see_to(planned(season))] == [
        "1 member of these clusters took no part last time",
        "Of 2 clusters the leading union of 2025 is not named yet",
    ]
    assert codes(season) == ["BD", "HD", "LB"]
    assert codes(season, code="HN-2025-B", newcomers=True) == ["BD", "HD", "HM", "LB"]


def test_where_nobody_is_left_it_is_said(season: Season) -> None:
    Affiliation.objects.exclude(union__code__in=("TLD", "HN")).update(valid_to=date(2024, 12, 1))
    assert "Nobody takes part in “Đợt 1” yet" in [line.words for line in to_see_to(planned(season))]
    assert any("4 unions that do not take part then" in line.words for line in left_lines(planned(season)))


def test_a_plan_asks_as_much_for_4_unions_as_for_304(season: Season) -> None:
    counts = []
    planned(season)  # the reader's posts are read once
    for more in (0, 300):
        crowd(season, more)
        with CaptureQueriesContext(connection) as asked:
            assert len(planned(season).taking) == 4 + more
        counts.append(len(asked))
    assert counts == [counts[0]] * 2
