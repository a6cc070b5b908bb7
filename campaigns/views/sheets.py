"""The results grid: the daily page of a union officer."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns import rules
from campaigns.choices import PhaseStatus, ResultState, Supplier
from campaigns.forms.sheets import Typed, read_sheet
from campaigns.models import Participant
from campaigns.permissions import may_enter, may_manage
from campaigns.queries.sheet_grid import Grid, Row
from campaigns.queries.sheet_list import open_own_sheets, sheet_page
from campaigns.queries.sheets import load_grid, names_of, own_sheet, sheets_of
from campaigns.services import results
from common.errors import PhaseEnded
from common.request import id_in
from units.web import Request


def is_open(participant: Participant, now: datetime) -> bool:
    """The sheet's phase takes figures now."""
    phase = participant.phase
    return rules.is_open_at(
        status=phase.status, opens_at=phase.entry_opens_at, closes_at=phase.entry_closes_at, now=now
    )


def editing_of(request: Request, participant: Participant, now: datetime) -> str:
    """Whose lines this person may change now: the union's, the federation's, or none ("")."""
    if may_enter(request.user, participant):
        return Supplier.UNION if is_open(participant, now) else ""
    judging = participant.phase.status in (PhaseStatus.OPEN, PhaseStatus.CLOSED)
    if judging and may_enter(request.user, participant, supplier=Supplier.FEDERATION):
        return Supplier.FEDERATION
    return ""


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
    now = timezone.now()
    participant = get_object_or_404(sheets_of(request.user), pk=pk)
    editing = editing_of(request, participant, now)
    grid = load_grid(participant, editing=editing, now=now, show=request.GET.get("show", "all"))
    confirming = "confirm" in request.GET and editing == Supplier.UNION and bool(grid.to_submit)
    faults = results.submission_faults(r.result for r in grid.rows) if confirming else {}
    return answer(request, participant, grid, now, confirming=confirming, faults=faults)


