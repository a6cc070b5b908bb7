"""What a campaign measures: adding an indicator, changing it, removing it."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.indicators import IndicatorForm
from campaigns.models import Campaign, Indicator, ScoringTable
from campaigns.permissions import require_manage
from campaigns.queries import removals
from campaigns.services import campaigns as services
from campaigns.views.managing import answer, attempt, managed, require_preparing, sent
from common.request import id_in
from units.views.removals import removal_page
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@METHODS
def indicator_new(request: Request, pk: int) -> HttpResponse:
    """Add an indicator; "and another" stays on the page, `?table=` leads back to the table that wants it."""
    campaign = managed(request, pk)
    last = campaign.indicators.order_by("-order").first()
    initial = {"order": last.order + 1, "group": last.group} if last else {"order": 1}
    form = IndicatorForm(sent(request), initial=initial)
    table = campaign.tables.filter(pk=id_in(request.GET.get("table", ""))).first()
    if request.method == "POST" and form.is_valid():
        add = partial(services.add_indicator, campaign=campaign, by=request.user, now=timezone.now())
        made = attempt(form, partial(add, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("“%(name)s” is measured now.") % {"name": made.short_name})
            return redirect(_after(campaign, table, another="another" in request.POST))
    back = _after(campaign, table)
    return answer(request, "campaigns/indicator_form.html", form, campaign=campaign, table=table, back=back)


def _after(campaign: Campaign, table: ScoringTable | None, *, another: bool = False) -> str:
    """Where an added indicator leads: to the next one, to the table that wants it, or to the campaign."""
    if another:
        asked = f"?{urlencode({'table': table.pk})}" if table else ""
        return reverse("indicator-new", args=[campaign.pk]) + asked
    if table:
        return reverse("table", args=[table.pk])
    return _indicators(campaign.pk)


def _indicators(campaign_id: int) -> str:
    return f"{reverse('campaign', args=[campaign_id])}#h-indicators"


def _indicator(request: Request, pk: int) -> Indicator:
    """An indicator of a campaign that this person manages. Raises Http404, Refusal."""
    rows = Indicator.objects.filter(campaign__in=Campaign.objects.visible_to(request.user))
    indicator = get_object_or_404(rows.select_related("campaign__owner"), pk=pk)
    require_manage(request.user, indicator.campaign)
    return indicator


@METHODS
def indicator_edit(request: Request, pk: int) -> HttpResponse:
    """Change an indicator."""
    found = _indicator(request, pk)
    initial = {**IndicatorForm.initial_of(found), "seen": services.fingerprint(found)}
    form = IndicatorForm(sent(request), initial=initial, editing=True)
    if request.method == "POST" and form.is_valid():
        edit = partial(services.edit_indicator, indicator=found, by=request.user, now=timezone.now())
        if attempt(form, partial(edit, **form.cleaned_data)) is not None:
            messages.success(request, _("The changes are saved."))
            return redirect(_indicators(found.campaign_id))
    context = {"campaign": found.campaign, "indicator": found, "back": _indicators(found.campaign_id)}
    return answer(request, "campaigns/indicator_form.html", form, **context)


@METHODS
def indicator_remove(request: Request, pk: int) -> HttpResponse:
    """Remove an indicator of a campaign in preparation."""
    found = _indicator(request, pk)
    require_preparing(found.campaign)
    return removal_page(
        request,
        name=found.name,
        removal=removals.removal_of_indicator(found),
        act=lambda **who: services.remove_indicator(indicator=found, **who),
        back=reverse("indicator-edit", args=[pk]),
        leads_to=_indicators(found.campaign_id),
    )
