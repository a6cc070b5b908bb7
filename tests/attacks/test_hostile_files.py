"""Files made by hand to break the reader: refused in words, quickly, with little memory."""

import bz2
import resource
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.imports import import_workbook
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import write_workbook
from common.workbook.archive import check_archive, open_archive
from common.workbook.cells import Wrong, read_cell
from common.workbook.columns import Column, Kind
from tests.cast import NOW, Season, World
from units.choices import Level
from units.models import Document, Job
from units.services.documents import keep_document

pytestmark = [pytest.mark.drill, pytest.mark.once]

SHEET = "xl/worksheets/sheet1.xml"
MIB = 1024 * 1024

#: The columns of each sheet, in the workbook's order.
COLUMNS = {s.key: [c.key for c in s.columns] for s in SHEETS}


def parts(rows: str = "", **more: bytes) -> dict[str, bytes]:
    """The parts of a workbook with one sheet of `rows`."""
    found = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b'<workbook xmlns:r="x"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        SHEET: f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(),
    }
    return found | {name.replace("__", "/"): text for name, text in more.items()}


def zipped(found: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", packing, compresslevel=9) as archive:
        for name, text in found.items():
            archive.writestr(name, text)
    file.seek(0)
    return file


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.message_dict["file"][0]


class Cost:
    """Seconds of this process and the most memory of Python's own that a block took."""

    def __enter__(self) -> "Cost":
        tracemalloc.start()
        self.started = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.process_time() - self.started
        self.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_in_another_packing_is_refused_by_the_directory(packing: int) -> None:
    # Python unpacks these in one piece, so that the declared size does not hold them back.
    bomb = zipped(parts(xl__sharedStrings=b" " * (8 * MIB)), packing)
    assert len(bomb.getvalue()) < 20_000
    data = bytearray(bomb.getvalue())
    at = data.rindex(b"xl/sharedStrings") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    with Cost() as cost:
        assert "damaged" in refused(lambda: open_archive(BytesIO(bytes(data))))
    assert cost.peak < MIB
    assert bz2.compress(b"")  # the module is there: the refusal is no accident of the machine


def test_a_second_directory_that_lies_is_not_read() -> None:
    # The end of the zip says one small part; a zip64 record in front of it, which unpackers believe first, says
    # 200,000.
    entry = (
        struct.Struct("<4s6H3L5H2L").pack(b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
    )
    count, head = 200_000, b"PK\x03\x04" + bytes(26)
    directory = entry * count
    end64 = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(directory), len(head)
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head) + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 47, len(head), 0)
    file = BytesIO(head + directory + end64 + locator + end)
    with Cost() as cost:
        assert "no Excel workbook" in refused(lambda: check_archive(file))
    assert cost.seconds < 0.1
    assert cost.peak < MIB


def test_an_archive_inside_an_archive_stays_packed() -> None:
    inner = zipped({"xl/worksheets/sheet9.xml": b" " * (20 * MIB)}).getvalue()
    archive = open_archive(zipped(parts(xl__media__inner=inner, xl__embeddings__inner=inner)))
    assert archive.copy.getbuffer().nbytes < MIB  # type: ignore[attr-defined]


def test_a_list_of_sheets_without_end_is_refused() -> None:
    many = (
        b'<workbook xmlns:r="x"><sheets>' + b'<sheet name="A" r:id="r1"/>' * 400_000 + b"</sheets></workbook>"
    )
    found = parts() | {"xl/workbook.xml": many}
    with Cost() as cost:
        assert "damaged" in refused(lambda: open_archive(zipped(found, zipfile.ZIP_STORED)))
    assert cost.peak < 60 * MIB


def test_a_sheet_of_nothing_but_formulas_is_refused_before_they_fill_the_memory() -> None:
    found = parts("<row>" + "<c><f/></c>" * 1_000_000 + "</row>")
    with Cost() as cost:
        assert "at most" in refused(lambda: open_archive(zipped(found, zipfile.ZIP_STORED)))
    assert (cost.seconds < 1, cost.peak < 60 * MIB) == (True, True)


