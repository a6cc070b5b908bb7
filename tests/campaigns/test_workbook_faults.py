"""What a workbook is refused for, in words that name sheet, cell and remedy. A faulty workbook changes nothing."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from campaigns.choices import PhaseStatus
from campaigns.imports import Outcome, import_workbook
from campaigns.models import Campaign, Participant, Phase, Result, Target
from campaigns.services import closing
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import write_template, write_workbook
from common.workbook import reading
from tests.campaigns.workbook_cast import Change, Rows, add, again, cell, put, take, told
from tests.cast import CLOSES, NOW, Season, World
from units.actors import SYSTEM
from units.models import AuditEvent, Cluster, Union
from units.services import jobs

CASES: list[tuple[str, Change, str, str, int, str]] = [
    ("unknown indicator", put("results", 3, indicator="DVV"), "results", "indicator", 3, "“DVV” is not known. Did you mean “DV”?"),
    ("unknown union", put("participants", 4, union="LBX"), "participants", "union", 4, "“LBX” is not known. Did you mean “LB”?"),
    ("unknown cluster", put("participants", 3, cluster="C9"), "participants", "cluster", 3, "“C9” is not known. Did you mean “C2”?"),
    ("unknown table", put("participants", 3, table="B9"), "participants", "table", 3,
     "There is no version 1 of the table “B9”. Did you mean “B1”?"),
    ("unknown phase", put("participants", 3, phase_number=7), "participants", "phase_number", 3,
     "There is no phase 7 for this sector. Add it to the sheet of phases, or correct number and sector."),
    ("no participant", again("results", 3, union="HN"), "results", "union", 4,
     "“HN” takes no part in this phase. Add it to the participants, or correct the code."),
    ("twice", again("targets", 3, value=7), "targets", "union", 11, "This row stands in row 3 already. Keep one of them."),
    ("two leaders", again("terms", 3, leader="BD"), "terms", "leader", 5,
     "Row 3 names another union for the same cluster and year. A cluster has one leading union at a time: keep one row."),
    ("another leader than stored", put("terms", 3, leader="BD"), "terms", "leader", 3,
     "“LB” leads this cluster in 2024 already; a cluster has one leading union at a time."),
    ("leader is deputy", put("terms", 3, deputy="LB"), "terms", "deputy", 3, "The deputy must be another union than the leader."),
    ("leader no member", add("terms", cluster="C1", year=2023, leader="HD"), "terms", "leader", 5,
     "“HD” is no member of this cluster in 2023. Add it to the members, or correct the code."),
    ("membership overlaps", again("members", 3, valid_from=date(2021, 1, 1)), "members", "valid_from", 3,
     "The union is a member of this cluster from 01/01/2021 on already. Choose other days."),
    ("membership ends before", put("members", 3, valid_to=date(2019, 1, 1)), "members", "valid_to", 3, "The end must come after 01/01/2020."),
    ("phase ends before", put("phases", 3, period_to=date(2023, 1, 1)), "phases", "period_to", 3,
     "The phase ends before it starts. Choose a last day on or after 01/01/2024."),
    ("entry closes before", put("phases", 3, entry_closes_at=datetime(2024, 6, 1)), "phases", "entry_closes_at", 3,
     "Entry closes before it opens. Choose a time after 01/07/2024 00:00."),
    ("overlap", again("phases", 3, number=2, name="Đợt 2"), "phases", "period_from", 3,
     "The period overlaps “Đợt 2” (01/01/2024 – 31/07/2024) for the same sector. Choose other days."),
    ("cycle", put("unions", 3, parent="BD", valid_from=date(2021, 1, 1)), "unions", "parent", 3,
     "The tree makes a cycle: TLD → BD → HN → TLD. Choose another parent."),
    ("leaf without indicator", put("criteria", 3, indicator=""), "criteria", "indicator", 3,
     "This criterion has no indicator to score. Name one, or make it a group."),
    ("group with indicator", put("criteria", 3, rule="group"), "criteria", "indicator", 3,
     "A group only sums its criteria: leave its indicator empty."),
    ("parent is a leaf", put("criteria", 4, parent="1"), "criteria", "parent", 4,
     "“1” is no group. Give it the rule group, or choose another parent."),
    ("parent unknown", put("criteria", 4, parent="9"), "criteria", "parent", 4,
     "There is no criterion “9” in this table. Add it, or correct the code."),
    ("required", put("unions", 4, name=""), "unions", "name", 4, "“Tên đầy đủ” may not be empty. Fill it in."),
    ("choice", put("unions", 4, level="town"), "unions", "level", 4,
     "“town” is not known here. Write one of: confederation, city, sector, district, commune, zone, grassroots, sub, group."),
    ("decimals", put("results", 3, value=Decimal("1.5")), "results", "value", 3, "Only whole numbers are taken here."),
    ("figure without state", put("results", 3, state="nothing"), "results", "value", 3,
     "A figure goes only with the state reported. Empty this cell, or write reported."),
    ("state without figure", put("results", 3, value=None), "results", "value", 3,
     "Enter a figure, or choose “nothing to report” or “not applicable”."),
    ("role", again("people", 3, role="officer", username="", full_name="Khác"), "people", "role", 0, ""),
    ("e-mail", put("people", 3, email="hoa at example"), "people", "email", 3, "“hoa at example” is no e-mail address."),
    ("parent campaign", put("campaign", 3, parent="TLD-1999"), "campaign", "parent", 3,
     "There is no campaign “TLD-1999” yet. Import it first, or leave the cell empty."),
    ("owner", put("campaign", 3, owner="BD"), "campaign", "owner", 3,
     "This campaign belongs to “HN”; it cannot pass to another union. Choose another code for a new campaign."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sheet", "key", "line", "message"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_fault_names_sheet_cell_and_remedy_and_changes_nothing(
    rows: Rows, change: Change, sheet: str, key: str, line: int, message: str
) -> None:
    events = AuditEvent.objects.count()
    change(rows)
    found = told(take(rows))
    wanted = f"{cell(sheet, key, line or len(rows[sheet]) + 2)}: {message}"
    assert any(f.startswith(wanted) if not message else f == wanted for f in found), found
    assert AuditEvent.objects.count() == events


def test_every_fault_of_the_whole_workbook_is_told_at_once(rows: Rows) -> None:
    for name in ("unknown indicator", "cycle", "e-mail", "parent campaign"):
        next(c for c in CASES if c[0] == name)[1](rows)
    outcome = take(rows)
    assert [str(f).split(":")[0] for f in outcome.faults.shown] == [
        "Công đoàn!F3", "Công đoàn!F4", "Công đoàn!F5", "Cán bộ!C3", "Phong trào thi đua!H3", "Kết quả!D3",
    ]  # fmt: skip
    assert Target.objects.filter(is_current=True).count() == 8


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
            {"table": "B1", "version": 1, "code": code, "parent": parent, "name": "Nhóm", "order": 9, "rule": "group", "max_points": 0}
        )  # fmt: skip
    assert [f for f in told(take(rows)) if "cycle" in f] == [
        f"{cell('criteria', 'parent', 7)}: The criteria make a cycle. Choose another parent.",
        f"{cell('criteria', 'parent', 8)}: The criteria make a cycle. Choose another parent.",
    ]


def raw_workbook(write: Callable[[str, Any], None], *, without: str = "", renamed: str = "") -> BytesIO:
    """A workbook with right headers, into whose sheets `write` puts what it likes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for sheet in SHEETS:
            if sheet.key == without:
                continue
            page = book.add_worksheet(sheet.title)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, column.key if column.key != renamed else column.key + "x")
            write(sheet.key, page)
    return file


