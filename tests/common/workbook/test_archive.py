"""Uploads that are no plain workbook are refused by the zip's directory, before anything is unpacked."""

import struct
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import write_template
from common.workbook import markup, styles
from common.workbook import scan as scanning
from common.workbook.archive import check_archive, open_archive
from common.workbook.faults import Faults
from common.workbook.reading import read_workbook
from common.workbook.scan import FORMULA, Used, address, key, place, scan


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file


def plain(**more: bytes) -> dict[str, bytes]:
    file = BytesIO()
    write_template(file)
    with zipfile.ZipFile(file) as book:
        return {name: book.read(name) for name in book.namelist()} | more


def refusal(file: BytesIO, act: Callable[[BytesIO], Any] = check_archive) -> str:
    with pytest.raises(ValidationError) as error:
        act(file)
    assert list(error.value.message_dict) == ["file"]
    return error.value.messages[0]


def test_plain_workbook_passes() -> None:
    assert sorted(open_archive(zipped(plain())).sheets)[:2] == ["Bước sau khóa sổ", "Bảng điểm"]


def test_zip_bomb_is_refused_in_milliseconds_by_its_directory() -> None:
    bomb = zipped({"xl/workbook.xml": b"", **{f"xl/{n}.xml": bytes(8 * 1024 * 1024) for n in range(8)}})
    started = time.perf_counter()
    message = refusal(bomb)
    assert time.perf_counter() - started < 0.1
    assert (
        message
        == "The workbook would unpack to more than 50 MB. Delete what does not belong to the campaign."
    )


def test_part_packed_far_too_tight_is_refused() -> None:
    bomb = zipped({"xl/workbook.xml": b"", "xl/sharedStrings.xml": bytes(40 * 1024 * 1024)})
    assert (
        refusal(bomb)
        == "The workbook is packed suspiciously tight and was not opened. Save it again in Excel."
    )


def test_too_many_parts_are_refused_before_the_directory_is_read() -> None:
    many = zipped({f"xl/{n}": b"" for n in range(1001)})
    assert (
        refusal(many)
        == "The workbook has too many parts. Copy the sheets into the empty workbook and try again."
    )


def test_directory_that_lies_about_sizes_cannot_reach_the_reader() -> None:
    parts = plain()
    name = "xl/worksheets/sheet1.xml"
    parts[name] = b"<worksheet><!--" + bytes(range(32, 127)) * 100_000 + b"--></worksheet>"
    data = bytearray(zipped(parts).getvalue())
    at = data.rindex(name.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = struct.pack("<I", 100)  # the declared size, in the directory
    assert (
        refusal(BytesIO(bytes(data)), open_archive)
        == "The file is damaged. Open it in Excel, save it again as .xlsx and try once more."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is no Excel workbook. Choose a file that ends in .xlsx."),
        (b"mot,hai\n", "This is no Excel workbook. Choose a file that ends in .xlsx."),
        (b"PK\x03\x04 and no end", "This is no Excel workbook. Choose a file that ends in .xlsx."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "The workbook has a password, or is in the old .xls form. Save it as .xlsx without a password.",
        ),
    ],
)
def test_what_is_no_zip_is_refused(content: bytes, message: str) -> None:
    assert refusal(BytesIO(content)) == message


def test_macros_another_zip_and_a_truncated_file_are_refused() -> None:
    assert refusal(zipped(plain(**{"xl/vbaProject.bin": b"x"}))) == (
        "The workbook holds macros. Save it as a plain .xlsx and try again."
    )
    assert refusal(zipped({"word/document.xml": b""})) == (
        "This is no Excel workbook. Choose a file that ends in .xlsx."
    )
    assert refusal(BytesIO(zipped(plain()).getvalue()[:-30])) != ""


def test_entities_and_broken_xml_are_refused() -> None:
    damaged = "The file is damaged. Open it in Excel, save it again as .xlsx and try once more."
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    for text in (laughs, b"<worksheet><row>", b"\xff\xfe\x00"):
        assert refusal(zipped(plain(**{"xl/worksheets/sheet1.xml": text})), open_archive) == damaged


