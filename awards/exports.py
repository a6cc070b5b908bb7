"""Files for download: the columns, and how rows from `queries` are written into a sheet."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from awards.models import AwardRound, Decision
from common.templatetags.look import day

#: A column: its heading, its width, the key of the row.
Column = tuple[str, int, str]


def _workbook(
    name: str, heading: Sequence[str], columns: Sequence[Column], rows: Iterable[dict[str, Any]]
) -> bytes:
    """One sheet: lines of heading, a frozen row of column names, the rows.

    A text is written as a text even where it begins like a formula or an address.
    """
    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, **plain}) as book:
        sheet = book.add_worksheet(name[:31])
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        points = book.add_format({"num_format": "#,##0.00##", "valign": "top"})
        for line, text in enumerate(heading):
            sheet.write_string(line, 0, text, None if line else title)
        first = len(heading) + 1
        for column, (label, width, _key) in enumerate(columns):
            sheet.write_string(first, column, label, head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(first + 1, 0)
        last = first
        for last, row in enumerate(rows, start=first + 1):
            for column, (_label, _width, key) in enumerate(columns):
                value = row[key]
                if isinstance(value, int | Decimal):
                    sheet.write_number(last, column, value, points if isinstance(value, Decimal) else words)
                elif value is not None:
                    sheet.write_string(last, column, value, words)
        sheet.autofilter(first, 0, last, len(columns) - 1)
    return buffer.getvalue()


def nominations_workbook(round: AwardRound, rows: Iterable[dict[str, Any]]) -> bytes:
    """The nominations of a round with the verified figures beside them."""
    columns = [
        (_("No."), 6, "number"), (_("Recipient"), 36, "name"), (_("Union"), 36, "union"), (_("Code"), 12, "code"),
        (_("Cluster"), 22, "cluster"), (_("Award"), 36, "award"), (_("Achievement"), 60, "reason"),
        (_("Points"), 10, "points"), (_("Rank"), 8, "rank"), (_("Votes for"), 10, "votes"),
        (_("All members"), 10, "members"), (_("Outcome"), 24, "state"),
    ]  # fmt: skip
    heading = [round.name, f"{round.owner.name} · {round.get_kind_display()}"]
    return _workbook(_("Nominations"), heading, columns, rows)


def decision_workbook(decision: Decision, rows: Iterable[dict[str, Any]]) -> bytes:
    """The list that is annexed to a decision: who is awarded what, for what, and whether it was revoked."""
    columns = [
        (_("No."), 6, "number"), (_("Recipient"), 36, "name"), (_("Union"), 36, "union"), (_("Code"), 12, "code"),
        (_("Award"), 40, "award"), (_("Achievement"), 70, "achievement"), (_("State"), 14, "state"),
    ]  # fmt: skip
    heading = [
        _("Decision %(number)s of %(day)s") % {"number": decision.number, "day": day(decision.decided_on)},
        decision.issuer.name,
    ]
    return _workbook(_("List"), heading, columns, rows)