def faults_of(file: BytesIO) -> list[str]:
    return told(import_workbook(file=file, by=SYSTEM, now=NOW))


def test_formula_in_a_value_cell_is_named(db: None) -> None:
    def write(key: str, page: Any) -> None:
        if key == "targets":
            page.write_row(2, 0, ["BD", "DV", "assigned"])
            page.write_formula(2, 3, "=1+1", None, 2)

    assert (
        "Chỉ tiêu giao, đăng ký!D3: The cell holds a formula. Put its value there instead (copy, then paste values)."
        in faults_of(raw_workbook(write))
    )


def test_missing_column_that_is_needed_is_a_fault_and_an_unknown_one_a_warning(db: None) -> None:
    file = raw_workbook(lambda _k, _p: None, renamed="lowest")
    outcome = import_workbook(file=file, by=SYSTEM, now=NOW)
    assert told(outcome) == [
        "Xếp loại!1:1: The column “lowest” (Từ điểm) is missing. Copy it from the empty workbook."
    ]
    assert [str(w) for w in outcome.faults.warnings] == [
        "Xếp loại!D1: The column “lowestx” is not known and was not read. Did you mean “lowest”?"
    ]


def test_numbers_and_dates_as_people_type_them(db: None) -> None:
    def write(key: str, page: Any) -> None:
        if key == "targets":
            for line, value in enumerate(("1,234.5", "nhiều", "-3", 1e300, 1.23456, True), start=2):
                page.write_row(line, 0, ["BD", "DV", "assigned"])
                page.write(line, 3, value)
        if key == "unions":
            for line, value in enumerate(("31/02/2024", 45000, "01/01/1800", "hôm nay"), start=2):
                page.write_row(line, 0, [f"U{line}", "Tên", "Tên", "city"])
                page.write(line, 6, value)

    found = faults_of(raw_workbook(write))
    sheet = "Chỉ tiêu giao, đăng ký"
    assert (
        f"{sheet}!D3: “1,234.5” can be read in two ways. Type the decimal comma: did you mean 1.234,5?"
        in found
    )
    assert f"{sheet}!D4: “nhiều” is not a number. Type digits only, for example 1.234,5." in found
    assert f"{sheet}!D5: The figure cannot be negative. Enter 0 or more." in found
    assert f"{sheet}!D6: The figure is too large: at most 922 trillion." in found
    assert f"{sheet}!D7: “1.23456” has more than 4 decimals. Round it." in found
    assert f"{sheet}!D8: “True” is not a number. Type digits only, for example 1.234,5." in found
    assert "Công đoàn!G3: “31/02/2024” is not a date. Write it like 31/07/2024." in found
    assert "Công đoàn!G4: “45000.0” is not a date. Write it like 31/07/2024." in found
    assert "Công đoàn!G5: The year 1800 is out of range. Write a date between 1900 and 2100." in found
    assert "Công đoàn!G6: “hôm nay” is not a date. Write it like 31/07/2024." in found


