"""Scoring tables: agreed by who may, with every warning signed, and approved."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.choices import TableStatus
from campaigns.forms.agreeing import AgreeForm
from campaigns.models import ScoringTable
from campaigns.permissions import may_agree_table, may_approve_table, require
from campaigns.queries.table_check import check_table
from campaigns.services import tables as services
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.tables.finding import table_of
from common.acts import ask
from common.pages import Question
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])


def _page_of(table: ScoringTable) -> str:
    return reverse("table", args=[table.pk])


@METHODS
def table_agree(request: Request, pk: int) -> HttpResponse:
    """Show what the design check finds, and agree the table once every warning is signed."""
    table, now = table_of(request, pk), timezone.now()
    require(may_agree_table(request.user, table), services.agree_words(table))
    if table.status != TableStatus.DRAFT:
        return _agreed_before(request, table)
    check = check_table(table)
    form = AgreeForm(sent(request), warnings=[finding.said for finding in check.warnings])
    if request.method == "POST" and not check.faults and form.is_valid():
        signed = form.cleaned_data["signed"]
        act = partial(services.agree_table, table=table, by=request.user, now=now, signed=signed)
        if attempt(form, act) is not None:
            messages.success(request, _("“%(name)s” is agreed.") % {"name": table.name})
            return redirect(_page_of(table))
    context = {"table": table, "campaign": table.campaign, "check": check, "back": _page_of(table)}
    page = answer(request, "campaigns/table_agree.html", form, **context, lines=table.criteria.count())
    if request.method == "POST" and check.faults:
        page.status_code = 422
    return page


def _agreed_before(request: Request, table: ScoringTable) -> HttpResponse:
    """Somebody was first, or it is too late: the campaign's page says which."""
    try:
        services.agree_table(table=table, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.info(request, _("“%(name)s” is agreed.") % {"name": table.name})
    return redirect(_page_of(table))


@METHODS
def table_approve(request: Request, pk: int) -> HttpResponse:
    """Ask, then approve an agreed table."""
    table = table_of(request, pk)
    require(may_approve_table(request.user, table), services.approve_words(table))
    if request.method != "POST":
        return ask(request, _approving(table))
    try:
        services.approve_table(table=table, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("“%(name)s” is approved.") % {"name": table.name})
    return redirect(_page_of(table))


def _approving(table: ScoringTable) -> Question:
    count = len(table.signed_warnings)
    warned = ngettext(
        "It was agreed with %(count)s signed warning.", "It was agreed with %(count)s signed warnings.", count
    ) % {"count": count}
    stakes = (
        _(
            "The federation stands by the table as the cluster or its own staff agreed it; nothing of it changes."
        ),
        *((warned,) if count else ()),
    )
    title = _("Approve “%(name)s”?") % {"name": table.name}
    return Question(title, _("Approve the scoring table"), _page_of(table), stakes, icon="check")
