"""The page of a launch: what it will do, in numbers, and what stands in its way."""

import pytest
import time_machine

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign
from campaigns.queries.launch import launch_facts
from tests.campaigns.campaign_cast import PHASE_FORM
from tests.cast import CLOSES, NOW, Season, World, make_season
from tests.pages import get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def test_the_launch_says_in_numbers_what_it_does(world: World) -> None:
    season = make_season(world, launched=False)
    facts = get(world.quang, "campaign-launch", season.campaign.pk).context["facts"]
    assert (facts.unions, facts.indicators, facts.people, facts.doubts) == (4, 4, 6, [])
    assert [card.participants for card in facts.phases] == [4]


def test_the_launch_needs_the_box_ticked(world: World) -> None:
    season = make_season(world, launched=False)
    assert post(world.quang, "campaign-launch", season.campaign.pk).status_code == 422
    assert Campaign.objects.get(pk=season.campaign.pk).status == CampaignStatus.DRAFT
    assert post(world.quang, "campaign-launch", season.campaign.pk, understood="on").status_code == 302
    assert Campaign.objects.get(pk=season.campaign.pk).status == CampaignStatus.LAUNCHED
    assert get(world.quang, "campaign-launch", season.campaign.pk).status_code == 302


def test_a_launch_that_is_not_ready_says_what_is_missing_in_place(world: World) -> None:
    season = make_season(world, launched=False)
    post(world.quang, "phase-new", season.campaign.pk, **PHASE_FORM)
    for answer in (
        get(world.quang, "campaign-launch", season.campaign.pk),
        post(world.quang, "campaign-launch", season.campaign.pk, understood="on"),
    ):
        assert "“Đợt 2”" in text_of(answer)
    assert Campaign.objects.get(pk=season.campaign.pk).status == CampaignStatus.DRAFT


def test_doubts_are_told_before_the_launch(world: World) -> None:
    season = make_season(world, launched=False)
    season.phase.participants.update(table=None)
    with time_machine.travel(CLOSES, tick=False):
        facts = get(world.quang, "campaign-launch", season.campaign.pk).context["facts"]
    assert facts.doubts == [
        "Entry of “Đợt 1” ends before now: it will be closed at once, without figures.",
        "4 unions have no scoring table yet and would get no points.",
    ]


def test_a_campaign_without_an_indicator_is_doubted_before_its_launch(season: Season) -> None:
    other = Campaign.objects.create(code="K", name="K", year=2024, owner=season.world.city)
    assert launch_facts(other, NOW).doubts == [
        "The campaign has no indicator: there will be no figures to enter."
    ]
