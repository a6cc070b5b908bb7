"""The federation's appraisal: submitted figures, confirmed in bulk or returned with a reason."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from campaigns.choices import PhaseStatus
from campaigns.models import Phase, Result
from campaigns.permissions import require_manage
from campaigns.queries import appraisal as query
from campaigns.services import results
from common.acts import act_of
from common.request import id_in
from common.text import line_feeds
from units.web import Request

PER_PAGE = 50
#: How long the reason of a return may be, in letters.
REASON = 300
#: What the queue is narrowed by; an answer to a form leads back to the same choice.
FILTERS = ("cluster", "indicator", "q", "page")


def _phase(request: Request, pk: int) -> Phase:
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
    """Figures that wait, the oldest sheet first, 50 a page."""
    phase = _phase(request, pk)
    now = timezone.now()
    cluster, indicator = (id_in(request.GET.get(name, "")) for name in ("cluster", "indicator"))
    text = request.GET.get("q", "")[:100]
    found = query.waiting(phase, cluster=cluster, indicator=indicator, text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    chosen = {"cluster": cluster or "", "indicator": indicator or "", "q": text}
    given = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "counts": query.counts(phase),
        "page": page,
        "rows": query.looked_at(page.object_list, phase.campaign),
        "clusters": query.clusters_of(phase, cluster),
        "indicators": query.indicators_of(phase),
        "chosen": chosen,
        "query": given + "&" if given else "",
        "back": {**{name: value for name, value in chosen.items() if value}, "page": page.number},
        "reason_length": REASON,
        "may_return": phase.takes_figures_at(now),
        "may_verify": phase.status < PhaseStatus.SEALING and not phase.is_cancelled,
        "Status": PhaseStatus,
    }
    return render(request, "campaigns/appraisal.html", context)


def _back(request: Request, phase_id: int) -> HttpResponse:
    """Back to the queue with the filters and the page that the form carried as `back_…`."""
    kept = {name: request.POST[f"back_{name}"] for name in FILTERS if request.POST.get(f"back_{name}")}
    address = reverse("appraisal", args=[phase_id])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


@act_of("appraisal")
def verify(request: Request, pk: int) -> HttpResponse:
    """Confirm the ticked figures, or those shown of one union when its own button was pressed."""
    phase = _phase(request, pk)
    union = request.POST.get("participant", "")
    texts = request.POST.getlist(f"shown-{union}") if union else request.POST.getlist("results")
    ids = [number for text in texts if (number := id_in(text))]
    if not ids:
        messages.error(request, _("Tick the figures that you confirm, then press the button."))
        return _back(request, phase.pk)
    try:
        count = results.verify_results(phase=phase, result_ids=ids, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        told = ngettext("%(count)s figure is appraised.", "%(count)s figures are appraised.", count)
        messages.success(request, told % {"count": count})
    return _back(request, phase.pk)


def _queue_of(request: Request, pk: int) -> str:
    """The queue in which a figure waits. Raises Http404."""
    rows = Result.objects.filter(participant__phase__in=Phase.objects.visible_to(request.user))
    result = get_object_or_404(rows.select_related("participant"), pk=pk)
    return reverse("appraisal", args=[result.participant.phase_id])


@act_of(_queue_of)
def return_result(request: Request, pk: int) -> HttpResponse:
    """Return one figure to its union with a reason, while entry is open."""
    rows = Result.objects.filter(participant__phase__in=Phase.objects.visible_to(request.user))
    result = get_object_or_404(
        rows.select_related("participant__union", "participant__phase__campaign__owner", "indicator"), pk=pk
    )
    phase = result.participant.phase
    require_manage(request.user, phase.campaign)
    reason = line_feeds(request.POST.get("reason", ""))
    if len(reason) > REASON:
        messages.error(request, _("Keep the reason within %(most)s characters.") % {"most": REASON})
        return _back(request, phase.pk)
    try:
        results.return_result(result=result, reason=reason, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        parts = {"name": result.indicator.name, "union": result.participant.union.short_name}
        messages.success(request, _("“%(name)s” was returned to %(union)s.") % parts)
    return _back(request, phase.pk)
