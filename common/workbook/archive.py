"""Is the upload a workbook that may be opened at all? Answered by the zip's directory, before anything is unpacked."""

import io
import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.errors import fault
from common.workbook.markup import lengths_of, referred, starts
from common.workbook.scan import MAX_COLUMNS, MAX_ROWS, TooFar, Used, address, scan, with_errors_as_text
from common.workbook.styles import Styles, read_styles
from common.zips import directory_of

MAX_UNPACKED = 50 * 1024 * 1024
MAX_PARTS = 1000
MAX_DIRECTORY = 1024 * 1024
#: A part may be this many times its packed size; small parts may be more, spreadsheets repeat themselves.
MAX_RATIO = 250
SMALL = 1024 * 1024
#: No spreadsheet keeps a longer text in a cell; all cells together hold no more than a whole workbook may.
LONGEST_CELL = 32_767
MAX_TEXT = MAX_UNPACKED
#: How a spreadsheet packs. Others (bzip2, LZMA) are unpacked by Python in one piece, whatever size was declared.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OLE = b"\xd0\xcf\x11\xe0"


@dataclass
class Archive:
    """A workbook that passed: a clean copy for the reader, and what each sheet uses by its title."""

    copy: IO[bytes]
    sheets: dict[str, Used]


def refuse(message: str) -> ValidationError:
    """A fault of the file as a whole."""
    return fault("file", message)


def check_archive(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """Refuse, by the zip's directory alone and in milliseconds, what is no plain `.xlsx` or would unpack to too much.

    Returns the parts. Raises ValidationError for the field `file`, saying what to do instead.
    """
    file.seek(0)
    head = file.read(4)
    if head == OLE:
        raise refuse(
            _("The workbook has a password, or is in the old .xls form. Save it as .xlsx without a password.")
        )
    directory = directory_of(file)
    if head != b"PK\x03\x04" or directory is None:
        raise refuse(_("This is no Excel workbook. Choose a file that ends in .xlsx."))
    if directory[0] > MAX_PARTS or directory[1] > MAX_DIRECTORY:
        raise refuse(
            _("The workbook has too many parts. Copy the sheets into the empty workbook and try again.")
        )
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise refuse(
            _("The file is damaged. Open it in Excel, save it again as .xlsx and try once more.")
        ) from error
    _check_parts(parts)
    return parts


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refuse(
            _("The workbook would unpack to more than 50 MB. Delete what does not belong to the campaign.")
        )
    if any(p.file_size > SMALL and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts):
        raise refuse(
            _("The workbook is packed suspiciously tight and was not opened. Save it again in Excel.")
        )
    if any(part.compress_type not in PACKINGS for part in parts):
        raise refuse(_("The file is damaged. Open it in Excel, save it again as .xlsx and try once more."))
    if any(part.flag_bits & 1 for part in parts):
        raise refuse(_("The workbook has a password. Save it without one and try again."))
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refuse(_("The workbook holds macros. Save it as a plain .xlsx and try again."))
    if "xl/workbook.xml" not in names:
        raise refuse(_("This is no Excel workbook. Choose a file that ends in .xlsx."))


def open_archive(file: IO[bytes]) -> Archive:
    """Unpack once, never past the declared sizes, look at every sheet's XML, and hand on a clean copy of what was
    looked at.

    The reader sees only this copy: a directory that lies, parts named twice or outside links cannot reach it. Raises
    ValidationError as `check_archive`, and for XML that is damaged, declares entities, or uses cells past the limits.
    """
    parts = check_archive(file)
    texts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(file) as packed:
            for part in parts:
                if (
                    part.filename.startswith(("xl/", "_rels/", "[Content_Types]"))
                    and "media/" not in part.filename
                ):
                    texts[part.filename] = packed.read(part)
        if any(b"<!DOCTYPE" in text for text in texts.values()):
            raise refuse(
                _("The file is damaged. Open it in Excel, save it again as .xlsx and try once more.")
            )
        sheets = _scan_sheets(texts)
    except TooFar as error:
        raise _too_far(*error.args) from error
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        KeyError,
        ValueError,
        OSError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise refuse(
            _("The file is damaged. Open it in Excel, save it again as .xlsx and try once more.")
        ) from error
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as clean:
        for name, text in texts.items():
            clean.writestr(name, text)
    copy.seek(0)
    return Archive(copy=copy, sheets=sheets)


def _scan_sheets(texts: dict[str, bytes]) -> dict[str, Used]:
    """What every worksheet uses, by its title. In `texts` errors become words that the reader hands on."""
    links = [
        attrs
        for name, attrs in starts(texts["xl/_rels/workbook.xml.rels"])
        if name == "Relationship" and attrs.get("TargetMode") != "External"
    ]
    parts = {attrs["Id"]: _part(attrs["Target"]) for attrs in links}
    looks = [_part(attrs["Target"]) for attrs in links if attrs.get("Type", "").endswith("/styles")]
    styles = read_styles(texts[looks[0]]) if looks and looks[0] in texts else Styles()
    found, paths = {}, []
    for name, attrs in starts(texts["xl/workbook.xml"]):
        if name != "sheet":
            continue
        link = next((v for k, v in attrs.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
        path = parts[link]
        if "worksheets" in path:
            used = found[attrs["name"]] = scan(texts[path], styles)
            used.is_hidden = attrs.get("state", "visible") != "visible"
            paths.append(path)
    _check_shared(texts, paths, sum(used.shared for used in found.values()))
    for used, path in zip(found.values(), paths, strict=True):
        if used.has_errors:
            texts[path] = with_errors_as_text(texts[path])
    return found


def _part(target: str) -> str:
    """The name of the part that a link leads to."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _too_far(row: int, column: int) -> ValidationError:
    return refuse(
        _(
            "A sheet uses cell %(cell)s: at most %(rows)s rows and %(columns)s columns are read. "
            "Delete what lies beyond."
        )
        % {"cell": address(row, column), "rows": MAX_ROWS, "columns": MAX_COLUMNS}
    )


def _check_shared(texts: dict[str, bytes], sheets: Iterable[str], cells: int) -> None:
    """Refuse texts that stand once in the file and in so many cells that reading them would fill the memory."""
    lengths: list[int] = []
    for name, text in texts.items():
        if name.lower().endswith("sharedstrings.xml"):
            lengths = lengths_of(text)
    longest = max(lengths, default=0)
    if longest > LONGEST_CELL:
        raise refuse(
            _("The text has %(length)s characters; at most %(limit)s are kept. Shorten it.")
            % {"length": longest, "limit": LONGEST_CELL}
        )
    if longest * cells > MAX_TEXT and sum(referred(texts[path], lengths) for path in sheets) > MAX_TEXT:
        raise refuse(
            _("The workbook would unpack to more than 50 MB. Delete what does not belong to the campaign.")
        )
