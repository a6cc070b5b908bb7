"""Visits to a union: planned, recorded, shown with their photos."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.choices import ColumnKind
from campaigns.forms.visits import VisitForm, VisitPlanForm
from campaigns.models import LineScore, Participant, Visit
from campaigns.permissions import may_visit
from campaigns.queries.sheets import sheets_of
from campaigns.services import visits as services
from campaigns.views.managing import answer, attempt, sent
from common.errors import PhaseEnded
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: Request, pk: int) -> HttpResponse:
    """The visits to a union, the next first; who may plans one more."""
    participant = get_object_or_404(sheets_of(request.user), pk=pk)
    may = may_visit(request.user, participant)
    form = VisitPlanForm(sent(request))
    if form.is_valid():
        act = partial(
            services.plan_visit,
            participant=participant,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
        try:
            if attempt(form, act) is not None:
                messages.success(request, _("The visit is planned; the union is told."))
                return redirect("visits", pk=pk)
        except PhaseEnded as ended:
            form.add_error(None, ended.reason)
    rows = Visit.objects.filter(participant=participant).order_by("-planned_on", "-pk")
    context = {
        "participant": participant,
        "phase": participant.phase,
        "campaign": participant.phase.campaign,
        "may": may,
        "rows": rows.select_related("planned_by__person", "recorded_by__person").prefetch_related(
            "photos", "lines__criterion"
        )[:50],
        "today": timezone.localdate(),
    }
    if not may and request.method == "POST":
        services.require_visitor(request.user, participant)
    return answer(request, "campaigns/visits.html", form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, pk: int) -> HttpResponse:
    """Record what came of a visit."""
    readable = Participant.objects.visible_to(request.user)
    rows = Visit.objects.filter(participant__in=readable)
    found = get_object_or_404(
        rows.select_related("participant__union", "participant__phase__campaign__owner"), pk=pk
    )
    place = found.participant
    services.require_visitor(request.user, place)
    if found.recorded_at is not None:
        return redirect("visits", pk=place.pk)
    lines = LineScore.objects.filter(
        column__participant=place, column__kind=ColumnKind.SELF, column__sent_at__isnull=False
    )
    form = VisitForm(
        sent(request),
        request.FILES or None,
        initial={"held_on": found.planned_on},
        lines=lines.select_related("criterion").order_by("criterion__order", "pk"),
    )
    if form.is_valid():
        act = partial(services.record_visit, visit=found, by=request.user, now=timezone.now(), **form.given())
        try:
            attempt(form, act)
        except PhaseEnded as ended:
            form.add_error(None, ended.reason)
        if not form.errors:
            messages.success(request, _("The visit is recorded."))
            return redirect("visits", pk=place.pk)
    context = {"visit": found, "participant": place, "phase": place.phase, "campaign": place.phase.campaign}
    return answer(request, "campaigns/visit.html", form, **context)
