"""Who takes part, targets and results. A closed phase never changes."""

from django.utils.translation import gettext as _

from campaigns.choices import ResultState, ResultStatus, Supplier, TargetKind
from campaigns.models import Indicator, Result
from campaigns.rules import is_editable
from campaigns.services.results.entering import Figure, figure_fault
from campaigns.workbook.checking import Change, Check, told
from campaigns.workbook.reading import Row


def check(c: Check) -> None:
    """All rules of participants and figures."""
    _phases_known(c)
    _participants(c)
    _targets(c)
    _results(c)


def _phases_known(c: Check) -> None:
    phases = c.merged("phases").keys() | {
        (r["number"], r["sector"]) for r in c.rows("phases") if r.has("number", "sector")
    }
    for sheet in ("participants", "results"):
        for row in c.rows(sheet):
            if (
                row.has("phase_number", "phase_sector")
                and (row["phase_number"], row["phase_sector"]) not in phases
            ):
                c.say(
                    sheet, row, "phase_number",
                    _("There is no phase %(number)s for this sector. Add it to the sheet of phases, or correct number and sector.")
                    % {"number": row["phase_number"]},
                )  # fmt: skip


def _closed(c: Check, sheet: str) -> list[Change]:
    """Changes of a closed phase, each told as a fault."""
    found = [
        x
        for x in c.plan.changes[sheet]
        if (x.row["phase_number"], x.row["phase_sector"]) in c.snapshot.closed
    ]
    for change in found:
        key = change.fields[0] if change.fields else "phase_number"
        remedy = _("Write what is stored: %(value)s.") % {"value": told(change.known.values[key])} if change.known else _("Delete the row.")  # fmt: skip
        c.say(sheet, change.row, key, _("The phase is closed; its rows no longer change.") + " " + remedy)
    return found


def _participants(c: Check) -> None:
    tables = dict(c.merged("tables"))
    for row in c.rows("participants"):
        if not row.has("table", "table_version", "cluster") or not row["table"]:
            continue
        name = (row["table"], row["table_version"])
        if name not in tables:
            c.say(
                "participants",
                row,
                "table",
                _("There is no version %(version)s of the table “%(code)s”.")
                % {"code": name[0], "version": name[1]}
                + " "
                + c.near("tables", name[0]),
            )
        elif tables[name]["cluster"] and tables[name]["cluster"] != row["cluster"]:
            c.say(
                "participants",
                row,
                "table",
                _("“%(table)s” is another cluster's table. Choose this cluster's, or the common one.")
                % {"table": name[0]},
            )
    _closed(c, "participants")


def _indicators(c: Check) -> dict[str, Result]:
    """For each indicator a row on which a figure can be tried."""
    found = {}
    for (code,), values in c.merged("indicators").items():
        indicator = Indicator(
            code=code, name=values["name"], kind=values["kind"], decimals=values["decimals"]
        )
        found[code] = Result(indicator=indicator, status=ResultStatus.DRAFT)
    return found


def _targets(c: Check) -> None:
    rows = _indicators(c)
    for change in c.plan.changes["targets"]:
        row = change.row
        held = rows.get(row["indicator"])
        wrong = _figure_fault(held, ResultState.REPORTED, row) if held else ""
        if wrong and held and held.indicator.kind != "yes_no":
            c.say("targets", row, "value", wrong)
        pledged = row["kind"] == TargetKind.REGISTERED and row["union"] in c.snapshot.pledged
        moved = change.known is None or "value" in change.fields
        if (
            pledged
            and moved
            and (not row["reason"] or (change.known and row["reason"] == change.known.values["reason"]))
        ):
            c.say(
                "targets", row, "reason", _("These targets stand in the pledge. Please say why they change.")
            )


def _figure_fault(held: Result, state: str, row: Row) -> str:
    figure = Figure(result_id=0, state=state, value=row["value"], version=0)
    return figure_fault(held, figure, supplier=Supplier.FEDERATION)


def _results(c: Check) -> None:
    rows = _indicators(c)
    enrolled = c.merged("participants").keys() | {
        (r["phase_number"], r["phase_sector"], r["union"])
        for r in c.rows("participants")
        if r.has("phase_number", "phase_sector", "union")
    }
    for row in c.rows("results"):
        place = (row.get("phase_number"), row.get("phase_sector"), row.get("union"))
        if None not in place and place[2] in c.codes("unions") and place not in enrolled:
            c.say(
                "results",
                row,
                "union",
                _("“%(union)s” takes no part in this phase. Add it to the participants, or correct the code.")
                % {"union": row["union"]},
            )
        if not row.has("state", "value", "indicator"):
            continue
        if row["state"] != ResultState.REPORTED and row["value"] is not None:
            c.say(
                "results",
                row,
                "value",
                _("A figure goes only with the state reported. Empty this cell, or write reported."),
            )
        held = rows.get(row["indicator"])
        wrong = _figure_fault(held, row["state"], row) if held else ""
        if wrong:
            c.say("results", row, "value", wrong)
    closed = {id(change) for change in _closed(c, "results")}
    for change in c.plan.changes["results"]:
        if change.known and id(change) not in closed and not is_editable(change.known.status):
            key = change.fields[0]
            c.say(
                "results", change.row, key,
                _("This figure is submitted or appraised. Return it first, or write what is stored: %(value)s.")
                % {"value": told(change.known.values[key])},
            )  # fmt: skip
