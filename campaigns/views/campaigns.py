"""Campaigns: the list, a campaign, its launch plan, its launch."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.choices import CampaignStatus
from campaigns.forms.campaigns import CampaignFilter, CampaignForm, ContentForm, LaunchForm
from campaigns.forms.phases import PhaseForm
from campaigns.models import Campaign, Phase, ScoringTable
from campaigns.permissions import may_manage, require, require_manage
from campaigns.queries import campaigns as lists
from campaigns.queries.campaign_head import campaign_buttons, campaign_line
from campaigns.queries.campaign_page import CampaignPage
from campaigns.queries.launch import checklist, launch_facts
from campaigns.services import campaigns as services
from campaigns.services.tables import agree_table
from common.acts import ask
from common.errors import Conflict, PhaseEnded
from common.forms import PageForm
from common.pages import Question
from units.web import Request

PER_PAGE = 20
Made = TypeVar("Made")


def _campaign(request: Request, pk: int) -> Campaign:
    """The campaign, or 404 when this person may not see it."""
    visible = Campaign.objects.visible_to(request.user).select_related("owner", "parent__owner")
    return get_object_or_404(visible, pk=pk)


def _managed(request: Request, pk: int) -> Campaign:
    """The campaign, for those who may change it; a refusal that says whom to ask for all others."""
    campaign = _campaign(request, pk)
    require_manage(request.user, campaign)
    return campaign


def _sent(request: Request) -> QueryDict | None:
    """What the form of this page was sent, None when it was not.

    Not `request.POST or None`: a form whose only field is a box that was left unticked sends nothing at all.
    """
    return request.POST if request.method == "POST" else None


def _attempt(form: PageForm, act: Callable[[], Made]) -> Made | None:
    """What the service made; None when it refused, and the form then says why."""
    try:
        return act()
    except ValidationError as error:
        form.take(error)
    except Conflict as conflict:
        form.add_error(None, conflict.reason)
    return None


def _answer(request: Request, template: str, form: PageForm, **context: Any) -> HttpResponse:
    """A form's page: 422 when the form came back with faults."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


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
    found = _campaign(request, pk)
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
        "manages": manages,
        "steps": steps,
        "ready": ready,
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
    form = CampaignForm(_sent(request), initial=initial, owners=owners, parents=parents)
    if request.method == "POST" and form.is_valid():
        fields = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        made = _attempt(form, partial(services.create_campaign, **fields, by=request.user, now=now))
        if made is not None:
            messages.success(request, _("“%(name)s” is saved. Next: its phases.") % {"name": made.name})
            return redirect("campaign", pk=made.pk)
    return _answer(request, "campaigns/campaign_form.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: Request, pk: int) -> HttpResponse:
    """Change a campaign's description."""
    found = _managed(request, pk)
    parents = Campaign.objects.visible_to(request.user).exclude(pk=pk).select_related("owner")
    initial = {**CampaignForm.initial_of(found), "seen": services.fingerprint(found)}
    owners = lists.launching_unions(request.user)
    form = CampaignForm(_sent(request), initial=initial, owners=owners, parents=parents, editing=True)
    if request.method == "POST" and form.is_valid():
        now, changes = timezone.now(), form.cleaned_data
        edit = partial(services.edit_campaign, campaign=found, by=request.user, now=now, **changes)
        if _attempt(form, edit) is not None:
            messages.success(request, _("The changes are saved."))
            return redirect("campaign", pk=pk)
    return _answer(request, "campaigns/campaign_form.html", form, campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_launch(request: Request, pk: int) -> HttpResponse:
    """Say in numbers what the launch will do; then do it."""
    found, now = _managed(request, pk), timezone.now()
    if found.status != CampaignStatus.DRAFT:
        messages.info(request, _("“%(name)s” has been launched already.") % {"name": found.name})
        return redirect("campaign", pk=pk)
    form = LaunchForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        launch = partial(services.launch_campaign, campaign=found, by=request.user, now=now)
        if _attempt(form, launch) is not None:
            told = _("“%(name)s” is launched; the unions are being told.") % {"name": found.name}
            messages.success(request, told)
            return redirect("campaign", pk=pk)
    context = {"campaign": found, "facts": launch_facts(found, now), "faults": services.launch_faults(found)}
    return _answer(request, "campaigns/launch.html", form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_new(request: Request, pk: int) -> HttpResponse:
    """Add a phase to a campaign."""
    found = _managed(request, pk)
    form = PhaseForm(_sent(request), initial={"number": found.phases.count() + 1})
    if request.method == "POST" and form.is_valid():
        fields = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        add = partial(services.add_phase, campaign=found, by=request.user, now=timezone.now(), **fields)
        made = _attempt(form, add)
        if made is not None:
            messages.success(request, _("“%(name)s” is added.") % {"name": made.name})
            return redirect("campaign", pk=pk)
    return _answer(request, "campaigns/phase_form.html", form, campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
def phase_edit(request: Request, pk: int) -> HttpResponse:
    """Change a phase that is not closed, for instance extend its entry window."""
    visible = Phase.objects.visible_to(request.user).select_related("campaign__owner")
    phase, now = get_object_or_404(visible, pk=pk), timezone.now()
    require_manage(request.user, phase.campaign)
    if lists.stage_of(phase, now).is_past:
        raise PhaseEnded(_("“%(phase)s” is closed; its dates no longer change.") % {"phase": phase.name})
    initial = {**PhaseForm.initial_of(phase), "seen": services.fingerprint(phase)}
    form = PhaseForm(_sent(request), initial=initial, editing=True)
    if request.method == "POST" and form.is_valid():
        edit = partial(services.edit_phase, phase=phase, by=request.user, now=now, **form.cleaned_data)
        if _attempt(form, edit) is not None:
            messages.success(request, _("The changes are saved."))
            return redirect("campaign", pk=phase.campaign_id)
    return _answer(request, "campaigns/phase_form.html", form, campaign=phase.campaign, phase=phase)


@require_http_methods(["GET", "HEAD", "POST"])
def content_new(request: Request, pk: int) -> HttpResponse:
    """Add a line to the launch plan; "save and add another" stays on the page."""
    found = _managed(request, pk)
    form = ContentForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        now, fields = timezone.now(), form.cleaned_data
        add = partial(services.add_content, campaign=found, by=request.user, now=now, **fields)
        if _attempt(form, add) is not None:
            messages.success(request, _("The line is added to the launch plan."))
            return redirect("content-new" if "another" in request.POST else "campaign", pk=pk)
    return _answer(request, "campaigns/content_form.html", form, campaign=found)


@require_http_methods(["GET", "HEAD", "POST"])
def table_agree(request: Request, pk: int) -> HttpResponse:
    """Ask, then agree a scoring table; what does not fit together in it is told on the campaign's page."""
    visible = ScoringTable.objects.filter(campaign__in=Campaign.objects.visible_to(request.user))
    table = get_object_or_404(visible.select_related("campaign__owner"), pk=pk)
    back = f"{reverse('campaign', args=[table.campaign_id])}#h-tables"
    if request.method != "POST":
        require_manage(request.user, table.campaign)
        return ask(request, _agreeing(table, back))
    try:
        agree_table(table=table, by=request.user, now=timezone.now())
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("“%(name)s” is agreed.") % {"name": table.name})
    return redirect(back)


def _agreeing(table: ScoringTable, back: str) -> Question:
    lines = table.criteria.count()
    stakes = (
        ngettext(
            "%(count)s criterion is agreed as it stands.",
            "%(count)s criteria are agreed as they stand.",
            lines,
        )
        % {"count": lines},
        _("The first close of a phase that uses the table locks it."),
    )
    title = _("Agree “%(name)s”?") % {"name": table.name}
    return Question(title, _("Agree the scoring table"), back, stakes, icon="check")
