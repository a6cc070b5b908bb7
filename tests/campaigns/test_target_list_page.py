"""The list of unions with targets: from where it is reached, whose it shows, what it counts, how it is searched."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import TargetKind
from campaigns.models import Campaign, Participant, Target
from campaigns.services.targets import set_targets
from tests.campaigns.pledge_cast import circulated, draft
from tests.cast import NOW, START, Season
from tests.pages import as_, get, text_of
from units.actors import SYSTEM
from units.services import unions

pytestmark = pytest.mark.usefixtures("in_july")


def shown(answer: Any) -> dict[str, tuple[int, int, int]]:
    return {row.union.code: (row.assigned, row.registered, row.total) for row in answer.context["rows"]}


def test_staff_see_every_union_that_takes_part_with_its_counts(season: Season) -> None:
    answer = get(season.world.quang, "target-list", season.campaign.pk)
    assert sorted(shown(answer)) == ["BD", "HD", "HM", "LB"]
    assert shown(answer)["BD"][1:] == (2, 2)
    held = Target.objects.filter(union=season.world.ba_dinh, indicator=season.indicators["DV"])
    held.update(is_current=False)
    answer = get(season.world.quang, "target-list", season.campaign.pk)
    assert shown(answer)["BD"][1] == 1
    assert "1 has not registered all" in text_of(answer)


def test_the_head_of_the_cluster_sees_the_cluster(season: Season) -> None:
    answer = get(season.world.lan, "target-list", season.campaign.pk)
    assert sorted(shown(answer)) == ["BD", "HM", "LB"]


def test_whoever_reads_one_unions_targets_alone_is_led_to_them(season: Season) -> None:
    answer = get(season.world.nga, "target-list", season.campaign.pk)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("targets", args=[season.campaign.pk, season.world.ha_dong.pk])


def test_the_list_is_searched_and_narrowed(season: Season) -> None:
    where = reverse("target-list", args=[season.campaign.pk])
    client = as_(season.world.quang)
    assert list(shown(client.get(f"{where}?q=ba+dinh"))) == ["BD"]
    set_targets(
        campaign=season.campaign, union=season.world.ba_dinh, kind=TargetKind.ASSIGNED,
        values={season.indicators["DV"]: 1000}, by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert "BD" not in shown(client.get(f"{where}?show=unassigned"))
    nothing = client.get(f"{where}?q=khong+co+don+vi+nao")
    assert "No union was found" in text_of(nothing)


def test_the_campaign_the_union_and_the_pledge_lead_to_targets(season: Season) -> None:
    world, campaign = season.world, season.campaign
    whole, own = (
        reverse("target-list", args=[campaign.pk]),
        reverse("targets", args=[campaign.pk, world.ba_dinh.pk]),
    )
    for name in ("quang", "hoa", "lan"):
        assert whole in get(world.users[name], "campaign", campaign.pk).content.decode()
        assert own in get(world.users[name], "unit", world.ba_dinh.pk).content.decode()
    pledge = circulated(season)
    assert own in get(world.hoa, "pledge", pledge.pk).content.decode()


def test_a_pledge_leads_nobody_to_targets_that_are_not_for_them(season: Season) -> None:
    world = season.world
    pledge = draft(season)
    for name in ("hung", "minh", "quang"):
        page = get(world.users[name], "pledge", pledge.pk)
        for union in (world.ba_dinh, world.long_bien, world.hoang_mai):
            where = reverse("targets", args=[season.campaign.pk, union.pk])
            assert (where in page.content.decode()) is (as_(world.users[name]).get(where).status_code == 200)


def test_any_number_of_unions_takes_the_same_queries(season: Season, django_assert_num_queries: Any) -> None:
    client, where = as_(season.world.quang), reverse("target-list", args=[season.campaign.pk])
    client.get(where)
    with django_assert_num_queries(8):
        assert len(client.get(where).context["rows"]) == 4
    for n in range(300):
        union = unions.found_union(
            code=f"N{n}",
            name=f"CĐCS {n}",
            level="grassroots",
            parent=season.world.city,
            since=START,
            by=SYSTEM,
            now=NOW,
        )
        Participant.objects.create(phase=season.phase, union=union, table=season.table)
    with django_assert_num_queries(8):
        page = client.get(where)
    assert (len(page.context["rows"]), page.context["counts"]["all"]) == (30, 304)


def test_a_draft_shows_its_list_to_its_staff_alone(season: Season) -> None:
    Campaign.objects.filter(pk=season.campaign.pk).update(status=10, launched_at=None)
    assert get(season.world.hoa, "target-list", season.campaign.pk).status_code == 404
    assert get(season.world.quang, "target-list", season.campaign.pk).status_code == 200
