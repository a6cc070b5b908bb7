"""A wrong cell is one fault: what only follows from it is not told as well."""

import pytest

from tests.campaigns.workbook.by_hand import take_tabs, whole
from tests.campaigns.workbook.cast import Rows, cell, take, told
from tests.cast import Season
from tests.common.workbook.raw import error


def fresh(rows: Rows) -> Rows:
    """The same campaign under another code, of which nothing is stored: every row is new."""
    rows["campaign"][0]["code"] = "HN-2025"
    rows["people"] = []
    named = {
        "unions": ("code", "parent"), "clusters": ("code", "owner"), "members": ("union", "cluster"),
        "terms": ("leader", "deputy", "cluster"), "campaign": ("owner",), "participants": ("union", "cluster"),
        "targets": ("union",), "results": ("union",),
    }  # fmt: skip
    for key, columns in named.items():
        for row in rows[key]:
            row |= {c: f"N{row[c]}" for c in columns if row[c]}
    return rows


def test_the_campaign_by_hand_is_right(rows: Rows) -> None:
    outcome = take_tabs(whole(fresh(rows)))
    assert (told(outcome), outcome.counts["results"]["new"]) == ([], 1)


#: A cell that cannot be read and that other sheets name.
WRONG = [
    ("unions", 5, "code"), ("unions", 5, "parent"), ("unions", 5, "level"), ("unions", 3, "code"),
    ("clusters", 3, "code"), ("clusters", 3, "owner"), ("members", 3, "union"), ("members", 3, "cluster"),
    ("members", 3, "valid_from"), ("campaign", 3, "code"), ("campaign", 3, "year"), ("campaign", 3, "owner"),
    ("phases", 3, "number"), ("phases", 3, "sector"), ("phases", 3, "entry_closes_at"), ("phases", 3, "period_to"),
    ("indicators", 3, "code"), ("indicators", 3, "kind"), ("tables", 3, "code"), ("tables", 3, "version"),
    ("tables", 3, "name"), ("criteria", 3, "code"), ("criteria", 3, "max_points"), ("participants", 3, "union"),
    ("participants", 3, "phase_number"), ("participants", 3, "table_version"), ("results", 3, "indicator"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "line", "key"), WRONG)
def test_a_wrong_cell_is_one_fault_without_echoes(rows: Rows, sheet: str, line: int, key: str) -> None:
    found = take_tabs(whole(fresh(rows), **{sheet: (line, key, error("#REF!"))}))
    assert told(found) == [
        f"{cell(sheet, key, line)}: The cell shows the error #REF!. Put the right value there."
    ]


@pytest.mark.parametrize("key", ["code", "parent"])
def test_a_wrong_cell_of_a_union_is_one_fault_to_its_federation_too(
    season: Season, rows: Rows, key: str
) -> None:
    rows["unions"].append({**rows["unions"][2], "code": "CS", "parent": "BD", "level": "grassroots"})
    rows["members"].append({**rows["members"][0], "union": "CS"})
    line = len(rows["unions"]) + 2
    found = take_tabs(whole(rows, unions=(line, key, error("#N/A"))), by=season.world.quang)
    assert [f.split(": ")[0] for f in told(found)] == [cell("unions", key, line)]


def test_a_code_that_nobody_knows_is_one_fault_that_names_its_rows(rows: Rows) -> None:
    row = rows["results"][0]
    codes = [i["code"] for i in rows["indicators"]]
    rows["results"] = [{**row, "union": "LBX", "indicator": code, "value": 1} for code in codes]
    assert told(take(rows)) == [
        f"{cell('results', 'union', 3)}: “LBX” is not known. Did you mean “LB”? Also in rows 4–6."
    ]
