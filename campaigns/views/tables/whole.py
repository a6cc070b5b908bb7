"""A table as a whole: the list of a campaign's tables, a new one, what it says, versions beside each other."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms.tables import NewTableForm, TableForm
from campaigns.models import Campaign, ScoringTable
from campaigns.queries import table_lists
from campaigns.services import tables as services
from campaigns.views.managing import answer, attempt, campaign_of, managed, sent
from campaigns.views.tables.finding import edited, table_of
from common.acts import act_of
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def table_list(request: Request, pk: int) -> HttpResponse:
    """The scoring tables of a campaign, the versions of each below each other."""
    campaign = campaign_of(request, pk)
    context = table_lists.tables_of(campaign, request.user)
    return render(request, "campaigns/tables.html", {"campaign": campaign, "list": context})


@METHODS
def table_new(request: Request, pk: int) -> HttpResponse:
    """Begin a table: empty, from a starter, or as a copy of another one."""
    campaign = managed(request, pk)
    starters = [(f"starter:{code}", services.Starter(code).name) for code in services.STARTERS]
    tables, clusters = table_lists.offers(campaign, request.user)
    named = [(f"table:{table.pk}", words) for table, words in tables]
    form = NewTableForm(sent(request), starters=starters, tables=named, clusters=clusters)
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
    fresh = services.new_version(table=table, by=request.user, now=timezone.now())
    messages.success(request, _("Version %(n)s is begun, as a draft.") % {"n": fresh.version})
    return redirect("table", fresh.pk)


@require_safe
def table_compare(request: Request, pk: int) -> HttpResponse:
    """A version beside another one of the same table, line by line."""
    table = table_of(request, pk)
    compared = table_lists.compare(table, request.GET.get("with", ""))
    return render(request, "campaigns/table_compare.html", {"table": table, "compared": compared})
