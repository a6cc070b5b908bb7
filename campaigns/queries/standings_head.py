"""The head of a phase's standings: the line below its name and the stages of its points. No query."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.choices import ClusterStatus, PhaseStatus, StageKind
from campaigns.queries.cancelling import cancelled_line
from campaigns.queries.publication import Held
from campaigns.queries.standings import Standings
from campaigns.queries.windows import Windows, is_open
from common.pages import PhaseLine, Stage
from common.templatetags.look import day_short, ends, ends_short, moment, vn


def standings_line(phase: Any, table: Standings | None, held: Held | None = None) -> PhaseLine:
    """How far the points of a cluster are and since when; `phase` comes with its publication.

    `table` is None without points, and `held` for who sees no cluster yet.
    """
    facts = tuple(_facts(phase, table, held))
    is_final = held is not None and held.is_final  # of a cancelled campaign too, what is final stays so
    if (cancelled := cancelled_line(phase)) and not is_final:
        return replace(cancelled, facts=(*cancelled.facts, *facts))
    return PhaseLine(_words(phase, held), False, facts)


def _words(phase: Any, held: Held | None) -> str:
    if not phase.is_ranked:
        return _("Figures only: no points, no ranking")
    if held and held.is_final:
        is_on_estimates = held.seal is not None and held.seal.is_on_estimates
        return _("Final, on estimates") if is_on_estimates else _("Final")
    if held and held.is_revised:
        return _("A revision is being prepared")
    if phase.has_points:
        return _("Provisional points")
    if phase.is_year:
        return _year_words(phase)
    if phase.status == PhaseStatus.CLOSING:
        return _("Entry is closed; points are being computed")
    return _("Entry until %(end)s") % {"end": ends(phase.entry_closes_at)}


def _year_words(year: Any) -> str:
    """When a year is computed that has no points yet."""
    if year.status == PhaseStatus.CLOSING:
        return _("The points of the year are being computed")
    return _("Computed at %(end)s") % {"end": ends(year.entry_closes_at)}


def _facts(phase: Any, table: Standings | None, held: Held | None) -> Iterator[str]:
    if phase.closed_at and phase.is_year:
        yield _("computed as of %(time)s") % {"time": moment(phase.closed_at)}
    elif phase.closed_at:
        yield _("figures frozen %(time)s") % {"time": moment(phase.closed_at)}
    if held and held.is_final and held.seal:
        yield _("sealed %(time)s") % {"time": moment(held.seal.sealed_at)}
    if held and held.is_revised and held.seal:
        yield _("the final of %(time)s is in force until then") % {"time": moment(held.seal.sealed_at)}
    if table and table.rows and not phase.is_year:
        counts = {"some": vn(table.with_figures, 0), "all": vn(table.units, 0)}
        yield _("%(some)s/%(all)s units with figures") % counts
    if phase.is_catching_up and not (held and held.is_settled):
        yield (
            _("new points of a phase are being included")
            if phase.is_year
            else _("a late figure is being included")
        )


def standings_stages(
    phase: Any, table: Standings | None, held: Held | None, windows: Windows, now: datetime
) -> list[Stage]:
    """Entry, frozen, then the stages that are switched on, with the windows of one cluster; none without points."""
    if not phase.has_points or not phase.is_ranked or phase.is_cancelled:
        return []
    is_sealing, is_final = bool(held and held.status >= ClusterStatus.SEALING), bool(held and held.is_final)
    sealed = moment(held.seal.sealed_at) if held and is_final and held.seal else ""
    if phase.is_year:
        return _stages_of_year(phase, sealed, is_sealing=is_sealing)
    return [
        Stage(_("Entry"), "done", f"{day_short(phase.entry_opens_at)} – {ends_short(phase.entry_closes_at)}"),
        Stage(_("Figures frozen"), "done", moment(phase.closed_at)),
        *_between(phase, table, windows, now, is_sealing=is_sealing),
        Stage(_("Final"), "now" if is_sealing else "", sealed),
    ]


def _between(
    phase: Any, table: Standings | None, windows: Windows, now: datetime, *, is_sealing: bool
) -> Iterator[Stage]:
    """The stages before the final; appraisal also where no stage is switched on."""
    if not windows.kinds:
        yield Stage(_("Appraisal"), "done" if is_sealing else "now", _appraised(phase, table))
    for kind in windows.kinds:
        stage = windows.of(kind, table.cluster_id if table else None)
        if kind == StageKind.FINAL or stage is None:
            continue
        state = "done" if is_sealing or stage.closes_at <= now else "now" if is_open(stage, now) else ""
        appraised = _appraised(phase, table) if kind == StageKind.APPRAISAL else ""
        until_then = _("until %(end)s") % {"end": ends_short(stage.closes_at)}
        yield Stage(str(kind.label), state, appraised or until_then)


def _stages_of_year(year: Any, sealed: str, *, is_sealing: bool) -> list[Stage]:
    """Computed, then final; its phases have stages of their own."""
    return [
        Stage(_("Computed"), "done" if is_sealing else "now", moment(year.closed_at)),
        Stage(_("Final"), "now" if is_sealing else "", sealed),
    ]


def _appraised(phase: Any, table: Standings | None) -> str:
    """How many figures are appraised; nothing in an extract of a report, where nobody appraises."""
    if phase.campaign.is_extract:
        return ""
    some, whole = (table.appraised, table.to_appraise) if table else (None, None)
    return _("%(some)s/%(all)s figures appraised") % {"some": vn(some, 0), "all": vn(whole, 0)}
