"""Decisions: the list, the paper, issuing one, revoking an award."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from awards import exports
from awards.choices import GrantStatus
from awards.forms.decisions import DecisionForm, RevokeForm
from awards.models import Decision, Grant
from awards.permissions import may_manage_round, require_manage
from awards.queries import decision_page as reads
from awards.queries import lists, round_page
from awards.queries.nothing import no_decision_to_issue
from awards.queries.second_ballot import first_of, hindrance
from awards.services import decisions as services
from awards.views.rounds import managed_round
from campaigns.exports import XLSX
from common.request import id_in
from units.web import Request

PER_PAGE = 20


@require_safe
def decision_list(request: Request) -> HttpResponse:
    """Issued decisions, the latest first; of one year when it is asked for."""
    years = lists.decision_years()
    asked = id_in(request.GET.get("year", ""))
    year = asked if asked in years else None
    context = {
        "page": Paginator(lists.decision_rows(year=year), PER_PAGE).get_page(request.GET.get("page")),
        "query": f"year={year}&" if year else "",
        "years": years,
        "year": year,
    }
    return render(request, "awards/decisions.html", context)


@require_safe
def decision(request: Request, pk: int) -> HttpResponse:
    """The decision as official paper, with its list."""
    rows = Decision.objects.select_related("issuer", "round__campaign", "rule_set", "session__council")
    found = get_object_or_404(rows, pk=pk)
    whole = request.GET.get("whole") == "1"
    listed = reads.listed(found, request.GET.get("page", ""), whole=whole)
    revoked = reads.grants_of(found).filter(status=GrantStatus.REVOKED)
    context = {
        "decision": found,
        "first": first_of(found.session),
        "listed": listed,
        "page": listed.page,
        "whole": whole,
        "granted": listed.page.paginator.count,
        "revoked": Paginator(revoked, PER_PAGE).get_page(request.GET.get("revoked")),
        "manages": may_manage_round(request.user, found.issuer),
        "for_chair": found.signer_title.casefold().startswith("phó"),
        "Status": GrantStatus,
    }
    return render(request, "awards/decision.html", context)


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """The decision's list as a workbook."""
    found = get_object_or_404(Decision.objects.select_related("issuer"), pk=pk)
    response = HttpResponse(exports.decision_workbook(found, reads.list_rows(found)), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(
        True, f"danh-sach-{found.year}-{found.pk}.xlsx"
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def decision_new(request: Request, pk: int) -> HttpResponse:
    """Issue the decision of a round: what it grants, in numbers and by name, then number, date and signer."""
    now = timezone.now()
    found = managed_round(request, pk)
    session = round_page.session_of(found)
    form = DecisionForm(
        request.POST or None, today=timezone.localdate(now), initial={"decided_on": timezone.localdate(now)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue_decision(round=found, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            count = made.grants.count()
            said = ngettext(
                "Decision %(number)s is issued with %(count)s award.",
                "Decision %(number)s is issued with %(count)s awards.",
                count,
            )
            messages.success(request, said % {"number": made.number, "count": count})
            return redirect("decision", pk=made.pk)
    draft = reads.draft_of(session, found.owner) if session else reads.Draft()
    nothing = no_decision_to_issue(found, session, round_page.decision_of(found), draft)
    context: dict[str, Any] = {
        "round": found,
        "session": session,
        "nothing": nothing,
        "may_vote_again": session is not None and nothing is None and not hindrance(session),
        "draft": draft,
        "form": form,
    }
    return render(request, "awards/decision_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: Request, pk: int) -> HttpResponse:
    """Revoke an award: it stays on record and says why."""
    rows = Grant.objects.select_related("decision__issuer", "award", "union")
    grant = get_object_or_404(rows, pk=pk)
    require_manage(request.user, grant.decision.issuer)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_grant(grant=grant, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(
                request, _("Revoked: %(award)s of %(name)s.") % {"award": grant.award, "name": grant.name}
            )
            return redirect("decision", pk=grant.decision_id)
    context = {"grant": grant, "decision": grant.decision, "form": form, "Status": GrantStatus}
    return render(request, "awards/grant_revoke.html", context, status=422 if form.errors else 200)
