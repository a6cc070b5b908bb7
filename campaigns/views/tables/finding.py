"""Which table or line an address means, and who may change it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, Criterion, ScoringTable
from campaigns.permissions import may_edit_table, may_manage
from campaigns.queries.table_page import Rights, TablePage
from campaigns.services.tables import require_editor
from campaigns.services.tables.guard import closed_words
from common.errors import StillUsed
from units.web import Request


def table_of(request: Request, pk: int) -> ScoringTable:
    """A table of a campaign that this person sees, or 404."""
    seen = ScoringTable.objects.filter(campaign__in=Campaign.objects.visible_to(request.user))
    return get_object_or_404(seen.select_related("campaign__owner", "cluster", "base"), pk=pk)


def edited(request: Request, pk: int) -> ScoringTable:
    """A draft, for those who may change it. Raises Refusal for others, StillUsed for what no longer changes."""
    table = table_of(request, pk)
    require_editor(request.user, table)
    if said := closed_words(table, timezone.now()):
        raise StillUsed(said)
    return table


def line_of(request: Request, pk: int) -> Criterion:
    """A line of a table, for those who may change it."""
    rows = Criterion.objects.select_related("parent").prefetch_related("inputs__indicator", "steps")
    line = get_object_or_404(rows, pk=pk)
    line.table = edited(request, line.table_id)
    return line


def page_of(request: Request, table: ScoringTable, line: int | None = None) -> TablePage:
    """What the page of a table shows to this person."""
    user = request.user
    rights = Rights(may_edit_table(user, table), may_manage(user, table.campaign))
    return TablePage(table, user, rights, line)


def to_line(table_id: int, line_id: int) -> HttpResponse:
    """Back to the table, at a line."""
    return redirect(f"{reverse('table', args=[table_id])}?line={line_id}#line")


def attempted(request: Request, act: Callable[..., Any], done: str, *, idle: str = "") -> Any:
    """Do an act that has no form of its own; what came of it is said on the next page.

    What the service gave back; False, and `idle` is said, where there was nothing to do; None where it was refused.
    """
    try:
        made = act(by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    if made is False:
        messages.info(request, idle)
    else:
        messages.success(request, done)
    return () if made is None else made


def whole(data: Any, name: str) -> int | None:
    """A number of an address; None for what is none."""
    text = str(data.get(name, ""))
    return int(text) if text.isdecimal() and len(text) < 19 else None
