"""A milestone in the workbook: how far it is, what its indicator may say, and how it is told."""

from datetime import date
from typing import Any

import pytest

from campaigns.choices import ResultStatus
from campaigns.imports import import_workbook
from campaigns.models import Indicator, Result
from campaigns.rules import value_of_day
from campaigns.workbook import SHEETS
from tests.campaigns.milestone_cast import AHEAD, AIM, LATE
from tests.campaigns.results_cast import row
from tests.campaigns.workbook.cast import Rows, cell, rows_of, take, told
from tests.campaigns.workbook.days_cast import days, kept, line_of, result_of, target_of
from tests.campaigns.workbook.test_formats import without
from tests.cast import NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent

__all__ = ["days"]


# --- The stage --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "stage", "after"),
    [
        (LATE, "", "held"),
        (AHEAD, "", "planned"),
        (LATE, "Đã làm điểm", "pilot"),
        (LATE, "planned", "planned"),
    ],
)
def test_an_empty_stage_is_what_the_day_says(
    season: Season, days: Rows, day: date, stage: str, after: str
) -> None:
    result_of(days)[1].update(value=day, stage=stage)
    assert told(take(days)) == []
    assert kept(season) == ("reported", value_of_day(day), after)


@pytest.mark.parametrize("stage", ["held", "pilot"])
def test_a_day_ahead_was_not_held_yet(season: Season, days: Rows, stage: str) -> None:
    place, found = result_of(days)
    found.update(value=AHEAD, stage=stage)
    said = "25/07/2024 is still ahead. Choose “planned”, or correct the day."
    assert told(take(days)) == [f"{cell('results', 'value', place)}: {said}"]


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        (
            {"state": "nothing", "value": None, "stage": ""},
            "value",
            "“Nothing to report” does not go with a milestone. Enter its day, also a planned one, or choose “n/a”.",
        ),
        (
            {"state": "", "value": None, "stage": "held"},
            "value",
            "Enter a day, for example 31/07/2026; one that lies ahead is a planned one.",
        ),
        (
            {"state": "not_applicable", "stage": ""},
            "value",
            "A figure goes only with the state “Có số liệu”. Empty this cell, or write that state.",
        ),
    ],
)
def test_a_stage_and_a_day_go_together(
    season: Season, days: Rows, changes: dict[str, Any], key: str, said: str
) -> None:
    place, found = result_of(days)
    found.update(changes)
    assert told(take(days)) == [f"{cell('results', key, place)}: {said}"]


def test_only_a_milestone_has_a_stage(season: Season, days: Rows) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    rows = rows_of(season.campaign)
    place, found = line_of(rows, "results", union="BD", indicator="DV")
    found["stage"] = "held"
    said = "Only a milestone is planned or held. Empty this cell."
    assert told(take(rows)) == [f"{cell('results', 'stage', place)}: {said}"]


def test_a_milestone_that_does_not_apply_keeps_no_day(season: Season, days: Rows) -> None:
    result_of(days)[1].update(state="not_applicable", value=None, stage="")
    assert told(take(days)) == []
    assert kept(season) == ("not_applicable", None, "")


def test_an_older_file_without_the_column_leaves_the_stage_as_it_is(season: Season, days: Rows) -> None:
    older = without(days, ("results", "stage"))
    outcome = import_workbook(file=older, by=SYSTEM, now=NOW)
    assert (told(outcome), outcome.counts) == ([], {})
    result_of(days)[1]["value"] = LATE
    outcome = import_workbook(file=without(days, ("results", "stage")), by=SYSTEM, now=NOW)
    assert (told(outcome), outcome.counts) == ([], {"results": {"new": 0, "changed": 1}})
    assert kept(season) == ("reported", value_of_day(LATE), "held")


# --- The indicator ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accumulation": "sum"}, "A milestone is a day, and days do not add up. Give it “Số mới nhất”."),
        ({"decimals": 2}, "A milestone is a day, which has no decimals. Write 0."),
    ],
)
def test_days_have_no_sum_and_no_decimals(
    season: Season, days: Rows, changes: dict[str, Any], said: str
) -> None:
    place, found = line_of(days, "indicators", code="DH")
    found.update(changes)
    (key,) = changes
    assert told(take(days)) == [f"{cell('indicators', key, place)}: {said}"]


def test_a_milestone_is_brought_in_with_the_workbook(season: Season, days: Rows) -> None:
    line = {**line_of(days, "indicators", code="DH")[1], "code": "TK", "name": "Ngày tổng kết", "order": 9}
    days["indicators"].append(line)
    day = {**target_of(days)[1], "indicator": "TK"}
    days["targets"].append(day)
    days["results"].append({**result_of(days)[1], "indicator": "TK", "value": AHEAD, "stage": ""})
    assert told(take(days)) == []
    found = Result.objects.get(participant__union__code="BD", indicator__code="TK")
    assert (found.value, found.stage, found.registered.value) == (
        value_of_day(AHEAD),
        "planned",
        value_of_day(AIM),
    )
    assert take(rows_of(season.campaign)).counts == {}


@pytest.mark.parametrize(("code", "kind"), [("DV", "milestone"), ("DH", "number")])
def test_a_number_never_becomes_a_day_once_figures_are_stored(
    season: Season, days: Rows, code: str, kind: str
) -> None:
    place, found = line_of(days, "indicators", code=code)
    before = {"DV": "Số lượng", "DH": "Mốc thời gian (ngày)"}[code]
    found.update(kind=kind, accumulation="latest")
    said = (
        "Figures or targets of this indicator are stored, and a number is no day. Write what is stored: "
        f"{before}; and add the other one with a code of its own."
    )
    assert f"{cell('indicators', 'kind', place)}: {said}" in told(take(days))


def test_a_kind_may_still_change_while_nothing_is_stored(season: Season, days: Rows) -> None:
    days["results"] = [r for r in days["results"] if r["indicator"] != "BC"]
    line_of(days, "indicators", code="BC")[1].update(kind="milestone", accumulation="latest")
    assert told(take(days)) == []
    assert Indicator.objects.get(code="BC").kind == "milestone"


# --- Told -------------------------------------------------------------------------------------------------------------
def test_what_is_stored_is_told_as_a_day(season: Season, days: Rows) -> None:
    season.mark(season.world.ba_dinh, "DH", status=ResultStatus.SUBMITTED)
    place, found = result_of(days)
    found.update(value=LATE)
    assert told(take(days)) == [
        f"{cell('results', 'value', place)}: This figure is submitted or appraised. "
        "Return it first, or write what is stored: 05/07/2024."
    ]


def test_the_audit_trail_of_an_import_keeps_days(season: Season, days: Rows) -> None:
    result_of(days)[1].update(value=LATE, stage="")
    assert told(take(days)) == []
    event = AuditEvent.objects.get(verb="enter_results")
    found = row(season, "DH")
    assert event.data["figures"] == [
        [found.participant_id, found.indicator_id, "reported", "05/07/2024", "reported", "14/07/2024"]
    ]


def test_the_columns_are_all_that_a_milestone_adds() -> None:
    keys = {sheet.key: [column.key for column in sheet.columns if column.key == "stage"] for sheet in SHEETS}
    assert {key: found for key, found in keys.items() if found} == {"results": ["stage"]}
