"""Submitting a sheet: what it needs, what it locks, what a return leaves."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ResultStatus
from campaigns.services import results
from common.errors import PhaseEnded, Refusal
from tests.campaigns.results_cast import row
from tests.cast import CLOSES, NOW, Season, after


def test_submission_names_what_is_missing(season: Season) -> None:
    indicator = season.indicators["KP"]
    indicator.needs_evidence = True
    indicator.save()
    season.enter(season.world.ba_dinh, season.world.hoa, kp="5", bc="1")
    with pytest.raises(ValidationError) as caught:
        results.submit_sheet(participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=NOW)
    assert caught.value.message_dict == {
        "DV": ["Enter a figure, or choose “nothing to report” or “not applicable”."],
        "KP": ["Attach the evidence first."],
    }


def test_submission_locks_and_is_counted_once(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="0", bc="1")
    sheet = season.sheet(world.ba_dinh)
    assert results.submit_sheet(participant=sheet, by=world.hoa, now=NOW) == 3
    assert results.submit_sheet(participant=sheet, by=world.hoa, now=after(NOW, hours=1)) == 0
    sheet.refresh_from_db()
    assert sheet.submitted_at == NOW
    assert {r.status for r in sheet.results.exclude(indicator__code="TD")} == {ResultStatus.SUBMITTED}


def test_submission_is_refused_to_others_and_after_the_deadline(season: Season) -> None:
    sheet = season.sheet(season.world.ba_dinh)
    with pytest.raises(Refusal, match="Only officers of LĐLĐ quận Ba Đình submit its figures"):
        results.submit_sheet(participant=sheet, by=season.world.quang, now=NOW)
    with pytest.raises(PhaseEnded):
        results.submit_sheet(participant=sheet, by=season.world.hoa, now=CLOSES)


def test_returned_figure_stays_returned_until_it_is_submitted_again(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="0", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    results.return_result(result=row(season), reason="Thiếu biên bản", by=world.quang, now=NOW)
    season.enter(world.ba_dinh, world.hoa, dv="6")
    assert (row(season).status, row(season).return_reason) == (ResultStatus.RETURNED, "Thiếu biên bản")
    assert results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW) == 1
    assert row(season).status == ResultStatus.SUBMITTED


def test_a_missing_answer_names_what_its_cell_takes(season: Season) -> None:
    with pytest.raises(ValidationError) as caught:
        results.submit_sheet(participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=NOW)
    assert caught.value.message_dict["BC"] == ["Choose yes, no or “not applicable”."]
