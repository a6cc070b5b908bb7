"""The head of a phase's standings: the line below its name and the stages of its points. No query."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.queries.campaigns import ends
from campaigns.queries.cancelling import cancelled_line
from campaigns.queries.standings import Standings
from common.pages import PhaseLine, Stage
from common.templatetags.look import day_short, moment, until, until_short, vn


def standings_line(phase: Any, table: Standings | None) -> PhaseLine:
    """How far the points are and since when; `phase` comes with its publication, `table` is None without points."""
    facts = tuple(_facts(phase, table))
    if cancelled := cancelled_line(phase):
        return replace(cancelled, facts=(*cancelled.facts, *facts))
    return PhaseLine(_words(phase), False, facts)


def _words(phase: Any) -> str:
    if not phase.is_ranked:
        return _("Figures only: no points, no ranking")
    if phase.status >= PhaseStatus.FINAL:
        return _("Final")
    if phase.has_points:
        return _("Provisional points")
    if phase.is_year:
        return _year_words(phase)
    if phase.status == PhaseStatus.CLOSING:
        return _("Entry is closed; points are being computed")
    return _("Entry until the end of %(day)s") % {"day": until(phase.entry_closes_at)}


def _year_words(year: Any) -> str:
    """When a year is computed that has no points yet."""
    if year.status == PhaseStatus.CLOSING:
        return _("The points of the year are being computed")
    return _("Computed at %(end)s") % {"end": ends(year.entry_closes_at)}


def _facts(phase: Any, table: Standings | None) -> Iterator[str]:
    if phase.closed_at and phase.is_year:
        yield _("computed as of %(time)s") % {"time": moment(phase.closed_at)}
    elif phase.closed_at:
        yield _("figures frozen %(time)s") % {"time": moment(phase.closed_at)}
    if phase.status >= PhaseStatus.FINAL:
        yield _("sealed %(time)s") % {"time": moment(phase.sealed_at)}
    if table and table.rows and not phase.is_year:
        counts = {"some": vn(table.with_figures, 0), "all": vn(table.units, 0)}
        yield _("%(some)s/%(all)s units with figures") % counts
    if phase.is_catching_up:
        yield (
            _("new points of a phase are being included")
            if phase.is_year
            else _("a late figure is being included")
        )


def standings_stages(phase: Any, table: Standings | None) -> list[Stage]:
    """Entry, frozen, appraisal, final; none before there are points, and of a phase that was cancelled.

    `table` is None for who sees no cluster yet.
    """
    if not phase.has_points or not phase.is_ranked or phase.is_cancelled:
        return []
    is_sealing, is_final = phase.status >= PhaseStatus.SEALING, phase.status >= PhaseStatus.FINAL
    if phase.is_year:
        return _stages_of_year(phase, is_sealing=is_sealing, is_final=is_final)
    ends = _("end of %(day)s") % {"day": until_short(phase.entry_closes_at)}
    return [
        Stage(_("Entry"), "done", f"{day_short(phase.entry_opens_at)} – {ends}"),
        Stage(_("Figures frozen"), "done", moment(phase.closed_at)),
        Stage(_("Appraisal"), "done" if is_sealing else "now", _appraised(phase, table)),
        Stage(_("Final"), "now" if is_sealing else "", moment(phase.sealed_at) if is_final else ""),
    ]


def _stages_of_year(year: Any, *, is_sealing: bool, is_final: bool) -> list[Stage]:
    """Computed, then final; its phases have stages of their own."""
    return [
        Stage(_("Computed"), "done" if is_sealing else "now", moment(year.closed_at)),
        Stage(_("Final"), "now" if is_sealing else "", moment(year.sealed_at) if is_final else ""),
    ]


def _appraised(phase: Any, table: Standings | None) -> str:
    """How many figures are appraised; nothing in an extract of a report, where nobody appraises."""
    if phase.campaign.is_extract:
        return ""
    some, whole = (table.appraised, table.to_appraise) if table else (None, None)
    return _("%(some)s/%(all)s figures appraised") % {"some": vn(some, 0), "all": vn(whole, 0)}
