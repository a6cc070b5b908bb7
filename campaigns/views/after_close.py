"""What moves a figure after the close: corrections with explanations, reopenings, the log, finals opened again."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.choices import CorrectionKind, StageKind, Supplier
from campaigns.forms.after_close import (
    CorrectionForm,
    ExplanationForm,
    OpenFinalForm,
)
from campaigns.models import Correction, Participant, Phase, Result
from campaigns.permissions import may_manage, require_enters
from campaigns.queries import appraisal as queue
from campaigns.queries import changes as log
from campaigns.queries.asked import asked_of
from campaigns.queries.finality import clusters_to_finalise
from campaigns.queries.revising import carrying_finals, touched_by
from campaigns.queries.standings_clusters import clusters_shown_to
from campaigns.queries.windows import Windows
from campaigns.services import after_close
from campaigns.views.appraisal import queue_address
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.stages import phase_managed, phase_shown
from common.dates import midnight_of
from common.request import caller_address, id_in
from units.scope import scope_of
from units.web import Request

#: How long a union usually has to explain.
TO_EXPLAIN = timedelta(days=3)


def _figure(request: Request, pk: int) -> Result:
    """A union's own figure of a phase that the person sees, or 404."""
    rows = Result.objects.filter(
        participant__in=Participant.objects.visible_to(request.user), indicator__supplier=Supplier.UNION
    )
    return get_object_or_404(
        rows.select_related(
            "participant__phase__campaign__owner", "participant__union", "participant__cluster", "indicator"
        ),
        pk=pk,
    )


def usual_end(place: Participant, now: datetime, lasts: timedelta) -> datetime:
    """Whole days from now, but not past the time for opinions."""
    end = midnight_of(now) + timedelta(days=1) + lasts
    stage = Windows(place.phase_id).of(StageKind.OPINIONS, place.cluster_id, place.sector)
    return min(end, timezone.localtime(stage.closes_at)) if stage and stage.closes_at > now else end


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct a union's figure after the close, or set it aside."""
    result, now = _figure(request, pk), timezone.now()
    place = result.participant
    after_close.require_correcting(place, request.user)
    initial = {
        "kind": CorrectionKind.CORRECTED.value, "state": "reported", "version": result.version,
        **CorrectionForm.initial_end(usual_end(place, now, TO_EXPLAIN)),
    }  # fmt: skip
    data, files = sent(request), request.FILES if request.method == "POST" else None
    form = CorrectionForm(data, files, initial=initial, result=result)
    if form.is_valid() and (made := attempt(form, partial(_corrected, form, request, now))) is not None:
        told = _("The figure is changed; its union is told, and the cluster gets new points.")
        if made.kind == CorrectionKind.SET_ASIDE:
            told = _("The figure is set aside; its union is told, and the cluster gets new points.")
        messages.success(request, told)
        return _back_to_queue(request, result)
    context: dict[str, Any] = {"result": result, "place": place, "phase": place.phase}
    context |= {"campaign": place.phase.campaign}
    context |= {"own": log.figure_words(result.state, result.value, result.stage, result.indicator)}
    context |= {"evidence": result.evidence.select_related("document")}
    return answer(request, "campaigns/correct.html", form, **context)


def _back_to_queue(request: Request, result: Result) -> HttpResponse:
    """To the figure in the queue, with the choice that the link carried; without one to the log of changes."""
    pk = result.participant.phase_id
    if "page" not in request.GET:
        return redirect("changes", pk=pk)
    address = queue_address(pk, queue.Choice.read(request.GET), id_in(request.GET["page"]))
    return redirect(f"{address}#r{result.pk}")


def _corrected(form: CorrectionForm, request: Request, now: datetime) -> Correction:
    data = form.cleaned_data
    given: dict[str, Any] = {"reason": data["reason"], "explain_until": data["closes_at"]}
    given |= {"by": request.user, "now": now}
    if data["kind"] == CorrectionKind.SET_ASIDE:
        return after_close.set_aside(result=form.result, version=data["version"], **given)
    return after_close.correct_figure(figure=form.figure(), upload=data["upload"], **given)


@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: Request, pk: int) -> HttpResponse:
    """The union explains a correction of its figure."""
    rows = Correction.objects.filter(result__participant__in=Participant.objects.visible_to(request.user))
    correction = get_object_or_404(
        rows.select_related(
            "result__indicator", "result__participant__phase__campaign__owner", "corrected_by__person"
        ),
        pk=pk,
    )
    place, now = correction.result.participant, timezone.now()
    require_enters(request.user, place)
    form = ExplanationForm(sent(request))
    if form.is_valid():
        act = partial(after_close.explain_correction, correction=correction, by=request.user, now=now)
        if attempt(form, lambda: act(explanation=form.cleaned_data["explanation"]) or True) is not None:
            messages.success(request, _("Your explanation is kept; the whole cluster reads it now."))
            return redirect("changes", pk=place.phase_id)
    before, after = log.both_figures(correction)
    context = {"correction": correction, "phase": place.phase, "campaign": place.phase.campaign, "now": now}
    return answer(request, "campaigns/explain.html", form, before=before, after=after, **context)


@require_GET
def changes(request: Request, pk: int) -> HttpResponse:
    """The log of changes of a phase, as far as the reader's clusters go."""
    phase, now = phase_shown(request, pk), timezone.now()
    sees_all = may_manage(request.user, phase.campaign)
    shown = None if sees_all else [link.pk or None for link in clusters_shown_to(request.user, phase)]
    rows = log.changes_of(
        phase, now, clusters=shown, own=scope_of(request.user).ids_when(phase.began_at), sees_all=sees_all
    )
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "rows": rows,
        "now": now,
        "asked": asked_of(request.user, now, phase=phase),
        "writes_for": set(scope_of(request.user).writing_ids),
        "manages": sees_all,
    }
    return render(request, "campaigns/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def final_open(request: Request, pk: int) -> HttpResponse:
    """Open final clusters for a revision, after what it touches was shown."""
    phase, now = phase_managed(request, pk), timezone.now()
    final = [state for state in clusters_to_finalise(phase, now) if state.is_final]
    if not final or phase.is_cancelled:
        raise Http404
    door = {"user": request.user, "now": now, "address": caller_address(request)}
    form = OpenFinalForm(sent(request), final=final, **door)
    if form.is_valid():
        data = form.cleaned_data
        act = partial(
            after_close.open_final, phase_id=phase.pk, clusters=data["clusters"], reason=data["reason"],
            by=request.user, now=now,
        )  # fmt: skip
        if attempt(form, act) is not None:
            messages.success(request, _("The final is open for a revision; everybody ranked there is told."))
            return redirect("stages", pk=phase.pk)
    ids = [state.cluster_id for state in final]
    later = Phase.objects.filter(pk__in=carrying_finals(phase, ids)).order_by("kind", "number", "pk")
    touched = [line for ask in touched_by for line in ask(phase, ids)]
    context = {"phase": phase, "campaign": phase.campaign, "later": later, "touched": touched}
    return answer(request, "campaigns/final_open.html", form, **context)
