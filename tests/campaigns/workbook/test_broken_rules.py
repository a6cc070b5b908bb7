"""The rules of a campaign's workbook, one broken at a time."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from campaigns import imports
from campaigns.imports import import_workbook
from campaigns.models import ScoringTable
from campaigns.workbook import BY_KEY
from campaigns.workbook.exporting import write_workbook
from tests.campaigns.workbook.cast import Change, Rows, add, again, cell, put, rows_of, take, told
from tests.cast import NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent

CASES: dict[str, tuple[Change, str, str, int, str]] = {
    "union dissolved before it was founded": (
        put("unions", 5, founded_on=date(2020, 1, 1), dissolved_on=date(2019, 1, 1)), "unions", "dissolved_on", 5,
        "A union is dissolved after it was founded. Correct one of the dates."),
    "union placed before its parent": (
        add("unions", code="X", name="X", short_name="X", level="district", parent="HN", valid_from=date(2019, 1, 1)),
        "unions", "valid_from", 9, "“HN” has its place from 01/01/2020 on. Choose that day or a later one."),
    "union moved to before its present place": (
        put("unions", 5, parent="TLD"), "unions", "valid_from", 5,
        "The new place must begin after 01/01/2020, when the current one began."),
    "term of no year": (
        add("terms", cluster="C1", year=1800, leader="LB"), "terms", "year", 5,
        "The year 1800 is out of range. Write a year between 1900 and 2100."),
    "campaign of no year": (
        put("campaign", 3, year=1800), "campaign", "year", 3,
        "The year 1800 is out of range. Write a year between 1900 and 2100."),
    "campaign below itself": (
        put("campaign", 3, parent="HN-2024"), "campaign", "parent", 3,
        "A campaign cannot answer itself. Choose another parent."),
    "two campaigns": (
        again("campaign", 3, code="HN-2025"), "campaign", "code", 4,
        "A workbook carries one campaign at most; this sheet has 2 rows."),
    "phase due nothing": (
        put("phases", 3, target_share=Decimal(0)), "phases", "target_share", 3,
        "The share of the target must be more than 0 %."),
    "phase number of all sectors": (
        again("phases", 3, sector="enterprise"), "phases", "number", 4,
        "Phase 1 exists already for this sector. Choose another number."),
    "indicator of five decimals": (
        put("indicators", 3, decimals=5), "indicators", "decimals", 3, "At most 4 decimals are kept. Write 0 to 4."),
    "criterion of a version that is not there": (
        put("criteria", 3, version=2), "criteria", "table", 3,
        "There is no version 2 of the table “B1”. Add it to the sheet of tables."),
    "criterion of a table that is not there": (
        put("criteria", 3, table="B2"), "criteria", "table", 3,
        "There is no version 1 of the table “B2”. Did you mean “B1”?"),
    "criterion capped at nothing": (
        put("criteria", 3, cap=Decimal(0)), "criteria", "cap", 3, "The cap must be more than 0 %."),
    "target below nothing": (
        put("targets", 3, value=Decimal("1.5")), "targets", "value", 3, "Only whole numbers are taken here."),
    "person of two names": (
        again("people", 3, title="Khác", full_name="Hoá"), "people", "full_name", 0,
        "Row 3 gives this person another name, address or mark. Write the same in both."),
    "post held twice": (
        again("people", 3, valid_from=date(2021, 1, 1)), "people", "valid_from", 0,
        "This person holds the post from 01/01/2020 on already. Choose other days."),
    "post that ends before it begins": (
        put("people", 3, valid_to=date(2019, 1, 1)), "people", "valid_to", 3, "The end must come after 01/01/2020."),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_broken_rule_is_told_at_its_cell_and_nothing_is_written(rows: Rows, name: str) -> None:
    change, sheet, key, line, message = CASES[name]
    events = AuditEvent.objects.count()
    change(rows)
    assert f"{cell(sheet, key, line or len(rows[sheet]) + 2)}: {message}" in told(take(rows))
    assert AuditEvent.objects.count() == events


#: A cell that cannot be read at all is told once; the rules that would need it keep silent.
UNREADABLE: dict[str, tuple[str, str]] = {
    "unions": ("parent", "x" * 41),
    "clusters": ("code", "x" * 41),
    "indicators": ("code", "x" * 41),
    "tables": ("version", "nhiều"),
    "members": ("union", "x" * 41),
    "terms": ("year", "nhiều"),
    "people": ("email", "x" * 300),
    "campaign": ("year", "nhiều"),
    "phases": ("number", "nhiều"),
    "criteria": ("rule", "khác"),
    "participants": ("table_version", "nhiều"),
    "results": ("value", "nhiều"),
}


@pytest.mark.parametrize("sheet", UNREADABLE)
def test_a_cell_that_cannot_be_read_is_told_once(rows: Rows, sheet: str) -> None:
    key, value = UNREADABLE[sheet]
    found = told(spoiled(rows, sheet, key, value))
    assert [f.split(": ")[0] for f in found] == [cell(sheet, key, 3)]


def spoiled(rows: Rows, sheet: str, key: str, value: str) -> imports.Outcome:
    """The import of these rows with a text that the column does not take in the first row."""
    from common.workbook import writing

    file, right = BytesIO(), writing.write_cell

    def wrong(page: Any, line: int, place: int, column: Any, held: Any, styles: Any) -> None:
        if (page.name, line, column.key) == (BY_KEY[sheet].title, 2, key):
            page.write_string(line, place, value)
        else:
            right(page, line, place, column, held, styles)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "write_cell", wrong)
        write_workbook(file, rows)
    return import_workbook(file=file, by=SYSTEM, now=NOW)


def test_a_table_of_another_cluster_scores_nobody_here(season: Season, rows: Rows) -> None:
    ScoringTable.objects.create(
        campaign=season.campaign, code="B2", name="Riêng", cluster=season.world.cluster_2
    )
    rows = rows_of(season.campaign)
    line = next(n for n, row in enumerate(rows["participants"], start=3) if row["cluster"] == "C1")
    put("participants", line, table="B2")(rows)
    assert told(take(rows)) == [
        f"{cell('participants', 'table', line)}: “B2” is another cluster's table. Choose this cluster's, or the "
        "common one."
    ]


def test_group_that_does_not_add_up_is_a_warning(rows: Rows) -> None:
    rows["criteria"][0].update(parent="G")
    rows["criteria"].append(
        {
            "table": "B1",
            "version": 1,
            "code": "G",
            "name": "Nhóm",
            "order": 9,
            "rule": "group",
            "max_points": 50,
        }
    )
    outcome = take(rows)
    assert told(outcome) == []
    assert [str(w) for w in outcome.faults.warnings] == [
        f"{cell('criteria', 'max_points', 7)}: The group has at most 50 points, its criteria together 40."
    ]
    assert outcome.counts == {"criteria": {"new": 1, "changed": 1}}


def test_criteria_in_a_ring_are_refused(rows: Rows) -> None:
    for code, parent in (("G", "H"), ("H", "G")):
        rows["criteria"].append(
            {
                "table": "B1",
                "version": 1,
                "code": code,
                "parent": parent,
                "name": "Nhóm",
                "order": 9,
                "rule": "group",
                "max_points": 0,
            }
        )
    assert [f for f in told(take(rows)) if "cycle" in f] == [
        f"{cell('criteria', 'parent', 7)}: The criteria make a cycle. Choose another parent.",
    ]


def test_a_cluster_run_by_another_union_than_the_owner_is_a_warning(rows: Rows) -> None:
    add("clusters", code="C3", name="Cụm 3", owner="BD")(rows)
    outcome = take(rows)
    assert (told(outcome), [str(w) for w in outcome.faults.warnings]) == (
        [],
        [
            f"{cell('clusters', 'owner', 5)}: Another union than the campaign's owner runs this cluster. "
            "Please make sure that this is meant."
        ],
    )


def test_a_target_far_from_the_clusters_is_asked_about(season: Season) -> None:
    rows = rows_of(season.campaign)
    first = next(row for row in rows["targets"] if row["union"] == "BD" and row["indicator"] == "DV")
    first |= {"value": Decimal("10"), "reason": "Theo biên chế"}
    outcome = take(rows)
    line = rows["targets"].index(first) + 3
    assert (told(outcome), [str(w) for w in outcome.faults.warnings]) == (
        [],
        [
            f"{cell('targets', 'value', line)}: Less than a tenth of what the others of the cluster aim at. "
            "Is the comma where it should be?"
        ],
    )
