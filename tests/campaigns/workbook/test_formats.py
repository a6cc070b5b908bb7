"""Workbooks of other times: what an older file lacks is tolerated, what nobody knows is told, what is newer is not
guessed at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from campaigns.imports import Outcome, import_workbook
from campaigns.models import Campaign
from campaigns.workbook import BY_KEY, SHEETS
from campaigns.workbook.exporting import export_workbook
from common.workbook import formats
from common.workbook.book import Origin
from common.workbook.columns import Column, text
from common.workbook.faults import Faults
from common.workbook.reading import read_workbook
from common.workbook.sheets import Sheet
from common.workbook.writing import write_workbook
from tests.campaigns.workbook.cast import Rows, rows_of, take, told
from tests.campaigns.workbook.test_round_trip import rich
from tests.cast import NOW, Season
from tests.test_golden import cells_of
from units.actors import SYSTEM

__all__ = ["rich"]
GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def mark(code: str, year: int) -> str:
    """The last sheet: the format, and the campaign that the workbook was exported from."""
    return (
        '== Định dạng\n["format", "exported_code", "exported_year"]\n'
        f'["Định dạng của tệp", "Xuất từ (mã)", "Xuất từ (năm)"]\n[4.0, "{code}", {year}.0]\n'
    )


#: The campaign, its workbooks of formats 1 to 3, and the cells that it gives.
KEPT = {
    "TLD-2024": "every/TLD-2024",
    "COVID-2021": "every/COVID-2021",
    "CUM1-2023": "every/CUM1-2023",
    "SS-2021": "every/SS-2021",
    "HN-2024": "final/HN-2024",
}


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("code", KEPT)
def test_a_workbook_of_an_older_format_gives_the_cells_that_it_was_written_from(
    db: None, code: str, number: int
) -> None:
    for name in ("TLD-2024", code):  # the confederation's campaign stands above the others
        with (GOLDEN / "workbooks" / f"{name}-format-{number}.xlsx").open("rb") as file:
            assert told(import_workbook(file=file, by=SYSTEM, now=NOW)) == []
    kept = (GOLDEN / "demo" / f"{KEPT[code]}.workbook.txt").read_text(encoding="utf-8")
    assert cells_of(Campaign.objects.get(code=code)) == kept
    assert kept.endswith(mark(code, Campaign.objects.get(code=code).year))


def written_by(program: Sequence[type[Sheet]], rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> BytesIO:
    """The workbook of these rows as a program writes it that knows these sheets and columns."""
    file = BytesIO()
    keys = {sheet.key: [column.key for column in sheet.columns] for sheet in program}
    held = {
        sheet: [{key: value for key, value in row.items() if key in keys[sheet]} for row in found]
        for sheet, found in rows.items()
        if sheet in keys
    }
    write_workbook(file, program, held)
    return file


def changed(sheet: type[Sheet], **facts: Any) -> type[Sheet]:
    """The same sheet as another program describes it."""
    return type(sheet.__name__, (sheet,), facts)


def without(rows: Rows, *absent: tuple[str, str]) -> BytesIO:
    """The workbook as an older program writes it, which does not know these columns (sheet, key)."""
    older = [
        changed(sheet, columns=tuple(c for c in sheet.columns if (sheet.key, c.key) not in absent))
        for sheet in SHEETS
    ]
    return written_by(older, rows)


def optional_columns() -> Iterator[tuple[str, Column]]:
    for sheet in SHEETS:
        for column in sheet.columns:
            if not column.required:
                yield sheet.key, column


def take_file(file: BytesIO) -> Outcome:
    return import_workbook(file=file, by=SYSTEM, now=NOW)


def test_each_optional_column_may_be_missing_and_changes_nothing_that_is_stored(rich: Season) -> None:
    rows = rows_of(rich.campaign)
    found = {}
    for sheet, column in optional_columns():
        outcome = take_file(without(rows, (sheet, column.key)))
        if outcome.faults or outcome.counts or outcome.faults.warnings:
            found[sheet, column.key] = (told(outcome), outcome.counts)
    # A version, a phase's sector, the part of a stage and what a fact says exactly tell rows apart: without the column
    # a row is about the first one, the one for all, or the fact without more words.
    of_tables = ("tables", "criteria", "steps", "bands", "conditions", "downgrades", "tie_breaks")
    of_facts = {("conditions", "fact_kind"), ("conditions", "fact_grade"), ("downgrades", "fact_grade")}
    told_apart = {
        ("phases", "sector"),
        ("year_parts", "phase_sector"),
        ("stages", "sector"),
        ("stages", "cluster"),
        ("facts", "grade"),
        *((s, "version") for s in of_tables),
        *of_facts,
    }
    assert found.keys() == told_apart


def test_what_an_absent_column_leaves_is_what_is_stored_when_it_is_written(rich: Season) -> None:
    rows = rows_of(rich.campaign)
    file = without(rows, ("campaign", "theme"), ("results", "state"), ("unions", "founded_on"))
    rich.campaign.theme = "Chủ đề mới"
    rich.campaign.save()
    assert take_file(file).counts == {}
    assert Campaign.objects.get(code="HN-2024").theme == "Chủ đề mới"


@pytest.mark.parametrize("sheet", [s.key for s in SHEETS])
def test_a_sheet_may_be_missing(rich: Season, sheet: str) -> None:
    older = [kind for kind in SHEETS if kind.key != sheet]
    outcome = take_file(written_by(older, rows_of(rich.campaign)))
    if sheet == "campaign":
        assert told(outcome) == [
            "Phong trào thi đua: The rows of “Đợt thi đua”, “Nội dung”, “Chỉ tiêu”, “Bảng điểm”, “Tiêu chí”, "
            "“Bậc điểm”, “Xếp loại”, “Điều kiện xếp loại”, “Hạ mức”, “Tiêu chí phụ”, "
            "“Đơn vị tham gia”, “Đợt của năm”, “Tổng hợp năm”, “Bước sau khóa sổ”, “Chỉ tiêu giao, đăng ký”, "
            "“Kết quả” belong to a row of this sheet. "
            "Write it, or empty those sheets."
        ]  # fmt: skip
    else:
        assert (told(outcome), outcome.counts) == ([], {})


def test_a_new_row_without_its_optional_columns_means_empty_cells(season: Season) -> None:
    rows = rows_of(season.campaign)
    absent = {(sheet, column.key) for sheet, column in optional_columns() if sheet == "contents"}
    rows["contents"] = [{"order": 1, "text": "Thi đua"}]
    assert told(take_file(without(rows, *absent))) == []
    content = season.campaign.contents.get()
    assert (content.kind, content.subject, content.sector, content.day) == ("content", "all", "", None)


def test_a_figure_without_a_column_of_states_is_reported(season: Season) -> None:
    rows = rows_of(season.campaign)
    rows["results"] = [{"phase_number": 1, "union": "BD", "indicator": "DV", "value": 7}]
    assert told(take_file(without(rows, ("results", "state")))) == []
    assert season.result(season.world.ba_dinh, "DV").state == "reported"


def test_people_without_a_column_of_addresses_keep_theirs(season: Season) -> None:
    rows = rows_of(season.campaign)
    hoa = next(row for row in rows["people"] if row["username"] == "hoa")
    rows["people"].append({**hoa, "title": "Ủy viên"})
    nobody = {"username": "", "full_name": "Lê Văn B", "union": "BD", "role": "officer", "title": "Thủ quỹ"}
    rows["people"].append({**hoa, **nobody, "email": "b@example.vn"})
    assert told(take(rows)) == []
    assert take_file(without(rows, ("people", "email"))).counts == {}
    assert {row["email"] for row in rows_of(season.campaign)["people"] if row["full_name"] == "Hoa"} == {
        "hoa@example.vn"
    }


# --- The mark ---------------------------------------------------------------------------------------------------------
def marked(value: Any) -> BytesIO:
    """A workbook with this cell in the place of the format's number, and keys that format 4 does not know."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Công đoàn").write_row(0, 0, ["ma", "ten"])
        book.add_worksheet(formats.TITLE).write(2, 0, value)
    return file


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "This workbook is of format 5; formats 1 to 4 are read here. "
            "Copy its rows into this system's empty workbook, or bring this system up to date."),
        (0, "This workbook is of format 0; formats 1 to 4 are read here. "
            "Copy its rows into this system's empty workbook, or bring this system up to date."),
        ("hai", "“hai” is not a number. Type digits only, for example 1.234,5."),
        (None, "“Định dạng của tệp” may not be empty. Fill it in."),
    ],
)  # fmt: skip
def test_a_format_that_is_not_known_is_the_only_fault(db: None, value: Any, message: str) -> None:
    assert told(take_file(marked(value))) == [f"Định dạng!A3: {message}"]


