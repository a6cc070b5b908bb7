"""Agreeing a scoring table: by whom, from which state, and only when its criteria fit together."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaigns.choices import TableStatus
from campaigns.models import Criterion, ScoringTable
from campaigns.services.tables import agree_table
from common.errors import Refusal
from tests.cast import NOW, Season, make_criterion
from units.actors import SYSTEM
from units.models import AuditEvent


def status(season: Season) -> int:
    return ScoringTable.objects.get(pk=season.table.pk).status


def press(client: Client, season: Season, name: str) -> int:
    client.force_login(getattr(season.world, name))
    return client.post(reverse("table-agree", args=[season.table.pk])).status_code


def test_staff_of_the_federation_agree_a_table_once(season: Season) -> None:
    for _n in range(2):
        agree_table(table=season.table, by=season.world.quang, now=NOW)
    assert status(season) == TableStatus.AGREED
    event = AuditEvent.objects.get(verb="agree_table")
    assert (event.subject_type, event.subject_id, event.actor_name, event.data) == (
        "campaigns.scoringtable",
        season.table.pk,
        "quang",
        {"version": 1},
    )


@pytest.mark.parametrize("name", ["hoa", "lan", "minh", "nga", "kim", "vy"])
def test_a_table_of_the_whole_campaign_is_not_for_others_to_agree(season: Season, name: str) -> None:
    with pytest.raises(Refusal):
        agree_table(table=season.table, by=getattr(season.world, name), now=NOW)
    assert status(season) == TableStatus.DRAFT


def test_a_cluster_s_own_table_is_agreed_by_the_one_who_signs_for_its_head(season: Season) -> None:
    ScoringTable.objects.update(cluster=season.world.cluster_1)
    for name in ("minh", "mai", "nga"):  # of the deputy union, and an officer who leads another cluster
        with pytest.raises(Refusal):
            agree_table(table=season.table, by=getattr(season.world, name), now=NOW)
    agree_table(table=season.table, by=season.world.lan, now=NOW)
    assert status(season) == TableStatus.AGREED


def test_a_locked_table_no_longer_changes(season: Season) -> None:
    ScoringTable.objects.update(status=TableStatus.LOCKED)
    with pytest.raises(ValidationError, match="no longer changes"):
        agree_table(table=season.table, by=season.world.quang, now=NOW)
    assert status(season) == TableStatus.LOCKED


def test_a_group_must_have_the_sum_of_its_criteria(season: Season) -> None:
    group = make_criterion(season.table, "I", "group", 60, name="Nhóm", order=0)
    season.table.criteria.filter(code__in=("1", "2")).update(parent=group)
    with pytest.raises(ValidationError) as error:
        agree_table(table=season.table, by=season.world.quang, now=NOW)
    assert error.value.message_dict == {
        "table": ["Group “I” has at most 60 points, its criteria together 70. Correct one of them."]
    }
    Criterion.objects.filter(pk=group.pk).update(max_points=Decimal(70))
    agree_table(table=season.table, by=season.world.quang, now=NOW)
    assert status(season) == TableStatus.AGREED


@pytest.mark.parametrize("groups", [0, 2])
def test_a_table_without_a_leaf_is_not_agreed(season: Season, groups: int) -> None:
    season.table.criteria.all().delete()
    for n in range(groups):
        make_criterion(season.table, f"I{n}", "group", 0, name="Nhóm", order=n)
    with pytest.raises(ValidationError, match="no criterion that gives points"):
        agree_table(table=season.table, by=SYSTEM, now=NOW)


def test_the_button_is_there_for_those_who_may_and_goes_when_it_is_done(
    season: Season, client: Client
) -> None:
    place, button = (
        reverse("campaign", args=[season.campaign.pk]),
        reverse("table-agree", args=[season.table.pk]),
    )

    def offered(name: str) -> bool:
        client.force_login(getattr(season.world, name))
        return button in client.get(place).content.decode()

    assert [offered(name) for name in ("quang", "lan", "hoa", "kim")] == [True, False, False, False]
    ScoringTable.objects.update(cluster=season.world.cluster_1)
    assert [offered(name) for name in ("quang", "lan", "nga")] == [True, True, False]
    assert press(client, season, "lan") == 302
    assert (status(season), offered("quang")) == (TableStatus.AGREED, False)


def test_a_fault_is_told_on_the_page(season: Season, client: Client) -> None:
    season.table.criteria.all().delete()
    assert press(client, season, "quang") == 302
    told = client.get(reverse("campaign", args=[season.campaign.pk])).content.decode()
    assert "no criterion that gives points" in told
    assert status(season) == TableStatus.DRAFT
