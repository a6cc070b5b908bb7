"""Cancelling a campaign: what it does, in numbers; then the act, with its reason."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.campaigns import CancelForm
from campaigns.permissions import require_manage
from campaigns.queries.cancelling import cancel_facts
from campaigns.services import campaigns as services
from campaigns.views.managing import answer, attempt, campaign_of, sent
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Say in numbers what the cancellation does and leaves as it is; then do it."""
    found, now = campaign_of(request, pk), timezone.now()
    require_manage(request.user, found)
    if found.is_cancelled:
        messages.info(request, _("“%(name)s” has been cancelled already.") % {"name": found.name})
        return redirect("campaign", pk=pk)
    form = CancelForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        act = partial(services.cancel_campaign, campaign=found, reason=reason, by=request.user, now=now)
        if attempt(form, act) is not None:
            told = _("“%(name)s” is cancelled; those concerned are being told.") % {"name": found.name}
            messages.success(request, told)
            return redirect("campaign", pk=pk)
    context = {"campaign": found, "facts": cancel_facts(found, now), "faults": services.cancel_faults(found)}
    return answer(request, "campaigns/cancel.html", form, **context)
