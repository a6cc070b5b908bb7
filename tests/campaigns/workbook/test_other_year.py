"""Targets and figures of another year's workbook are taken only when somebody says that they are meant."""

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from campaigns.imports import Outcome, import_workbook
from campaigns.models import Campaign, Result, Target
from campaigns.workbook.exporting import write_workbook
from common.workbook.book import Origin
from common.workbook.formats import origin_of
from tests.campaigns.cloning.cast import make
from tests.campaigns.workbook.cast import Rows, rows_of
from tests.campaigns.workbook.test_pages import apply, send, signed_in
from tests.cast import NOW, Season
from units.actors import SYSTEM
from units.models import Job

LAST, NEXT = Origin("HN-2024", 2024), Origin("HN-2025", 2025)
FOUND = "This workbook was exported from “HN-2024” (2024), and goes into “HN-2025” (2025)."
HOW = "If this is meant, please say so: on the page by the box, in a terminal by --meant."


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def written(rows: Rows, origin: Origin | None) -> BytesIO:
    file = BytesIO()
    write_workbook(file, rows, origin)
    file.seek(0)
    return file


def taken(rows: Rows, origin: Origin | None, **more: Any) -> Outcome:
    return import_workbook(file=written(rows, origin), by=SYSTEM, now=NOW, **more)


def next_year(season: Season) -> Rows:
    """Next year's campaign as rows, without a target or a figure."""
    make(season)
    return rows_of(Campaign.objects.get(code="HN-2025"))


