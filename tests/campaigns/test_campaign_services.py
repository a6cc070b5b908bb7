"""Preparing and launching a campaign: what is refused, what happens once, what races decide."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import CampaignStatus, ContentKind, PhaseStatus, TableStatus
from campaigns.models import Campaign, Indicator, Participant, Phase, Result, ScoringTable
from campaigns.services import campaigns, closing, sheets
from common.errors import Conflict, Refusal
from tests.cast import CLOSES, NOW, OPENS, Season, World, after, at, make_season
from units.actors import SYSTEM
from units.choices import Sector
from units.models import AuditEvent, Notice

PERIOD = {
    "period_from": date(2025, 1, 1),
    "period_to": date(2025, 6, 30),
    "entry_opens_at": at(2025, 6, 1),
    "entry_closes_at": at(2025, 7, 1),
}


def draft(world: World, code: str = "HN-2025", **fields: Any) -> Campaign:
    return campaigns.create_campaign(
        code=code, name="Thi đua năm 2025", year=2025, owner=world.city, by=world.quang, now=NOW, **fields
    )


def phase_of(campaign: Campaign, world: World, **fields: Any) -> Phase:
    values = {"number": 1, "name": "Đợt 1", **PERIOD, **fields}
    return campaigns.add_phase(campaign=campaign, by=world.quang, now=NOW, **values)


def fields_of(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return list(error.value.message_dict)


# --- The campaign -------------------------------------------------------------------------------------------------------
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


# --- Phases -------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_phase_is_edited_in_a_transaction_of_its_own(season: Season) -> None:
    """PostgreSQL refuses to lock a row outside of one; the tests that run inside of one would not see it."""
    later = after(CLOSES, days=1)
    campaigns.edit_phase(phase=season.phase, by=season.world.quang, now=NOW, entry_closes_at=later)
    assert Phase.objects.get(pk=season.phase.pk).entry_closes_at == later


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period_to": date(2024, 12, 31)}, "period_to"),
        ({"entry_closes_at": at(2025, 6, 1)}, "entry_closes_at"),
        ({"entry_closes_at": at(2025, 5, 1)}, "entry_closes_at"),
        ({"name": ""}, "name"),
        ({"sector": "army"}, "sector"),
    ],
)
def test_a_phase_that_does_not_fit_is_refused_by_field(
    world: World, change: dict[str, Any], field: str
) -> None:
    campaign = draft(world)
    with pytest.raises(ValidationError) as error:
        phase_of(campaign, world, **change)
    assert fields_of(error) == [field]
    assert Phase.objects.count() == 0


def test_a_phase_of_one_day_fits(world: World) -> None:
    phase = phase_of(draft(world), world, period_to=date(2025, 1, 1))
    assert phase.period_from == phase.period_to


@pytest.mark.parametrize(
    ("first", "second", "meets"),
    [
        ("", "", True),
        ("", Sector.ENTERPRISE, True),
        (Sector.ENTERPRISE, "", True),
        (Sector.ENTERPRISE, Sector.ENTERPRISE, True),
        (Sector.ENTERPRISE, Sector.UNION_BODY, False),
    ],
)
def test_periods_may_overlap_for_different_sectors_only(
    world: World, first: str, second: str, meets: bool
) -> None:
    campaign = draft(world)
    phase_of(campaign, world, sector=first)
    overlap = {
        "number": 2,
        "sector": second,
        "period_from": date(2025, 6, 30),
        "period_to": date(2025, 12, 31),
    }
    if not meets:
        phase_of(campaign, world, **overlap)
        assert campaign.phases.count() == 2
        return
    with pytest.raises(ValidationError) as error:
        phase_of(campaign, world, **overlap)
    assert fields_of(error) == ["period_from"]
    assert "01/01/2025 – 30/06/2025" in error.value.messages[0]


def test_a_number_in_use_is_refused(world: World) -> None:
    campaign = draft(world)
    phase_of(campaign, world)
    with pytest.raises(ValidationError) as error:
        phase_of(campaign, world, period_from=date(2025, 7, 1), period_to=date(2025, 12, 31))
    assert fields_of(error) == ["number"]


def test_a_phase_added_to_a_campaign_launched_meanwhile_is_open(season: Season) -> None:
    stale = Campaign(pk=season.campaign.pk, owner=season.world.city, status=CampaignStatus.DRAFT)
    assert phase_of(stale, season.world, number=2).status == PhaseStatus.OPEN


def test_a_deadline_is_put_off_while_the_phase_is_open(season: Season) -> None:
    later = after(CLOSES, days=3)
    campaigns.edit_phase(phase=season.phase, entry_closes_at=later, by=season.world.quang, now=NOW)
    assert Phase.objects.get(pk=season.phase.pk).entry_closes_at == later


def test_a_deadline_is_not_moved_into_the_past(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        campaigns.edit_phase(
            phase=season.phase, entry_closes_at=after(NOW, hours=-1), by=season.world.quang, now=NOW
        )
    assert fields_of(error) == ["entry_closes_at"]


def test_a_phase_whose_deadline_has_passed_is_not_edited_though_the_job_has_not_come(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        campaigns.edit_phase(
            phase=season.phase, entry_closes_at=after(CLOSES, days=3), by=season.world.quang, now=CLOSES
        )
    assert fields_of(error) == ["entry_closes_at"]
    assert Phase.objects.get(pk=season.phase.pk).entry_closes_at == CLOSES


def test_a_closed_phase_is_not_edited_even_with_a_row_read_before_the_close(season: Season) -> None:
    stale = Phase.objects.select_related("campaign__owner").get(pk=season.phase.pk)
    closing.close_due_phases(now=CLOSES)
    with pytest.raises(ValidationError) as error:
        campaigns.edit_phase(phase=stale, name="Đợt một", by=season.world.quang, now=after(CLOSES, hours=1))
    assert fields_of(error) == ["entry_closes_at"]


def test_a_fault_tells_the_time_of_the_federations_clock(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        campaigns.edit_phase(phase=season.phase, entry_closes_at=OPENS, by=season.world.quang, now=NOW)
    assert "01/07/2024, 00:00" in error.value.messages[0]


def test_two_editors_of_a_phase_do_not_overwrite_each_other(season: Season) -> None:
    seen = campaigns.fingerprint(Phase.objects.get(pk=season.phase.pk))
    world = season.world
    campaigns.edit_phase(phase=season.phase, theme="Một", seen=seen, by=world.quang, now=NOW)
    with pytest.raises(Conflict):
        campaigns.edit_phase(phase=season.phase, theme="Hai", seen=seen, by=world.quang, now=NOW)
    assert Phase.objects.get(pk=season.phase.pk).theme == "Một"


def test_an_edit_that_would_overlap_another_phase_is_refused(season: Season) -> None:
    second = phase_of(season.campaign, season.world, number=2)
    with pytest.raises(ValidationError) as error:
        campaigns.edit_phase(phase=second, period_from=date(2024, 7, 31), by=season.world.quang, now=NOW)
    assert fields_of(error) == ["period_from"]


def test_a_phase_does_not_overlap_itself(season: Season) -> None:
    campaigns.edit_phase(phase=season.phase, period_to=date(2024, 8, 31), by=season.world.quang, now=NOW)
    assert Phase.objects.get(pk=season.phase.pk).period_to == date(2024, 8, 31)


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


# --- Contents -----------------------------------------------------------------------------------------------------------
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


# --- The launch ---------------------------------------------------------------------------------------------------------
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


# --- Participants and sheets --------------------------------------------------------------------------------------------
def test_nobody_is_enrolled_after_the_close(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    with pytest.raises(ValidationError) as error:
        sheets.enrol(phase=season.phase, union=season.world.city, by=season.world.quang, now=CLOSES)
    assert fields_of(error) == ["phase"]
    assert Participant.objects.count() == 4


def test_enrolling_again_changes_the_cluster(season: Season) -> None:
    world = season.world
    sheets.enrol(
        phase=season.phase,
        union=world.ha_dong,
        cluster=world.cluster_1,
        table=season.table,
        by=world.quang,
        now=NOW,
    )
    assert season.sheet(world.ha_dong).cluster == world.cluster_1
    assert Participant.objects.count() == 4


def test_a_table_of_another_campaign_or_cluster_is_refused(season: Season) -> None:
    world = season.world
    other = draft(world)
    foreign = ScoringTable.objects.create(campaign=other, code="B1", name="Bảng khác")
    theirs = ScoringTable.objects.create(
        campaign=season.campaign, code="B2", name="Bảng cụm 2", cluster=world.cluster_2
    )
    for table in (foreign, theirs):
        with pytest.raises(ValidationError) as error:
            sheets.enrol(
                phase=season.phase,
                union=world.ba_dinh,
                cluster=world.cluster_1,
                table=table,
                by=world.quang,
                now=NOW,
            )
        assert fields_of(error) == ["table"]


def test_sheets_are_prepared_for_one_phase_only_and_only_once(season: Season) -> None:
    world = season.world
    second = phase_of(season.campaign, world, number=2)
    for union in (world.ba_dinh, world.ha_dong):
        sheets.enrol(phase=second, union=union, by=world.quang, now=NOW)
    assert sheets.prepare_sheets(phase=second, by=world.quang, now=NOW) == 8
    assert sheets.prepare_sheets(phase=second, by=world.quang, now=NOW) == 0
    assert Result.objects.filter(participant__phase=second).count() == 8
    assert Result.objects.filter(participant__phase=season.phase).count() == 16
    targets = Result.objects.filter(participant__phase=second, indicator__code="DV")
    assert set(targets.values_list("registered__value", flat=True)) == {Decimal(1000)}


def test_preparing_costs_the_same_however_many_take_part(
    season: Season, django_assert_num_queries: Any
) -> None:
    second = phase_of(season.campaign, season.world, number=2)
    for union in (season.world.ba_dinh, season.world.ha_dong, season.world.long_bien):
        sheets.enrol(phase=second, union=union, by=SYSTEM, now=NOW)
    from django.db import connection

    # savepoint, lock (PostgreSQL), phase, INSERT … SELECT, audit event, release
    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 5):
        sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)


def test_a_closed_phase_gets_no_new_rows(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    Indicator.objects.create(campaign=season.campaign, code="MOI", name="Mới", short_name="Mới", order=9)
    assert sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=CLOSES) == 0
    assert Result.objects.count() == 16


def test_the_season_is_what_the_tests_suppose(season: Season) -> None:
    assert (season.phase.entry_opens_at, season.phase.entry_closes_at) == (OPENS, CLOSES)
    assert season.table.status == TableStatus.DRAFT
    assert season.table.criteria.filter(rule="proportional").count() == 2
