"""Campaigns: the list, a campaign, its launch plan, its launch."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.choices import CampaignStatus
from campaigns.forms.campaigns import CampaignFilter, CampaignForm, ContentForm, LaunchForm
from campaigns.models import Campaign
from campaigns.permissions import may_manage, require
from campaigns.queries import campaigns as lists
from campaigns.queries.campaign_head import campaign_buttons, campaign_line
from campaigns.queries.campaign_page import CampaignPage
from campaigns.queries.counting_words import counting_words
from campaigns.queries.launch import checklist, launch_facts
from campaigns.services import campaigns as services
from campaigns.views.managing import answer, attempt, campaign_of, managed, sent
from units.web import Request

PER_PAGE = 20


@require_safe
def campaign_list(request: Request) -> HttpResponse:
    """Campaigns that this person may see, newest year first."""
    now = timezone.now()
    form = CampaignFilter(request.GET or None, years=lists.years(request.user))
    wanted = form.cleaned_data if form.is_valid() else {}
    found = lists.campaign_list(
        request.user, text=wanted.get("q", ""), year=wanted.get("year"), kind=wanted.get("kind", "")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({k: str(v) for k, v in request.GET.items() if k != "page" and v})
    return render(
        request,
        "campaigns/campaigns.html",
        {
            "page": page,
            "rows": lists.rows(request.user, page.object_list, now),
            "query": f"{query}&" if query else "",
            "form": form,
            "narrowed": any(wanted.values()),
            "may_prepare": lists.launching_unions(request.user).exists(),
        },
    )


@require_safe
def campaign(request: Request, pk: int) -> HttpResponse:
    """A campaign: what it asks, of whom, until when."""
    found = campaign_of(request, pk)
    manages = may_manage(request.user, found)
    steps = checklist(found) if manages and found.status == CampaignStatus.DRAFT else []
    ready = all(s.done for s in steps if s.needed)
    page = CampaignPage(found, request.user, timezone.now())
    context = {
        "campaign": found,
        "page": page,
        "buttons": list(campaign_buttons(page, manages=manages, ready=ready)),
        "line": campaign_line(page, ready=ready),
        **page.parts(request.GET),
        "manages": manages and not found.is_cancelled,
        "keeps": manages,
        "steps": steps,
        "ready": ready,
        "counting": counting_words(found),
    }
    return render(request, "campaigns/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: Request) -> HttpResponse:
    """Prepare a campaign in the name of a union that one acts for."""
    owners = lists.launching_unions(request.user)
    require(
        owners.exists(), _("Campaigns are prepared by officers of a federation. Please ask your federation.")
    )
    now = timezone.now()
    parents = Campaign.objects.visible_to(request.user).select_related("owner")
    initial = {"year": timezone.localdate(now).year}
    form = CampaignForm(sent(request), initial=initial, owners=owners, parents=parents)
    if request.method == "POST" and form.is_valid():
        fields = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        made = attempt(form, partial(services.create_campaign, **fields, by=request.user, now=now))
        if made is not None:
            messages.success(request, _("“%(name)s” is saved. Next: its phases.") % {"name": made.name})
            return redirect("campaign", pk=made.pk)
    return answer(request, "campaigns/campaign_form.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: Request, pk: int) -> HttpResponse:
    """Change a campaign's description."""
    found = managed(request, pk)
    parents = Campaign.objects.visible_to(request.user).exclude(pk=pk).select_related("owner")
    initial = {**CampaignForm.initial_of(found), "seen": services.fingerprint(found)}
    owners = lists.launching_unions(request.user)
    form = CampaignForm(sent(request), initial=initial, owners=owners, parents=parents, editing=True)
    if request.method == "POST" and form.is_valid():
        now, changes = timezone.now(), form.cleaned_data
        edit = partial(services.edit_campaign, campaign=found, by=request.user, now=now, **changes)
        if attempt(form, edit) is not None:
            messages.success(request, _("The changes are saved."))
            return redirect("campaign", pk=pk)
    return answer(request, "campaigns/campaign_form.html", form, campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_launch(request: Request, pk: int) -> HttpResponse:
    """Say in numbers what the launch will do; then do it."""
    found, now = managed(request, pk), timezone.now()
    if found.status != CampaignStatus.DRAFT:
        messages.info(request, _("“%(name)s” has been launched already.") % {"name": found.name})
        return redirect("campaign", pk=pk)
    form = LaunchForm(sent(request))
    if request.method == "POST" and form.is_valid():
        launch = partial(services.launch_campaign, campaign=found, by=request.user, now=now)
        if attempt(form, launch) is not None:
            told = _("“%(name)s” is launched; the unions are being told.") % {"name": found.name}
            messages.success(request, told)
            return redirect("campaign", pk=pk)
    context = {"campaign": found, "facts": launch_facts(found, now), "faults": services.launch_faults(found)}
    return answer(request, "campaigns/launch.html", form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def content_new(request: Request, pk: int) -> HttpResponse:
    """Add a line to the launch plan; "save and add another" stays on the page."""
    found = managed(request, pk)
    form = ContentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        now, fields = timezone.now(), form.cleaned_data
        add = partial(services.add_content, campaign=found, by=request.user, now=now, **fields)
        if attempt(form, add) is not None:
            messages.success(request, _("The line is added to the launch plan."))
            return redirect("content-new" if "another" in request.POST else "campaign", pk=pk)
    return answer(request, "campaigns/content_form.html", form, campaign=found)
