"""A year takes no figures: it is no sheet, and nobody is asked, reminded, appraised or shown a deadline for it."""

from typing import Any

import pytest
from django.test import Client

from campaigns.choices import PhaseKind
from campaigns.models import Campaign, Participant, Phase, Result
from campaigns.queries.appraisal import phases_to_appraise
from campaigns.queries.campaign_page import CampaignPage
from campaigns.queries.clusters import part_in_campaigns, phases_of
from campaigns.queries.deadlines import concerned_by_new
from campaigns.queries.drafting import possible_parties
from campaigns.queries.home import (
    clusters_led,
    federation_phases,
    sheets_due,
    sheets_to_come,
    targets_to_register,
)
from campaigns.queries.launch import launch_facts
from campaigns.queries.sheet_list import open_own_sheets, sheet_page
from campaigns.queries.sheets import own_sheet, sheets_of
from campaigns.queries.target_list import TargetList
from campaigns.queries.targets import unions_with_targets
from campaigns.services import campaigns, reminders, results, sheets, targets, trying
from campaigns.services.campaigns import launch_faults
from common.errors import PhaseEnded
from tests.campaigns.years.cast import COMPUTED, ENDS, close, leave, school_year, year_over
from tests.campaigns.years.conftest import Whole
from tests.cast import NOW, Season, after
from units.actors import SYSTEM
from units.scope import scope_of


@pytest.fixture
def begun(whole: Whole) -> Whole:
    """The year's window lies around NOW, as that of a phase in which figures are entered."""
    Phase.objects.filter(pk=whole.year.pk).update(entry_opens_at=after(NOW, days=-1))
    whole.year.refresh_from_db()
    return whole


def numbers(phases: Any) -> list[int]:
    return sorted(phase.number for phase in phases)


def test_a_year_has_no_rows_and_gets_none(whole: Whole) -> None:
    assert not Result.objects.filter(participant__phase=whole.year).exists()
    assert sheets.prepare_sheets(phase=whole.year, by=SYSTEM, now=NOW) == 0
    assert not Result.objects.filter(participant__phase=whole.year).exists()


def test_sets_of_phases_that_take_figures(begun: Whole) -> None:
    assert numbers(Phase.objects.with_figures()) == [1, 2]
    assert numbers(Phase.objects.open_at(NOW)) == [1]
    assert numbers(Phase.objects.earlier_than(begun.year)) == []
    assert numbers(Phase.objects.later_than(begun.second)) == []
    assert numbers(Phase.objects.later_than(begun.first)) == [2]
    assert Participant.objects.with_figures().count() == 8


def test_a_phase_after_the_year_carries_no_year(begun: Whole) -> None:
    Phase.objects.filter(pk=begun.second.pk).update(number=7)
    begun.second.refresh_from_db()
    assert numbers(Phase.objects.earlier_than(begun.second)) == [1]


def test_home_shows_no_sheet_of_a_year(begun: Whole) -> None:
    world = begun.season.world
    hoa, lan, quang = (scope_of(user) for user in (world.hoa, world.lan, world.quang))
    assert [sheet.participant.phase for sheet in sheets_due(hoa, NOW).first] == [begun.first]
    Phase.objects.filter(pk=begun.year.pk).update(entry_opens_at=after(NOW, days=1))
    assert numbers(sheets_to_come(hoa, NOW)) == [2]
    assert [led.phase for led in clusters_led(lan, NOW)] == [begun.first]
    assert numbers(federation_phases(quang)) == [1, 2]
    close(COMPUTED)
    assert numbers(federation_phases(quang)) == [1, 2, 3]