def last_years(season: Season) -> Rows:
    """The workbook of last year with this year's campaign and phases written over its own."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    old, new = rows_of(season.campaign), next_year(season)
    return old | {key: new[key] for key in ("campaign", "phases", "tables", "criteria", "participants")}


def said(outcome: Outcome) -> list[str]:
    return [found.message for found in outcome.confirms]


def test_a_workbook_of_last_year_asks_before_its_targets_and_figures_are_taken(season: Season) -> None:
    outcome = taken(last_years(season), LAST, check_only=True, confirmed=None)
    assert (list(outcome.faults.shown), said(outcome)) == ([], [FOUND])
    assert {key for key, _n in outcome.counts.items()} == {"targets", "results"}


def test_without_a_yes_nothing_is_written_and_with_one_it_is(season: Season) -> None:
    rows = last_years(season)
    outcome = taken(rows, LAST)
    assert [fault.message for fault in outcome.faults.shown] == [f"{FOUND} {HOW}"]
    assert Target.objects.filter(indicator__campaign__code="HN-2025").count() == 0
    outcome = taken(rows, LAST, confirmed=True)
    assert list(outcome.faults.shown) == []
    assert Target.objects.filter(indicator__campaign__code="HN-2025").count() == 8
    assert Result.objects.get(participant__phase__campaign__code="HN-2025", state="reported").value == 800


def test_a_campaigns_own_workbook_is_not_asked_about(season: Season) -> None:
    rows = next_year(season)
    rows["targets"] = [{"union": "BD", "indicator": "DV", "kind": "registered", "value": 900}]
    assert (said(taken(rows, NEXT)), said(taken(rows, None))) == ([], [])


def test_what_carries_neither_targets_nor_figures_is_not_asked_about(season: Season) -> None:
    """Next year's campaign made by hand from last year's file, with its rows of the year taken out."""
    rows = last_years(season) | {"targets": [], "results": []}
    rows["indicators"][0]["short_name"] = "Tên khác"
    assert said(taken(rows, LAST, check_only=True, confirmed=None)) == []


def test_targets_that_stand_there_already_are_not_asked_about(season: Season) -> None:
    rows = last_years(season)
    taken(rows, LAST, confirmed=True)
    assert said(taken(rows, LAST, check_only=True, confirmed=None)) == []


def test_another_year_than_the_campaigns_own_asks(season: Season) -> None:
    rows = next_year(season)
    rows["campaign"][0]["year"] = 2024
    rows["targets"] = [{"union": "BD", "indicator": "DV", "kind": "registered", "value": 900}]
    assert said(taken(rows, None, check_only=True, confirmed=None)) == [
        "The workbook says the year 2024; the campaign is of 2025."
    ]


def test_phases_that_cover_quite_other_days_ask(season: Season) -> None:
    rows = next_year(season)
    rows["phases"] = rows_of(season.campaign)["phases"]
    rows["targets"] = [{"union": "BD", "indicator": "DV", "kind": "registered", "value": 900}]
    assert said(taken(rows, None, check_only=True, confirmed=None)) == [
        "Phase 1 covers 01/01/2024 – 31/07/2024 in the workbook, and 01/01/2025 – 31/07/2025 here."
    ]


def test_a_phase_that_is_moved_by_some_days_does_not_ask(season: Season) -> None:
    rows = next_year(season)
    rows["phases"][0]["period_from"] = date(2025, 1, 15)
    rows["targets"] = [{"union": "BD", "indicator": "DV", "kind": "registered", "value": 900}]
    assert said(taken(rows, None, check_only=True, confirmed=None)) == []


def test_a_new_campaign_whose_phases_lie_outside_its_year_asks(season: Season) -> None:
    rows = rows_of(season.campaign)
    rows["campaign"][0] |= {"code": "HN-2025", "year": 2025}
    assert said(taken(rows, None, check_only=True, confirmed=None)) == [
        "Phase 1 covers 01/01/2024 – 31/07/2024, which is no day of 2025."
    ]


def test_figures_as_of_days_before_their_phase_ask_once(season: Season) -> None:
    rows = next_year(season)
    rows["results"] = [
        {"phase_number": 1, "union": union, "indicator": "DV", "value": 5, "as_of": date(2024, 7, 15)}
        for union in ("BD", "LB")
    ]
    outcome = taken(rows, None, check_only=True, confirmed=None)
    assert said(outcome) == [
        "2 figures are as of days before their phase begins: 15/07/2024, and the phase begins on 01/01/2025."
    ]
    assert outcome.confirms[0].cell.endswith("3")


def test_the_page_tells_what_was_found_and_applies_only_with_the_box(client: Client, season: Season) -> None:
    rows = last_years(season)
    job = send(signed_in(client, season.world.quang), written(rows, LAST).getvalue())
    where = f"{reverse('import')}?job={job.pk}"
    page = client.get(where).content.decode()
    assert FOUND in page
    assert 'name="confirmed"' in page
    refused = client.post(where, {"plan": job.result["plan"]["digest"]})
    assert (refused.status_code, dict(refused.context["applying"].errors)) == (
        422, {"confirmed": ["Please tick the box if this is meant."]},
    )  # fmt: skip
    assert Job.objects.filter(kind="campaigns.import_workbook").count() == 0
    done = apply(client, job, confirmed="on")
    assert (done.state, done.result["fault_count"]) == ("done", 0)
    assert Target.objects.filter(indicator__campaign__code="HN-2025").count() == 8


def test_the_terminal_refuses_without_its_flag(season: Season, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(written(last_years(season), LAST).getvalue())
    error = StringIO()
    with pytest.raises(CommandError):
        call_command("import_workbook", str(path), stdout=StringIO(), stderr=error)
    assert f"{FOUND} {HOW}" in error.getvalue()
    call_command("import_workbook", str(path), "--meant", stdout=StringIO())
    assert Target.objects.filter(indicator__campaign__code="HN-2025").count() == 8


@pytest.mark.parametrize(
    ("row", "origin"),
    [
        ([4, "HN-2024", 2024], Origin("HN-2024", 2024)),
        ([4, "HN-2024", "x"], Origin("HN-2024", None)),
        ([4], Origin()),
        ([4, "", ""], Origin()),
    ],
)
def test_what_the_last_sheet_does_not_say_is_not_guessed(row: list[Any], origin: Origin) -> None:

    assert origin_of([["format", "exported_code", "exported_year"], ["", "", ""], row]) == origin
