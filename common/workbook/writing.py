"""Writing a workbook from plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from common.dates import HANOI
from common.templatetags.look import MIDNIGHT
from common.text import format_figure
from common.workbook.book import Origin
from common.workbook.columns import ALLOWED_TITLE, EXAMPLE, FIRST_ROW, WIDTHS, Column, Kind, label_of
from common.workbook.formats import write_format
from common.workbook.sheets import Sheet

Row = Mapping[str, Any]
YES = "có"
#: A spreadsheet keeps fifteen digits; longer figures travel as text.
DIGITS = 15
LONGEST = 32_767


def write_workbook(
    target: str | IO[bytes],
    sheets: Sequence[type[Sheet]],
    rows: Mapping[str, Iterable[Row]],
    origin: Origin | None = None,
) -> None:
    """Write a workbook to a path or an open file: sheet key → rows, each a dict by column key; what is left out stays
    empty.

    `origin` is from what the rows were taken. Sheets without rows are written empty, so that the file is complete.
    Values are what the column means: text, int, Decimal, date, aware or Vietnamese naive datetime, bool; dates and
    times may be ISO text. Raises ValueError for an unknown sheet or column.
    """
    unknown = set(rows) - {sheet.key for sheet in sheets}
    if unknown:
        raise ValueError(f"unknown sheets: {sorted(unknown)}")
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        _write(book, sheets, rows, origin=origin)


def write_template(target: str | IO[bytes], sheets: Sequence[type[Sheet]]) -> None:
    """Write the empty workbook: captions, a row of examples in each sheet (marked, never read), and the allowed
    values."""
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        _write(book, sheets, {}, examples=True)


_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def _write(
    book: Any,
    sheets: Sequence[type[Sheet]],
    rows: Mapping[str, Iterable[Row]],
    *,
    examples: bool = False,
    origin: Origin | None = None,
) -> None:
    styles = _styles(book)
    allowed = _allowed_places(sheets)
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        _frame(page, sheet, styles, allowed)
        line = FIRST_ROW - 1
        if examples:
            _example(page, sheet, line, styles)
        for row in rows.get(sheet.key, ()):
            extra = set(row) - {c.key for c in sheet.columns}
            if extra:
                raise ValueError(f"{sheet.key}: unknown columns {sorted(extra)}")
            for place, column in enumerate(sheet.columns):
                write_cell(page, line, place, column, row.get(column.key), styles)
            line += 1
    _allowed_sheet(book, sheets, styles)
    write_format(book, styles, origin)


def _styles(book: Any) -> dict[Any, Any]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    formats: dict[Any, str] = {
        Kind.TEXT: "@", Kind.CODE: "@", Kind.CHOICE: "@", Kind.FLAG: "@", Kind.WHOLE: "0", Kind.NUMBER: "General",
        Kind.DAY: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm:ss",
    }  # fmt: skip
    styles = {kind: book.add_format({**base, "num_format": shown}) for kind, shown in formats.items()}
    styles["key"] = book.add_format({**base, "font_color": "#596475", "italic": True})
    styles["caption"] = book.add_format(
        {**base, "bold": True, "text_wrap": True, "bg_color": "#eceff3", "bottom": 1}
    )
    styles["example"] = book.add_format({**base, "italic": True, "font_color": "#704600"})
    return styles


def _frame(page: Any, sheet: type[Sheet], styles: dict[Any, Any], allowed: dict[Any, str]) -> None:
    """Widths, headers, frozen panes and the drop-down lists of choices."""
    for place, column in enumerate(sheet.columns):
        # A window's end is typed as a day or as a time: the spreadsheet shows what was typed.
        looks = None if column.ends else styles[column.kind]
        page.set_column(place, place, WIDTHS[column.kind], looks)
        page.write_string(0, place, column.key, styles["key"])
    page.set_row(1, 30)
    for place, column in enumerate(sheet.columns):
        page.write_string(1, place, column.caption + (" *" if column.required else ""), styles["caption"])
        if column.choices is not None:
            page.data_validation(
                FIRST_ROW - 1, place, 20_000, place,
                {"validate": "list", "source": allowed[column.choices], "error_type": "warning"},
            )  # fmt: skip
    page.freeze_panes(FIRST_ROW - 1, 1)


def _example(page: Any, sheet: type[Sheet], line: int, styles: dict[Any, Any]) -> None:
    """A row that shows how, told apart by its first cell."""
    for place, column in enumerate(sheet.columns):
        shown = _example_of(column)
        page.write_string(
            line, place, f"{EXAMPLE} {shown}".strip() if place == 0 else shown, styles["example"]
        )


def _example_of(column: Column) -> str:
    """An example as somebody would type it."""
    if column.example is None:
        return ""
    if column.choices is not None:
        return label_of(column.choices, column.example)
    if column.kind in (Kind.DAY, Kind.MOMENT):
        moment = datetime.fromisoformat(str(column.example))
        return f"{moment:%d/%m/%Y %H:%M}" if "T" in str(column.example) else f"{moment:%d/%m/%Y}"
    if isinstance(column.example, int | Decimal):
        return f"{column.example:f}" if isinstance(column.example, Decimal) else str(column.example)
    return str(column.example)


def _lists(sheets: Sequence[type[Sheet]]) -> list[Any]:
    """The closed lists that columns take, each once."""
    found: dict[Any, None] = {}
    for sheet in sheets:
        for column in sheet.columns:
            if column.choices is not None:
                found[column.choices] = None
    return list(found)


def _allowed_places(sheets: Sequence[type[Sheet]]) -> dict[Any, str]:
    """Where each closed list stands on the sheet of allowed values."""
    places, line = {}, 2
    for choices in _lists(sheets):
        places[choices] = f"='{ALLOWED_TITLE}'!$B${line}:$B${line + len(choices.values) - 1}"
        line += len(choices.values)
    return places


def _allowed_sheet(book: Any, sheets: Sequence[type[Sheet]], styles: dict[Any, Any]) -> None:
    page = book.add_worksheet(ALLOWED_TITLE)
    page.set_column(0, 0, 40)
    page.set_column(1, 1, 50)
    page.set_column(2, 2, 28)
    for place, caption in enumerate(("Trang tính · cột", "Ghi vào ô", "Mã tương ứng (cũng đọc được)")):
        page.write_string(0, place, caption, styles["caption"])
    line = 1
    for choices in _lists(sheets):
        where = [f"{s.title} · {c.caption}" for s in sheets for c in s.columns if c.choices is choices]
        for value in choices.values:
            page.write_string(line, 0, "; ".join(where))
            page.write_string(line, 1, label_of(choices, value))
            page.write_string(line, 2, str(value))
            line += 1


def write_cell(page: Any, line: int, place: int, column: Column, value: Any, styles: dict[Any, Any]) -> None:
    """Write one value as its column means it; None, "" and False leave the cell empty."""
    if value is None or value == "" or value is False:
        return
    style = styles[column.kind]
    if column.kind is Kind.FLAG:
        page.write_string(line, place, YES, style)
    elif column.kind is Kind.NUMBER and isinstance(value, date):  # the figure of a milestone
        page.write_datetime(line, place, value, styles[Kind.DAY])
    elif column.kind in (Kind.WHOLE, Kind.NUMBER):
        figure = Decimal(str(value))
        if len(figure.normalize().as_tuple().digits) > DIGITS:
            page.write_string(line, place, format_figure(figure).replace("−", "-"), style)
        else:
            page.write_number(line, place, figure, style)
    elif column.kind in (Kind.DAY, Kind.MOMENT):
        _write_time(page, line, place, column, value, styles)
    else:
        shown = label_of(column.choices, value) if column.choices is not None else str(value)
        if len(shown) > LONGEST:
            raise ValueError(f"{column.key}: a cell takes at most {LONGEST} characters")
        page.write_string(line, place, shown, style)


def _write_time(page: Any, line: int, place: int, column: Column, value: Any, styles: dict[Any, Any]) -> None:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if column.kind is Kind.MOMENT else date.fromisoformat(value)
    style = styles[column.kind]
    if isinstance(value, datetime):
        local = value.astimezone(HANOI).replace(tzinfo=None) if value.tzinfo else value
        if column.ends and local.time() == MIDNIGHT:
            # The day whose end it is. In a cell that shows a day, another day typed over it is read as such.
            value, style = local.date() - timedelta(days=1), styles[Kind.DAY]
        elif local.microsecond:  # finer than a spreadsheet keeps
            page.write_string(line, place, local.isoformat(), style)
            return
        else:
            value = local
    elif column.ends:
        style = styles[Kind.DAY]
    if value.year < 1900:
        page.write_string(line, place, value.isoformat(), style)
    else:
        page.write_datetime(line, place, value, style)
