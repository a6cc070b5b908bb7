"""Workbooks with cells made to fill the memory or to slip through: refused in words, quickly."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.imports import import_workbook
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import write_workbook
from common.workbook.archive import open_archive
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import Column, Kind
from tests.attacks.file_cast import MIB, Cost, parts, refused, zipped
from tests.cast import NOW, World
from units.choices import Level
from units.models import Document, Job

pytestmark = [pytest.mark.drill, pytest.mark.once]
#: The columns of each sheet, in the workbook's order.
COLUMNS = {s.key: [c.key for c in s.columns] for s in SHEETS}


def giant(column: str, sheet: str, rows: int = 300) -> BytesIO:
    """A workbook whose cells of one column all hold the same text of 17 million letters, kept once in the file."""
    file = BytesIO()
    figure = {
        "phase_number": 1,
        "union": "BD",
        "indicator": "DV",
        "state": "reported",
        "value": 1,
        "note": "x",
    }
    campaign = {"code": "BD-1", "name": "X", "year": 2024, "owner": "BD"}
    write_workbook(file, {"campaign": [campaign], sheet: [{**figure, column: "x"} for _ in range(rows)]})
    with zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    shared = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"7" * (17 * MIB) + b"</t></si></sst>"
    )  # fmt: skip
    name = f"xl/worksheets/sheet{list(COLUMNS).index(sheet) + 1}.xml"
    place = COLUMNS[sheet].index(column)
    letter = chr(65 + place).encode()
    found[name] = re.sub(
        rb'<c r="(' + letter + rb'\d+)"[^>]*>(?:<is>.*?</is>|<v>.*?</v>)</c>',
        lambda m: m[0] if int(m[1][1:]) < 3 else b'<c r="' + m[1] + b'" t="s"><v>0</v></c>',
        found[name],
    )
    found["xl/sharedStrings.xml"] = shared
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for part, text in found.items():
            archive.writestr(part, text)
    out.seek(0)
    return out


@pytest.mark.parametrize("length", [17 * MIB, 30_000])
def test_a_text_that_stands_once_in_the_file_and_in_every_cell_is_refused(world: World, length: int) -> None:
    # 17 megabytes in 300 cells are 5 gigabytes to whoever reads them; so are 30,000 letters in 170,000 cells.
    cells = 300 if length > MIB else 170_000
    file = shared(length, cells)
    with Cost() as cost:
        assert refused(lambda: open_archive(file))
    assert cost.peak < 250 * MIB


def shared(length: int, cells: int) -> BytesIO:
    row = "<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>"
    found = parts(row * (cells // 10))
    found["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"7" * length + b"</t></si></sst>"
    return zipped(found, zipfile.ZIP_STORED)


def test_many_short_shared_texts_are_taken() -> None:
    assert open_archive(shared(20, 100_000)).sheets["A"].shared == 100_000


@pytest.mark.parametrize("kind", Kind)
def test_a_cell_of_seventeen_million_letters_is_neither_worked_on_nor_repeated(kind: Kind) -> None:
    column = Column("x", "X", kind, choices=Level if kind is Kind.CHOICE else None, limit=40)
    text = "7" * (17 * MIB)
    with Cost() as cost, pytest.raises(Wrong) as wrong:
        read_cell(column, text)
    assert (len(str(wrong.value)) < 200, cost.seconds < 0.1, cost.peak < MIB) == (True, True, True)


@pytest.mark.parametrize("code", ["A\nB", "A\r\nBcc: x@y.vn", "A\tB", "A\x7fB"])
def test_codes_hold_no_control_characters(world: World, code: str) -> None:
    file = BytesIO()
    write_workbook(file, {"campaign": [{"code": code, "name": "X", "year": 2024, "owner": "BD"}]})
    outcome = import_workbook(file=file, by=world.hoa, now=NOW)
    assert next(f.message for f in outcome.faults.shown).startswith("The text holds a character")


def test_a_hostile_workbook_is_refused_on_the_page_and_leaves_neither_job_nor_document(
    client: Client, world: World
) -> None:
    client.force_login(world.hoa)
    bomb = zipped(parts(xl__sharedStrings=b" " * MIB), zipfile.ZIP_BZIP2).getvalue()
    answer = client.post(reverse("import"), {"file": SimpleUploadedFile("a.xlsx", bomb)})
    assert (answer.status_code, Job.objects.count(), Document.objects.count()) == (422, 0, 0)
