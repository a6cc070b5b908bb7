"""The sheets of scoring tables: what an agreed table refuses, what is told at its cell, what older files mean."""

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
from campaigns.workbook import BY_KEY
from campaigns.workbook.exporting import write_workbook
from common.workbook.columns import label_of
from tests.campaigns.tables.cast import agree, whole_table, words_of
from tests.campaigns.workbook.cast import Change, Rows, add, again, cell, put, rows_of, take, told
from tests.campaigns.workbook.test_formats import take_file, without
from tests.campaigns.workbook.test_round_trip import wipe
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM

LINES = ("tables", "criteria", "steps", "bands", "conditions", "downgrades", "tie_breaks")


@pytest.fixture
def whole(season: Season) -> Rows:
    """The rows of a campaign with a whole table, a draft."""
    whole_table(season)
    return rows_of(season.campaign)


def line_of(rows: Rows, sheet: str, **values: Any) -> int:
    """The line of the row with these values."""
    return next(n for n, row in enumerate(rows[sheet], start=3) if values.items() <= row.items())


# --- Agreed is agreed -------------------------------------------------------------------------------------------------
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


# --- Faults at their cells --------------------------------------------------------------------------------------------
FAULTS: dict[str, tuple[Change, str, str, int, str]] = {
    "five decimals": (
        put("tables", 3, line_decimals=5), "tables", "line_decimals", 3, "At most 4 decimals are kept. Write 0 to 4."),
    "no maximum": (
        put("tables", 3, nominal=Decimal(0)), "tables", "nominal", 3,
        "The nominal maximum must be more than 0 points."),
    "half a member": (
        put("tables", 3, size_from=Decimal("1.5")), "tables", "size_from", 3, "Only whole numbers are taken here."),
    "sizes the wrong way": (
        put("tables", 3, size_from=Decimal(9), size_to=Decimal(9)), "tables", "size_to", 3,
        "The upper bound must be more than the lower one."),
    "made from itself": (
        put("tables", 3, base="B1"), "tables", "base", 3,
        "A table is not made from itself. Name another, or leave the cell empty."),
    "made from nothing": (
        put("tables", 3, base="B7"), "tables", "base", 3,
        "There is no version 1 of the table “B7”. Did you mean “B9”?"),
    "steps of nothing": (
        add("steps", table="B9", version=1, criterion="X", order=1, points=1), "steps", "criterion", 3,
        "There is no criterion “X” in this table. Add it, or correct the code."),
    "steps of a rule without": (
        add("steps", table="B9", version=1, criterion="I.1", order=1, points=1), "steps", "criterion", 3,
        "The rule of “I.1” has no steps. Delete the row, or choose another rule there."),
    "an empty step": (
        add("steps", table="B9", version=1, criterion="I.1", order=1, points=1, lowest=2, below=2), "steps", "below", 3,
        "It ends before it begins. Enter an upper edge above the lower one."),
    "an empty band": (
        put("bands", 3, below=Decimal(90)), "bands", "below", 3,
        "It ends before it begins. Enter an upper edge above the lower one."),
    "a share of nobody": (
        put("bands", 3, share=Decimal(0)), "bands", "share", 3,
        "Write more than 0 and at most 100 %, or leave the cell empty."),
    "a condition of no band": (
        put("conditions", 3, band=Decimal(91)), "conditions", "band", 3,
        "No band of this table begins at 91 points. Correct the points, or add the band."),
    "standards without a share": (
        put("conditions", 4, percent=None), "conditions", "percent", 4,
        "Say under which share of its points a standard may not be."),
    "a fact of no kind": (
        again("conditions", 3, kind="no_fact"), "conditions", "fact_kind", 5,
        "Choose the kind of fact that the condition is about."),
    "a downgrade to nothing": (
        put("downgrades", 3, band=Decimal(74)), "downgrades", "band", 3,
        "No band of this table begins at 74 points. Correct the points, or add the band."),
    "a key without a criterion": (
        put("tie_breaks", 3, criterion=""), "tie_breaks", "criterion", 3, "This key reads one. Write its code."),
    "a key with too much": (
        put("tie_breaks", 5, indicator="DV"), "tie_breaks", "indicator", 5,
        "This key does not read one. Leave the cell empty."),
    "a key of nothing": (
        put("tie_breaks", 3, criterion="X"), "tie_breaks", "criterion", 3,
        "There is no criterion “X” in this table. Add it, or correct the code."),
    "a negative maximum": (
        put("criteria", 3, max_points=Decimal(-1)), "criteria", "max_points", 3,
        "The figure cannot be negative. Enter 0 or more."),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_fit_is_told_at_its_cell(whole: Rows, name: str) -> None:
    change, sheet, key, line, said = FAULTS[name]
    before = ScoringTable.objects.count()
    change(whole)
    assert f"{cell(sheet, key, line)}: {said}" in told(take(whole))
    assert ScoringTable.objects.count() == before


def test_a_number_of_points_may_be_below_0_where_that_means_something(whole: Rows) -> None:
    put("criteria", line_of(whole, "criteria", code="III"), min_points=Decimal("-2.5"))(whole)
    put("bands", line_of(whole, "bands", name="Hoàn thành"), below=Decimal("75"))(whole)
    add("bands", table="B9", version=1, name="Yếu", lowest=Decimal("-5"), below=Decimal(0))(whole)
    assert told(take(whole)) == []
    assert Criterion.objects.get(code="III").min_points == Decimal("-2.5")
    assert Band.objects.get(name="Yếu").lowest == Decimal(-5)


def test_sums_of_a_group_count_base_lines_and_a_held_group_may_be_less(whole: Rows) -> None:
    put("criteria", line_of(whole, "criteria", code="I"), max_points=Decimal(50), is_clamped=True)(whole)
    outcome = take(whole)
    assert (told(outcome), outcome.faults.warnings) == ([], [])


# --- Older files ------------------------------------------------------------------------------------------------------
def test_an_older_file_makes_a_table_whose_totals_are_plain_sums(season: Season) -> None:
    rows = rows_of(season.campaign)
    rows["criteria"][0]["max_points"] = Decimal(240)
    new = [(s.key, c.key) for s in (BY_KEY["tables"], BY_KEY["criteria"], BY_KEY["bands"]) for c in s.columns
           if c.key not in OLD[s.key]]  # fmt: skip
    file = without(rows, *new)
    wipe()
    assert told(take_file(file)) == []
    table = ScoringTable.objects.get()
    assert (table.nominal, table.may_exceed, table.may_sink, table.rescales) == (
        Decimal(300),
        True,
        True,
        False,
    )
    assert set(table.criteria.values_list("nature", "is_clamped", "seen_by")) == {("base", False, "cluster")}


def test_an_empty_maximum_is_the_sum_of_the_base_criteria_at_the_top(season: Season, whole: Rows) -> None:
    for row in whole["tables"]:
        row["nominal"] = None
    assert take(whole).counts == {}
    for sheet in LINES:
        name = "code" if sheet == "tables" else "table"
        whole[sheet] += [{**row, name: "B5"} for row in whole[sheet] if row[name] == "B9"]
    put("criteria", line_of(whole, "criteria", table="B5", code="II"), max_points=Decimal(45))(whole)
    assert told(take(whole)) == []
    fresh = ScoringTable.objects.get(code="B5")
    assert (fresh.nominal, fresh.may_exceed) == (Decimal(105), False)


OLD = {
    "tables": {"code", "name", "version", "cluster"},
    "criteria": {
        "table", "version", "code", "parent", "name", "order", "rule", "indicator", "max_points", "target_kind", "cap",
        "per_object", "no_target", "not_applicable",
    },
    "bands": {"table", "version", "name", "lowest"},
}  # fmt: skip
