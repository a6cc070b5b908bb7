"""No workbook changes a scoring table that is agreed; a new version comes beside it."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import Nature, TableStatus, TieKind
from campaigns.imports import import_workbook
from campaigns.models import Band, Criterion, ScoringTable, Step
from campaigns.queries.table_check import check_table
from campaigns.services import bulk
from campaigns.workbook.exporting import write_workbook
from common.workbook.columns import label_of
from tests.campaigns.tables.cast import agree, whole_table, words_of
from tests.campaigns.workbook.cast import Change, Rows, add, cell, line_of, put, take, told
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM

LINES = ("tables", "criteria", "steps", "bands", "conditions", "downgrades", "tie_breaks")


CHANGES: dict[str, tuple[Change, str, str, dict[str, Any], str]] = {
    "the table": (
        lambda rows: put("tables", line_of(rows, "tables", code="B9"), nominal=Decimal(50))(rows),
        "tables", "nominal", {"code": "B9"}, "Write what is stored: 100. Or make a new version."),
    "a criterion": (
        lambda rows: put("criteria", line_of(rows, "criteria", code="I.1"), max_points=Decimal(99))(rows),
        "criteria", "max_points", {"code": "I.1"}, "Write what is stored: 40. Or make a new version."),
    "its nature": (
        lambda rows: put("criteria", line_of(rows, "criteria", code="III.1"), nature="base")(rows),
        "criteria", "nature", {"code": "III.1"},
        f"Write what is stored: {label_of(Nature, 'bonus')}. Or make a new version."),
    "a band": (
        lambda rows: put("bands", line_of(rows, "bands", name="Tốt"), below=Decimal(95))(rows),
        "bands", "below", {"name": "Tốt"}, "Write what is stored: 90. Or make a new version."),
    "a new band": (
        lambda rows: add("bands", table="B9", version=1, name="Khá", lowest=Decimal(60))(rows),
        "bands", "table", {"name": "Khá"}, "Delete the row, or make a new version."),
    "a condition": (
        lambda rows: put("conditions", line_of(rows, "conditions", kind="standards"), percent=Decimal(10))(rows),
        "conditions", "percent", {"kind": "standards"}, "Write what is stored: 50. Or make a new version."),
    "a downgrade": (
        lambda rows: put("downgrades", 3, band=Decimal(90))(rows),
        "downgrades", "band", {"table": "B9"}, "Write what is stored: 75. Or make a new version."),
    "a key": (
        lambda rows: put("tie_breaks", line_of(rows, "tie_breaks", order=3), kind="women")(rows),
        "tie_breaks", "kind", {"order": 3},
        f"Write what is stored: {label_of(TieKind, 'ballot')}. Or make a new version."),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("state", [TableStatus.AGREED, TableStatus.APPROVED, TableStatus.SUPERSEDED])
def test_no_workbook_changes_an_agreed_table_in_place(
    season: Season, whole: Rows, name: str, state: TableStatus
) -> None:
    table = ScoringTable.objects.get(code="B9")
    ScoringTable.objects.filter(pk=table.pk).update(status=state)
    before = words_of(table)
    change, sheet, key, where, remedy = CHANGES[name]
    assert told(take(whole)) == []
    change(whole)
    place = cell(sheet, key, line_of(whole, sheet, **where))
    assert told(take(whole)) == [f"{place}: This table is agreed and no longer changes. {remedy}"]
    assert words_of(table) == before


def test_a_new_version_comes_by_workbook_beside_the_agreed_one(season: Season, whole: Rows) -> None:
    agree(ScoringTable.objects.get(code="B9"))
    for sheet in LINES:
        name = "code" if sheet == "tables" else "table"
        whole[sheet] += [{**row, "version": 2} for row in whole[sheet] if row[name] == "B9"]
    whole["tables"][-1] |= {"base": "B9", "base_version": 1}
    whole["criteria"][-1]["max_points"] = Decimal(7)
    assert told(take(whole)) == []
    old, new = ScoringTable.objects.filter(code="B9").order_by("version")
    assert (old.status, new.status, new.base) == (TableStatus.AGREED, TableStatus.DRAFT, old)
    assert new.criteria.get(code="IV.1").max_points == 7
    assert old.criteria.get(code="IV.1").max_points == 6
    new.criteria.filter(code="IV.1").update(max_points=6)
    assert words_of(new) == words_of(old)
    assert check_table(new).findings == ()


def test_a_draft_that_scores_a_phase_past_its_deadline_never_changes(season: Season, rows: Rows) -> None:
    put("criteria", 3, max_points=Decimal(99))(rows)
    file = BytesIO()
    write_workbook(file, rows)
    outcome = import_workbook(file=file, by=season.world.quang, now=CLOSES)
    assert told(outcome) == [
        f"{cell('criteria', 'max_points', 3)}: A closed phase is scored by this table, which no longer changes. "
        "Write what is stored: 40. Or make a new version."
    ]


def test_the_service_behind_the_sheets_refuses_too(season: Season) -> None:
    table = agree(whole_table(season))
    first = table.criteria.get(code="I.1")
    who = {"campaign": season.campaign, "by": SYSTEM, "now": NOW, "verb": "write"}
    for model, new, edits in (
        (ScoringTable, [], {table.pk: {"name": "Khác", "cluster": None}}),
        (Criterion, [], {first.pk: {"name": "Khác"}}),
        (Band, [Band(table=table, name="Khá", lowest=Decimal(60))], {}),
        (Step, [Step(criterion=first, order=1, points=Decimal(1))], {}),
    ):
        with pytest.raises(ValidationError, match="“Bảng mẫu” is agreed and no longer changes"):
            bulk.write_rows(model=model, new=new, edits=edits, **who)
