"""Adding and editing phases: what is refused, what the close and another editor decide."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.services import campaigns, closing
from common.errors import Conflict
from tests.campaigns.campaign_cast import draft, fields_of, phase_of
from tests.cast import CLOSES, NOW, OPENS, Season, World, after, at
from units.choices import Sector


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
    phase_of(draft(world), world, period_to=date(2025, 1, 1))
    assert Phase.objects.get().period_to == date(2025, 1, 1)


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
