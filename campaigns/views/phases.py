"""The phases of a campaign: added and edited; where a deadline is near or comes forward, only after a question."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.phases import PhaseForm
from campaigns.models import Campaign, Phase
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries import campaigns as lists
from campaigns.services import campaigns as services
from campaigns.views.deadlines import question_of_move, question_of_new
from campaigns.views.managing import answer, attempt, managed, sent
from common.acts import ask
from common.errors import PhaseEnded
from units.web import Request


def _fits(form: PhaseForm, campaign: Campaign) -> bool:
    """The dates make sense beside each other; what does not is told at its field, before anything is asked."""
    dates = {key: form.cleaned_data.get(key) for key in services.DATES}
    for name, wrong in services.date_faults(year=campaign.year, kind=campaign.kind, **dates).items():
        form.add_error(name, wrong)
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def phase_new(request: Request, pk: int) -> HttpResponse:
    """Add a phase to a campaign; where its entry ends so soon, after a question."""
    found = managed(request, pk)
    form, now = PhaseForm(sent(request), initial={"number": found.phases.count() + 1}), timezone.now()
    if request.method == "POST" and form.is_valid() and _fits(form, found):
        fields = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        question = question_of_new(found, fields, request.POST, now)
        if question is not None:
            return ask(request, question)
        add = partial(services.add_phase, campaign=found, by=request.user, now=now, **fields)
        made = attempt(form, add)
        if made is not None:
            messages.success(request, _("“%(name)s” is added.") % {"name": made.name})
            return redirect("campaign", pk=pk)
    return answer(request, "campaigns/phase_form.html", form, campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_edit(request: Request, pk: int) -> HttpResponse:
    """Change a phase that is not closed; its deadline is put off at once, and comes forward after a question."""
    visible = Phase.objects.visible_to(request.user).select_related("campaign__owner")
    phase, now = get_object_or_404(visible, pk=pk), timezone.now()
    require_manage(request.user, phase.campaign)
    if phase.is_year:
        return redirect("year-edit", pk=pk)
    require_not_cancelled(phase)
    if lists.stage_of(phase, now).is_past:
        raise PhaseEnded(_("“%(phase)s” is closed; its dates no longer change.") % {"phase": phase.name})
    initial = {**PhaseForm.initial_of(phase), "seen": services.fingerprint(phase)}
    form = PhaseForm(sent(request), initial=initial, editing=True)
    if request.method == "POST" and form.is_valid() and _fits(form, phase.campaign):
        question = question_of_move(phase, form.cleaned_data["entry_closes_at"], request.POST, now)
        if question is not None:
            return ask(request, question)
        edit = partial(services.edit_phase, phase=phase, by=request.user, now=now, **form.cleaned_data)
        if attempt(form, edit) is not None:
            messages.success(request, _("The changes are saved."))
            return redirect("campaign", pk=phase.campaign_id)
    return answer(request, "campaigns/phase_form.html", form, campaign=phase.campaign, phase=phase)