def test_sheet_that_uses_a_far_cell_is_refused() -> None:
    far = (
        b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert refusal(zipped(plain(**{"xl/worksheets/sheet1.xml": far})), open_archive).startswith(
        "A sheet uses cell XFD1048576: at most 150000 rows and 60 columns are read."
    )


def test_formatted_empty_cells_and_formulas_are_told_apart() -> None:
    text = (
        b'<worksheet><row r="1048576"><c r="A1048576" s="3"/></row>'
        b'<row r="7"><c r="C7"><f>1+1</f><v>2</v></c><c><f/></c></row></worksheet>'
    )
    assert scan(text) == Used(rows=7, columns=4, marks={key(7, 3): FORMULA, key(7, 4): FORMULA})


def test_addresses() -> None:
    assert [address(7, column) for column in (1, 26, 27, 702, 703)] == ["A7", "Z7", "AA7", "ZZ7", "AAA7"]
    assert [place(a) for a in ("A1", "AA12", "XFD3")] == [(1, 1), (12, 27), (3, 16384)]


def test_template_is_read_without_fault_and_has_no_rows() -> None:
    faults = Faults()
    book = read_workbook(zipped(plain()), SHEETS, faults)
    assert book is not None
    assert book.total == 0
    assert faults.shown == []


def test_encrypted_and_strangely_packed_parts_are_refused() -> None:
    damaged = "The file is damaged. Open it in Excel, save it again as .xlsx and try once more."
    assert refusal(zipped(plain(), zipfile.ZIP_BZIP2)) == damaged
    data = bytearray(zipped(plain()).getvalue())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(BytesIO(bytes(data))) == "The workbook has a password. Save it without one and try again."


def test_cell_before_the_first_is_no_cell() -> None:
    with pytest.raises(ValueError):
        scan(b'<worksheet><row r="0"><c r="A0"><v>1</v></c></row></worksheet>')


DAMAGED = "The file is damaged. Open it in Excel, save it again as .xlsx and try once more."


def test_directory_that_cannot_be_read_is_damaged() -> None:
    data = bytearray(zipped(plain()).getvalue())
    at = data.index(b"PK\x01\x02")
    data[at : at + 4] = b"PK\x09\x09"
    assert refusal(BytesIO(bytes(data))) == DAMAGED


def test_document_type_in_another_encoding_is_refused_too() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><worksheet/>'.encode("utf-16")
    assert refusal(zipped(plain(**{"xl/worksheets/sheet1.xml": text})), open_archive) == DAMAGED


def test_list_of_sheets_that_is_far_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_LIST", 10)
    assert refusal(zipped(plain()), open_archive) == DAMAGED


def test_letters_outside_of_texts_and_cells_count_nothing() -> None:
    assert markup.lengths_of(b"<sst>\n before <si><t>ab</t></si><si/></sst>") == [2, 0]
    sheet = b"<worksheet>\n 1 <c t='s'><v>0</v></c><c><v>1</v></c><c t='s'><v>7</v></c></worksheet>"
    assert markup.referred(sheet, [2, 5]) == 2


def test_sheet_that_holds_a_chart_alone_is_passed_over() -> None:
    parts = plain()
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"worksheets/sheet1.xml", b"chartsheets/sheet1.xml")
    assert len(open_archive(zipped(parts)).sheets) == len(open_archive(zipped(plain())).sheets) - 1


def test_far_too_many_formats_or_merged_areas_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    merged = (
        b'<worksheet><mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells></worksheet>'
    )
    parts = plain(**{"xl/worksheets/sheet1.xml": merged})
    open_archive(zipped(parts))
    with monkeypatch.context() as patch:
        patch.setattr(scanning, "MAX_AREAS", 1)
        assert refusal(zipped(parts), open_archive) == DAMAGED
    with monkeypatch.context() as patch:
        patch.setattr(styles, "MAX_STYLES", 1)
        assert refusal(zipped(plain()), open_archive) == DAMAGED


def test_a_style_that_there_is_not_shows_nothing() -> None:
    cell = b'<worksheet><row r="1"><c r="A1" s="9999"><v>1</v></c></row></worksheet>'
    assert scan(cell, styles.Styles()) == Used(rows=1, columns=1)