def test_at_most_two_hundred_faults_are_told_and_all_are_counted(rows: Rows) -> None:
    rows["results"] = [{**rows["results"][0], "union": f"X{n}"} for n in range(500)]
    outcome = take(rows)
    assert (len(outcome.faults.shown), outcome.faults.total) == (200, 500)


def test_empty_workbook_is_a_fault(db: None) -> None:
    file = BytesIO()
    write_template(file)
    assert faults_of(file) == [": This workbook has no rows yet. Fill in its sheets from row 3 on."]


def test_closed_phase_never_changes(season: Season, rows: Rows) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    assert told(take(rows)) == []
    rows["results"][0]["value"] = Decimal(801)
    rows["phases"][0]["name"] = "Khác"
    rows["participants"][0]["cluster"] = "C2"
    rows["criteria"][0]["max_points"] = Decimal(99)
    rows["results"].append({**rows["results"][0], "indicator": "KP"})
    assert sorted(told(take(rows))) == sorted([
        f"{cell('phases', 'name', 3)}: This phase is closed; write what is stored: Đợt 1.",
        f"{cell('participants', 'cluster', 3)}: The phase is closed; its rows no longer change. Write what is stored: C1.",
        f"{cell('criteria', 'max_points', 3)}: A closed phase is scored by this table, which no longer changes. Write what is stored: 40.",
        f"{cell('results', 'value', 3)}: The phase is closed; its rows no longer change. Write what is stored: 800.",
        f"{cell('results', 'state', 4)}: The phase is closed; its rows no longer change. Write what is stored: not_reported.",
    ])  # fmt: skip


def past_its_window(season: Season, rows: Rows) -> Outcome:
    rows["results"].append({**rows["results"][0], "indicator": "KP", "value": Decimal("12.5")})
    file = BytesIO()
    write_workbook(file, rows)
    return import_workbook(file=file, by=season.world.quang, now=CLOSES)


def test_figures_of_a_past_phase_are_facts_and_taken_before_the_launch(season: Season, rows: Rows) -> None:
    Phase.objects.update(status=PhaseStatus.DRAFT)
    outcome = past_its_window(season, rows)
    assert (told(outcome), outcome.counts) == ([], {"results": {"new": 0, "changed": 1}})
    result = season.result(season.world.ba_dinh, "KP")
    assert (result.value, result.version, result.entered_by) == (Decimal("12.5"), 1, season.world.quang)


def test_no_workbook_moves_a_figure_between_the_deadline_and_the_job_that_closes(
    season: Season, rows: Rows
) -> None:
    assert told(past_its_window(season, rows)) == [
        f"{cell('results', 'state', 4)}: The phase is closed; its rows no longer change. Write what is stored: not_reported."
    ]
    assert season.result(season.world.ba_dinh, "KP").version == 0


def test_submitted_figure_is_returned_first(season: Season, rows: Rows) -> None:
    Result.objects.filter(indicator__code="DV", participant__union=season.world.ba_dinh).update(status=30)
    rows["results"][0]["value"] = Decimal(1)
    assert told(take(rows)) == [
        f"{cell('results', 'value', 3)}: This figure is submitted or appraised. Return it first, or write what is stored: 800."
    ]


