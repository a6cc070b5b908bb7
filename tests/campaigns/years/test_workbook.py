"""A year in the workbook: made, changed, refused with the cell that is wrong; kept by a round trip."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import Campaign, Phase, YearPart
from tests.campaigns.workbook.cast import Change, Rows, add, cell, put, rows_of, take, told
from tests.campaigns.years.cast import COMPUTED, close, school_year
from tests.campaigns.years.conftest import Whole
from tests.cast import NOW, Season, after, at

YEAR = {"number": 3, "name": "Cả năm 2024", "joins": "latest", "closes_at": COMPUTED}
FIRST = {"year_number": 3, "phase_number": 1, "weight": Decimal(1)}


def changed(campaign: Campaign, *changes: Change) -> Rows:
    rows = rows_of(campaign)
    for change in changes:
        change(rows)
    return rows


def test_a_year_is_made_with_its_phases(season: Season) -> None:
    school = school_year(season, season.world.ha_dong)
    parts = (
        {**FIRST},
        {**FIRST, "campaign": "HN-NH", "phase_sector": "administration", "weight": Decimal("2.5")},
    )
    rows = changed(season.campaign, add("years", **YEAR), *(add("year_parts", **part) for part in parts))
    outcome = take(rows)
    assert (told(outcome), outcome.counts["years"]) == ([], {"new": 1, "changed": 0})
    year = Phase.objects.get(campaign=season.campaign, kind="year")
    assert (year.number, year.joins, year.entry_closes_at) == (3, "latest", COMPUTED)
    assert set(YearPart.objects.values_list("phase", "weight")) == {
        (season.phase.pk, Decimal(1)), (school.pk, Decimal("2.5"))
    }  # fmt: skip
    assert take(rows_of(season.campaign)).counts == {}


def test_a_clusters_table_scores_no_year(whole: Whole) -> None:
    rows = rows_of(whole.season.campaign)
    rows["tables"].append({**rows["tables"][0], "code": "C", "cluster": "C1", "version": 1})
    rows["years"][0] |= {"table": "C", "table_version": 1}
    said = "“C” is one cluster's table, and a year has units of all. Choose a common table."
    assert told(take(rows)) == [f"{cell('years', 'table', 3)}: {said}"]


def test_a_weight_and_a_day_change(whole: Whole) -> None:
    rows = changed(
        whole.season.campaign,
        put("year_parts", 4, weight=Decimal(3)),
        put("years", 3, review_day=date(2024, 11, 30)),
    )
    assert told(take(rows)) == []
    whole.year.refresh_from_db()
    assert whole.year.review_day == date(2024, 11, 30)
    assert list(whole.year.parts.values_list("weight", flat=True)) == [1, 3]


FAULTS: dict[str, tuple[Callable[[], Change], str, str, int, str]] = {
    "two years": (lambda: add("years", **{**YEAR, "number": 9}), "years", "number", 4, "has a year already"),
    "number of a phase": (lambda: put("years", 3, number=2), "years", "number", 3, "Phase 2 exists already"),
    "no such table": (lambda: put("years", 3, table="XX"), "years", "table", 3, "There is no version 1 of the table"),
    "review day": (lambda: put("years", 3, review_day=date(2029, 1, 1)), "years", "review_day", 3, "Choose a day from"),
    "time that has passed": (
        lambda: put("years", 3, closes_at=at(2024, 1, 1)), "years", "closes_at", 3, "This time has passed",
    ),
    "no weight": (lambda: put("year_parts", 3, weight=Decimal(0)), "year_parts", "weight", 3, "A weight is more"),
    "no such phase": (lambda: put("year_parts", 3, phase_number=8), "year_parts", "phase_number", 3, "no such phase"),
    "phase of a stranger": (
        lambda: put("year_parts", 3, campaign="LA"), "year_parts", "phase_number", 3, "no such phase",
    ),
    "no such year": (
        lambda: put("year_parts", 3, year_number=8), "year_parts", "year_number", 3, "There is no year 8",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_wrong_year_is_told_at_its_cell(whole: Whole, what: str) -> None:
    change, sheet, key, line, words = FAULTS[what]
    outcome = take(changed(whole.season.campaign, change()))
    assert any(fault.startswith(f"{cell(sheet, key, line)}:") and words in fault for fault in told(outcome))
    assert list(whole.year.parts.values_list("weight", flat=True)) == [1, 2]


def test_a_year_without_phases_is_refused(season: Season) -> None:
    outcome = take(changed(season.campaign, add("years", **YEAR)))
    assert told(outcome) == [f"{cell('years', 'number', 3)}: Choose the phases that the year joins."]


def test_a_computed_year_stays(whole: Whole) -> None:
    rows = rows_of(whole.season.campaign)
    Phase.objects.filter(pk=whole.year.pk).update(
        entry_opens_at=after(NOW, minutes=-2), entry_closes_at=after(NOW, minutes=-1)
    )
    rows = rows_of(whole.season.campaign)
    close(NOW)
    assert take(rows).counts == {}
    for change in (put("years", 3, name="Khác"), put("year_parts", 3, weight=Decimal(5))):
        spoiled: Any = [dict(row) for row in rows["years"]], [dict(row) for row in rows["year_parts"]]
        given = {**rows, "years": spoiled[0], "year_parts": spoiled[1]}
        change(given)
        assert ["computed" in fault for fault in told(take(given))] == [True]


def test_the_sheet_of_participants_has_no_year(whole: Whole) -> None:
    rows = rows_of(whole.season.campaign)
    assert {row["phase_number"] for row in rows["participants"]} == {1, 2}
    assert {row["number"] for row in rows["phases"]} == {1, 2}
