"""A year: made over the phases of a campaign, and changed until it is computed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.choices import Joining, PhaseKind
from campaigns.forms.years import YearForm
from campaigns.models import Phase
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.queries import campaigns as lists
from campaigns.queries.years import joinable_phases, tables_for
from campaigns.services import campaigns as services
from campaigns.views.managing import answer, attempt, managed, sent
from common.errors import PhaseEnded
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "campaigns/year_form.html"


@METHODS
def year_new(request: Request, pk: int) -> HttpResponse:
    """Join the campaign's phases to a year."""
    found, now = managed(request, pk), timezone.now()
    phases = joinable_phases(found)
    name = _("The year %(year)s") % {"year": found.year}
    own = {f"weight_{phase.pk}": "1" for phase in phases if phase.campaign_id == found.pk}
    form = YearForm(
        sent(request),
        initial={"name": name, "joins": Joining.MEAN, **own},
        campaign=found,
        phases=phases,
        tables=tables_for(found),
    )
    if request.method == "POST" and form.is_valid():
        make = partial(services.make_year, campaign=found, by=request.user, now=now, **form.values(now))
        made = attempt(form, make)
        if made is not None:
            messages.success(request, _("“%(name)s” is added.") % {"name": made.name})
            return redirect("campaign", pk=pk)
    return answer(request, PAGE, form, campaign=found)


@METHODS
def year_edit(request: Request, pk: int) -> HttpResponse:
    """Change a year that is not computed yet."""
    visible = Phase.objects.visible_to(request.user).filter(kind=PhaseKind.YEAR)
    year, now = get_object_or_404(visible.select_related("campaign__owner"), pk=pk), timezone.now()
    require_manage(request.user, year.campaign)
    require_not_cancelled(year)
    if lists.stage_of(year, now).is_past:
        raise PhaseEnded(_("“%(year)s” is computed; it no longer changes.") % {"year": year.name})
    form = YearForm(
        sent(request),
        initial={**YearForm.initial_of(year), "seen": services.year_fingerprint(year)},
        campaign=year.campaign,
        phases=joinable_phases(year.campaign, year),
        tables=tables_for(year.campaign),
    )
    if request.method == "POST" and form.is_valid():
        given = form.values(now) | {"seen": form.cleaned_data["seen"]}
        edit = partial(services.edit_year, year=year, by=request.user, now=now, **given)
        if attempt(form, edit) is not None:
            messages.success(request, _("The changes are saved."))
            return redirect("campaign", pk=year.campaign_id)
    return answer(request, PAGE, form, campaign=year.campaign, year=year)
