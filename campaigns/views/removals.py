"""Removing what was entered by mistake in a campaign or a scoring table that is in preparation."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Content, Criterion, Participant, Phase
from campaigns.permissions import require_manage
from campaigns.queries import removals
from campaigns.services import campaigns as services
from campaigns.services import tables
from campaigns.views.managing import managed, require_preparing
from common.errors import StillUsed
from units.models import Union
from units.views.removals import removal_page
from units.web import Request

PER_PAGE = 30
METHODS = require_http_methods(["GET", "HEAD", "POST"])


def _managed(request: Request, rows: QuerySet[Any], pk: int, campaign: str) -> Any:
    """A row of a campaign that this person sees, for those who manage it. Raises Http404, Refusal."""
    seen = {f"{campaign}__in": Campaign.objects.visible_to(request.user)}
    row = get_object_or_404(rows.filter(**seen).select_related(f"{campaign}__owner"), pk=pk)
    require_manage(request.user, _of(row, campaign))
    return row


def _of(row: models.Model, path: str) -> Campaign:
    for name in path.split("__"):
        row = getattr(row, name)
    assert isinstance(row, Campaign)
    return row


@METHODS
def campaign_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a campaign in preparation with all that was entered for it."""
    campaign = managed(request, pk)
    require_preparing(campaign)
    return removal_page(
        request,
        name=campaign.name,
        removal=removals.removal_of_campaign(campaign),
        act=lambda **who: services.remove_campaign(campaign=campaign, **who),
        back=reverse("campaign", args=[pk]),
        leads_to=reverse("campaigns"),
    )


@METHODS
def phase_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a phase in preparation with its participants; a year also after the launch, until it is computed."""
    phase = _managed(request, Phase.objects.all(), pk, "campaign")
    if not phase.is_year:
        require_preparing(phase.campaign)
    elif Phase.objects.over(timezone.now()).filter(pk=pk).exists():
        raise StillUsed(services.computed_words(phase))
    return removal_page(
        request,
        name=phase.name,
        removal=removals.removal_of_phase(phase),
        act=lambda **who: services.remove_phase(phase=phase, **who),
        back=reverse("year-edit" if phase.is_year else "phase-edit", args=[pk]),
        leads_to=reverse("campaign", args=[phase.campaign_id]),
    )


@METHODS
def content_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a line of the launch plan."""
    content = _managed(request, Content.objects.all(), pk, "campaign")
    require_preparing(content.campaign)
    page = f"{reverse('campaign', args=[content.campaign_id])}#h-plan"
    return removal_page(
        request,
        name=str(content),
        removal=removals.removal_of_content(content),
        act=lambda **who: services.remove_content(content=content, **who),
        back=page,
        leads_to=page,
    )


@METHODS
def criterion_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a criterion of a table that is not agreed, with those below it."""
    rows = Criterion.objects.filter(table__campaign__in=Campaign.objects.visible_to(request.user))
    criterion = get_object_or_404(rows.select_related("table__campaign__owner"), pk=pk)
    tables.require_editor(request.user, criterion.table)
    tables.require_table_open(criterion.table, timezone.now())
    page = reverse("table", args=[criterion.table_id])
    return removal_page(
        request,
        name=str(criterion),
        removal=removals.removal_of_criterion(criterion),
        act=lambda **who: tables.remove_criterion(criterion=criterion, **who),
        back=f"{page}?line={pk}#line",
        leads_to=f"{page}?line={criterion.parent_id}#line" if criterion.parent_id else page,
    )


@METHODS
def participant_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a union's part in a phase in preparation."""
    rows = Participant.objects.select_related("union")
    participant = _managed(request, rows, pk, "phase__campaign")
    require_preparing(participant.phase.campaign)
    if participant.phase.is_year:
        raise StillUsed(services.of_a_year(participant.phase))
    page = reverse("participants", args=[participant.phase_id])
    return removal_page(
        request,
        name=str(participant),
        removal=removals.removal_of_participant(participant),
        act=lambda **who: services.remove_participant(participant=participant, **who),
        back=page,
        leads_to=page,
    )


@require_safe
def participants(request: Request, pk: int) -> HttpResponse:
    """The unions that take part in a phase, for who manages the campaign: searched, a page at a time."""
    phase = _managed(request, Phase.objects.all(), pk, "campaign")
    text = request.GET.get("q", "").strip()
    rows = Participant.objects.filter(phase=phase).select_related("union", "cluster", "table")
    if text:
        rows = rows.filter(union__in=Union.objects.matching(text).order_by().values("pk"))
    context = {
        "phase": phase,
        "campaign": phase.campaign,
        "page": Paginator(rows.order_by("union__sort_key", "pk"), PER_PAGE).get_page(request.GET.get("page")),
        "q": text,
        "query": f"{urlencode({'q': text})}&" if text else "",
        "may_take_out": phase.status >= PhaseStatus.OPEN and not phase.is_year and not phase.is_cancelled,
        "may_remove": phase.campaign.status == CampaignStatus.DRAFT and not phase.is_year,
    }
    return render(request, "campaigns/participants.html", context)