def answer(
    request: Request,
    participant: Participant,
    grid: Grid,
    now: datetime,
    *,
    faults: dict[str, list[str]] | None = None,
    confirming: bool = False,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; `faults` maps an indicator's code to its messages, each linked to its cell."""
    told = [(grid.by_code.get(code), text) for code, texts in (faults or {}).items() for text in texts]
    context = page_context(request, participant, grid, now)
    context |= {"faults": told, "confirming": confirming, "reason": reason}
    if confirming:
        for name, state in (
            ("reported", ResultState.REPORTED),
            ("nothing", ResultState.NOTHING),
            ("not_applicable", ResultState.NOT_APPLICABLE),
        ):
            context[name] = grid.of_state(state)
    return render(request, "campaigns/sheet.html", context, status=status)


def page_context(request: Request, participant: Participant, grid: Grid, now: datetime) -> dict[str, Any]:
    """What the page and its parts need."""
    return {
        "participant": participant,
        "phase": participant.phase,
        "campaign": participant.phase.campaign,
        "grid": grid,
        "editing": editing_of(request, participant, now),
        "is_union": may_enter(request.user, participant),
        "is_staff": may_manage(request.user, participant.phase.campaign),
        "is_open": is_open(participant, now),
        "is_before": now < participant.phase.entry_opens_at,
        "time_left": participant.phase.entry_closes_at - now,
        "now": now,
    }


@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    """Save what was typed: the whole sheet, all or none, or the one row that htmx sends."""
    now = timezone.now()
    participant = own_sheet(request.user, pk) or get_object_or_404(sheets_of(request.user), pk=pk)
    row = request.POST.get("row", "")
    only = id_in(row) if request.htmx and row else None
    typed = read_sheet(request.POST, only=only)
    faults = {i: t.fault for i, t in typed.items() if t.fault}
    if faults:
        return unsaved(request, participant, typed, now, only=only, by_id=faults)
    figures = [t.figure for t in typed.values() if t.figure]
    judges = not may_enter(request.user, participant) and may_manage(request.user, participant.phase.campaign)
    enter = results.judge_figures if judges else results.save_figures
    try:
        count = enter(participant=participant, figures=figures, by=request.user, now=now)
    except ValidationError as error:
        return unsaved(request, participant, typed, now, only=only, by_code=error.message_dict)
    except results.FiguresConflict as conflict:
        return unsaved(request, participant, typed, now, only=only, conflict=conflict)
    except PhaseEnded as ended:
        return unsaved(request, participant, typed, now, only=only, ended=ended)
    if only is not None and figures:
        return saved_row(request, participant, only, now)
    return saved_sheet(request, participant, count, now)


def saved_sheet(
    request: Request, participant: Participant, count: int, now: datetime
) -> HttpResponseRedirect:
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


def saved_row(request: Request, participant: Participant, result_id: int, now: datetime) -> HttpResponse:
    """The saved row, and the counts of the page beside it."""
    grid = load_grid(
        participant,
        editing=editing_of(request, participant, now),
        now=now,
        show=request.POST.get("show", ""),
    )
    row = grid.by_id[result_id]
    row.is_fresh = True
    return one_row(request, participant, grid, row, now)


def one_row(
    request: Request, participant: Participant, grid: Grid, row: Row, now: datetime, *, status: int = 200
) -> HttpResponse:
    """A row of the page's own template; the event tells the version to a row that is being typed in again."""
    context = page_context(request, participant, grid, now) | {"row": row, "swap": True}
    response = HttpResponse(render_to_string("campaigns/sheet/answer.html", context), status=status)
    if status == 200:
        response["HX-Trigger"] = (
            f'{{"row:version": {{"id": {row.result.pk}, "version": {row.result.version}}}}}'
        )
    return response


def unsaved(
    request: Request,
    participant: Participant,
    typed: dict[int, Typed],
    now: datetime,
    *,
    only: int | None,
    by_id: dict[int, str] | None = None,
    by_code: dict[str, list[str]] | None = None,
    conflict: results.FiguresConflict | None = None,
    ended: PhaseEnded | None = None,
) -> HttpResponse:
    """Nothing was saved: the page, or the row, with what was typed still in its cells and the reason beside it."""
    if ended:
        return too_late(participant, typed, ended, whole=only is None)
    # The whole page shows every line, whatever the filter was: a fault must not hide behind it.
    show = request.POST.get("show", "") if only is not None else "all"
    grid = load_grid(participant, editing=editing_of(request, participant, now), now=now, show=show)
    for result_id, text in (by_id or {}).items():
        if result_id in grid.by_id:
            grid.by_id[result_id].fault = text
    for code, texts in (by_code or {}).items():
        if code in grid.by_code:
            grid.by_code[code].fault = " ".join(texts)
    for result_id, both in (conflict.rows if conflict else {}).items():
        grid.by_id[result_id].fault = _(
            "%(by)s has saved %(theirs)s meanwhile, you entered %(yours)s. Save again to keep yours, or type theirs."
        ) % {"by": both.by, "theirs": both.theirs, "yours": both.yours}
    for result_id, row_typed in typed.items():
        if result_id in grid.by_id:
            keep_typed(grid.by_id[result_id], row_typed)
            if conflict is None or result_id not in conflict.rows:
                grid.by_id[result_id].version = row_typed.version
    if only is not None and only in grid.by_id:
        return one_row(request, participant, grid, grid.by_id[only], now, status=422)
    told = {code: [row.fault] for code, row in grid.by_code.items() if row.fault}
    return answer(request, participant, grid, now, faults=told, status=conflict.status if conflict else 422)


def too_late(
    participant: Participant, typed: dict[int, Typed], ended: PhaseEnded, *, whole: bool
) -> HttpResponse:
    """The phase has ended: why, and what was typed. A light page, since all who are late ask for it within a minute."""
    context: dict[str, Any] = {"reason": ended.reason, "participant": participant}
    if whole:
        names = names_of(participant)
        context["typed"] = [
            (names[i], t.text or ResultState(t.choice).label)
            for i, t in typed.items()
            if i in names and (t.text or t.choice in (ResultState.NOTHING, ResultState.NOT_APPLICABLE))
        ]
    name = "late" if whole else "ended"
    return HttpResponse(
        render_to_string(f"campaigns/sheet/{name}.html", context), status=ended.status
    )  # without the request: no navigation is looked up for it


def keep_typed(row: Row, typed: Typed) -> None:
    """Leave what was typed in its cell; where the cell can no longer be written in, say it beside the cell."""
    if (typed.text, typed.choice) != (row.text, row.choice):
        row.kept = typed.text or typed.choice
    row.text, row.choice = typed.text, typed.choice
    if typed.note is not None:
        row.result.note = typed.note


@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    """Submit the sheet for appraisal."""
    now = timezone.now()
    participant = get_object_or_404(sheets_of(request.user), pk=pk)
    try:
        count = results.submit_sheet(participant=participant, by=request.user, now=now)
    except (ValidationError, PhaseEnded) as error:
        grid = load_grid(participant, editing=editing_of(request, participant, now), now=now)
        if isinstance(error, PhaseEnded):
            return answer(request, participant, grid, now, reason=error.reason, status=error.status)
        return answer(request, participant, grid, now, faults=error.message_dict, status=422)
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
    return redirect("sheet", pk=pk)
