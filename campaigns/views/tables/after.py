"""What comes after the sum: bands with their conditions, downgrades, tie-breaks."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms.banding import BandForm, DowngradeForm, TieBreakForm
from campaigns.models import Band, Downgrade, TieBreak
from campaigns.services import tables as services
from campaigns.views.managing import answer, attempt, sent
from campaigns.views.tables.finding import attempted, edited, page_of, table_of, whole
from common.acts import act_of
from common.forms import PageForm
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def after(request: Request, pk: int) -> HttpResponse:
    """The bands, downgrades and tie-breaks of a draft, each with the form that adds one."""
    table = edited(request, pk)
    context = {
        "table": table,
        "page": page_of(request, table),
        "moved": whole(request.GET, "moved"),
        "moved_to": request.GET.get("to", ""),
    }
    return render(request, "campaigns/table_after.html", context)


@METHODS
def band(request: Request, pk: int) -> HttpResponse:
    """Change a band and its conditions."""
    found = get_object_or_404(Band.objects.prefetch_related("conditions"), pk=pk)
    table = edited(request, found.table_id)
    form = BandForm(sent(request), initial=BandForm.initial_of(found))
    if saved(request, form, lambda **fields: services.save_band(table=table, band=found, **fields)):
        return redirect("table-after", table.pk)
    return answer(request, "campaigns/table_band.html", form, table=table, band=found)


@METHODS
def band_new(request: Request, pk: int) -> HttpResponse:
    """Add a band; "and the next one" stays on the page."""
    table = edited(request, pk)
    form = BandForm(sent(request))
    if saved(request, form, lambda **fields: services.save_band(table=table, **fields)):
        return redirect("band-new" if "next" in request.POST else "table-after", pk)
    return answer(request, "campaigns/table_band.html", form, table=table, band=None)


@METHODS
def downgrade_new(request: Request, pk: int) -> HttpResponse:
    """Add a downgrade by a fact."""
    table = edited(request, pk)
    form = DowngradeForm(sent(request), table=table)
    if saved(request, form, lambda **fields: services.save_downgrade(table=table, **fields)):
        return redirect("table-after", pk)
    return answer(request, "campaigns/table_part.html", form, table=table, title=_("Add a downgrade"))


@METHODS
def tie_break_new(request: Request, pk: int) -> HttpResponse:
    """Add a tie-break behind those there are."""
    table = edited(request, pk)
    form = TieBreakForm(sent(request), table=table)
    if saved(request, form, lambda **fields: services.save_tie_break(table=table, **fields)):
        return redirect("table-after", pk)
    return answer(request, "campaigns/table_part.html", form, table=table, title=_("Add a tie-break"))


def _after_of(model: type[Any]) -> Callable[..., str]:
    """The page that an act on a row belongs to; the page itself says who may open it."""

    def address(request: Request, pk: int) -> str:
        return reverse("table-after", args=[table_of(request, get_object_or_404(model, pk=pk).table_id).pk])

    return address


@act_of(_after_of(Band))
def band_remove(request: Request, pk: int) -> HttpResponse:
    """Take a band out of a draft."""
    found = get_object_or_404(Band.objects.select_related("table"), pk=pk)
    return _removed(request, found.table_id, partial(services.remove_band, band=found))


@act_of(_after_of(Downgrade))
def downgrade_remove(request: Request, pk: int) -> HttpResponse:
    """Take a downgrade out of a draft."""
    found = get_object_or_404(Downgrade.objects.select_related("table"), pk=pk)
    return _removed(request, found.table_id, partial(services.remove_downgrade, downgrade=found))


@act_of(_after_of(TieBreak))
def tie_break_remove(request: Request, pk: int) -> HttpResponse:
    """Take a tie-break out of a draft; those behind it move up."""
    found = get_object_or_404(TieBreak.objects.select_related("table"), pk=pk)
    return _removed(request, found.table_id, partial(services.remove_tie_break, tie_break=found))


@act_of(_after_of(TieBreak))
def tie_break_move(request: Request, pk: int) -> HttpResponse:
    """Let a tie-break change places with the one before or behind it; the pressed button keeps the focus."""
    found = get_object_or_404(TieBreak.objects.select_related("table"), pk=pk)
    edited(request, found.table_id)
    up = request.POST.get("to") == "up"
    moved = partial(services.move_tie_break, tie_break=found, up=up)
    attempted(request, moved, _("The tie-break is moved."), idle=_("It stands at that end of the list."))
    place = f"?moved={found.pk}&to={'up' if up else 'down'}"
    return redirect(f"{reverse('table-after', args=[found.table_id])}{place}")


def saved(request: Request, form: PageForm, act: Callable[..., Any]) -> bool:
    """What was sent is saved; False where nothing was sent, or where the form says what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return False
    done = attempt(form, lambda: act(by=request.user, now=timezone.now(), **form.cleaned_data))
    if done is not None:
        messages.success(request, _("The changes are saved."))
    return done is not None


def _removed(request: Request, table: int, act: Callable[..., Any]) -> HttpResponse:
    edited(request, table)
    attempted(request, act, _("It is taken out of the draft."))
    return redirect("table-after", table)
