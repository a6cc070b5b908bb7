"""The federation's final act over the clusters of a phase that are ready."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.choices import PhaseStatus
from campaigns.forms.finalising import FinalForm
from campaigns.models import Phase
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries.final_page import final_page
from campaigns.services import finalising
from common.request import caller_address
from units.web import Request


@require_http_methods(["GET", "POST"])
def final(request: Request, pk: int) -> HttpResponse:
    """What becomes final, in numbers, and what waits; then the order, then how far the sealing is."""
    visible = Phase.objects.visible_to(request.user).select_related("campaign__owner")
    phase = get_object_or_404(visible, pk=pk)
    require_manage(request.user, phase.campaign)
    require_not_cancelled(phase)
    now = timezone.now()
    page = final_page(phase, now)
    door = {"user": request.user, "now": now, "address": caller_address(request)}
    sent = request.POST if request.method == "POST" else None
    form = FinalForm(sent, ready=page.ready, **door)
    if sent is not None and not page.ready:
        form.refuse_all(page.why_nothing)
    elif form.is_valid():
        try:
            chosen = form.cleaned_data["clusters"]
            finalising.make_final(phase_id=phase.pk, by=request.user, now=now, clusters=chosen)
            return redirect("phase-final", phase.pk)
        except ValidationError as error:
            form.take(error)
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "page": page,
        "job": page.job,
        "form": form,
        "Status": PhaseStatus,
    }
    return render(request, "campaigns/final.html", context, status=422 if form.errors else 200)
