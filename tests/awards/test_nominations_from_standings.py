"""Nominating the best of each cluster from the standings."""

from typing import Any

import pytest
from django.db import connection

from awards.choices import Catalogue, Recipient, RoundKind
from awards.models import Award, AwardRound, Nomination
from awards.services import nominations, rounds
from campaigns.services import results
from common.errors import Refusal
from tests.awards.cast import OPENS, fault_of, make_award, make_round, open_with, register
from tests.awards.round_cast import close
from tests.cast import CLOSES, Season, after
from units.actors import SYSTEM
from units.models import AuditEvent
from units.services import jobs

#: An advisory lock is a statement on PostgreSQL.
LOCKS = 1 if connection.vendor == "postgresql" else 0


@pytest.fixture
def ranked(season: Season) -> Season:
    """Ba Dinh first, Long Bien and Hoang Mai equal second in cluster 1; Ha Dong alone in cluster 2."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="900")
    for union, officer in (
        (world.long_bien, world.lan),
        (world.hoang_mai, world.minh),
        (world.ha_dong, world.nga),
    ):
        season.send(union, officer, bc="0")
    close(season)
    return season


def best(round: AwardRound, award: Award, count: int, **fields: Any) -> int:
    given = {"by": SYSTEM, "now": OPENS, **fields}
    return nominations.nominate_from_standings(round=round, award=award, best=count, **given)


def test_a_union_that_sent_nothing_is_not_nominated(season: Season, award: Award) -> None:
    season.send(season.world.ba_dinh, season.world.hoa, dv="900")
    close(season)
    on_phase = open_with(make_round(season.world, kind=RoundKind.ESTIMATE, phase=season.phase), award)
    assert best(on_phase, award, 10) == 1
    assert Nomination.objects.get().union == season.world.ba_dinh


def test_the_best_of_each_cluster_are_nominated_once(ranked: Season, award: Award) -> None:
    world = ranked.world
    on_phase = open_with(make_round(world, kind=RoundKind.ESTIMATE, phase=ranked.phase), award)
    assert best(on_phase, award, 1, by=world.quang) == 2
    assert best(on_phase, award, 1) == 0
    rows = Nomination.objects.order_by("cluster__order", "cluster__code").values_list(
        "union",
        "name",
        "cluster",
        "points",
        "rank",
        "is_tied",
        "origin",
        "name_key",
        "reason",
        "nominated_by",
    )
    reason = "Among the best 1 of its cluster in “Đợt 1”."
    assert list(rows) == [
        (
            world.ba_dinh.pk,
            "LĐLĐ quận Ba Đình",
            world.cluster_1.pk,
            36,
            1,
            False,
            "standing",
            "",
            reason,
            world.quang.pk,
        ),
        (
            world.ha_dong.pk,
            "LĐLĐ quận Hà Đông",
            world.cluster_2.pk,
            0,
            1,
            False,
            "standing",
            "",
            reason,
            world.quang.pk,
        ),
    ]
    assert best(on_phase, award, 2) == 2
    assert [
        e.data["count"] for e in AuditEvent.objects.filter(verb="nominate_from_standings").order_by("pk")
    ] == [2, 0, 2]


def test_nominations_from_the_standings_say_the_revision_of_their_cluster(
    ranked: Season, award: Award
) -> None:
    world, late = ranked.world, after(CLOSES, days=1)
    figure = ranked.figure(world.hoang_mai, "TD", "20")
    results.judge_figures(
        participant=ranked.sheet(world.hoang_mai), figures=[figure], by=world.quang, now=late
    )
    jobs.run_all(now=late)
    on_phase = open_with(make_round(world, kind=RoundKind.ESTIMATE, phase=ranked.phase), award)
    best(on_phase, award, 1)
    found = on_phase.nominations.order_by("cluster__code").values_list("cluster__code", "rank", "revision")
    assert list(found) == [("C1", 1, 2), ("C2", 1, 1)]


def test_equals_are_nominated_together_or_not_at_all(ranked: Season, award: Award) -> None:
    world = ranked.world
    on_phase = open_with(make_round(world, kind=RoundKind.ESTIMATE, phase=ranked.phase), award)
    rounds.set_quota(
        round=on_phase, award=award, cluster=world.cluster_1, nominations=2, by=SYSTEM, now=OPENS
    )
    assert best(on_phase, award, 2) == 2
    assert set(Nomination.objects.values_list("union", flat=True)) == {world.ba_dinh.pk, world.ha_dong.pk}
    rounds.set_quota(
        round=on_phase, award=award, cluster=world.cluster_1, nominations=3, by=SYSTEM, now=OPENS
    )
    assert best(on_phase, award, 2) == 2


def test_taking_from_the_standings_costs_the_same_for_any_number_of_pools(
    ranked: Season, django_assert_num_queries: Any
) -> None:
    world = ranked.world
    first, second = make_award("A1"), make_award("A2")
    on_phase = open_with(
        make_round(world, kind=RoundKind.ESTIMATE, phase=ranked.phase), first, second, nominations=9
    )
    for cluster in (world.cluster_1, world.cluster_2):
        rounds.set_quota(round=on_phase, award=second, cluster=cluster, nominations=9, by=SYSTEM, now=OPENS)
    for award in (first, second):
        with django_assert_num_queries(8 + LOCKS):  # with the savepoint of the test
            assert best(on_phase, award, 3) == 4


def test_without_a_pool_for_the_rest_only_clusters_with_a_quota_are_considered(
    ranked: Season, award: Award
) -> None:
    on_phase = make_round(ranked.world, kind=RoundKind.ESTIMATE, phase=ranked.phase)
    open_with(on_phase, award, cluster=ranked.world.cluster_2)
    assert best(on_phase, award, 3) == 1
    assert Nomination.objects.get().union == ranked.world.ha_dong


def test_a_title_is_taken_from_the_standings_of_who_registered(ranked: Season) -> None:
    world = ranked.world
    title = make_award("TT", catalogue=Catalogue.TITLE)
    on_phase = open_with(make_round(world, kind=RoundKind.ESTIMATE, phase=ranked.phase), title)
    register(ranked.campaign, title, world.ha_dong, now=CLOSES)
    assert best(on_phase, title, 3) == 1
    assert Nomination.objects.get().union == world.ha_dong


def test_what_cannot_be_taken_from_standings(ranked: Season, round: AwardRound, award: Award) -> None:
    on_phase = open_with(make_round(ranked.world, kind=RoundKind.ESTIMATE, phase=ranked.phase), award)
    with pytest.raises(Refusal):
        best(on_phase, award, 1, by=ranked.world.hoa)
    assert fault_of(best, round, award, 1) == {"round": ["A spot round has no standings. Nominate by name."]}
    assert fault_of(best, on_phase, make_award("P", recipient=Recipient.PERSON), 1) == {
        "award": ["Standings rank unions. Choose an award for collectives."]
    }
    assert fault_of(best, on_phase, award, 0) == {"best": ["Enter how many of each cluster, 1 or more."]}
    assert fault_of(best, on_phase, make_award("Q"), 1) == {
        "award": ["This round does not consider that award. Set a quota first."]
    }
