"""Files for download: the rows of a query laid out as a spreadsheet."""

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from common.templatetags.look import moment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet takes for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that no spreadsheet reads as a formula: an apostrophe goes before one that begins like one."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def standings_workbook(phase: Phase, rows: Iterable[dict[str, Any]]) -> bytes:
    """The standings as one sheet: title, state of the points, then the `published` rows.

    Points are numbers with two to four decimals shown; names are texts, whatever they begin with.
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("Standings"))
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        points = book.add_format({"num_format": "#,##0.00##"})
        state = _("Final") if phase.status == PhaseStatus.FINAL else _("Provisional points")
        told = _("computed as of %(time)s") if phase.is_year else _("figures frozen %(time)s")
        frozen = told % {"time": moment(phase.closed_at)}
        sheet.write_string(0, 0, f"{phase.campaign.name} · {phase.name}", title)
        sheet.write_string(1, 0, f"{state} · {frozen}")
        names = (
            _("Cluster"),
            _("Rank"),
            _("Tied"),
            _("Code"),
            _("Unit"),
            _("Points"),
            _("Class"),
            _("Lines with a figure"),
            _("Lines"),
        )
        for column, (name, width) in enumerate(zip(names, (24, 8, 10, 14, 40, 12, 32, 12, 10), strict=True)):
            sheet.write_string(3, column, name, head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, 0)
        last = 3
        for last, row in enumerate(rows, start=4):
            _write_standing(sheet, last, row, points)
        sheet.autofilter(3, 0, last, len(names) - 1)
    return buffer.getvalue()


def _write_standing(sheet: Worksheet, at: int, row: dict[str, Any], points: Format) -> None:
    """One union's line; a union without points has neither rank nor points, which is not the same as 0.

    One that sent nothing has no rank.
    """
    texts = {
        0: row["cluster_name"],
        2: _("tied") if row["tied"] else _("nothing sent") if row["silent"] else "",
        3: row["union"],
        4: row["name"],
        6: row["band"],
    }
    for column, text in texts.items():
        sheet.write_string(at, column, text)
    if row["points"] is not None:
        if row["rank"] is not None:
            sheet.write_number(at, 1, row["rank"])
        sheet.write_number(at, 5, Decimal(row["points"]), points)
    sheet.write_number(at, 7, row["reported"])
    sheet.write_number(at, 8, row["lines"])
