"""A table as a whole: the list of a campaign's tables, a new one, what it says, versions beside each other."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms.tables import ClusterTableForm, NewTableForm, TableForm
from campaigns.models import Campaign, ScoringTable
from campaigns.permissions import may_manage, require, require_not_cancelled
from campaigns.queries import removals, table_lists
from campaigns.services import tables as services
from campaigns.views.managing import answer, attempt, campaign_of, sent
from campaigns.views.tables.finding import attempted, edited, table_of
from common.acts import act_of
from units.views.removals import removal_page
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def table_list(request: Request, pk: int) -> HttpResponse:
    """The scoring tables of a campaign, the versions of each below each other."""
    campaign = campaign_of(request, pk)
    manages = may_manage(request.user, campaign)
    number = request.GET.get("page", "")
    context = table_lists.tables_of(campaign, request.user, manages=manages, number=number)
    return render(request, "campaigns/tables.html", {"campaign": campaign, "list": context})


@METHODS
def table_new(request: Request, pk: int) -> HttpResponse:
    """Begin a table: empty, from a starter, or as a copy of another one; who leads a cluster, one for that cluster."""
    campaign = campaign_of(request, pk)
    manages = may_manage(request.user, campaign)
    clusters = table_lists.clusters_for(campaign, request.user, manages=manages)
    require(manages or clusters.exists(), services.editor_words(campaign))
    require_not_cancelled(campaign)
    starters = [(f"starter:{code}", services.Starter(code).name) for code in services.STARTERS]
    tables = table_lists.offers(campaign, request.user)
    named = [(f"table:{table.pk}", words) for table, words in tables]
    form = NewTableForm(sent(request), starters=starters, tables=named, clusters=clusters, is_for_all=manages)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _begin(request, campaign, tables, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("“%(name)s” is begun, as a draft.") % {"name": made.name})
            return redirect("table", made.pk)
    return answer(request, "campaigns/table_new.html", form, campaign=campaign)


def _begin(
    request: Request, campaign: Campaign, tables: list[tuple[ScoringTable, str]], *, start: str, **fields: Any
) -> ScoringTable:
    """A draft, empty, from a starter, or copied."""
    who: dict[str, Any] = {"campaign": campaign, "by": request.user, "now": timezone.now()}
    kind, _colon, key = start.partition(":")
    if kind == "starter":
        return services.start_table(starter=key, **fields, **who)
    if kind == "table":
        table = next(table for table, _words in tables if str(table.pk) == key)
        return services.copy_table(table=table, **fields, **who)
    return services.make_table(**fields, **who)


@METHODS
def table_cluster(request: Request, pk: int) -> HttpResponse:
    """Begin a cluster's own version of a table that leaves lines open."""
    table = table_of(request, pk)
    manages = may_manage(request.user, table.campaign)
    clusters = table_lists.clusters_for(table.campaign, request.user, manages=manages)
    require(clusters.exists(), services.editor_words(table.campaign))
    form = ClusterTableForm(sent(request), clusters=clusters, initial={"name": table.name})
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        made = attempt(form, lambda: services.new_version(table=table, **form.cleaned_data, **who))
        if made is not None:
            messages.success(request, _("“%(name)s” is begun, as a draft.") % {"name": made.name})
            return redirect("table", made.pk)
    return answer(request, "campaigns/table_cluster.html", form, table=table)


@METHODS
def table_edit(request: Request, pk: int) -> HttpResponse:
    """What a table says as a whole: for whom it is, its maximum, rounding, who is graded."""
    table = edited(request, pk)
    form = TableForm(sent(request), initial=TableForm.initial_of(table))
    if request.method == "POST" and form.is_valid():
        edit = attempt(
            form,
            lambda: services.edit_table(
                table=table, by=request.user, now=timezone.now(), **form.cleaned_data
            ),
        )
        if edit is not None:
            messages.success(request, _("The changes are saved."))
            return redirect("table", pk)
    return answer(request, "campaigns/table_edit.html", form, table=table)


@act_of("table")
def table_version(request: Request, pk: int) -> HttpResponse:
    """Make a new draft from a table that no longer changes."""
    table = table_of(request, pk)
    made = attempted(request, partial(services.new_version, table=table), _("It is begun, as a draft."))
    return redirect("table", made.pk if made else pk)


@METHODS
def table_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a draft with its lines, bands and keys."""
    table = edited(request, pk)
    page = reverse("tables", args=[table.campaign_id])
    return removal_page(
        request,
        name=table_lists.named_version(table),
        removal=removals.removal_of_table(table),
        act=lambda **who: services.remove_table(table=table, **who),
        back=reverse("table", args=[pk]),
        leads_to=page,
    )


@require_safe
def table_compare(request: Request, pk: int) -> HttpResponse:
    """A version beside another one of the same table, line by line."""
    table = table_of(request, pk)
    compared = table_lists.compare(table, request.GET.get("with", ""))
    return render(request, "campaigns/table_compare.html", {"table": table, "compared": compared})
