"""The log of changes (theo dõi thay đổi) of a phase: moved ends, reopenings, corrections, finals opened again.

All of them are seen by the whole cluster; a correction by peers once its union has explained it, or its time passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import CorrectionKind, IndicatorKind, ReopeningState, ResultState, StageKind
from campaigns.explanations import figure_text
from campaigns.models import Correction, OpenedFinal, Phase, Reopening, WindowMove
from campaigns.models.revision import in_clusters
from common.templatetags.look import ends
from common.text import format_figure

#: The newest of each kind are shown.
NEWEST = 100
Clusters = Iterable[int | None] | None


@dataclass(frozen=True)
class Change:
    """One act of the log: when, what, why, by whom; the correction or reopening behind it, for its page."""

    at: datetime
    icon: str
    title: str
    reason: str
    by: str
    details: tuple[str, ...] = ()
    correction: Correction | None = None
    reopening: Reopening | None = None


def changes_of(
    phase: Phase, now: datetime, *, clusters: Clusters, own: Iterable[int], sees_all: bool
) -> list[Change]:
    """The newest first. Of these clusters (None: all); `own` unions read their corrections at once, peers later.

    Four queries, and one for the figures of reopenings.
    """
    found = [*_moves(phase, clusters), *_finals(phase, clusters)]
    found += _corrections(phase, now, clusters, set(own), sees_all=sees_all)
    found += _reopenings(phase, clusters)
    return sorted(found, key=lambda change: change.at, reverse=True)


def _inside(rows: QuerySet[Any], clusters: Clusters, prefix: str = "") -> QuerySet[Any]:
    """Rows of these clusters, and those that stand for all."""
    if clusters is None:
        return rows
    ids = set(clusters)
    wanted = Q(**{f"{prefix}cluster_id__in": ids - {None}})
    return rows.filter(
        wanted | Q(**{f"{prefix}cluster__isnull": True}) if None in ids or not prefix else wanted
    )


def _moves(phase: Phase, clusters: Clusters) -> list[Change]:
    rows = _inside(WindowMove.objects.filter(phase=phase), clusters)
    return [_move(row) for row in rows.select_related("cluster", "moved_by__person")[:NEWEST]]


def _move(row: WindowMove) -> Change:
    name = _("Entry") if row.kind == WindowMove.ENTRY else str(StageKind(row.kind).label)
    parts = [row.cluster.name if row.cluster else "", str(row.get_sector_display()) if row.sector else ""]
    part = "".join(f" · {name}" for name in parts if name)
    both = f"{ends(row.before)} → {ends(row.after)}"
    late = ngettext("%(n)s was not done", "%(n)s were not done", row.late) % {"n": row.late}
    title = _("The end of “%(stage)s” was moved") % {"stage": f"{name}{part}"}
    details = (both, *((late,) if row.late else ()))
    return Change(row.moved_at, "clock", title, row.reason, _name(row.moved_by), details)


def _name(user: Any) -> str:
    return str(user.person) if user else _("the system")


def _finals(phase: Phase, clusters: Clusters) -> list[Change]:
    rows = OpenedFinal.objects.filter(phase=phase)
    if clusters is not None:
        rows = rows.filter(in_clusters(clusters))
    return [
        Change(
            row.opened_at,
            "unlock",
            _("The final of %(cluster)s was opened for a revision")
            % {"cluster": row.cluster or _("the unions in no cluster")},
            row.reason,
            _name(row.opened_by),
        )
        for row in rows.select_related("cluster", "opened_by__person")[:NEWEST]
    ]


def _corrections(
    phase: Phase, now: datetime, clusters: Clusters, own: set[int], *, sees_all: bool
) -> list[Change]:
    rows = _inside(
        Correction.objects.filter(result__participant__phase=phase), clusters, "result__participant__"
    )
    if not sees_all:
        shown = Q(explained_at__isnull=False) | Q(explain_until__lte=now)
        rows = rows.filter(shown | Q(result__participant__union__in=own))
    rows = rows.select_related(
        "result__indicator",
        "result__participant__union",
        "corrected_by__person",
        "explained_by__person",
        "document",
    )
    return [_correction(row) for row in rows[:NEWEST]]


def _correction(row: Correction) -> Change:
    names = {"indicator": row.result.indicator.short_name, "union": row.result.participant.union.short_name}
    before, after = both_figures(row)
    if row.kind == CorrectionKind.SET_ASIDE:
        title, details = _("%(union)s: “%(indicator)s” was set aside") % names, (before,)
    else:
        title, details = _("%(union)s: “%(indicator)s” was corrected") % names, (f"{before} → {after}",)
    icon = "cross" if row.kind == CorrectionKind.SET_ASIDE else "pen"
    return Change(row.corrected_at, icon, title, row.reason, _name(row.corrected_by), details, correction=row)


def both_figures(row: Correction) -> tuple[str, str]:
    """The figure before and after, as people read them."""
    indicator = row.result.indicator
    return (
        figure_words(row.state_before, row.value_before, row.stage_before, indicator),
        figure_words(row.state, row.value, row.stage, indicator),
    )


def figure_words(state: str, value: Any, stage: str, indicator: Any) -> str:
    """A figure with its unit of measure, or its state in words."""
    if state != ResultState.REPORTED or value is None:
        return str(ResultState(state).label)
    if indicator.kind == IndicatorKind.YES_NO:
        return _("yes") if value else _("no")
    if indicator.kind == IndicatorKind.MILESTONE:
        return figure_text(value, kind=indicator.kind, stage=stage)
    return f"{format_figure(value)} {indicator.unit_of_measure}".strip()


def _reopenings(phase: Phase, clusters: Clusters) -> list[Change]:
    rows = Reopening.objects.filter(phase=phase).exclude(state=ReopeningState.ASKED)
    if clusters is not None:
        inside = in_clusters(clusters)
        places = phase.participants.filter(inside).values("pk")
        rows = rows.filter(figures__participant__in=places).distinct()
    rows = rows.select_related("requested_by__person", "answered_by__person").prefetch_related(
        "rows__result__indicator", "rows__result__participant__union"
    )
    return [_reopening(row) for row in rows[:NEWEST]]


def _reopening(row: Reopening) -> Change:
    until = _("until %(end)s") % {"end": ends(row.ended_at or row.ends_at)}
    title = {
        ReopeningState.OPEN: _("Reopened %(until)s") % {"until": until},
        ReopeningState.ENDED: _("Was reopened %(until)s") % {"until": until},
        ReopeningState.DECLINED: _("A reopening was not approved"),
    }[ReopeningState(row.state)]
    told = _("asked for by %(asker)s, approved by %(approver)s")
    if row.state == ReopeningState.DECLINED:
        told = _("asked for by %(asker)s, answered by %(approver)s")
    people = told % {
        "asker": _name(row.requested_by),
        "approver": _name(row.answered_by),
    }
    return Change(
        row.answered_at or row.requested_at,
        "unlock",
        title,
        row.reason,
        people,
        figures_named(row),
        reopening=row,
    )


def figures_named(row: Reopening) -> tuple[str, ...]:
    """The figures of a reopening, by union: "Ba Đình: members, dues"."""
    named: dict[str, list[str]] = {}
    for figure in row.rows.all():
        union = figure.result.participant.union.short_name
        named.setdefault(union, []).append(figure.result.indicator.short_name)
    return tuple(f"{union}: {', '.join(names)}" for union, names in named.items())
