"""The dashboard of a phase."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from campaigns.permissions import may_manage
from campaigns.queries import dashboard as read
from campaigns.queries import progress
from campaigns.queries.counting_words import counted_words
from campaigns.queries.dashboard_words import late_row, time_figure
from campaigns.queries.phase_lines import dashboard_line
from common.request import id_in
from common.templatetags.look import fixed
from units.models import Cluster
from units.web import Request

CLUSTERS_A_PAGE = 20
UNITS_A_PAGE = 50
#: How many indicators the pace chart shows: those that are furthest behind.
SLOWEST = 8


def dashboard(request: Request, pk: int) -> HttpResponse:
    """How a phase stands: for the federation's staff the whole of it, for a cluster's head that cluster."""
    now = timezone.now()
    phase = get_object_or_404(
        Phase.objects.visible_to(request.user).with_figures().select_related("campaign__owner"), pk=pk
    )
    reach = read.reach_of(request.user, phase)
    clusters = read.clusters_in(phase, reach)
    cluster = _chosen(request, clusters, reach)
    participants = read.participants_in(phase, reach, cluster)
    units, cells = read.units_of(participants), read.cells_of(participants)
    manages = may_manage(request.user, phase.campaign)
    is_open = phase.takes_figures_at(now)
    is_closed = phase.status >= PhaseStatus.CLOSING
    may_remind = manages and is_open and not phase.campaign.is_extract
    late = [] if phase.campaign.is_extract or phase.is_cancelled else read.late_units(participants)
    context: dict[str, Any] = {
        "phase": phase,
        "campaign": phase.campaign,
        "cluster": cluster,
        "cluster_key": str(cluster.pk) if cluster else "",
        "whole": reach.whole,
        "now": now,
        "line": dashboard_line(
            phase,
            submitted=units["submitted"],
            total=units["total"],
            is_open=is_open,
            is_closed=is_closed,
        ),
        "time": time_figure(
            phase, is_open=is_open, is_closed=is_closed, is_ranked=units["ranked"] > 0, now=now
        ),
        "is_open": is_open,
        "has_points": phase.status >= PhaseStatus.CLOSED and units["ranked"],
        "units": {**units, "late": units["total"] - units["submitted"]},
        "submitted_percent": 100 * units["submitted"] / units["total"] if units["total"] else None,
        "cells": cells,
        "manages": manages,
        "may_remind": may_remind,
        "late": [late_row(unit, may_remind=may_remind, now=now) for unit in late],
        "waiting": read.oldest_waiting(participants),
    }
    context |= _progress(request, phase, cluster, participants, units["total"], timezone.localdate(now))
    if cluster is None:
        context |= _clusters(request, phase, clusters)
    return render(request, "campaigns/dashboard.html", context)


def _chosen(request: Request, clusters: Any, reach: read.Reach) -> Cluster | None:
    """The cluster that the page is about, None for all that the person sees.

    Without a choice, who leads one cluster alone sees that one. Raises Http404 for a cluster out of reach, and for a
    person who sees nothing of the phase.
    """
    if asked := request.GET.get("cluster", ""):
        return get_object_or_404(clusters, pk=id_in(asked))
    if reach.whole:
        return None
    found = list(clusters[:2])
    if not found:
        raise Http404
    return found[0] if len(found) == 1 else None


def _clusters(request: Request, phase: Phase, clusters: Any) -> dict[str, Any]:
    """A page of the clusters, each with the counts of its cells."""
    page = Paginator(clusters, CLUSTERS_A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    cells = read.cells_by_cluster(phase, found)
    return {"clusters": page, "cluster_rows": [(c, cells.get(c.pk)) for c in found]}


def _progress(
    request: Request, phase: Phase, cluster: Cluster | None, participants: Any, units: int, today: Any
) -> dict[str, Any]:
    """The pace chart with its table, who is past a target and, for one cluster, the heat map.

    `participants` are those that the page counts, `units` is their number.
    """
    pace = progress.pace_of(phase, today)
    indicators = read.indicators_of(phase)
    context: dict[str, Any] = {"pace": pace / 10_000, "indicators": len(indicators)}
    ids = participants.values("pk")
    if cluster is not None:
        rows = participants.select_related("union").order_by("union__sort_key", "pk")
        page = Paginator(rows, UNITS_A_PAGE).get_page(request.GET.get("page"))
        context["heat_page"] = page
        heat = progress.heat_map(phase, list(page.object_list), indicators, pace)
        context |= {"heat": heat, "legend": _legend(heat.bounds)}
    paces = progress.paces(phase, participants, indicators, pace)
    context |= {"paces": paces, "counted": counted_words(phase.campaign)}
    context["chart"] = _chart([p for p in paces if p.value is not None][:SLOWEST], context["pace"])
    context["past"] = progress.past_target(phase, ids) if units <= read.MANY else None
    return context


def _legend(bounds: tuple[int, ...]) -> list[dict[str, Any]]:
    """The heat classes in words with their bounds; classes that are empty at this pace are left out."""
    behind, due, ahead, far = bounds
    words = [
        (1, 0, behind, _("▾ far behind, under %(end)s")),
        (2, behind, due, _("behind, %(start)s–%(last)s")),
        (3, due, ahead, _("on pace, %(start)s–%(last)s")),
        (4, ahead, far, _("ahead, %(start)s–%(last)s")),
    ]
    rows = [
        {"kind": kind, "text": text % {"start": start, "end": end, "last": end - 1}}
        for kind, start, end, text in words
        if end > start
    ]
    return [*rows, {"kind": 5, "text": _("from %(start)s") % {"start": far}}]


def _chart(paces: list[progress.Pace], pace: float) -> dict[str, Any]:
    """The data that static/js/charts.js draws."""
    return {
        "kind": "pace",
        "now": pace,
        "nowLabel": _("%(percent)s%% due") % {"percent": fixed(pace, 0)},
        "label": _("Attained share of the targets by indicator, against what is due by today"),
        "rows": [
            {
                "label": p.indicator.name,
                "short": p.indicator.short_name,
                "value": float(p.value or 0),
                "behind": p.behind,
            }
            for p in paces
        ],
    }
