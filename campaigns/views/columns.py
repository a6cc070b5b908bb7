"""The columns beside the computed points: the union scores itself, a checker scores another union."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.choices import ColumnKind
from campaigns.forms.columns import read_column
from campaigns.models import CrossCheck, Participant
from campaigns.permissions import may_check, may_enter
from campaigns.queries.columns.checks import check_of
from campaigns.queries.sheets import sheets_of
from campaigns.services import columns
from campaigns.services.columns.page import ColumnPage, column_page
from common.acts import act_of
from common.errors import PhaseEnded
from units.web import Request


def _sheet(request: Request, pk: int) -> Participant:
    """A sheet that the reader may read, of a union that a table scores. Raises Http404."""
    participant = get_object_or_404(sheets_of(request.user).select_related("table"), pk=pk)
    if participant.table_id is None:
        raise Http404
    return participant


def _answer(request: Request, page: ColumnPage, *, reason: str = "", status: int = 200) -> HttpResponse:
    """The page; the boxes of who writes, what was sent for who reads."""
    participant = page.participant
    context: dict[str, Any] = {
        "page": page,
        "participant": participant,
        "phase": participant.phase,
        "campaign": participant.phase.campaign,
        "reason": reason,
        "confirming": "confirm" in request.GET and page.is_editable,
        "here": "self-score" if page.is_self else "cross-check",
        "now": timezone.now(),
    }
    return render(request, "campaigns/column.html", context, status=status)


def _column(
    request: Request,
    participant: Participant,
    kind: ColumnKind,
    save: Callable[..., Any],
    *,
    writes: bool,
    check: CrossCheck | None = None,
) -> HttpResponse:
    now = timezone.now()
    page = column_page(participant, kind, now, writes=writes, check=check)
    name = "self-score" if page.is_self else "cross-check"
    if request.method != "POST":
        return _answer(request, page)
    read = read_column(request.POST)
    if read.faults:
        page.take(read.typed, read.faults)
        return _answer(request, page, status=422)
    try:
        save(participant=participant, entries=read.entries, by=request.user, now=now)
    except ValidationError as error:
        page.take(read.typed, error.message_dict)
        return _answer(request, page, status=422)
    except PhaseEnded as ended:
        page.take(read.typed, {})
        return _answer(request, page, reason=ended.reason, status=ended.status)
    if request.POST.get("then") == "send":
        answer = redirect(name, pk=participant.pk)
        answer["Location"] += "?confirm=1#confirm"
        return answer
    messages.success(request, _("The draft is saved. It counts once it is sent."))
    return redirect(name, pk=participant.pk)


def _sent(
    request: Request, participant: Participant, kind: ColumnKind, send: Callable[..., Any]
) -> HttpResponse:
    now = timezone.now()
    try:
        send(participant=participant, by=request.user, now=now)
    except ValidationError as error:
        page = column_page(participant, kind, now, writes=True)
        page.take({}, error.message_dict)
        return _answer(request, page, status=422)
    except PhaseEnded as ended:
        check = check_of(participant) if kind == ColumnKind.CROSS else None
        page = column_page(participant, kind, now, writes=False, check=check)
        return _answer(request, page, reason=ended.reason, status=ended.status)
    is_self = kind == ColumnKind.SELF
    messages.success(request, _("The self-score is sent.") if is_self else _("The cross-check is sent."))
    return redirect("self-score" if is_self else "cross-check", pk=participant.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def self_score(request: Request, pk: int) -> HttpResponse:
    """The union's own points: prefilled, written where a person judges or where they differ."""
    participant = _sheet(request, pk)
    writes = may_enter(request.user, participant)
    return _column(request, participant, ColumnKind.SELF, columns.save_self_score, writes=writes)


@act_of("self-score")
def self_score_send(request: Request, pk: int) -> HttpResponse:
    """Send the self-score as it stands."""
    return _sent(request, _sheet(request, pk), ColumnKind.SELF, columns.send_self_score)


@require_http_methods(["GET", "HEAD", "POST"])
def cross_check(request: Request, pk: int) -> HttpResponse:
    """A union's points as another union sees them, with the figures and evidence behind each line."""
    participant = _sheet(request, pk)
    check = check_of(participant)
    writes = check is not None and may_check(request.user, check)
    return _column(
        request, participant, ColumnKind.CROSS, columns.save_cross_check, writes=writes, check=check
    )


@act_of("cross-check")
def cross_check_send(request: Request, pk: int) -> HttpResponse:
    """Send the cross-check as it stands."""
    return _sent(request, _sheet(request, pk), ColumnKind.CROSS, columns.send_cross_check)