@pytest.mark.parametrize("row", ["-5", "0", "1e3", "99999999999999999999"])
def test_rows_that_do_not_exist_are_refused(row: str) -> None:
    assert refused(lambda: open_archive(zipped(parts(f'<row r="{row}"><c><v>1</v></c></row>'))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_entities_are_refused_in_every_encoding(encoding: str) -> None:
    entity = "a" * 1000
    text = (
        f'<?xml version="1.0" encoding="{encoding[:6]}"?><!DOCTYPE w [<!ENTITY e "{entity}">]>'
        f"<worksheet><sheetData>{'&e;' * 1000}</sheetData></worksheet>"
    )
    assert "damaged" in refused(lambda: open_archive(zipped(parts() | {SHEET: text.encode(encoding)})))


def test_links_to_the_outside_are_not_followed(world: World) -> None:
    link = b'<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1:1/x.xml"/>'
    rels = b"<Relationships>" + link + b"</Relationships>"
    assert "damaged" in refused(lambda: open_archive(zipped(parts() | {"xl/_rels/workbook.xml.rels": rels})))


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd"])
def test_links_to_files_of_the_server_are_not_followed(target: str) -> None:
    rels = f'<Relationships><Relationship Id="r1" Target="{target}"/></Relationships>'.encode()
    try:
        archive = open_archive(zipped(parts() | {"xl/_rels/workbook.xml.rels": rels}))
    except ValidationError:
        return
    assert archive.sheets == {}


def giant(column: str, sheet: str, rows: int = 300) -> BytesIO:
    """A workbook whose cells of one column all hold the same text of 17 million letters, kept once in the file."""
    file, marker = BytesIO(), "MARKER"
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
    assert marker
    name = f"xl/worksheets/sheet{list(COLUMNS).index(sheet) + 1}.xml"
    place = COLUMNS[sheet].index(column)
    letter = chr(65 + place).encode()
    import re

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


# --- evidence
PDF = b"%PDF-1.7 x"
REFUSED = {
    "script.html": b"<script>alert(1)</script>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "double.pdf.html": PDF,
    "double.html.pdf": b"<html><script>alert(1)</script>",
    "program.exe": b"MZ" + bytes(100),
    "program.pdf": b"MZ" + bytes(100),
    "page.php.png": b"<?php system($_GET['c']);",
    "nul.exe\x00": PDF,
    "rtl\u202efdp.exe": PDF,
    "noending": PDF,
    ".pdf": PDF,
    "..": PDF,
    "sound.webp": b"RIFF\x00\x00\x00\x00WAVE",
    "archive.docx": b"PK\x03\x04 no directory",
    "empty.pdf": b"",
    "space.pdf ": b"",
}
TAKEN = {
    "../../../etc/cron.d/x.pdf": "x.pdf",
    "..\\..\\windows\\x.pdf": "x.pdf",
    "/etc/passwd/x.pdf": "x.pdf",
    "tên\u202efdp.exe.pdf": "tênfdp.exe.pdf",
    "a\x00b.pdf": "ab.pdf",
    'a"; x="b\r\nX-Injected: 1.pdf': 'a"; x="bX-Injected: 1.pdf',
    "<img src=x onerror=alert(1)>.pdf": "<img src=x onerror=alert(1)>.pdf",
}


class Raw(SimpleUploadedFile):
    """An upload whose name reaches the service as it is, as from another door than Django's parser."""

    def _get_name(self) -> str:
        return self._raw

    def _set_name(self, name: str) -> None:
        self._raw = name

    name = property(_get_name, _set_name)  # type: ignore[assignment]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_evidence_is_refused(world: World, name: str) -> None:
    refused(
        lambda: keep_document(upload=Raw(name, REFUSED[name]), union=world.ba_dinh, by=world.hoa, now=NOW)
    )
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", TAKEN)
def test_a_hostile_name_is_only_a_word(season: Season, client: Client, settings: Any, name: str) -> None:
    world = season.world
    document = keep_document(upload=Raw(name, PDF), union=world.ba_dinh, by=world.hoa, now=NOW)
    assert document.name == TAKEN[name]
    stored = document.file.name.rsplit("/", 1)[-1]
    assert len(stored) == 32 + len(".pdf")
    assert document.file.path.startswith(str(settings.MEDIA_ROOT))
    client.force_login(world.hoa)
    answer = client.get(reverse("document", args=[document.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.has_header("X-Injected")


def test_a_polyglot_is_kept_but_never_shown_as_a_page(season: Season, client: Client) -> None:
    both = b"%PDF-1.7\n<html><script>alert(1)</script></html>"
    document = keep_document(
        upload=SimpleUploadedFile("a.pdf", both), union=season.world.ba_dinh, by=season.world.hoa, now=NOW
    )
    client.force_login(season.world.hoa)
    answer = client.get(reverse("document", args=[document.pk]))
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (
        "application/octet-stream", "default-src 'none'; sandbox",
    )  # fmt: skip


def test_a_file_over_the_limit_is_refused(world: World, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    refused(
        lambda: keep_document(
            upload=SimpleUploadedFile("a.pdf", PDF + bytes(100)), union=world.ba_dinh, by=world.hoa, now=NOW
        )
    )


def test_an_office_file_with_a_directory_of_hundreds_of_thousands_costs_little(world: World) -> None:
    entry = (
        struct.Struct("<4s6H3L5H2L").pack(b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
    )
    head, count = b"PK\x03\x04" + bytes(26), 400_000
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, 47 * count, len(head))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head) + 47 * count, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 47, len(head), 0)
    file = head + entry * count + end64 + locator + end
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    refused(
        lambda: keep_document(
            upload=SimpleUploadedFile("a.docx", file), union=world.ba_dinh, by=world.hoa, now=NOW
        )
    )
    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
