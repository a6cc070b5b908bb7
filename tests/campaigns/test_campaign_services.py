"""Preparing and launching a campaign: what is refused, what happens once, what races decide."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import CampaignStatus, ContentKind, PhaseStatus
from campaigns.models import Campaign, Indicator, Result
from campaigns.services import campaigns, closing, sheets
from common.errors import Conflict, Refusal
from tests.campaigns.campaign_cast import PERIOD, draft, fields_of, phase_of
from tests.cast import CLOSES, NOW, Season, World, after, make_season
from units.actors import SYSTEM
from units.models import AuditEvent, Notice


# --- The campaign -------------------------------------------------------------------------------------------------
def test_a_code_in_use_is_refused(world: World) -> None:
    draft(world)
    with pytest.raises(ValidationError) as error:
        draft(world)
    assert fields_of(error) == ["code"]


def test_a_value_that_does_not_fit_is_refused_by_field(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        draft(world, kind="monthly", source="x" * 301)
    assert fields_of(error) == ["kind", "source"]
    assert Campaign.objects.count() == 0


@pytest.mark.parametrize("name", ["hoa", "kim", "vy"])
def test_only_staff_prepare_a_campaign_of_their_union(world: World, name: str) -> None:
    with pytest.raises(Refusal):
        campaigns.create_campaign(
            code="X", name="X", year=2025, owner=world.city, by=getattr(world, name), now=NOW
        )


def test_a_cycle_of_parents_is_refused(world: World) -> None:
    top = draft(world, "A")
    middle = draft(world, "B", parent=top)
    lowest = draft(world, "C", parent=middle)
    for parent in (top, middle, lowest):
        with pytest.raises(ValidationError) as error:
            campaigns.edit_campaign(campaign=top, parent=parent, by=world.quang, now=NOW)
        assert fields_of(error) == ["parent"]
    campaigns.edit_campaign(campaign=lowest, parent=top, by=world.quang, now=NOW)
    assert Campaign.objects.get(pk=lowest.pk).parent == top


def test_the_parent_is_looked_up_as_it_is_now(world: World) -> None:
    first, second = draft(world, "A"), draft(world, "B")
    stale = Campaign.objects.get(pk=second.pk)
    campaigns.edit_campaign(campaign=second, parent=first, by=world.quang, now=NOW)
    with pytest.raises(ValidationError) as error:
        campaigns.edit_campaign(campaign=first, parent=stale, by=world.quang, now=NOW)
    assert fields_of(error) == ["parent"]


def test_an_edit_over_somebody_elses_is_refused_and_changes_nothing(world: World) -> None:
    campaign = draft(world)
    seen = campaigns.fingerprint(Campaign.objects.get(pk=campaign.pk))
    campaigns.edit_campaign(campaign=campaign, theme="Của người thứ nhất", seen=seen, by=world.quang, now=NOW)
    with pytest.raises(Conflict):
        campaigns.edit_campaign(
            campaign=campaign, theme="Của người thứ hai", seen=seen, by=world.quang, now=NOW
        )
    assert Campaign.objects.get(pk=campaign.pk).theme == "Của người thứ nhất"


def test_an_edit_leaves_before_and_after(world: World) -> None:
    campaign = draft(world, theme="Cũ")
    campaigns.edit_campaign(campaign=campaign, theme="Mới", by=world.quang, now=NOW)
    campaigns.edit_campaign(campaign=campaign, theme="Mới", by=world.quang, now=NOW)
    events = AuditEvent.objects.filter(verb="edit_campaign").values_list("actor_name", "data")
    assert list(events) == [("quang", {"before": {"theme": "Cũ"}, "after": {"theme": "Mới"}})]


def test_the_year_stays_once_a_phase_is_closed(season: Season) -> None:
    campaigns.edit_campaign(campaign=season.campaign, year=2023, by=season.world.quang, now=NOW)
    campaigns.edit_campaign(campaign=season.campaign, year=2024, by=season.world.quang, now=NOW)
    closing.close_due_phases(now=CLOSES)
    with pytest.raises(ValidationError) as error:
        campaigns.edit_campaign(campaign=season.campaign, year=2025, by=season.world.quang, now=CLOSES)
    assert error.value.message_dict == {
        "year": ["A phase of this campaign is closed, so its year stays 2024."]
    }
    campaigns.edit_campaign(campaign=season.campaign, year=2024, theme="Mới", by=SYSTEM, now=CLOSES)
    assert Campaign.objects.get(pk=season.campaign.pk).theme == "Mới"


def test_status_cannot_be_edited(world: World) -> None:
    campaign = draft(world)
    campaigns.edit_campaign(campaign=campaign, status=CampaignStatus.LAUNCHED, by=world.quang, now=NOW)
    assert Campaign.objects.get(pk=campaign.pk).status == CampaignStatus.DRAFT


@pytest.mark.parametrize("name", ["hoa", "lan", "kim"])
def test_others_change_nothing(season: Season, name: str) -> None:
    person = getattr(season.world, name)
    acts = (
        lambda: campaigns.edit_campaign(campaign=season.campaign, theme="x", by=person, now=NOW),
        lambda: campaigns.add_phase(
            campaign=season.campaign, number=2, name="x", by=person, now=NOW, **PERIOD
        ),
        lambda: campaigns.edit_phase(phase=season.phase, theme="x", by=person, now=NOW),
        lambda: campaigns.add_content(campaign=season.campaign, text="x", by=person, now=NOW),
        lambda: campaigns.launch_campaign(campaign=season.campaign, by=person, now=NOW),
        lambda: sheets.enrol(phase=season.phase, union=season.world.city, by=person, now=NOW),
        lambda: sheets.prepare_sheets(phase=season.phase, by=person, now=NOW),
    )
    for act in acts:
        with pytest.raises(Refusal):
            act()


# --- The launch plan ----------------------------------------------------------------------------------------------
def test_lines_of_the_plan_are_numbered(world: World) -> None:
    campaign = draft(world)
    for text in ("Một", "Hai"):
        campaigns.add_content(campaign=campaign, text=text, by=world.quang, now=NOW)
    assert list(campaign.contents.values_list("order", "text")) == [(1, "Một"), (2, "Hai")]


@pytest.mark.parametrize(("field", "value"), [("text", "  "), ("kind", "song"), ("sector", "army")])
def test_a_line_that_does_not_fit_is_refused_by_field(world: World, field: str, value: str) -> None:
    values = {"text": "Một", "kind": ContentKind.CONTENT, field: value}
    with pytest.raises(ValidationError) as error:
        campaigns.add_content(campaign=draft(world), by=world.quang, now=NOW, **values)
    assert fields_of(error) == [field]


# --- The launch ---------------------------------------------------------------------------------------------------
def test_a_campaign_without_phases_is_not_launched(world: World) -> None:
    campaign = draft(world)
    with pytest.raises(ValidationError) as error:
        campaigns.launch_campaign(campaign=campaign, by=world.quang, now=NOW)
    assert fields_of(error) == ["phases"]
    assert Campaign.objects.get(pk=campaign.pk).status == CampaignStatus.DRAFT


def test_a_phase_without_participants_stops_the_launch_and_is_named(world: World) -> None:
    season = make_season(world, launched=False)
    phase_of(season.campaign, world, number=2, name="Đợt 2")
    with pytest.raises(ValidationError) as error:
        campaigns.launch_campaign(campaign=season.campaign, by=world.quang, now=NOW)
    assert fields_of(error) == ["phases"]
    assert len(error.value.messages) == 1
    assert "Đợt 2" in error.value.messages[0]
    assert set(season.campaign.phases.values_list("status", flat=True)) == {PhaseStatus.DRAFT}
    assert Notice.objects.count() == 0


def test_a_launch_opens_the_phases_and_tells_the_officers_once(world: World) -> None:
    season = make_season(world, launched=False)
    campaigns.launch_campaign(campaign=season.campaign, by=world.quang, now=NOW)
    again = campaigns.launch_campaign(campaign=season.campaign, by=world.quang, now=after(NOW, days=1))
    told = Notice.objects.filter(kind="campaign_launched").values_list("person__user__username", flat=True)
    assert (again.status, again.launched_at) == (CampaignStatus.LAUNCHED, NOW)
    assert list(season.campaign.phases.values_list("status", flat=True)) == [PhaseStatus.OPEN]
    assert sorted(told) == ["hoa", "hung", "lan", "mai", "minh", "nga"]
    assert AuditEvent.objects.filter(verb="launch_campaign").count() == 1


def test_a_launch_with_a_row_read_before_another_launch_changes_nothing(season: Season) -> None:
    stale = Campaign.objects.select_related("owner").get(pk=season.campaign.pk)
    stale.status = CampaignStatus.DRAFT
    launched_at = season.campaign.launched_at
    campaigns.launch_campaign(campaign=stale, by=season.world.quang, now=NOW)
    assert stale.launched_at == launched_at


def test_a_launch_completes_every_sheet(world: World) -> None:
    season = make_season(world, launched=False)
    Indicator.objects.create(campaign=season.campaign, code="MOI", name="Mới", short_name="Mới", order=9)
    campaigns.launch_campaign(campaign=season.campaign, by=world.quang, now=NOW)
    assert Result.objects.filter(indicator__code="MOI").count() == 4
