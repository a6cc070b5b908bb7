"""Reading a workbook: its sheets, columns and cells, with every fault found on the way."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import IO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from common.text import tidy
from common.workbook import formats
from common.workbook.archive import Archive, open_archive, refuse
from common.workbook.book import Book, Counter, Progress, silent
from common.workbook.columns import ALLOWED_TITLE, FIRST_ROW
from common.workbook.faults import Faults
from common.workbook.pages import PageReader
from common.workbook.scan import Used
from common.workbook.sheets import Sheet


def read_workbook(
    file: IO[bytes], sheets: Sequence[type[Sheet]], faults: Faults, progress: Progress = silent
) -> Book | None:
    """Read the sheets that are there; what is wrong with them, their columns and cells goes into `faults`.

    None where the workbook is of a format that is not read here; the fault is told. Raises ValidationError for a file
    that is refused as a whole (see `archive`).
    """
    archive = open_archive(file)
    try:
        book = CalamineWorkbook.from_filelike(archive.copy)
        names = {_plain(name): name for name in book.sheet_names}
        mark = names.get(_plain(formats.TITLE))
        said = book.get_sheet_by_name(mark).to_python(skip_empty_area=False) if mark else []
        if mark and not formats.is_readable(said, faults):
            return None
        found = _read_sheets(book, archive, sheets, faults, progress)
        found.origin = formats.origin_of(said)
        return found
    except CalamineError as error:
        raise refuse(
            _("The file is damaged. Open it in Excel, save it again as .xlsx and try once more.")
        ) from error


def _read_sheets(
    book: CalamineWorkbook,
    archive: Archive,
    sheets: Sequence[type[Sheet]],
    faults: Faults,
    progress: Progress,
) -> Book:
    found = {sheet.key: _find(sheet, book.sheet_names, faults) for sheet in sheets}
    used = {key: archive.sheets.get(name or "", Used()) for key, name in found.items()}
    counter = Counter(progress, 2 * sum(max(u.rows - FIRST_ROW + 1, 0) for u in used.values()))
    pages = {}
    for sheet in sheets:
        name = found[sheet.key]
        reader = PageReader(sheet, used[sheet.key], faults)
        if name is not None:
            reader.read(book.get_sheet_by_name(name), counter)
        pages[sheet.key] = reader.page
    known = {_plain(name) for s in sheets for name in (s.title, s.key)} | {
        _plain(name) for name in (ALLOWED_TITLE, formats.TITLE)
    }
    for name in (name for name in book.sheet_names if _plain(name) not in known):
        _warn_of_sheet(name, [sheet.title for sheet in sheets if found[sheet.key] is None], faults)
    return Book(pages)


def _find(sheet: type[Sheet], names: list[str], faults: Faults) -> str | None:
    """The name under which a sheet stands in the file: its title or its key, however spaced and capitalised."""
    found = [name for name in names if _plain(name) in (_plain(sheet.title), _plain(sheet.key))]
    for name in found[1:]:
        twice = _("The sheet “%(sheet)s” is here twice. Keep one of them.")
        faults.add(name, "", twice % {"sheet": sheet.title})
    return found[0] if found else None


def _plain(name: str) -> str:
    return tidy(name).casefold()


def _warn_of_sheet(name: str, missing: list[str], faults: Faults) -> None:
    near = get_close_matches(name, missing, n=1)
    hint = " " + _("Did you mean “%(key)s”?") % {"key": near[0]} if near else ""
    faults.warn(name, "", _("This sheet is not known and was not read.") + hint)