def test_importer_changes_only_what_stands_below(world: World, rows: Rows) -> None:
    assert told(take(rows, by=world.quang)) == []
    rows["unions"][0]["name"] = "Khác"
    refused = "Only staff of this union, or of one above it, may change this. Leave the row as the system has it, or ask them."
    assert told(take(rows, by=world.quang)) == [f"{cell('unions', 'code', 3)}: {refused}"]
    rows["unions"][0]["name"] = "Tổng LĐLĐ Việt Nam"
    owner = "Only staff of HN may prepare its campaigns. Please ask them to import this workbook."
    assert told(take(rows, by=world.hoa)) == [f"{cell('campaign', 'owner', 3)}: {owner}"]
    assert told(take(rows, by=world.kim)) == [f"{cell('campaign', 'owner', 3)}: {owner}"]
    rows["people"].append(
        {"full_name": "Ai đó", "union": "TLD", "title": "Quản trị", "role": "administrator", "valid_from": date(2024, 1, 1)}
    )  # fmt: skip
    assert told(take(rows, by=world.quang)) == [
        f"{cell('people', 'union', len(rows['people']) + 2)}: {refused}"
    ]


def test_workbook_adds_and_changes_rows(season: Season, rows: Rows) -> None:
    rows["unions"].append(
        {"code": "TX", "name": "LĐLĐ quận Thanh Xuân", "short_name": "Thanh Xuân", "level": "district", "parent": "HN", "valid_from": "2020-01-01"}
    )  # fmt: skip
    rows["unions"].insert(
        0, {"code": "TX-1", "name": "CĐCS Một", "short_name": "Một", "level": "grassroots", "parent": "TX", "valid_from": "2020-01-01", "sector": "enterprise"}
    )  # fmt: skip
    rows["unions"][3]["short_name"] = "Tên mới"
    rows["participants"].append({"phase_number": 1, "union": "TX-1", "cluster": "C1", "table": "B1"})
    rows["targets"][0]["value"] = Decimal(1500)
    outcome = take(rows, by=season.world.quang)
    assert told(outcome) == []
    assert outcome.counts == {
        "unions": {"new": 2, "changed": 1}, "participants": {"new": 1, "changed": 0}, "targets": {"new": 0, "changed": 1}
    }  # fmt: skip
    deep, above = Union.objects.get(code="TX-1"), Union.objects.get(code="TX")
    city = season.world.city
    assert deep.affiliations.get().path == f"/{season.world.confederation.pk}/{city.pk}/{above.pk}/{deep.pk}/"
    assert Participant.objects.get(union=deep).sector == "enterprise"
    assert Participant.objects.get(union=deep).results.count() == 4
    code = rows["targets"][0]["union"]
    held = Result.objects.get(participant__union__code=code, indicator__code=rows["targets"][0]["indicator"])
    assert (held.registered.value, held.registered.version) == (Decimal(1500), 2)
    assert (Campaign.objects.count(), Cluster.objects.count()) == (1, 2)


def test_columns_named_twice_and_columns_of_the_authors_own(db: None) -> None:
    def write(key: str, page: Any) -> None:
        if key == "bands":
            page.write_string(0, 8, "name")
            page.write_string(2, 7, "a column without a key is nobody's business")

    found = [f for f in faults_of(raw_workbook(write)) if f.startswith("Xếp loại")]
    assert "Xếp loại!I1: The column “name” stands here twice. Delete one." in found


def test_row_of_empty_cells_between_others_is_passed_over(rows: Rows) -> None:
    rows["results"].insert(0, {})
    assert (told(take(rows)), take(rows).counts) == ([], {})


def test_sheet_with_rows_and_without_keys_lacks_every_column_that_is_needed(db: None) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.title)
            if sheet.key == "bands":
                page.write_row(2, 0, ["B1", 1, "Xuất sắc", 90])
    found = faults_of(file)
    assert [f.partition(" is missing")[0] for f in found] == [
        f"Xếp loại!1:1: The column “{key}” ({caption})"
        for key, caption in (("table", "Mã bảng điểm"), ("name", "Xếp loại"), ("lowest", "Từ điểm"))
    ]


def test_workbook_that_the_reader_cannot_open_is_damaged(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: Any) -> None:
        raise reading.CalamineError("no")

    monkeypatch.setattr(reading, "CalamineWorkbook", type("Book", (), {"from_filelike": staticmethod(fail)}))
    assert told(take(rows)) == [
        ": The file is damaged. Open it in Excel, save it again as .xlsx and try once more."
    ]


def test_figure_without_a_state_is_reported_and_nothing_at_all_is_not(rows: Rows) -> None:
    rows["results"][0]["state"] = ""
    assert (told(take(rows)), take(rows).counts) == ([], {})
    rows["results"][0]["value"] = None
    assert take(rows).counts == {"results": {"new": 0, "changed": 1}}
