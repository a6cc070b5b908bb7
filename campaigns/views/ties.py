"""Ties that no key parts: the federation's staff see them, decide one, take a decision back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.choices import PhaseStatus
from campaigns.forms.ties import TieForm
from campaigns.models import Phase, Placing
from campaigns.permissions import require_manage
from campaigns.queries import tie_page as reads
from campaigns.services import placing as services
from common.request import id_in
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def ties(request: Request, pk: int) -> HttpResponse:
    """The ties of a phase and what was decided; `?cluster=…&rank=…` opens one, with a form while nothing is final."""
    phase = get_object_or_404(Phase.objects.visible_to(request.user).select_related("campaign__owner"), pk=pk)
    require_manage(request.user, phase.campaign)
    tie = None
    if request.GET.get("rank"):
        tie = reads.tie_at(phase, id_in(request.GET.get("cluster", "")), id_in(request.GET["rank"]))
    form, is_open = None, phase.status == PhaseStatus.CLOSED and not phase.is_cancelled
    if tie is not None and tie.is_by_hand and is_open:
        form = TieForm(request.POST or None, units=tie.units, initial={"is_ballot": tie.asks_ballot})
    if request.method == "POST":
        if request.POST.get("act") == "undo":
            return _undo(request, phase)
        if tie is None or form is None:
            messages.info(request, _("These units do not share one rank any more."))
            return redirect("ties", pk=pk)
        if form.is_valid() and _decide(request, phase, tie, form):
            return redirect("ties", pk=pk)
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "tie": tie,
        "form": form,
        "ties": reads.ties_of(phase),
        "decided": reads.decisions_of(phase),
        "is_open": is_open,
    }
    return render(request, "campaigns/ties.html", context, status=422 if form and form.errors else 200)


def _decide(request: Request, phase: Phase, tie: reads.Tie, form: TieForm) -> bool:
    """Ask the service; its faults go to the form. Returns whether it was decided."""
    try:
        services.decide_tie(
            phase_id=phase.pk,
            cluster_id=tie.link.cluster or None,
            places=form.places(),
            reason=form.cleaned_data["reason"],
            is_ballot=form.cleaned_data["is_ballot"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _("Decided. The ranks of this cluster are computed again within a minute."))
    return True


def _undo(request: Request, phase: Phase) -> HttpResponse:
    found = get_object_or_404(
        Placing.objects.select_related("participant"),
        participant__phase=phase,
        pk=id_in(request.POST.get("placing", "")),
    )
    try:
        services.undo_decision(placing=found, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back. The units share their rank again within a minute."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("ties", pk=phase.pk)
