"""Figures that are reopened for a time: asked for, approved or not by somebody else, ended."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.choices import ReopeningState, Supplier
from campaigns.forms.after_close import DeclineForm, ReopeningForm
from campaigns.models import Participant, Reopening
from campaigns.permissions import may_enter, may_manage, require_enters, require_manage
from campaigns.queries import changes as log
from campaigns.services import after_close
from campaigns.views.after_close import usual_end
from campaigns.views.managing import answer, attempt, sent
from common.acts import act_of
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def reopening_new(request: Request, pk: int) -> HttpResponse:
    """Ask that figures of a sheet may be entered again until a minute."""
    places = Participant.objects.visible_to(request.user).select_related("phase__campaign__owner", "union")
    place, now = get_object_or_404(places.with_figures(), pk=pk), timezone.now()
    if not may_manage(request.user, place.phase.campaign):
        require_enters(request.user, place)
    own = place.results.filter(indicator__supplier=Supplier.UNION)
    rows = list(own.select_related("indicator").order_by("indicator__order", "pk"))
    initial = ReopeningForm.initial_end(usual_end(place, now, timedelta(days=1)))
    if chosen := request.GET.getlist("figure"):
        initial["figures"] = chosen
    form = ReopeningForm(sent(request), initial=initial, rows=rows)
    if form.is_valid():
        data = form.cleaned_data
        act = partial(
            after_close.ask_reopening, phase=place.phase, result_ids=data["figures"], reason=data["reason"],
            ends_at=data["closes_at"], by=request.user, now=now,
        )  # fmt: skip
        made = attempt(form, act)
        if made is not None:
            messages.success(
                request, _("The reopening is asked for; somebody else of the federation approves it.")
            )
            return redirect("reopening", pk=made.pk)
    context = {"place": place, "phase": place.phase, "campaign": place.phase.campaign}
    return answer(request, "campaigns/reopening_new.html", form, **context)


def _reopening(request: Request, pk: int) -> Reopening:
    """A reopening, for who sees a sheet of its, or asked for it."""
    seen = Participant.objects.visible_to(request.user)
    rows = Reopening.objects.filter(figures__participant__in=seen).distinct()
    return get_object_or_404(
        rows.select_related(
            "phase__campaign__owner", "requested_by__person", "answered_by__person"
        ).prefetch_related("rows__result__indicator", "rows__result__participant__union"),
        pk=pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopening(request: Request, pk: int) -> HttpResponse:
    """One reopening: what it opens and until when; staff who did not ask for it decline it here."""
    found, now = _reopening(request, pk), timezone.now()
    manages = may_manage(request.user, found.phase.campaign)
    form = DeclineForm(sent(request))
    if request.method == "POST":
        require_manage(request.user, found.phase.campaign)
        if form.is_valid():
            act = partial(after_close.decline_reopening, reopening=found, by=request.user, now=now)
            if attempt(form, lambda: act(answer=form.cleaned_data["answer"]) or True) is not None:
                messages.success(request, _("The reopening is not approved."))
                return redirect("reopening", pk=pk)
    is_asked = found.state == ReopeningState.ASKED
    context = {
        "reopening": found,
        "figures": log.figures_named(found),
        "phase": found.phase,
        "campaign": found.phase.campaign,
        "answers": manages and is_asked and found.requested_by_id != request.user.pk,
        "ends": manages and found.state == ReopeningState.OPEN,
        "waits": is_asked,
        "is_declined": found.state == ReopeningState.DECLINED,
        "sheets": _own_sheets(request, found),
    }
    return answer(request, "campaigns/reopening.html", form, **context)


def _own_sheets(request: Request, found: Reopening) -> list[Participant]:
    """Sheets in which the reader may enter the reopened figures."""
    if found.state != ReopeningState.OPEN:
        return []
    places = {row.result.participant_id: row.result.participant for row in found.rows.all()}
    return [place for place in places.values() if may_enter(request.user, place)]


@act_of("reopening")
def reopening_approve(request: Request, pk: int) -> HttpResponse:
    """Approve a reopening that somebody else asked for."""
    found = _reopening(request, pk)
    require_manage(request.user, found.phase.campaign)
    try:
        after_close.approve_reopening(reopening=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("The figures are reopened; their unions are told."))
    return redirect("reopening", pk=pk)


@act_of("reopening")
def reopening_end(request: Request, pk: int) -> HttpResponse:
    """End a reopening before its minute."""
    found = _reopening(request, pk)
    require_manage(request.user, found.phase.campaign)
    after_close.end_reopening(reopening_id=found.pk, by=request.user, now=timezone.now())
    messages.success(request, _("The figures are locked again."))
    return redirect("reopening", pk=pk)
