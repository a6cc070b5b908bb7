"""Archives made by hand to break the reader of workbooks: refused in words, quickly, with little memory."""

import bz2
import struct
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from common.workbook.archive import check_archive, open_archive
from tests.attacks.file_cast import MIB, SHEET, Cost, parts, refused, zipped
from tests.cast import World

pytestmark = [pytest.mark.drill, pytest.mark.once]


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
