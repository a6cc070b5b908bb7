"""How many of each award a cluster may propose: set, changed, dropped, and fixed with the close of the round."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from awards.choices import RoundKind
from awards.models import Award, Quota, RuleSet
from awards.services import rounds
from tests.awards.cast import OPENS, nominate, open_with
from tests.awards.round_cast import close, opened, quota_of, said
from tests.cast import Season, World
from units.actors import SYSTEM
from units.models import AuditEvent
from units.services import clusters


def test_a_quota_is_set_and_changed(world: World, award: Award) -> None:
    round = opened(world)
    quota = quota_of(round, award, nominations=3, places=1)
    again = quota_of(round, award, nominations=4)
    assert (quota.pk, again.nominations, again.places) == (again.pk, 4, None)
    events = AuditEvent.objects.filter(verb="set_quota").order_by("pk")
    assert [(e.data["before"], e.data["after"]) for e in events] == [(None, [3, 1]), ([3, 1], [4, None])]


def test_a_quota_needs_an_award_in_force_and_a_cluster_that_takes_part(season: Season, award: Award) -> None:
    world = season.world
    round = opened(world)
    RuleSet.objects.update(effective_to=date(2024, 10, 1))
    with pytest.raises(ValidationError) as error:
        quota_of(round, award)
    assert said(error) == {
        "award": [
            "“Award BK” is not in force on 01/10/2024. Choose the award of the rules that hold on that day."
        ]
    }
    RuleSet.objects.update(effective_to=None)
    foreign = clusters.found_cluster(code="Z", name="Z", owner=world.confederation, by=SYSTEM, now=OPENS)
    on_phase = opened(world, kind=RoundKind.ESTIMATE, phase=close(season))
    for somewhere in (round, on_phase):
        with pytest.raises(ValidationError) as error:
            quota_of(somewhere, award, cluster=foreign)
        assert said(error) == {"cluster": ["“Z” takes no part in this round. Choose another."]}
    season.phase.participants.filter(union=world.ha_dong).update(cluster=foreign)
    assert quota_of(on_phase, award, cluster=foreign).cluster == foreign
    with pytest.raises(ValidationError) as error:
        quota_of(round, award, places=-1)
    assert list(said(error)) == ["places"]


def test_a_quota_leaves_room_for_what_is_nominated(world: World, award: Award) -> None:
    round = open_with(opened(world), award)
    for union in (world.ba_dinh, world.ha_dong):
        nominate(round, award, union)
    with pytest.raises(ValidationError) as error:
        quota_of(round, award, nominations=1)
    assert said(error) == {"nominations": ["There are 2 nominations already. Enter that number or more."]}
    assert quota_of(round, award, cluster=world.cluster_2, nominations=1).nominations == 1
    assert quota_of(round, award, nominations=1).nominations == 1


def test_a_quota_is_dropped_where_nothing_stands_on_it(world: World, award: Award) -> None:
    round = open_with(opened(world), award)
    own = quota_of(round, award, cluster=world.cluster_2, nominations=1)
    rest = Quota.objects.get(cluster=None)
    nominate(round, award, world.ha_dong)
    rounds.drop_quota(quota=own, by=world.quang, now=OPENS)
    with pytest.raises(ValidationError) as error:
        rounds.drop_quota(quota=rest, by=world.quang, now=OPENS)
    assert said(error) == {
        "quota": ["There are nominations under this quota already. They must be taken back first."]
    }
    assert list(Quota.objects.all()) == [rest]
    assert AuditEvent.objects.get(verb="drop_quota").data == {"award": "BK", "cluster": "C2"}


def test_quotas_are_fixed_with_the_close(world: World, award: Award) -> None:
    round = open_with(opened(world), award)
    rounds.close_nominations(round=round, by=world.quang, now=OPENS)
    message = "Nominations of “Round 1” are closed; its quotas no longer change."
    for act in (
        lambda: quota_of(round, award),
        lambda: rounds.drop_quota(quota=Quota.objects.get(), by=SYSTEM, now=OPENS),
    ):
        with pytest.raises(ValidationError) as error:
            act()
        assert said(error) == {"round": [message]}
