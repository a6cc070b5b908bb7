"""The part of docs/workbook.md that is made from the layout; a test holds the two in step.

To make it anew: `manage.py shell -c "from campaigns.workbook.docs import tables; print(tables())"`.
"""

from campaigns.workbook.columns import Column, Kind
from campaigns.workbook.layout import SHEETS

KINDS = {
    Kind.TEXT: "text", Kind.CODE: "code", Kind.WHOLE: "whole number", Kind.NUMBER: "number", Kind.DAY: "date",
    Kind.MOMENT: "date and time", Kind.FLAG: "`có` or empty", Kind.CHOICE: "one of the allowed values",
}  # fmt: skip


def tables() -> str:
    """One table of columns a sheet, in Markdown."""
    parts = []
    for sheet in SHEETS:
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
        holds = ", ".join(f"`{value}`" for value in column.choices.values)
    elif column.refers:
        holds = f"code of `{column.refers}`"
    elif column.kind is Kind.TEXT and column.limit < 30_000:
        holds = f"text, at most {column.limit} characters"
    notes = [column.note] if column.note else []
    if column.default is not None:
        notes.append(f"empty: {column.default}")
    need = "yes" if column.required else ""
    return f"| `{column.key}` | {column.caption} | {holds} | {need} | {'; '.join(notes)} |"
