"""Nominating by name: who may, what is copied beside the reason, quotas, titles."""

from datetime import date

import pytest

from awards.choices import Catalogue, NominationStatus, Origin, Recipient, RoundKind
from awards.models import Award, AwardRound, Nomination, RuleSet
from awards.services import nominations, rounds
from campaigns.models import Standing
from common.errors import PhaseEnded, Refusal
from tests.awards.cast import ENDS, OPENS, fault_of, make_award, make_round, nominate, open_with, register
from tests.awards.round_cast import close
from tests.cast import NOW, Season, World
from units.actors import SYSTEM
from units.models import AuditEvent


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
    season.send(season.world.ba_dinh, season.world.hoa, dv="900", kp="500")
    on_phase = open_with(make_round(season.world, kind=RoundKind.ESTIMATE, phase=close(season)), award)
    made = nominate(on_phase, award, season.world.ba_dinh)
    assert made.participant == season.sheet(season.world.ba_dinh)
    assert (made.points, made.rank, made.is_tied, made.revision) == (66, 1, False, 1)
    silent = nominate(on_phase, award, season.world.hoang_mai)
    assert (silent.participant, silent.points, silent.rank) == (
        season.sheet(season.world.hoang_mai),
        None,
        None,
    )
    Standing.objects.filter(participant=season.sheet(season.world.long_bien)).delete()
    assert nominate(on_phase, award, season.world.long_bien).points is None


def test_a_nomination_needs_a_reason(world: World, round: AwardRound, award: Award) -> None:
    assert fault_of(nominate, round, award, world.ba_dinh, reason=" ") == {
        "reason": ["Write what the nomination is for."]
    }
    assert fault_of(nominate, round, award, world.ba_dinh, reason="x" * 5001) == {
        "reason": ["Please say it in 5.000 letters at most."]
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
            "The quota is full: at most 1 nominations for “Award BK” here."
            " Take one back first, or ask LĐLĐ thành phố Hà Nội."
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
    register(season.campaign, earlier, world.ba_dinh, name="Hoa", key="hoa", now=NOW)
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
