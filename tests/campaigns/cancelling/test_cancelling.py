"""Cancelling a campaign: once, with a reason; what is not final stops, what is final stays."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.services import registrations, rounds
from campaigns.choices import CampaignStatus, PhaseStatus, TargetKind
from campaigns.models import Campaign, ClusterRevision, Indicator, Phase, Pledge, Result, Standing, Target
from campaigns.queries.appraisal import phases_to_appraise
from campaigns.queries.home import (
    clusters_led,
    federation_phases,
    pledges_to_sign,
    sheets_due,
    targets_to_register,
)
from campaigns.services import (
    campaigns,
    closing,
    facts,
    finalising,
    placing,
    pledges,
    reminders,
    results,
    sheets,
    tables,
    targets,
)
from common.errors import PhaseEnded, Refusal
from tests.campaigns.years.cast import second_phase, whole_year
from tests.cast import CLOSES, NOW, PASSWORD, Season, World, after, make_season
from tests.matrix.places import make_pledge
from units.actors import SYSTEM
from units.models import AuditEvent, Job, Notice
from units.scope import scope_of
from units.services import jobs

WHY = "Sáp nhập các quận theo Nghị quyết 60"
SAID = f"LĐLĐ thành phố Hà Nội cancelled “Thi đua năm 2024” on 20/07/2024: {WHY}"


def cancel(season: Season, **more: Any) -> Campaign:
    """Cancelled by Quang now."""
    given = {"reason": WHY, "by": season.world.quang, "now": NOW} | more
    return campaigns.cancel_campaign(campaign=season.campaign, **given)


def close(season: Season) -> None:
    """Entry is over and points are computed."""
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()


def finish(season: Season) -> None:
    """The first phase is final."""
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES)
    jobs.run_all(now=CLOSES)


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
        ("x" * 301, "The reason is longer than 300 characters. Please shorten it."),
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


# --- What stops -------------------------------------------------------------------------------------------------------
def test_a_figure_is_refused_by_whom_when_and_why(season: Season) -> None:
    cancel(season)
    with pytest.raises(PhaseEnded) as refused:
        season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    assert refused.value.reason == SAID
    assert season.result(season.world.ba_dinh, "DV").value is None


def test_the_clock_closes_nothing_and_finds_nothing_due(season: Season) -> None:
    cancel(season)
    assert list(Phase.objects.due(CLOSES)) == []
    assert closing.close_due_phases(now=after(CLOSES, days=3)) == 0
    assert not closing.close_phase(phase_id=season.phase.pk, now=CLOSES, by=SYSTEM)
    season.phase.refresh_from_db()
    assert season.phase.status == PhaseStatus.OPEN


def test_nobody_is_late_or_asked_for_anything(season: Season) -> None:
    world = season.world
    pledge = make_pledge(season)
    pledges.circulate_pledge(pledge=pledge, by=world.quang, now=NOW)
    Target.objects.filter(union=world.ba_dinh).update(is_current=False)  # it is asked to register, too

    def asked() -> list[int]:
        hoa, hung, lan, quang = (
            scope_of(world.users[n], NOW.date()) for n in ("hoa", "hung", "lan", "quang")
        )
        return [
            sheets_due(hoa, NOW).total, len(pledges_to_sign(hung)), len(clusters_led(lan, NOW)),
            len(federation_phases(quang)), len(phases_to_appraise(world.quang)),
            len(targets_to_register(hoa, NOW)), Phase.objects.open_at(NOW).count(), Phase.objects.not_over(NOW).count(),
        ]  # fmt: skip

    assert asked() == [1] * 8
    cancel(season)
    assert asked() == [0] * 8


def doors(season: Season) -> dict[str, Callable[[], Any]]:
    """Every act that would move something of the season."""
    world, who = season.world, {"by": SYSTEM, "now": NOW}
    quang: dict[str, Any] = {"by": world.quang, "now": NOW}
    campaign, phase = season.campaign, season.phase
    sheet, result = season.sheet(world.ba_dinh), season.result(world.ba_dinh, "DV")
    judged = season.figure(world.ba_dinh, "TD", "5")
    values = {season.indicators["DV"]: Decimal(5)}
    dates = {"period_from": date(2024, 8, 1), "period_to": date(2024, 9, 1), "entry_opens_at": NOW,
             "entry_closes_at": after(NOW, days=90)}  # fmt: skip
    pledge = make_pledge(season)
    signing = Pledge.objects.get(pk=pledge.pk)
    return {
        "change the campaign": lambda: campaigns.edit_campaign(campaign=campaign, name="Khác", **quang),
        "add a phase": lambda: campaigns.add_phase(campaign=campaign, number=2, name="2", **dates, **quang),
        "change a phase": lambda: campaigns.edit_phase(phase=phase, name="Khác", **quang),
        "add a line": lambda: campaigns.add_content(campaign=campaign, text="x", **quang),
        "add an indicator": lambda: campaigns.add_indicator(campaign=campaign, code="X", name="X", **quang),
        "make a year": lambda: campaigns.make_year(
            campaign=campaign, name="Năm", parts=[(phase, Decimal(1))], closes_at=after(NOW, days=90), **quang
        ),
        "enrol": lambda: sheets.enrol(phase=phase, union=world.ba_dinh, **quang),
        "make a table": lambda: tables.make_table(campaign=campaign, code="X", name="X", **quang),
        "change a table": lambda: tables.edit_table(table=season.table, name="X", **quang),
        "agree a table": lambda: tables.agree_table(table=season.table, **quang),
        "set targets": lambda: targets.set_targets(
            campaign=campaign, union=world.ba_dinh, kind=TargetKind.ASSIGNED, values=values, **quang
        ),
        "draft a pledge": lambda: pledges.draft_pledge(
            campaign=campaign, cluster=world.cluster_2, title="x", sign_until=after(NOW, days=1),
            parties=[(world.ha_dong, None), (world.ba_dinh, None)], **who,
        ),
        "send a pledge": lambda: pledges.circulate_pledge(pledge=pledge, **quang),
        "sign a pledge": lambda: pledges.sign_pledge(
            pledge=signing, union=world.ba_dinh, by=world.hung, password=PASSWORD, address=None, now=NOW
        ),
        "submit": lambda: results.submit_sheet(participant=sheet, by=world.hoa, now=NOW),
        "judge": lambda: results.judge_figures(participant=sheet, figures=[judged], by=world.quang, now=NOW),
        "return": lambda: results.return_result(result=result, reason="x", by=world.quang, now=NOW),
        "verify": lambda: results.verify_results(phase=phase, result_ids=[result.pk], by=world.quang, now=NOW),
        "remind": lambda: reminders.remind_units(phase=phase, **quang),
        "make final": lambda: finalising.make_final(phase_id=phase.pk, **quang),
        "decide a tie": lambda: placing.decide_tie(
            phase_id=phase.pk, cluster_id=None, places={}, reason="x", by=world.quang, now=NOW
        ),
        "register a title": lambda: registrations.register_title(
            campaign=campaign, award=None, union=world.ba_dinh, by=world.hoa, now=NOW  # type: ignore[arg-type]
        ),
        "open a round": lambda: rounds.open_round(
            owner=world.city, name="x", kind="estimate", closes_at=after(NOW, days=9), phase=Phase.objects.get(pk=phase.pk), **quang
        ),
    }  # fmt: skip


def test_every_door_is_shut_with_the_same_words(season: Season) -> None:
    acts = doors(season)
    cancel(season)
    said = {}
    for name, act in acts.items():
        with pytest.raises((PhaseEnded, ValidationError)) as refused:
            act()
        error = refused.value
        said[name] = error.reason if isinstance(error, PhaseEnded) else " ".join(error.messages)
    assert said == dict.fromkeys(acts, SAID)


def test_a_fact_recorded_afterwards_asks_for_no_new_points(season: Season) -> None:
    close(season)
    cancel(season, now=CLOSES)
    before = Job.objects.count()
    facts.record_fact(
        union=season.world.ba_dinh,
        kind="discipline",
        day=date(2024, 3, 1),
        number="1/QĐ",
        by=SYSTEM,
        now=CLOSES,
    )
    assert (Job.objects.count(), ClusterRevision.objects.filter(late_inputs__gt=0).count()) == (before, 0)


def test_rows_are_not_prepared_in_a_cancelled_phase(season: Season) -> None:
    cancel(season)
    Result.objects.filter(participant=season.sheet(season.world.ha_dong)).delete()
    assert sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=NOW) == 0


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
