"""The engine with sheets of no app: fruit in boxes, kept in a list."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, ClassVar

import pytest

from common.workbook.book import Book, Row
from common.workbook.columns import Kind, code, of_kind, text
from common.workbook.faults import Faults
from common.workbook.reading import read_workbook
from common.workbook.runs import Run
from common.workbook.sheets import Sheet
from common.workbook.stored import Known
from common.workbook.writing import write_workbook

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Boxes(Sheet):
    """Boxes, of which two are stored."""

    key = "boxes"
    title = "Hộp"
    note = "Boxes."
    identity = ("code",)
    columns = (
        code("code", "Mã", need=True),
        text("label", "Nhãn"),
        of_kind(Kind.WHOLE, "room", "Chỗ", default=5),
        of_kind(Kind.WHOLE, "left", "Còn lại", derived=True),
    )
    stored: ClassVar[list[Known]] = [
        Known(1, {"code": "APPLES", "label": "Táo", "room": 9, "left": 3}),
        Known(2, {"code": "PEARS", "label": "Lê", "room": 5, "left": 5}),
    ]
    written: ClassVar[list[str]] = []

    def load(self) -> Iterator[Known]:
        return iter(self.stored)

    def complete(self, row: Row, known: Known | None) -> None:
        if row.has("left", "room") and row["left"] is None:
            row.values["left"] = known.values["left"] if known else row["room"]

    def apply(self) -> None:
        self.written.extend(f"{'new' if c.is_new else 'changed'} {c.row['code']}" for c in self.changes)


class Fruit(Sheet):
    """Fruit lies in boxes."""

    key = "fruit"
    title = "Quả"
    note = "Fruit."
    identity = ("name",)
    needs = "boxes"
    columns = (text("name", "Tên", need=True), code("box", "Hộp", "boxes"))

    def load(self) -> Iterator[Known]:
        return iter(())

    def apply(self) -> None:
        self.run.of(Boxes).written.append(f"{len(self.changes)} fruit by {self.run.by}")


SHEETS: tuple[type[Sheet], ...] = (Boxes, Fruit)


def book_of(sheets: tuple[type[Sheet], ...] = SHEETS, **rows: list[dict[str, Any]]) -> Book:
    file, faults = BytesIO(), Faults()
    write_workbook(file, sheets, rows)
    book = read_workbook(file, SHEETS, faults)
    assert (book is not None, faults.shown) == (True, [])
    assert book is not None
    return book


def checked(book: Book) -> Run:
    run = Run(book, SHEETS, by="me", now=NOW, faults=Faults())
    run.check()
    return run


def told(run: Run) -> list[str]:
    return [str(fault) for fault in run.faults.shown]


def older(*keys: str) -> tuple[type[Sheet], ...]:
    """The sheets as a program describes them that knows these columns of boxes alone."""
    columns = tuple(column for column in Boxes.columns if column.key in keys)
    return (type("Boxes", (Boxes,), {"columns": columns}), Fruit)


def test_rows_are_new_changed_or_as_stored() -> None:
    same = {"code": "PEARS", "label": "Lê", "room": 5, "left": 5}
    run = checked(
        book_of(boxes=[{"code": "PLUMS"}, {"code": "APPLES", "label": "Táo", "room": 8, "left": 3}, same])
    )
    boxes = run.of(Boxes)
    assert (told(run), run.counts()) == ([], {"boxes": {"new": 1, "changed": 1}})
    assert [(c.row["code"], c.fields) for c in boxes.changes] == [("PLUMS", ()), ("APPLES", ("room",))]
    assert boxes.new[0].row.values == {"code": "PLUMS", "label": "", "room": 5, "left": 5}


def test_sheets_are_applied_in_their_order_with_who_does_it() -> None:
    run = checked(book_of(boxes=[{"code": "PLUMS"}], fruit=[{"name": "Mận", "box": "PLUMS"}]))
    Boxes.written.clear()
    run.apply()
    assert Boxes.written == ["new PLUMS", "1 fruit by me"]
    assert run.who == {"by": "me", "now": NOW}


def test_an_absent_column_leaves_what_is_stored_and_means_an_empty_cell_in_a_new_row() -> None:
    run = checked(
        book_of(older("code", "label"), boxes=[{"code": "APPLES", "label": "Táo"}, {"code": "NEW"}])
    )
    assert [c.row.values for c in run.of(Boxes).changes] == [
        {"code": "NEW", "label": "", "room": 5, "left": 5}
    ]


def test_a_derived_column_that_is_absent_is_worked_out() -> None:
    run = checked(
        book_of(older("code", "label", "room"), boxes=[{"code": "APPLES", "label": "Táo", "room": 9}])
    )
    assert (told(run), run.counts()) == ([], {})


def test_a_book_that_is_checked_again_is_completed_with_what_is_stored_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = book_of(older("code"), boxes=[{"code": "APPLES"}])
    assert checked(book).of(Boxes).rows[0]["label"] == "Táo"
    monkeypatch.setattr(Boxes, "stored", [Known(1, {**Boxes.stored[0].values, "label": "Táo đỏ"})])
    run = checked(book)
    assert (run.of(Boxes).rows[0]["label"], run.counts()) == ("Táo đỏ", {})


def test_a_code_that_nobody_knows_is_told_with_the_nearest_one() -> None:
    run = checked(
        book_of(
            boxes=[{"code": "PLUMS"}], fruit=[{"name": "Mận", "box": "PLUM"}, {"name": "Dừa", "box": "X"}]
        )
    )
    assert told(run) == [
        "Quả!B3: “PLUM” is not known. Did you mean “PLUMS”?",
        "Quả!B4: “X” is not known. Add it to the sheet “Hộp”, or correct the code.",
    ]


def test_a_row_that_stands_twice_is_told() -> None:
    run = checked(book_of(boxes=[{"code": "PLUMS"}, {"code": "PLUMS", "label": "Mận"}]))
    assert told(run) == ["Hộp!A4: This row stands in row 3 already. Keep one of them."]


def test_rows_that_belong_to_another_sheets_row_do_not_stand_alone() -> None:
    assert told(checked(book_of(fruit=[{"name": "Mận"}]))) == [
        "Hộp: The rows of “Quả” belong to a row of this sheet. Write it, or empty those sheets."
    ]


def test_nothing_is_compared_once_the_importer_is_barred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fruit, "is_barred", lambda _sheet: True)
    run = checked(book_of(boxes=[{"code": "PLUMS"}]))
    assert (told(run), run.counts()) == ([], {})


def test_codes_are_named_by_the_sheet_itself_and_by_those_that_refer_to_it() -> None:
    run = checked(book_of(boxes=[{"code": "PLUMS"}], fruit=[{"name": "Mận", "box": "PEARS"}]))
    assert run.named("boxes") == {"PLUMS", "PEARS"}


def test_progress_counts_each_row_once_more() -> None:
    seen: list[tuple[int, int, str]] = []
    run = Run(
        book_of(boxes=[{"code": f"B{n}"} for n in range(400)]), SHEETS, by="me", now=NOW, faults=Faults()
    )
    run.check(lambda *step: seen.append(step))
    assert seen == [(600, 800, "Hộp"), (800, 800, "Hộp")]


def test_a_sheet_says_what_it_needs_of_its_app() -> None:
    bare = Sheet(checked(book_of(boxes=[])), book_of(boxes=[]).pages["boxes"])
    with pytest.raises(NotImplementedError):
        bare.load()
    with pytest.raises(NotImplementedError):
        bare.apply()
