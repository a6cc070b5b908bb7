"""The federation's appraisal: the phases whose figures wait, and the queue of a phase."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campaigns.choices import PhaseStatus
from campaigns.models import Phase
from campaigns.permissions import require_manage
from campaigns.queries import appraisal as query
from campaigns.rules import is_open_at
from units.web import Request

PER_PAGE = 50


def phase_of(request: Request, pk: int) -> Phase:
    """The phase, for the staff of its federation; 404 for who may not see it, a refusal for all others."""
    visible = Phase.objects.visible_to(request.user).with_figures().select_related("campaign__owner")
    phase = get_object_or_404(visible, pk=pk)
    require_manage(request.user, phase.campaign)
    return phase


@require_GET
def phase_list(request: Request) -> HttpResponse:
    """The phases whose figures this person's federation appraises, with how many wait in each."""
    page = Paginator(query.phases_to_appraise(request.user), PER_PAGE).get_page(request.GET.get("page"))
    phases: list[Any] = list(
        page.object_list
    )  # Any: each has the counts of `phases_to_appraise` besides its fields
    context = {
        "page": page,
        "now": timezone.now(),
        "first": next((p for p in phases if p.waiting), None),
        "waiting": sum(p.waiting for p in phases),
    }
    return render(request, "campaigns/appraisals.html", context)


@require_GET
def queue(request: Request, pk: int) -> HttpResponse:
    """Figures that wait, or are appraised, 50 a page."""
    choice = query.Choice.read(request.GET)
    return queue_page(request, phase_of(request, pk), choice, number=request.GET.get("page", "1"))


def queue_address(phase_id: int, choice: query.Choice, number: int) -> str:
    """The queue with this choice, at a page of it."""
    kept = choice.kept | ({"page": str(number)} if number > 1 else {})
    return reverse("appraisal", args=[phase_id]) + (f"?{urlencode(kept)}" if kept else "")


def queue_page(
    request: Request,
    phase: Phase,
    choice: query.Choice,
    *,
    number: str,
    ticked: Collection[int] = (),
    texts: Mapping[str, str] | None = None,
    fault: str = "",
    wrong: str = "",
) -> HttpResponse:
    """A page of the queue; with a fault what was ticked and typed is still there, and nothing was done.

    `wrong` names the field of words that the fault is about.
    """
    now = timezone.now()
    page = Paginator(query.chosen_rows(phase, choice), PER_PAGE).get_page(number)
    rows = query.looked_at(list(page.object_list), phase, now=now)
    groups = query.grouped(rows, by_indicator=bool(choice.indicator))
    indicators = list(query.indicators_of(phase))
    counts = query.counts(phase)
    may_return = is_open_at(
        status=phase.status, opens_at=phase.entry_opens_at, closes_at=phase.entry_closes_at, now=now
    )
    may = {"is_appraised": choice.is_appraised, "may_return": may_return}
    here = reverse("appraisal", args=[phase.pk])
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "here": here,
        "page_path": here,
        "counts": counts,
        "tabs": [(show, LABELS[show](), counts.shown(show), choice.to(show=show)) for show in query.SHOWS],
        "page": page,
        "rows": rows,
        "groups": groups,
        "clear": sum(len(group.clear) for group in groups),
        "clusters": query.clusters_of(phase, choice.cluster),
        "indicators": indicators,
        "choice": choice,
        "walk": _walk(indicators, choice),
        "query": choice.query,
        "back": {**choice.kept, "page": page.number},
        "ticked": ticked,
        "fault": fault,
        "panels": query.panels_for(**may, typed=texts or {}, wrong=wrong),
        "keys": query.keys_for(**may),
        "may_return": may_return,
        "may_verify": query.may_appraise(phase),
        "may_correct": phase.status >= PhaseStatus.CLOSED,
    }
    return render(request, "campaigns/appraisal.html", context, status=422 if fault else 200)


LABELS = {
    "waiting": lambda: _("Waiting for appraisal"),
    "asked": lambda: _("Asked, no answer yet"),
    "answered": lambda: _("Question answered"),
    "verified": lambda: _("Appraised"),
}


def _walk(indicators: Collection[Any], choice: query.Choice) -> dict[str, Any]:
    """Of one indicator: itself, the one before and the one after it, with the address of the same choice."""
    listed = list(indicators)
    places = [n for n, one in enumerate(listed) if one.pk == choice.indicator]
    if not places:
        return {}
    beside = {"before": places[0] - 1, "after": places[0] + 1}
    found = {
        name: (listed[n], choice.to(indicator=listed[n].pk))
        for name, n in beside.items()
        if 0 <= n < len(listed)
    }
    return {"here": listed[places[0]], **found}
