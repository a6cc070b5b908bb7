"""Cancelling a campaign: once, with a reason; what is not final stops, what is final stays."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Indicator, Phase, Result, Standing
from campaigns.services import (
    campaigns,
    finalising,
)
from common.errors import PhaseEnded, Refusal
from tests.campaigns.cancelling.cast import WHY, cancel, close, finish
from tests.campaigns.years.cast import second_phase, whole_year
from tests.cast import CLOSES, NOW, Season, World, after, make_season
from units.actors import SYSTEM
from units.models import AuditEvent, Notice


def test_a_campaign_is_cancelled_with_its_reason(season: Season) -> None:
    cancel(season, reason=f"  {WHY} ")
    found = Campaign.objects.get()
    assert (found.status, found.cancelled_at, found.cancelled_by, found.cancel_reason) == (
        CampaignStatus.CANCELLED, NOW, season.world.quang, WHY,
    )  # fmt: skip
    event = AuditEvent.objects.get(verb="cancel_campaign")
    assert (event.actor_name, event.data) == ("quang", {"reason": WHY, "phases": [season.phase.pk]})


def test_whoever_cancels_again_changes_nothing(season: Season) -> None:
    cancel(season)
    again = cancel(season, reason="Khác", now=after(NOW, days=1))
    assert (again.cancel_reason, again.cancelled_at) == (WHY, NOW)
    assert AuditEvent.objects.filter(verb="cancel_campaign").count() == 1


def test_everybody_concerned_is_told_once_with_the_reason(season: Season) -> None:
    cancel(season)
    cancel(season)
    told = Notice.objects.filter(kind="campaign_cancelled")
    assert sorted(told.values_list("person__full_name", flat=True)) == [
        "Hoa",
        "Hung",
        "Lan",
        "Mai",
        "Minh",
        "Nga",
    ]
    assert {notice.values["reason"] for notice in told} == {WHY}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (" ", "Please say why the campaign is cancelled; everybody concerned reads it."),
        ("x" * 301, "Please say it in 300 letters at most."),
    ],
)
def test_without_a_fitting_reason_nothing_is_cancelled(season: Season, reason: str, said: str) -> None:
    with pytest.raises(ValidationError) as error:
        cancel(season, reason=reason)
    assert error.value.message_dict == {"reason": [said]}
    assert Campaign.objects.get().status == CampaignStatus.LAUNCHED


def test_only_staff_of_the_federation_cancel(season: Season) -> None:
    for name in ("hoa", "lan", "kim", "vy"):
        with pytest.raises(Refusal):
            cancel(season, by=season.world.users[name])


def test_a_draft_that_is_cancelled_stays_with_its_own_staff_and_tells_nobody(world: World) -> None:
    season = make_season(world, launched=False)
    cancel(season)
    assert Notice.objects.filter(kind="campaign_cancelled").count() == 0
    for name, sees in (("quang", 1), ("hoa", 0), ("lan", 0)):
        assert Campaign.objects.visible_to(world.users[name]).count() == sees
        assert Phase.objects.visible_to(world.users[name]).count() == sees
    with pytest.raises(PhaseEnded):
        campaigns.launch_campaign(campaign=season.campaign, by=world.quang, now=NOW)


def test_the_unions_go_on_seeing_a_launched_one(season: Season) -> None:
    cancel(season)
    for name in ("hoa", "lan", "nga"):
        assert Campaign.objects.visible_to(season.world.users[name]).count() == 1


# --- What stays -------------------------------------------------------------------------------------------------------
def test_nothing_that_was_entered_is_deleted(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    counts = [model.objects.count() for model in (Result, Indicator, Phase)]
    cancel(season)
    assert [model.objects.count() for model in (Result, Indicator, Phase)] == counts
    assert season.result(season.world.ba_dinh, "DV").value == 800


def test_a_final_phase_stays_final_and_the_others_stop(season: Season) -> None:
    second = second_phase(season)
    finish(season)
    cancel(season, now=CLOSES)
    rows = dict(Phase.objects.values_list("pk", "cancelled_at"))
    assert rows == {season.phase.pk: None, second.pk: CLOSES}
    assert Phase.objects.get(pk=season.phase.pk).status == PhaseStatus.FINAL
    assert Standing.objects.filter(participant__phase=season.phase).visible().count() == 4


def test_provisional_points_stay_provisional(season: Season) -> None:
    close(season)
    cancel(season, now=CLOSES)
    season.phase.refresh_from_db()
    assert (season.phase.status, season.phase.is_cancelled) == (PhaseStatus.CLOSED, True)
    assert Standing.objects.filter(participant__phase=season.phase).visible().count() == 4


def test_where_every_phase_is_final_there_is_nothing_to_cancel(season: Season) -> None:
    finish(season)
    with pytest.raises(ValidationError) as error:
        cancel(season)
    assert error.value.message_dict == {
        "phases": [
            "Every phase of this campaign is final, and what is final stays: there is nothing to cancel."
        ]
    }


def test_while_a_phase_is_being_sealed_one_waits(season: Season) -> None:
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES)
    with pytest.raises(ValidationError) as error:
        cancel(season)
    assert error.value.message_dict == {
        "phases": ["“Đợt 1” is being sealed just now. Please try again in a minute."]
    }


def test_the_years_of_the_campaign_stop_too(season: Season) -> None:
    _second, year = whole_year(season)
    cancel(season)
    year.refresh_from_db()
    assert year.is_cancelled
    assert list(Phase.objects.due(after(year.entry_closes_at, days=1))) == []


def test_a_cancelled_campaign_is_not_removed(season: Season, world: World) -> None:
    cancel(season)
    with pytest.raises(Refusal) as refused:
        campaigns.remove_campaign(campaign=season.campaign, by=world.quang, now=NOW)
    assert refused.value.reason == "“Thi đua năm 2024” was cancelled and stays on record as it is."


def test_the_system_cancels_in_the_name_of_nobody(season: Season) -> None:
    cancel(season, by=SYSTEM)
    assert Campaign.objects.get().cancelled_by is None
