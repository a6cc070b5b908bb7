"""The part of docs/workbook.md that is made from the sheets; a test holds the two in step.

To make it anew:
`manage.py shell -c "from common.workbook.docs import tables; from campaigns.workbook import SHEETS;
print(tables(SHEETS))"`.
"""

from collections.abc import Sequence

from common.workbook.columns import LONG, Column, Kind, Unit, label_of
from common.workbook.sheets import Sheet

KINDS = {
    Kind.TEXT: "text", Kind.CODE: "code", Kind.WHOLE: "whole number", Kind.NUMBER: "number", Kind.DAY: "date",
    Kind.MOMENT: "date and time", Kind.FLAG: "`có` or empty", Kind.CHOICE: "one of the allowed values",
}  # fmt: skip


def tables(sheets: Sequence[type[Sheet]]) -> str:
    """One table of columns a sheet, in Markdown."""
    parts = []
    for sheet in sheets:
        rows = "\n".join(_line(column) for column in sheet.columns)
        names = ", ".join(f"`{key}`" for key in sheet.identity)
        parts.append(
            f"### {sheet.title} (`{sheet.key}`)\n\n{sheet.note} A row is told apart by {names}.\n\n"
            f"| Key | Caption | Holds | Required | Meaning |\n|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _line(column: Column) -> str:
    holds = KINDS[column.kind]
    if column.choices is not None:
        holds = "; ".join(f"{label_of(column.choices, v)} (`{v}`)" for v in column.choices.values)
    elif column.refers:
        holds = f"code of `{column.refers}`"
    elif column.kind is Kind.TEXT and column.limit < LONG:
        holds = f"text, at most {column.limit} characters"
    if column.unit is not Unit.PLAIN:
        holds += ", a percentage" if column.unit is Unit.PERCENT else " of its indicator"
    notes = [column.note] if column.note else []
    if column.default is not None:
        told = column.default if column.choices is None else label_of(column.choices, column.default)
        notes.append(f"empty: {told}")
    need = "yes" if column.required else ""
    return f"| `{column.key}` | {column.caption} | {holds} | {need} | {'; '.join(notes)} |"
