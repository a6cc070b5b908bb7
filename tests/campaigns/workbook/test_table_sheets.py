"""The sheets of scoring tables: what is told at its cell, and what older files mean."""

from decimal import Decimal

import pytest

from campaigns.models import Band, Criterion, ScoringTable
from campaigns.workbook import BY_KEY
from tests.campaigns.workbook.cast import Change, Rows, add, again, cell, line_of, put, rows_of, take, told
from tests.campaigns.workbook.test_formats import take_file, without
from tests.campaigns.workbook.test_round_trip import wipe
from tests.cast import Season

LINES = ("tables", "criteria", "steps", "bands", "conditions", "downgrades", "tie_breaks")


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
