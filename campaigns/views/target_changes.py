"""Changing a signed target: the union's request, and the federation's answer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.choices import ChangeState
from campaigns.forms.targets import TargetAnswerForm, TargetChangeForm
from campaigns.models import Campaign
from campaigns.permissions import may_manage, may_set_target, require, require_manage
from campaigns.queries import targets as reads
from campaigns.services import target_changes as services
from campaigns.services.targets import is_signed
from units.web import Request


@require_http_methods(["GET", "HEAD", "POST"])
def change_new(request: Request, pk: int, union_pk: int) -> HttpResponse:
    """A union asks to change a target that it has signed."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("owner"), pk=pk)
    union = get_object_or_404(reads.unions_with_targets(request.user, campaign), pk=union_pk)
    require(
        may_set_target(request.user, campaign, union.pk, assigned=False),
        _("Only officers of %(union)s ask for a change of its targets.") % {"union": union.short_name},
    )
    rows = reads.target_rows(campaign, union)
    signed = [held for row in rows if (held := row.held(campaign.pledged_targets))]
    if not is_signed(campaign=campaign, union=union, kind=campaign.pledged_targets) or not signed:
        messages.info(request, _("Nothing is signed yet: the targets are changed on this page."))
        return redirect("targets", pk=pk, union_pk=union_pk)
    form = TargetChangeForm(request.POST or None, targets=signed)
    if request.method == "POST" and form.is_valid():
        try:
            change = services.ask_target_change(**form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.take(error)
        else:
            said = _("Sent to %(owner)s. The signed target stays in force until the answer.")
            messages.success(request, said % {"owner": campaign.owner.short_name})
            return redirect("target-change", pk=change.pk)
    context = {"campaign": campaign, "union": union, "form": form}
    return render(request, "campaigns/target_change_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """A request with both figures; the launching federation's staff answers it here."""
    found = reads.change_for(request.user, pk)
    if found is None:
        raise Http404
    target = found.target
    campaign, now = target.indicator.campaign, timezone.now()
    is_waiting = found.state == ChangeState.WAITING
    answers = is_waiting and may_manage(request.user, campaign) and found.asked_by_id != request.user.pk
    form = TargetAnswerForm(request.POST or None)
    if request.method == "POST":
        require_manage(request.user, campaign)
        if form.is_valid():
            try:
                if request.POST.get("act") == "approve":
                    services.approve_target_change(change=found, by=request.user, now=now)
                    messages.success(request, _("Approved: the new target is in force."))
                else:
                    answer = form.cleaned_data["answer"]
                    services.decline_target_change(change=found, answer=answer, by=request.user, now=now)
                    messages.success(request, _("Answered: the signed target stays in force."))
            except ValidationError as error:
                form.take(error)
            else:
                return redirect("target-change", pk=pk)
    context = {
        "change": found,
        "target": target,
        "indicator": target.indicator,
        "campaign": campaign,
        "union": target.union,
        "form": form if answers or form.errors else None,
        "is_waiting": is_waiting,
    }
    return render(request, "campaigns/target_change.html", context, status=422 if form.errors else 200)
