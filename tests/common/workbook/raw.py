"""Workbooks as Excel, LibreOffice and Google Sheets write them: XML by hand, for what no writer here would write."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from campaigns.workbook import BY_KEY
from common.workbook.scan import letters_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Cell:
    """A cell by hand: what stands in `<v>`, its type, the code of its number format, and a formula."""

    value: object = None
    type: str = ""
    format: str = ""
    formula: str | None = None
    #: Attributes of the formula, such as those of one that fills many cells.
    fills: str = ""


@dataclass
class Tab:
    """A sheet by hand: cells by row from 1, and what is merged or hidden."""

    rows: Mapping[int, Sequence[Any]]
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    state: str = ""
    filter: str = ""
    row_word: str = "1"


@dataclass
class Raw:
    """A workbook by hand."""

    tabs: Mapping[str, Tab]
    uses_1904: bool = False
    #: Texts in the list that all sheets share, as Excel writes them; else each in its cell.
    shares: bool = True
    _formats: list[str] = field(default_factory=lambda: [""])
    _texts: list[str] = field(default_factory=list)

    def file(self) -> BytesIO:
        sheets = [self._sheet(tab) for tab in self.tabs.values()]
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
            book.writestr("_rels/.rels", self._links([("officeDocument", "xl/workbook.xml")]))
            links = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
            links += [("styles", "styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml")]
            book.writestr("xl/_rels/workbook.xml.rels", self._links(links))
            book.writestr("xl/workbook.xml", self._book())
            book.writestr("xl/styles.xml", self._styles())
            texts = "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in self._texts)
            book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
            for number, sheet in enumerate(sheets, start=1):
                book.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        file.seek(0)
        return file

    def _links(self, links: list[tuple[str, str]]) -> str:
        rows = "".join(
            f'<Relationship Id="rId{n}" Type="{RELS}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(links, start=1)
        )
        return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'

    def _book(self) -> str:
        sheets = "".join(
            f"<sheet name={quoteattr(name)} sheetId='{n}' r:id='rId{n}'"
            + (f" state='{tab.state}'" if tab.state else "")
            + "/>"
            for n, (name, tab) in enumerate(self.tabs.items(), start=1)
        )
        system = '<workbookPr date1904="1"/>' if self.uses_1904 else "<workbookPr/>"
        return f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}">{system}<sheets>{sheets}</sheets></workbook>'

    def _styles(self) -> str:
        own = "".join(
            f"<numFmt numFmtId='{170 + n}' formatCode={quoteattr(code)}/>"
            for n, code in enumerate(self._formats)
            if code and not _is_built_in(code)
        )
        cells = "".join(
            f"<xf numFmtId='{code if _is_built_in(code) else 170 + n if code else 0}'/>"
            for n, code in enumerate(self._formats)
        )
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
            f"<cellXfs>{cells}</cellXfs></styleSheet>"
        )

    def _sheet(self, tab: Tab) -> str:
        columns = "".join(f'<col min="{n}" max="{n}" width="9" hidden="1"/>' for n in tab.hidden_columns)
        rows = "".join(
            f'<row r="{line}"{f" hidden={quoteattr(tab.row_word)}" if line in tab.hidden_rows else ""}>'
            + "".join(self._cell(f"{letters_of(n)}{line}", value) for n, value in enumerate(cells, start=1))
            + "</row>"
            for line, cells in sorted(tab.rows.items())
        )
        merged = "".join(f'<mergeCell ref="{area}"/>' for area in tab.merged)
        return (
            f'<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{rows}</sheetData>'
            + (f'<autoFilter ref="{tab.filter}"/>' if tab.filter else "")
            + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
            + "</worksheet>"
        )

    def _cell(self, place: str, value: Any) -> str:
        cell = value if isinstance(value, Cell) else Cell(value)
        if cell.value is None and cell.formula is None and not cell.format:
            return ""
        if cell.format not in self._formats:
            self._formats.append(cell.format)
        kind, said = cell.type, cell.value
        if isinstance(said, str) and not kind:
            if not self.shares:
                return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(said)}</t></is></c>'
            self._texts.append(said)
            kind, said = "s", len(self._texts) - 1
        formula = "" if cell.formula is None else f"<f{cell.fills}>{escape(cell.formula)}</f>"
        shown = "" if said is None else f"<v>{escape(str(said))}</v>"
        style = f' s="{self._formats.index(cell.format)}"' if cell.format else ""
        return f'<c r="{place}"{style}{f" t={quoteattr(kind)}" if kind else ""}>{formula}{shown}</c>'


def _is_built_in(code: str) -> bool:
    """The number of a format that spreadsheets know by it."""
    return code.isdecimal() and not code.startswith("0")


def error(name: str, formula: str | None = None) -> Cell:
    """A cell that shows an error, typed in or computed."""
    return Cell(name, "e", formula=formula)


def tab(key: str, *rows: Mapping[str, Any], first: int = 3, **more: Any) -> Tab:
    """A sheet of the campaign workbook with these rows, each a dict by the columns' keys."""
    columns = [column.key for column in BY_KEY[key].columns]
    lines = {1: columns} | {
        first + n: [row.get(column) for column in columns] for n, row in enumerate(rows) if row
    }
    return Tab(lines, **more)


def book(sheets: Mapping[str, Tab], **more: Any) -> BytesIO:
    """The workbook of these sheets, by their keys."""
    return Raw({BY_KEY[key].title: found for key, found in sheets.items()}, **more).file()
