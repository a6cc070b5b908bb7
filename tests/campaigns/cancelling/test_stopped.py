"""What a cancellation stops: every door, the clock, whatever would ask anybody for anything."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.services import registrations, rounds
from campaigns.choices import PhaseStatus, TargetKind
from campaigns.models import ClusterRevision, Phase, Pledge, Result, Target
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
from common.errors import PhaseEnded
from tests.campaigns.cancelling.cast import SAID, cancel, close
from tests.cast import CLOSES, NOW, PASSWORD, Season, after
from tests.matrix.places import make_pledge
from units.actors import SYSTEM
from units.models import Job
from units.scope import scope_of


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
            owner=world.city, name="x", kind="estimate", closes_at=after(NOW, days=9),
            phase=Phase.objects.get(pk=phase.pk), **quang,
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
