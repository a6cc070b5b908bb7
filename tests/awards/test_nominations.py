"""Nominating: who may, what is copied beside the reason, quotas, and the best of the standings."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from awards.choices import Catalogue, NominationStatus, Origin, Recipient, RoundKind
from awards.models import Award, AwardRound, Nomination, Registration, RuleSet
from awards.services import nominations, rounds
from campaigns.models import Standing
from campaigns.services import results
from common.errors import PhaseEnded, Refusal
from tests.awards.cast import ENDS, OPENS, make_award, make_round, nominate, open_with
from tests.awards.test_rounds import close
from tests.cast import CLOSES, NOW, Season, World, after
from units.actors import SYSTEM
from units.models import AuditEvent
from units.services import jobs

#: An advisory lock is a statement on PostgreSQL.
LOCKS = 1 if connection.vendor == "postgresql" else 0


@pytest.fixture
def award(world: World) -> Award:
    return make_award("BK")


@pytest.fixture
def round(world: World, award: Award) -> AwardRound:
    """A spot round that takes nominations for the award."""
    return open_with(make_round(world), award)


def fault_of(act: Any, *args: Any, **fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act(*args, **fields)
    return error.value.message_dict


def test_a_union_is_nominated_by_its_staff_and_from_above(
    world: World, round: AwardRound, award: Award
) -> None:
    first = nominate(round, award, world.ba_dinh, by=world.hoa, reason="  Good work ")
    assert (first.name, first.name_key, first.reason, first.origin) == (
        "LĐLĐ quận Ba Đình",
        "",
        "Good work",
        Origin.UNION,
    )
    assert (first.cluster, first.participant, first.points, first.rank) == (world.cluster_1, None, None, None)
    assert nominate(round, award, world.long_bien, by=world.quang).nominated_by == world.quang
    assert AuditEvent.objects.filter(verb="nominate").count() == 2


def test_others_do_not_nominate(world: World, round: AwardRound, award: Award) -> None:
    for user in (world.minh, world.kim, world.vy):
        with pytest.raises(Refusal) as error:
            nominate(round, award, world.ba_dinh, by=user)
        assert error.value.reason == (
            "Only staff of LĐLĐ quận Ba Đình, or of a union above it, may nominate here. Please ask them."
        )
    assert fault_of(nominate, round, award, world.confederation) == {
        "union": ["“Tổng LĐLĐ Việt Nam” does not belong to LĐLĐ thành phố Hà Nội. Choose another union."]
    }


def test_verified_figures_stand_beside_the_reason(season: Season, award: Award) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="900", kp="500")
    on_phase = open_with(make_round(season.world, kind=RoundKind.ESTIMATE, phase=close(season)), award)
    made = nominate(on_phase, award, season.world.ba_dinh)
    assert made.participant == season.sheet(season.world.ba_dinh)
    assert (made.points, made.rank, made.is_tied, made.revision) == (66, 1, False, 1)
    Standing.objects.filter(participant=season.sheet(season.world.long_bien)).delete()
    assert nominate(on_phase, award, season.world.long_bien).points is None


def test_a_nomination_needs_a_reason(world: World, round: AwardRound, award: Award) -> None:
    assert fault_of(nominate, round, award, world.ba_dinh, reason=" ") == {
        "reason": ["Write what the nomination is for."]
    }
    assert fault_of(nominate, round, award, world.ba_dinh, reason="x" * 5001) == {
        "reason": ["The reason is longer than 5,000 characters. Please shorten it."]
    }


def test_nobody_is_nominated_twice(world: World, round: AwardRound, award: Award) -> None:
    nominate(round, award, world.ba_dinh)
    assert fault_of(nominate, round, award, world.ba_dinh) == {
        "name": ["LĐLĐ quận Ba Đình is nominated for this already."]
    }


def test_the_round_considers_what_it_has_a_quota_for(world: World, round: AwardRound, award: Award) -> None:
    assert fault_of(nominate, round, make_award("GK"), world.ba_dinh) == {
        "award": ["“Round 1” does not consider “Award GK” here. Choose another award."]
    }
    world.cluster_1.memberships.all().delete()
    rounds.set_quota(round=round, award=award, cluster=world.cluster_2, by=SYSTEM, now=OPENS)
    rounds.drop_quota(quota=round.quotas.get(cluster=None), by=SYSTEM, now=OPENS)
    assert list(fault_of(nominate, round, award, world.ba_dinh)) == ["award"]
    assert nominate(round, award, world.ha_dong).cluster == world.cluster_2


def test_a_nomination_over_quota_is_refused(world: World, round: AwardRound, award: Award) -> None:
    rounds.set_quota(round=round, award=award, cluster=world.cluster_1, nominations=1, by=SYSTEM, now=OPENS)
    rounds.set_quota(round=round, award=award, nominations=1, by=SYSTEM, now=OPENS)
    nominate(round, award, world.ba_dinh)
    assert fault_of(nominate, round, award, world.long_bien) == {
        "award": [
            "The quota is full: at most 1 nominations for “Award BK” here. Take one back first, or ask LĐLĐ thành phố Hà Nội."
        ]
    }
    nominate(round, award, world.ha_dong)
    assert list(fault_of(nominate, round, award, world.city)) == ["award"]


def test_a_title_is_for_who_registered_by_the_code_of_the_award(season: Season) -> None:
    world = season.world
    title = make_award("CSTD", catalogue=Catalogue.TITLE, recipient=Recipient.PERSON)
    on_phase = open_with(make_round(world, kind=RoundKind.ESTIMATE, phase=close(season)), title)
    assert fault_of(nominate, on_phase, title, world.ba_dinh, name="Hoa") == {
        "award": [
            "Hoa is not registered for “Award CSTD”. Only who registered at the start is considered for a title;"
            " a form of commendation is open to all."
        ]
    }
    before = RuleSet.objects.create(
        code="R0", title="Before", number="1689/QĐ-TLĐ", issuer="TLĐ", effective_from=date(2019, 11, 12)
    )
    earlier = make_award("CSTD-OLD", catalogue=Catalogue.TITLE, recipient=Recipient.PERSON)
    Registration.objects.create(
        campaign=season.campaign,
        award=earlier,
        union=world.ba_dinh,
        name="Hoa",
        name_key="hoa",
        registered_at=NOW,
    )
    assert list(fault_of(nominate, on_phase, title, world.ba_dinh, name="Hoa")) == ["award"]
    Award.objects.filter(pk=earlier.pk).update(rule_set=before, code="CSTD")
    assert nominate(on_phase, title, world.ba_dinh, name="HOA").name == "HOA"


def test_a_spot_round_without_a_campaign_considers_no_title(world: World) -> None:
    title = make_award("TT", catalogue=Catalogue.TITLE)
    spot = open_with(make_round(world), title)
    assert list(fault_of(nominate, spot, title, world.ba_dinh)) == ["award"]


def test_nominations_are_taken_while_the_round_is_open(world: World, round: AwardRound, award: Award) -> None:
    draft = make_round(world, name="Draft")
    with pytest.raises(PhaseEnded) as early:
        nominate(draft, award, world.ba_dinh)
    assert early.value.reason == ("“Draft” does not take nominations yet. Please ask LĐLĐ thành phố Hà Nội.")
    with pytest.raises(PhaseEnded) as late:
        nominate(round, award, world.ba_dinh, now=ENDS)
    assert late.value.reason == (
        "“Round 1” took nominations until 30/09/2024. To add or take back one, please ask LĐLĐ thành phố Hà Nội."
    )


def test_a_nomination_is_taken_back_once_and_makes_room(
    world: World, round: AwardRound, award: Award
) -> None:
    made = nominate(round, award, world.ba_dinh)
    with pytest.raises(Refusal):
        nominations.withdraw_nomination(nomination=made, by=world.minh, now=OPENS)
    taken = [nominations.withdraw_nomination(nomination=made, by=world.hoa, now=OPENS) for _ in range(2)]
    assert taken == [True, False]
    assert Nomination.objects.get().status == NominationStatus.WITHDRAWN
    assert nominate(round, award, world.ba_dinh).status == NominationStatus.NOMINATED
    assert AuditEvent.objects.filter(verb="withdraw_nomination").count() == 1


# --- From the standings -------------------------------------------------------------------------------------------
@pytest.fixture
def ranked(season: Season) -> Season:
    """Ba Dinh first, Long Bien and Hoang Mai equal second in cluster 1; Ha Dong alone in cluster 2."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="900")
    close(season)
    return season


def best(round: AwardRound, award: Award, count: int, **fields: Any) -> int:
    given = {"by": SYSTEM, "now": OPENS, **fields}
    return nominations.nominate_from_standings(round=round, award=award, best=count, **given)


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
        (world.ba_dinh.pk, "LĐLĐ quận Ba Đình", world.cluster_1.pk, 36, 1, False, "standing", "", reason, world.quang.pk),
        (world.ha_dong.pk, "LĐLĐ quận Hà Đông", world.cluster_2.pk, 0, 1, False, "standing", "", reason, world.quang.pk),
    ]  # fmt: skip
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
    Registration.objects.create(
        campaign=ranked.campaign,
        award=title,
        union=world.ha_dong,
        name="x",
        name_key="",
        registered_at=CLOSES,
    )
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
