"""The stages of a phase between the close and the final: the board, and the windows that the federation sets."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.choices import StageKind
from campaigns.forms.stages import StageForm
from campaigns.models import Phase, Stage
from campaigns.permissions import may_manage, require_manage
from campaigns.queries.asked import asked_of
from campaigns.queries.stage_board import board_of, staff_of
from campaigns.queries.stage_drops import droppable
from campaigns.queries.standings_clusters import NO_CLUSTER, clusters_shown_to
from campaigns.rules.stages import first_windows
from campaigns.services import stages as services
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.window_question import question_of_window
from common.acts import act_of, ask
from common.dates import midnight_of
from common.request import id_in
from units.web import Request


def phase_shown(request: Request, pk: int) -> Phase:
    """The phase, or 404 when this person may not see it."""
    visible = Phase.objects.visible_to(request.user).select_related("campaign__owner")
    return get_object_or_404(visible, pk=pk)


def phase_managed(request: Request, pk: int) -> Phase:
    """The phase, for the staff of its federation; a refusal for all others who may see it."""
    phase = phase_shown(request, pk)
    require_manage(request.user, phase.campaign)
    return phase


@require_GET
def board(request: Request, pk: int) -> HttpResponse:
    """Clusters × stages: windows, how far each is, who is late, and what is asked of the reader now."""
    phase, now = phase_shown(request, pk), timezone.now()
    manages = may_manage(request.user, phase.campaign)
    shown = None if manages else [link.pk or None for link in clusters_shown_to(request.user, phase)]
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "manages": manages,
        "board": board_of(phase, now, clusters=shown),
        "asked": asked_of(request.user, now, phase=phase),
        "now": now,
        "NO_CLUSTER": NO_CLUSTER,
    }
    return render(request, "campaigns/stages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_set(request: Request, pk: int, kind: str) -> HttpResponse:
    """Set the window of a stage, or of a part of it; `?part=` names the row that is changed."""
    phase, now = phase_managed(request, pk), timezone.now()
    if kind not in StageKind.values:
        raise Http404
    rows = Stage.objects.filter(phase=phase, kind=kind)
    stage = rows.filter(pk=id_in(request.GET.get("part", ""))).first() or rows.of_all().first()
    window = first_windows(max(phase.entry_closes_at, midnight_of(now)), [kind])[kind]
    form = StageForm(
        sent(request),
        initial=StageForm.initial_of(stage, window),
        phase=phase,
        kind=kind,
        people=staff_of(phase, now),
    )
    if form.is_valid():
        question = question_of_window(phase, StageKind(kind), form.cleaned_data, request.POST, now)
        if question is not None:
            return ask(request, question)
        act = partial(services.set_stage, phase=phase, kind=kind, by=request.user, now=now, **form.given())
        if attempt(form, act) is not None:
            messages.success(request, _("The stage is saved; everybody concerned is told of a moved end."))
            return redirect("stages", pk=phase.pk)
    return answer(
        request, "campaigns/stage_form.html", form, phase=phase, campaign=phase.campaign, kind=StageKind(kind),
        stage=stage, droppable=droppable(phase, rows, now),
    )  # fmt: skip


def _phase_of_stage(request: Request, pk: int) -> str:
    """The board of a stage's phase. Raises Http404."""
    stage = get_object_or_404(Stage, pk=pk, phase__in=Phase.objects.visible_to(request.user))
    return f"/phases/{stage.phase_id}/stages/"


@act_of(_phase_of_stage)
def stage_drop(request: Request, pk: int) -> HttpResponse:
    """Switch a stage off, or take away a window of its own, with the reason where its end comes forward."""
    stage: Any = get_object_or_404(
        Stage.objects.select_related("phase__campaign__owner", "cluster"),
        pk=pk,
        phase__in=Phase.objects.visible_to(request.user),
    )
    part = {"sector": stage.sector, "cluster": stage.cluster, "reason": request.POST.get("reason", "")}
    try:
        services.drop_stage(phase=stage.phase, kind=stage.kind, by=request.user, now=timezone.now(), **part)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect("stage-set", pk=stage.phase_id, kind=stage.kind)
    if stage.sector or stage.cluster:
        told = _("The own window of “%(stage)s” is taken away; everybody concerned is told of a moved end.")
    else:
        told = _("“%(stage)s” is taken away.")
    messages.success(request, told % {"stage": stage.get_kind_display()})
    return redirect("stages", pk=stage.phase_id)
