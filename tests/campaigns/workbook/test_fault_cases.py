"""What a workbook is refused for, in words that name sheet, cell and remedy. A faulty workbook changes nothing."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from campaigns.models import Target
from tests.campaigns.workbook.cast import Change, Rows, add, again, cell, put, take, told
from units.models import AuditEvent

CASES: list[tuple[str, Change, str, str, int, str]] = [
    ("unknown indicator", put("results", 3, indicator="DVV"), "results", "indicator", 3, "“DVV” is not known. "
    "Did you mean “DV”?"),
    ("unknown union", put("participants", 4, union="LBX"), "participants", "union", 4, "“LBX” is not known. "
    "Did you mean “LB”?"),
    ("unknown cluster", put("participants", 3, cluster="C9"), "participants", "cluster", 3, "“C9” is not known. "
    "Did you mean “C2”?"),
    ("unknown table", put("participants", 3, table="B9"), "participants", "table", 3,
     "There is no version 1 of the table “B9”. Did you mean “B1”?"),
    ("unknown phase", put("participants", 3, phase_number=7), "participants", "phase_number", 3,
     "There is no phase 7 for this sector. Add it to the sheet of phases, or correct number and sector."),
    ("no participant", again("results", 3, union="HN"), "results", "union", 4,
     "“HN” takes no part in this phase. Add it to the participants, or correct the code."),
    ("twice", again("targets", 3, value=7), "targets", "union", 11, "This row stands in row 3 already. Keep "
    "one of them."),
    ("two leaders", again("terms", 3, leader="BD"), "terms", "leader", 5,
     "Row 3 names another union for the same cluster and year. A cluster has one leading union at a time: keep "
     "one row."),
    ("another leader than stored", put("terms", 3, leader="BD"), "terms", "leader", 3,
     "“LB” leads this cluster in 2024 already; a cluster has one leading union at a time."),
    ("leader is deputy", put("terms", 3, deputy="LB"), "terms", "deputy", 3, "The deputy must be another union "
    "than the leader."),
    ("leader no member", add("terms", cluster="C1", year=2023, leader="HD"), "terms", "leader", 5,
     "“HD” is no member of this cluster in 2023. Add it to the members, or correct the code."),
    ("membership overlaps", again("members", 3, valid_from=date(2021, 1, 1)), "members", "valid_from", 0,
     "The union is a member of this cluster from 01/01/2020 on already. Choose other days."),
    ("membership ends before", put("members", 3, valid_to=date(2019, 1, 1)), "members", "valid_to", 3,
     "The end must come after 01/01/2020."),
    ("phase ends before", put("phases", 3, period_to=date(2023, 1, 1)), "phases", "period_to", 3,
     "The phase ends before it starts. Choose a last day on or after 01/01/2024."),
    ("entry closes before", put("phases", 3, entry_closes_at=datetime(2024, 6, 1)), "phases", "entry_closes_at", 3,
     "Entry closes before it opens. Choose a time after 01/07/2024, 00:00."),
    ("overlap", again("phases", 3, number=2, name="Đợt 2"), "phases", "period_from", 4,
     "The period overlaps “Đợt 1” (01/01/2024 – 31/07/2024) for the same sector. Choose other days."),
    ("cycle", put("unions", 3, parent="BD", valid_from=date(2021, 1, 1)), "unions", "parent", 3,
     "The tree makes a cycle: TLD → BD → HN → TLD. Choose another parent."),
    ("leaf without indicator", put("criteria", 3, indicator=""), "criteria", "indicator", 3,
     "This criterion has no indicator to score. Name one, or make it a group."),
    ("group with indicator", put("criteria", 3, rule="group"), "criteria", "indicator", 3,
     "A group only sums its criteria: leave its indicator empty."),
    ("parent is a leaf", put("criteria", 4, parent="1"), "criteria", "parent", 4,
     "“1” is no group. Give it the rule “Tổng các tiêu chí con”, or choose another parent."),
    ("parent unknown", put("criteria", 4, parent="9"), "criteria", "parent", 4,
     "There is no criterion “9” in this table. Add it, or correct the code."),
    ("required", put("unions", 4, name=""), "unions", "name", 4, "“Tên đầy đủ” may not be empty. Fill it in."),
    ("choice", put("unions", 4, level="town"), "unions", "level", 4,
     "“town” is not known here. Write one of: Tổng Liên đoàn; LĐLĐ tỉnh, thành phố; Công đoàn ngành; "
     "LĐLĐ quận, huyện (đến 30/6/2025); Công đoàn xã, phường, đặc khu; Công đoàn khu công nghiệp, khu chế xuất; "
     "Công đoàn cơ sở; Công đoàn bộ phận; Tổ công đoàn."),
    ("decimals", put("results", 3, value=Decimal("1.5")), "results", "value", 3, "Only whole numbers are taken here."),
    ("figure without state", put("results", 3, state="nothing"), "results", "value", 3,
     "A figure goes only with the state “Có số liệu”. Empty this cell, or write that state."),
    ("state without figure", put("results", 3, value=None), "results", "value", 3,
     "Enter a figure, or choose “nothing to report” or “not applicable”."),
    ("role", again("people", 3, role="officer", username="", full_name="Khác"), "people", "role", 0, ""),
    ("e-mail", put("people", 3, email="hoa at example"), "people", "email", 3, "“hoa at example” is no e-mail "
    "address."),
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
    assert found == ([wanted] if message else [next(f for f in found if f.startswith(wanted))])
    assert AuditEvent.objects.count() == events


def test_every_fault_of_the_whole_workbook_is_told_at_once(rows: Rows) -> None:
    for name in ("unknown indicator", "cycle", "e-mail", "parent campaign"):
        next(c for c in CASES if c[0] == name)[1](rows)
    outcome = take(rows)
    assert [str(f).split(":")[0] for f in outcome.faults.shown] == [
        "Công đoàn!F3", "Cán bộ!C3", "Phong trào thi đua!H3", "Kết quả!D3",
    ]  # fmt: skip
    assert Target.objects.filter(is_current=True).count() == 8


def test_at_most_two_hundred_faults_are_told_and_all_are_counted(rows: Rows) -> None:
    rows["results"] = [{**rows["results"][0], "union": f"X{n}"} for n in range(500)]
    outcome = take(rows)
    assert (len(outcome.faults.shown), outcome.faults.total) == (200, 500)
