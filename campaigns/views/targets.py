"""Targets in a campaign: whose there are, and one union's, assigned by the federation, registered by the union."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.choices import TargetKind
from campaigns.forms.targets import TargetsForm
from campaigns.models import Campaign
from campaigns.permissions import may_set_target, require, require_not_cancelled
from campaigns.queries import targets as reads
from campaigns.queries.phase_lines import TargetCounts, targets_line
from campaigns.queries.target_list import BEHIND, UNASSIGNED, TargetList
from campaigns.services import targets as services
from units.models import Union, User
from units.web import Request

PER_PAGE = 30


def _kind_for(user: User, campaign: Campaign, union: Union) -> str:
    """The kind of targets that this person sets: REGISTERED for the union, ASSIGNED for the federation, or "".

    In a cancelled campaign nobody sets any.
    """
    if campaign.is_cancelled:
        return ""
    if may_set_target(user, campaign, union.pk, assigned=False):
        return TargetKind.REGISTERED
    return TargetKind.ASSIGNED if may_set_target(user, campaign, union.pk, assigned=True) else ""


@require_safe
def target_list(request: Request, pk: int) -> HttpResponse:
    """The unions whose targets this person may read; where that is one alone, the page leads to its targets."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("owner"), pk=pk)
    text, show = request.GET.get("q", "").strip(), request.GET.get("show", "")
    found = TargetList(request.user, campaign, text=text)
    counts = found.counts()
    if counts["all"] == 1 and not (text or show):
        return redirect("targets", pk=pk, union_pk=found.unions.values_list("pk", flat=True)[0])
    page = Paginator(found.shown(show), PER_PAGE).get_page(request.GET.get("page"))
    kept = {"q": text} if text else {}
    rest, full = urlencode(kept), urlencode(kept | ({"show": show} if show in (BEHIND, UNASSIGNED) else {}))
    context = {
        "campaign": campaign,
        "page": page,
        "rows": found.rows(page.object_list),
        "total": found.total,
        "counts": counts,
        "q": text,
        "show": show if show in (BEHIND, UNASSIGNED) else "",
        "pills": [
            ("", _("All"), counts["all"]),
            (BEHIND, _("Not all registered"), counts[BEHIND]),
            (UNASSIGNED, _("Nothing assigned"), counts[UNASSIGNED]),
        ],
        "rest": f"&{rest}" if rest else "",
        "query": f"{full}&" if full else "",
    }
    return render(request, "campaigns/target_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Request, pk: int, union_pk: int) -> HttpResponse:
    """The targets of one union, all or none saved."""
    now = timezone.now()
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("owner"), pk=pk)
    union = get_object_or_404(reads.unions_with_targets(request.user, campaign), pk=union_pk)
    kind = _kind_for(request.user, campaign, union)
    rows = reads.target_rows(campaign, union)
    pledge = reads.pledge_of(request.user, campaign, union)
    party = reads.signature_of(pledge, union)
    form, is_signed = None, services.is_signed(campaign=campaign, union=union, kind=campaign.pledged_targets)
    is_locked = kind == campaign.pledged_targets and is_signed
    fields = [row for row in rows if not (is_locked and row.held(kind))]
    if kind and fields:
        asks = services.is_pledged(campaign=campaign, union=union, kind=kind)
        beside = reads.targets_beside(campaign, union, kind) if request.method == "POST" else {}
        form = TargetsForm(request.POST or None, rows=fields, kind=kind, asks_reason=asks, beside=beside)
    if request.method == "POST":
        require_not_cancelled(campaign)
        require(
            form is not None or is_locked, _("The federation assigns targets; a union registers its own.")
        )
        if form is None:
            messages.warning(request, services.signed_fault())
            return redirect("targets", pk=pk, union_pk=union_pk)
        if form.is_valid():
            try:
                count = services.set_targets(
                    campaign=campaign,
                    union=union,
                    kind=kind,
                    values=form.values(),
                    reason=form.cleaned_data.get("reason", ""),
                    by=request.user,
                    now=now,
                )
            except ValidationError as error:
                form.take(error)
            else:
                said = ngettext("%(count)s target saved.", "%(count)s targets saved.", count)
                messages.success(request, said % {"count": count} if count else _("Nothing has changed."))
                return redirect("targets", pk=pk, union_pk=union_pk)
    counts = TargetCounts(
        total=len(rows),
        assigned=sum(row.assigned is not None for row in rows),
        registered=sum(row.registered is not None for row in rows),
        lower=sum(row.is_lower and not row.is_milestone for row in rows),
        later=sum(row.is_lower and row.is_milestone for row in rows),
    )
    context = {
        "campaign": campaign,
        "union": union,
        "kind": kind,
        "rows": rows,
        "form": form,
        "cells": [(row, form.cell(row) if form and row in fields else None) for row in rows],
        "line": targets_line(counts, kind=kind, party=party),
        "may_ask": is_signed
        and kind == TargetKind.REGISTERED
        and any(row.held(campaign.pledged_targets) for row in rows),
        "changes": list(reads.target_changes(campaign, union)[:50]) if is_signed else [],
        "history": reads.target_history(campaign, union)[:200],
        "pledge": pledge,
        "party": party,
    }
    return render(request, "campaigns/targets.html", context, status=422 if form and form.errors else 200)