def test_no_target_is_registered_for_a_year(begun: Whole) -> None:
    world, campaign = begun.season.world, begun.season.campaign
    union = school_year(begun.season, world.city).participants.get().union
    assert targets_to_register(scope_of(world.hoa), NOW) == []
    campaigns.edit_year(
        year=begun.year, name="Năm", parts=[(begun.first, 1), (begun.second, 1), (_school(), 1)], closes_at=COMPUTED,
        joins="mean", review_day=None, table=None, by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert begun.year.participants.filter(union=union).exists()
    listed = TargetList(world.quang, campaign)
    assert sorted(listed.unions.values_list("code", flat=True)) == ["BD", "HD", "HM", "LB"]
    assert union not in unions_with_targets(world.quang, campaign)
    with pytest.raises(PhaseEnded):
        targets.require_not_over(campaign, ENDS)


def _school() -> Phase:
    return Phase.objects.get(campaign__code="HN-NH")


def test_lists_of_sheets_have_no_year(begun: Whole) -> None:
    world = begun.season.world
    shown = sheet_page(world.hoa, text="", only_open=False, number="1", now=NOW)
    assert numbers(sheet.phase for sheet in shown) == [1, 2]
    assert numbers(sheet.phase for sheet in open_own_sheets(world.hoa, now=NOW)) == [1]
    place = begun.year.participants.get(union=world.ba_dinh)
    assert own_sheet(world.hoa, place.pk) is None
    assert not sheets_of(world.hoa).filter(pk=place.pk).exists()
    assert numbers(phases_of(world.hoa, world.cluster_1)) == [1, 2]
    assert numbers(sheet.phase for sheet in part_in_campaigns(world.hoa, world.ba_dinh.pk)) == [1, 2]


def test_the_campaigns_page_offers_no_sheet_of_a_year(begun: Whole) -> None:
    page = CampaignPage(begun.season.campaign, begun.season.world.hoa, NOW)
    assert {card.phase.number: card.sheet_id is not None for card in page.phases} == {
        1: True,
        2: True,
        3: False,
    }
    assert page.current is not None
    assert page.current.phase == begun.first
    assert [row.unions for row in page.clusters] == [3, 1]


def test_nothing_of_a_year_is_appraised_reminded_or_tried(begun: Whole) -> None:
    world = begun.season.world
    assert numbers(phases_to_appraise(world.quang)) == [1, 2]
    with pytest.raises(PhaseEnded, match="takes no figures"):
        reminders.remind_units(phase=begun.year, by=world.quang, now=NOW)
    place = begun.year.participants.get(union=world.ba_dinh)
    with pytest.raises(PhaseEnded, match="takes no figures"):
        results.save_figures(participant=place, figures=[], by=world.hoa, now=NOW)
    close(COMPUTED)
    offered = trying.places(begun.season.table, world.quang, "")
    assert {each.pointer.phase.number for each in offered} == {1, 2}


def test_a_launch_asks_no_participants_of_a_year(begun: Whole) -> None:
    Participant.objects.filter(phase=begun.year).delete()
    assert launch_faults(Campaign.objects.get(pk=begun.season.campaign.pk)) == []
    facts = launch_facts(begun.season.campaign, NOW)
    assert (facts.unions, facts.doubts) == (4, [])


def test_who_takes_part_in_a_year_alone_takes_no_part_in_the_campaign(season: Season) -> None:
    world = season.world
    school = school_year(season, world.ha_dong)
    leave(season.phase, world.ha_dong)
    year_over(season, (season.phase, 1), (school, 1))
    assert Participant.objects.filter(phase__campaign=season.campaign, union=world.ha_dong).exists()
    assert world.ha_dong.pk not in concerned_by_new(season.campaign, "").values_list("pk", flat=True)
    assert len(possible_parties(season.campaign, None)) == 1


@pytest.mark.parametrize("name", ["dashboard", "reminders", "appraisal"])
def test_pages_of_figures_do_not_know_a_year(begun: Whole, client: Client, name: str) -> None:
    client.force_login(begun.season.world.quang)
    assert client.get(f"/phases/{begun.first.pk}/{name}/").status_code == 200
    assert client.get(f"/phases/{begun.year.pk}/{name}/").status_code == 404


def test_a_place_in_a_year_is_no_sheet(begun: Whole, client: Client) -> None:
    client.force_login(begun.season.world.quang)
    place = begun.year.participants.first()
    assert client.get(f"/sheets/{place.pk}/").status_code == 404
    assert begun.year.kind == PhaseKind.YEAR
