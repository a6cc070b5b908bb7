"""What stands in a figure when the time for which it was reopened is over."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from campaigns.choices import ClusterStatus, IndicatorKind, MilestoneStage, ResultState, ResultStatus
from campaigns.models import Standing
from campaigns.queries.finality import clusters_to_finalise
from campaigns.services import after_close, finalising, results
from campaigns.services.results import Figure
from tests.campaigns.test_revisions import close, second_phase
from tests.cast import CLOSES, NOW, Season, add_person, after
from tests.held import statuses
from units.services import jobs

LATER, ENDS = after(CLOSES, days=1), after(CLOSES, days=2)


def reopen(season: Season) -> None:
    """The first figure of Ba Dinh, after the close."""
    add_person(season.world, "tam", season.world.city)
    row = season.result(season.world.ba_dinh, "DV")
    reopening = after_close.ask_reopening(
        phase=season.phase, result_ids=[row.pk], reason="Sửa", ends_at=ENDS, by=season.world.quang, now=LATER
    )
    after_close.approve_reopening(reopening=reopening, by=season.world.tam, now=LATER)


def end() -> None:
    assert after_close.end_due_reopenings(now=ENDS) == 1
    jobs.run_all(now=after(ENDS, minutes=5))


def points(season: Season) -> Decimal | None:
    return Standing.objects.visible().get(participant=season.sheet(season.world.ba_dinh)).points


def test_a_draft_that_nobody_sent_is_not_sent_by_the_end_of_a_reopening(season: Season) -> None:
    """An unsent draft never scores (design 4.11)."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="500")
    close(season)
    before = points(season)
    reopen(season)
    end()
    row = season.result(season.world.ba_dinh, "DV")
    assert (row.value, row.status, points(season)) == (Decimal(500), ResultStatus.DRAFT, before)


def test_a_returned_figure_stays_returned_with_its_reason(season: Season) -> None:
    season.send(season.world.ba_dinh, season.world.hoa, dv="5000")
    row = season.result(season.world.ba_dinh, "DV")
    results.return_result(result=row, reason="Thừa một số 0", by=season.world.quang, now=after(NOW, hours=1))
    close(season)
    reopen(season)
    end()
    row.refresh_from_db()
    assert (row.status, row.return_reason) == (ResultStatus.RETURNED, "Thừa một số 0")


@pytest.mark.parametrize(
    "changed", [{"is_estimate": True, "as_of": date(2024, 7, 1)}, {"stage": MilestoneStage.PILOT.value}]
)
def test_whatever_was_changed_in_a_confirmed_figure_goes_to_the_appraiser(
    season: Season, changed: dict[str, Any]
) -> None:
    """Its value is the same, but not what it says."""
    indicator = season.indicators["DV"]
    row = season.result(season.world.ba_dinh, "DV")
    row.state, row.status, row.value = ResultState.REPORTED, ResultStatus.VERIFIED, Decimal(800)
    if "stage" in changed:
        indicator.kind = IndicatorKind.MILESTONE
        indicator.save()
        row.value, row.stage = Decimal(date(2024, 6, 1).toordinal()), MilestoneStage.HELD
    row.entered_at = NOW
    row.save()
    close(season)
    reopen(season)
    row.refresh_from_db()
    figure = Figure(row.pk, row.state, row.value, row.version, **{"stage": row.stage or None} | changed)
    sheet = season.sheet(season.world.ba_dinh)
    saved = results.save_figures(
        participant=sheet, figures=[figure], by=season.world.hoa, now=after(LATER, hours=1)
    )
    end()
    row.refresh_from_db()
    assert (saved, row.status) == (1, ResultStatus.SUBMITTED)


def test_the_final_of_a_later_phase_waits_for_what_is_reopened_in_one_that_it_carries(season: Season) -> None:
    """The earlier phase ranks nobody: it has no final of its own that the later one would wait for."""
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    second = second_phase(season, world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong)
    season.phase.participants.update(table=None)
    close(season)
    reopen(season)
    second.refresh_from_db()
    states = {state.code: state for state in clusters_to_finalise(second, LATER)}
    assert [wait.url for wait in states["C1"].waits] == [
        f"/phases/{season.phase.pk}/changes/"
    ]  # where it stands
    finalising.make_final(phase_id=second.pk, by=world.quang, now=after(LATER, hours=1))
    jobs.run_all(now=after(LATER, hours=1))
    assert statuses(second) == {"C1": ClusterStatus.PROVISIONAL, "C2": ClusterStatus.FINAL}
    end()
    season.mark(world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    finalising.make_final(phase_id=second.pk, by=world.quang, now=after(ENDS, hours=1))
    jobs.run_all(now=after(ENDS, hours=1))
    assert set(statuses(second).values()) == {ClusterStatus.FINAL}
