"""Agreeing a scoring table: by whom, from which state, and only when its criteria fit together."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaigns.choices import TableStatus
from campaigns.models import Criterion, ScoringTable
from campaigns.services.tables import agree_table, approve_table
from common.errors import Refusal
from tests.cast import NOW, Season, make_criterion
from tests.pages import text_of
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
        {"version": 1, "signed": [], "replaced": [], "moved": 0},
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


def test_a_fault_is_told_on_the_page_and_the_table_stays_a_draft(season: Season, client: Client) -> None:
    season.table.criteria.all().delete()
    client.force_login(season.world.quang)
    place = reverse("table-agree", args=[season.table.pk])
    for answer, code in ((client.get(place), 200), (client.post(place), 422)):
        page = answer.content.decode()
        assert (answer.status_code, "no criterion that gives points" in page) == (code, True)
        assert "Put 1 fault right before the table is agreed" in page
        assert 'method="post"' not in page.split('id="main"')[-1]
    assert status(season) == TableStatus.DRAFT


# --- Warnings are signed ----------------------------------------------------------------------------------------------
WARNING = "Criterion “4” is judged, and nobody is named who judges it."


def unnamed(season: Season) -> None:
    season.table.criteria.filter(code="4").update(judged_by="")


def test_a_warning_is_signed_before_a_table_is_agreed_and_is_kept_with_it(season: Season) -> None:
    unnamed(season)
    for signed in ([], ["Something else"]):
        with pytest.raises(ValidationError) as error:
            agree_table(table=season.table, by=season.world.quang, now=NOW, signed=signed)
        assert error.value.message_dict == {
            "signed": [f"Please read and sign each warning before the table is agreed: {WARNING}"]
        }
    agree_table(table=season.table, by=season.world.quang, now=NOW, signed=[WARNING, "Something else"])
    table = ScoringTable.objects.get(pk=season.table.pk)
    assert (table.signed_warnings, table.agreed_by, table.agreed_at) == ([WARNING], season.world.quang, NOW)


def test_the_page_asks_to_tick_each_warning_and_shows_afterwards_who_signed_what(
    season: Season, client: Client
) -> None:
    unnamed(season)
    client.force_login(season.world.quang)
    place = reverse("table-agree", args=[season.table.pk])
    assert WARNING in client.get(place).content.decode()
    answer = client.post(place)
    assert answer.status_code == 422
    assert "Tick each warning that stands here, or correct the table first." in answer.content.decode()
    answer = client.post(place, {"signed": ["Something else"]})
    assert "The table has changed meanwhile. Please read its warnings again." in answer.content.decode()
    assert status(season) == TableStatus.DRAFT
    assert client.post(place, {"signed": [WARNING]}).status_code == 302
    page = text_of(client.get(reverse("campaign", args=[season.campaign.pk])))
    for words in ("Agreed by Quang on", "Signed with these warnings:", WARNING):
        assert words in page


# --- Approval ---------------------------------------------------------------------------------------------------------
def test_the_federation_approves_what_is_agreed_once(season: Season) -> None:
    with pytest.raises(ValidationError, match="not agreed yet"):
        approve_table(table=season.table, by=season.world.quang, now=NOW)
    ScoringTable.objects.update(cluster=season.world.cluster_1)
    agree_table(table=season.table, by=season.world.lan, now=NOW)
    with pytest.raises(Refusal, match="A scoring table is approved by LĐLĐ thành phố Hà Nội"):
        approve_table(table=season.table, by=season.world.lan, now=NOW)
    for _n in range(2):
        approve_table(table=season.table, by=season.world.quang, now=NOW)
    table = ScoringTable.objects.get(pk=season.table.pk)
    assert (table.status, table.approved_by, table.agreed_by) == (
        TableStatus.APPROVED, season.world.quang, season.world.lan,
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb="approve_table").count() == 1
    agree_table(table=season.table, by=season.world.quang, now=NOW)
    assert status(season) == TableStatus.APPROVED


@pytest.mark.parametrize("state", [TableStatus.LOCKED, TableStatus.SUPERSEDED])
def test_what_is_in_use_or_replaced_is_neither_agreed_nor_approved(season: Season, state: int) -> None:
    ScoringTable.objects.update(status=state)
    for act in (agree_table, approve_table):
        with pytest.raises(ValidationError):
            act(table=season.table, by=season.world.quang, now=NOW)
    assert status(season) == state


def test_the_page_offers_the_approval_to_the_federation_and_asks_first(
    season: Season, client: Client
) -> None:
    ScoringTable.objects.update(
        cluster=season.world.cluster_1, status=TableStatus.AGREED, signed_warnings=["Một"]
    )
    place = reverse("table-approve", args=[season.table.pk])
    offered = {}
    for name in ("quang", "lan", "hoa"):
        client.force_login(getattr(season.world, name))
        page = client.get(reverse("campaign", args=[season.campaign.pk])).content.decode()
        offered[name] = (place in page, client.get(place).status_code)
    assert offered == {"quang": (True, 200), "lan": (False, 403), "hoa": (False, 403)}
    client.force_login(season.world.quang)
    assert "It was agreed with 1 signed warning." in text_of(client.get(place))
    assert client.post(place).status_code == 302
    assert status(season) == TableStatus.APPROVED
    assert client.get(reverse("campaign", args=[season.campaign.pk])).content.decode().count(place) == 0
