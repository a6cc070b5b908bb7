"""The results grid: the daily page of a union officer."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import Supplier
from campaigns.forms.sheets import EstimatesForm, read_sheet
from campaigns.models import Participant
from campaigns.permissions import may_enter, may_manage
from campaigns.queries.sheet_list import open_own_sheets, sheet_page
from campaigns.queries.sheets import own_sheet, sheets_of
from campaigns.services import results
from campaigns.views.sheet_answers import SheetAnswer, too_late
from common.acts import act_of
from common.errors import Conflict, PhaseEnded
from common.once import may_repeat
from common.request import id_in
from units.web import Request


def sheet_list(request: Request) -> HttpResponse:
    """The sheets a person may read, their own first."""
    now = timezone.now()
    text, only_open = request.GET.get("q", "")[:100], "open" in request.GET
    page = sheet_page(
        request.user, text=text, only_open=only_open, number=request.GET.get("page", "1"), now=now
    )
    mine = open_own_sheets(request.user, now=now)
    kept = urlencode({k: v for k, v in (("q", text), ("open", "1" if only_open else "")) if v})
    return render(
        request,
        "campaigns/sheets.html",
        {
            "page": page,
            "q": text,
            "only_open": only_open,
            "query": f"{kept}&" if kept else "",
            "mine": mine[0] if len(mine) == 1 else None,
            "now": now,
        },
    )


def sheet(request: Request, pk: int) -> HttpResponse:
    """A union's results in a phase; with `?confirm=1` what a submission would lock, in numbers."""
    participant = get_object_or_404(sheets_of(request.user), pk=pk)
    answer = SheetAnswer(request, participant, timezone.now(), show=request.GET.get("show", "all"))
    if "confirm" in request.GET and answer.editing == Supplier.UNION and answer.grid.to_submit:
        answer.confirming = True
        answer.faults = results.submission_faults(r.result for r in answer.grid.to_submit)
    return answer.response()


@may_repeat  # its key are the versions of the rows
@act_of("sheet")
def save(request: Request, pk: int) -> HttpResponse:
    """Save what was typed: the whole sheet, all or none, or the one row that htmx sends."""
    now = timezone.now()
    participant = own_sheet(request.user, pk) or get_object_or_404(sheets_of(request.user), pk=pk)
    row = request.POST.get("row", "")
    only = id_in(row) if request.htmx and row else None
    # The whole page shows every line, whatever the filter was: a fault must not hide behind it.
    show = request.POST.get("show", "") if only is not None else "all"
    answer = SheetAnswer(request, participant, now, only=only, show=show)
    typed = read_sheet(request.POST, only=only)
    unread = {i: t.fault for i, t in typed.items() if t.fault}
    if unread:
        return answer.refuse(typed, by_id=unread)
    figures = [t.figure for t in typed.values() if t.figure]
    judges = not may_enter(request.user, participant) and may_manage(request.user, participant.phase.campaign)
    enter = results.judge_figures if judges else results.save_figures
    try:
        count = enter(participant=participant, figures=figures, by=request.user, now=now)
    except ValidationError as error:
        return answer.refuse(typed, by_code=error.message_dict)
    except results.FiguresConflict as conflict:
        both = {i: both_values(row) for i, row in conflict.rows.items()}
        return answer.refuse(
            typed, by_id=both, shown={i: row.yours for i, row in conflict.rows.items()}, code=conflict.status
        )
    except PhaseEnded as ended:
        return too_late(participant, typed, ended, whole=only is None)
    if only is not None and figures:
        return answer.response()
    return saved_sheet(request, participant, count)


def both_values(row: results.Collision) -> str:
    """What two people entered in one cell, and how to go on."""
    return _(
        "%(by)s has saved %(theirs)s meanwhile, you entered %(yours)s. Save again (Enter) to keep yours, or type"
        " theirs."
    ) % {"by": row.by, "theirs": row.theirs, "yours": row.yours}


def saved_sheet(request: Request, participant: Participant, count: int) -> HttpResponseRedirect:
    """Back to the sheet, or on to the confirmation of its submission."""
    address = reverse("sheet", args=[participant.pk])
    if request.POST.get("then") == "submit":
        return redirect(f"{address}?confirm=1#confirm")
    if count:
        text = ngettext("%(count)s figure saved.", "%(count)s figures saved.", count) % {"count": count}
    else:
        text = _("Everything was saved already.")
    messages.success(request, text)
    show = request.POST.get("show", "")
    return redirect(f"{address}?show={show}" if show in ("todo", "waiting") else address)


@act_of("sheet")
def estimates(request: Request, pk: int) -> HttpResponse:
    """Mark every figure of the sheet as an estimate to the day that is sent, or as real where none is."""
    participant = get_object_or_404(sheets_of(request.user), pk=pk)
    form = EstimatesForm(request.POST)
    try:
        if not form.is_valid():
            raise form.errors.as_data()["as_of"][0]
        day = form.cleaned_data["as_of"]
        count = results.mark_estimates(
            participant=participant, as_of=day, by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        words = ngettext("%(n)s figure is marked.", "%(n)s figures are marked.", count)
        messages.success(request, words % {"n": count})
    return redirect("sheet", pk=pk)


@act_of("sheet")
def submit(request: Request, pk: int) -> HttpResponse:
    """Submit the sheet for appraisal."""
    now = timezone.now()
    participant = get_object_or_404(sheets_of(request.user), pk=pk)
    try:
        count = results.submit_sheet(participant=participant, by=request.user, now=now)
    except (PhaseEnded, Conflict) as late:
        return SheetAnswer(request, participant, now, reason=late.reason, code=late.status).response()
    except ValidationError as error:
        return SheetAnswer(request, participant, now, faults=error.message_dict, code=422).response()
    if count:
        text = ngettext(
            "%(count)s indicator submitted. It now waits for appraisal by %(owner)s.",
            "%(count)s indicators submitted. They now wait for appraisal by %(owner)s.",
            count,
        )
        messages.success(
            request, text % {"count": count, "owner": participant.phase.campaign.owner.short_name}
        )
    else:
        messages.info(request, _("Everything was submitted already."))
    return redirect("self-score" if request.POST.get("then") == "self-score" else "sheet", pk=pk)
