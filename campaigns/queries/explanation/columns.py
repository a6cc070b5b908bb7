"""The columns that were sent, beside the computed points of a union."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from campaigns.choices import ColumnKind
from campaigns.models import LineScore, Participant
from campaigns.queries.explanation.lines import Line
from common.templatetags.look import day_short


def with_columns(participant: Participant, lines: Sequence[Line]) -> list[Line]:
    """The lines with what the union and its cross-checker gave; one query. Nothing of a draft is told, nor of a line
    whose figures the reader may not see."""
    rows = LineScore.objects.filter(column__participant=participant, column__sent_at__isnull=False)
    rows = rows.select_related("column__sent_by__person", "written_by__person", "visit")
    found = {(row.column.kind, row.criterion_id): row for row in rows}
    if not found:
        return list(lines)
    return [
        line
        if line.is_closed
        else replace(
            line,
            self_scored=found.get((ColumnKind.SELF, line.criterion.pk)),
            cross_checked=found.get((ColumnKind.CROSS, line.criterion.pk)),
        )
        for line in lines
    ]


def sum_of(lines: Sequence[Line], name: str) -> Decimal | None:
    """The sum of a column; None where there is none."""
    rows: list[LineScore] = [row for line in lines if (row := getattr(line, name)) is not None]
    return sum((row.points for row in rows), Decimal(0)) if rows else None


def sent_words(lines: Sequence[Line], name: str) -> str:
    """Who sent a column, and when; "" where there is none."""
    first: LineScore | None = next((row for line in lines if (row := getattr(line, name)) is not None), None)
    if first is None or first.column.sent_by is None or first.column.sent_at is None:
        return ""
    return f"{first.column.sent_by.person}, {day_short(first.column.sent_at)}"
