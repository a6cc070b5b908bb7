"""Which table or line an address means, and who may change it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, Criterion, ScoringTable
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
    table = Criterion.objects.filter(pk=pk).values_list("table_id", flat=True).first()
    if table is None:
        raise Http404
    edited(request, table)
    rows = Criterion.objects.select_related("table__campaign__owner", "table__cluster", "parent")
    return rows.prefetch_related("inputs__indicator", "steps").get(pk=pk)


def to_line(table_id: int, line_id: int | None = None) -> HttpResponse:
    """Back to the table, at a line."""
    address = reverse("table", args=[table_id])
    return redirect(f"{address}?line={line_id}#line" if line_id else address)


def whole(data: Any, name: str) -> int | None:
    """A number of an address; None for what is none."""
    text = str(data.get(name, ""))
    return int(text) if text.isdigit() and len(text) < 19 else None
