"""A union is taken out of a launched phase, and in again."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.phases import TakeOutForm
from campaigns.models import Participant, Phase
from campaigns.permissions import require_manage
from campaigns.services import campaigns as services
from campaigns.views.managing import answer, attempt, sent
from common.acts import act_of
from units.web import Request


def _participant(request: Request, pk: int) -> Participant:
    """A participant of a phase that the person manages; 404 for who does not see the phase."""
    seen = Participant.objects.filter(phase__in=Phase.objects.visible_to(request.user))
    found = get_object_or_404(seen.select_related("phase__campaign__owner", "union", "cluster"), pk=pk)
    require_manage(request.user, found.phase.campaign)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: Request, pk: int) -> HttpResponse:
    """Ask from when and why, then take the union out."""
    found, now = _participant(request, pk), timezone.now()
    form = TakeOutForm(sent(request), initial={"left_on": timezone.localdate(now)})
    if form.is_valid():
        data = form.cleaned_data
        act = partial(services.take_out, participant=found, on=data["left_on"], reason=data["reason"])
        if attempt(form, lambda: act(by=request.user, now=now) or True) is not None:
            messages.success(
                request, _("%(union)s takes no part any more.") % {"union": found.union.short_name}
            )
            return redirect("participants", pk=found.phase_id)
    return answer(
        request,
        "campaigns/take_out.html",
        form,
        participant=found,
        phase=found.phase,
        campaign=found.phase.campaign,
    )


def _page(request: Request, pk: int) -> str:
    return f"/phases/{_participant(request, pk).phase_id}/participants/"


@act_of(_page)
def take_in(request: Request, pk: int) -> HttpResponse:
    """Take the union in again."""
    found = _participant(request, pk)
    try:
        services.take_in(participant=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("%(union)s takes part again.") % {"union": found.union.short_name})
    return redirect("participants", pk=found.phase_id)
