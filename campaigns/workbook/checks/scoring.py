"""Scoring tables: trees of criteria with rules over indicators, and bands."""

from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.choices import TableStatus
from campaigns.scoring import registry
from campaigns.scoring.columns import drop_unused, row_faults
from campaigns.workbook.checking import Check, told
from campaigns.workbook.layout import BY_KEY
from campaigns.workbook.stored import Values
from common.text import format_figure


def complete(c: Check) -> None:
    """Cells of a criterion that its rule has no use for mean what an empty one means; each is told."""
    keys = tuple(column.key for column in BY_KEY["criteria"].columns)
    for row in c.rows("criteria"):
        if row.has(*keys):
            for key, message in drop_unused(row.values):
                c.warn("criteria", row, key, message)


def check(c: Check) -> None:
    """All rules of the scoring tables."""
    tables = c.merged("tables").keys() | {
        (r["code"], r["version"]) for r in c.rows("tables") if r.has("code", "version")
    }
    for sheet in ("criteria", "bands"):
        for row in c.rows(sheet):
            if row.has("table", "version") and (row["table"], row["version"]) not in tables:
                c.say(
                    sheet, row, "table",
                    _("There is no version %(version)s of the table “%(code)s”.") % {"code": row["table"], "version": row["version"]}
                    + " " + (c.near("tables", row["table"]) if row["table"] not in c.codes("tables") else _("Add it to the sheet of tables.")),
                )  # fmt: skip
    _locked(c)
    _criteria(c)


def _locked(c: Check) -> None:
    locked = {key for key, known in c.snapshot.known["tables"].items() if known.status == TableStatus.LOCKED}
    for sheet, names in (
        ("tables", ("code", "version")),
        ("criteria", ("table", "version")),
        ("bands", ("table", "version")),
    ):
        for change in c.plan.changes[sheet]:
            if tuple(change.row[n] for n in names) in locked:
                key = change.fields[0] if change.fields else names[0]
                stored = _("Write what is stored: %(value)s.") % {"value": told(change.known.values[key])} if change.known else _("Delete the row, or make a new version.")  # fmt: skip
                c.say(
                    sheet,
                    change.row,
                    key,
                    _("A closed phase is scored by this table, which no longer changes.") + " " + stored,
                )


def _criteria(c: Check) -> None:
    merged = c.merged("criteria")
    children: dict[tuple[str, int, str], list[Values]] = {}
    for values in merged.values():
        if values["parent"]:
            children.setdefault((values["table"], values["version"], values["parent"]), []).append(values)
    keys = tuple(column.key for column in BY_KEY["criteria"].columns)
    for row in c.rows("criteria"):
        if row.has(*keys):
            for key, message in row_faults(row.values):
                c.say("criteria", row, key, message)
        if not row.has("table", "version", "code", "parent", "rule", "max_points"):
            continue
        place = (row["table"], row["version"])
        if row["parent"]:
            above = merged.get((*place, row["parent"]))
            if above is None:
                c.say(
                    "criteria",
                    row,
                    "parent",
                    _("There is no criterion “%(code)s” in this table. Add it, or correct the code.")
                    % {"code": row["parent"]},
                )
            elif above["rule"] != registry.GROUP:
                c.say(
                    "criteria",
                    row,
                    "parent",
                    _("“%(code)s” is no group. Give it the rule group, or choose another parent.")
                    % {"code": row["parent"]},
                )
            if _is_ring(merged, place, row["code"]):
                c.say("criteria", row, "parent", _("The criteria make a cycle. Choose another parent."))
        below = children.get((*place, row["code"]), [])
        if row["rule"] == registry.GROUP:
            total = sum((v["max_points"] for v in below), Decimal(0))
            if total != row["max_points"]:
                c.warn(
                    "criteria", row, "max_points",
                    _("The group has at most %(points)s points, its criteria together %(total)s.")
                    % {"points": format_figure(row["max_points"]), "total": format_figure(total)},
                )  # fmt: skip


def _is_ring(merged: dict[tuple[object, ...], Values], place: tuple[str, int], code: str) -> bool:
    """Going up from a criterion leads back to it."""
    seen: set[str] = set()
    at = merged.get((*place, code), {}).get("parent", "")
    while at and at not in seen:
        if at == code:
            return True
        seen.add(at)
        at = merged.get((*place, at), {}).get("parent", "")
    return False