def test_what_is_written_says_format_4_and_from_what_it_was_exported(season: Season) -> None:
    file = BytesIO()
    export_workbook(campaign=season.campaign, target=file, by=SYSTEM, now=NOW)
    faults = Faults()
    book = read_workbook(file, SHEETS, faults)
    assert book is not None
    assert book.origin == Origin("HN-2024", 2024)
    assert cells_of(season.campaign).endswith(mark("HN-2024", 2024))


# --- What nobody knows ------------------------------------------------------------------------------------------------
def test_unknown_sheets_and_columns_are_warnings(season: Season) -> None:
    more = [
        changed(BY_KEY["contents"], columns=(*BY_KEY["contents"].columns, text("ghi_chu", "Ghi chú"))),
        changed(BY_KEY["results"], title="Kết qủa"),
        changed(BY_KEY["bands"], title="Ghi chép", key="notes"),
    ]
    newer = [kind for kind in SHEETS if kind.key not in ("contents", "results")] + more
    file = written_by(newer, rows_of(season.campaign))
    outcome = take_file(file)
    assert (told(outcome), outcome.counts) == ([], {})
    assert sorted(str(w) for w in outcome.faults.warnings) == [
        "Ghi chép: This sheet is not known and was not read.",
        "Kết qủa: This sheet is not known and was not read. Did you mean “Kết quả”?",
        f"{BY_KEY['contents'].title}!G1: The column “ghi_chu” is not known and was not read. "
        "Empty this cell to keep a column of your own.",
    ]


def test_the_demo_reads_workbooks_of_format_1() -> None:
    folder = Path("emulation_tracker/demo/workbooks")
    for path in sorted(folder.glob("*.xlsx")):
        faults = Faults()
        with path.open("rb") as file:
            assert read_workbook(file, SHEETS, faults) is not None
        assert (faults.shown, faults.warnings) == ([], []), path
