"""Targets and figures that seem to be of another year: they are taken only when somebody says that they are meant.

A workbook says from which campaign it was exported. One that does not, or was put together by hand, may still show it:
by its year, by the days of its phases, by the days of its figures.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.rules import days_meet
from common.templatetags.look import day, vn
from common.workbook.book import Row
from common.workbook.faults import Fault
from common.workbook.sheets import Sheet, Taken

#: The sheets whose rows are of one year alone.
OF_A_YEAR = ("targets", "results")
#: A sheet, a row and a column of it, and what was found there.
Found = tuple[Sheet, Row, str, str]


def ask_of_other_year(run: Taken) -> None:
    """Ask where targets or figures come in and something says that they are of another year."""
    if any(run[key].changes for key in OF_A_YEAR):
        for sheet, row, key, message in (*_of_origin(run), *_of_phases(run), *_of_figures(run)):
            run.confirms.append(Fault(sheet.title, sheet.page.cell(row, key), message))


def _of_origin(run: Taken) -> Iterator[Found]:
    """The workbook was exported from another campaign, or says another year than the campaign has."""
    campaigns, origin = run["campaign"], run.origin
    row = campaigns.rows[0]
    code, year = row.get("code"), row.get("year")
    if origin.code and code and (origin.code != code or (origin.year and year and origin.year != year)):
        told = {"origin": origin.code, "before": origin.year or "?", "code": code, "year": year or "?"}
        said = _(
            "This workbook was exported from “%(origin)s” (%(before)s), and goes into “%(code)s” (%(year)s)."
        )
        yield campaigns, row, "code", said % told
    for change in campaigns.changed:
        if change.known and "year" in change.fields and change.known.values["year"] != origin.year:
            said = _("The workbook says the year %(year)s; the campaign is of %(stored)s.")
            yield campaigns, row, "year", said % {"year": year, "stored": change.known.values["year"]}


def _of_phases(run: Taken) -> Iterator[Found]:
    """A phase covers quite other days than the stored one, or none of the campaign's year."""
    phases, year = run["phases"], run["campaign"].rows[0].get("year")
    for change in phases.changes:
        row, days = change.row, (change.row["period_from"], change.row["period_to"])
        if change.known is not None:
            held = (change.known.values["period_from"], change.known.values["period_to"])
            if not days_meet(*held, *days):
                said = _("Phase %(number)s covers %(days)s in the workbook, and %(held)s here.")
                told = {"number": row["number"], "days": _told(days), "held": _told(held)}
                yield phases, row, "period_from", said % told
        elif year and not days_meet(*days, date(year, 1, 1), date(year, 12, 31)):
            said = _("Phase %(number)s covers %(days)s, which is no day of %(year)s.")
            yield (
                phases,
                row,
                "period_from",
                said % {"number": row["number"], "days": _told(days), "year": year},
            )


def _of_figures(run: Taken) -> Iterator[Found]:
    """Figures as of a day before their phase begins; told once, at the first of them."""
    results, phases = run["results"], run["phases"].merged
    early = []
    for change in results.changes:
        phase = phases.get((change.row["phase_number"], change.row["phase_sector"]))
        if phase and change.row["as_of"] and change.row["as_of"] < phase["period_from"]:
            early.append((change.row, phase["period_from"]))
    if early:
        row, first = early[0]
        said = ngettext(
            "%(n)s figure is as of a day before its phase begins: %(day)s, and the phase begins on %(first)s.",
            "%(n)s figures are as of days before their phase begins: %(day)s, and the phase begins on %(first)s.",
            len(early),
        )
        yield (
            results,
            row,
            "as_of",
            said % {"n": vn(len(early), 0), "day": day(row["as_of"]), "first": day(first)},
        )


def _told(days: tuple[date, date]) -> str:
    return f"{day(days[0])} – {day(days[1])}"
