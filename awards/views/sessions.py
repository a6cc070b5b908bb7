"""A council's session: its page, the roll, starting and ending the vote, counts by hand, ties."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.choices import Attendance, SessionStatus
from awards.forms.councils import CountsForm, SettleForm, attendance_sent
from awards.models import AwardRound, CouncilSession
from awards.permissions import is_chair, may_lead_session, may_manage_round, require_lead, seat_of
from awards.queries import round_page
from awards.queries import session_page as reads
from awards.queries.badges import seat_badge
from awards.queries.phase_lines import session_line
from awards.queries.second_ballot import hindrance, other_ballot
from awards.rules import takes_ballots
from awards.services import sessions
from common.acts import act_of
from common.request import id_in
from units.web import Request

PER_PAGE = 50
act = act_of("council-session")


def visible_session(request: Request, pk: int) -> CouncilSession:
    """The session, or 404 when this person may not see it."""
    rows = CouncilSession.objects.select_related("round__owner", "round__campaign", "round__phase", "council")
    seen = CouncilSession.objects.visible_to(request.user).order_by().values("pk")
    return get_object_or_404(rows.filter(pk__in=seen), pk=pk)


@require_safe
def session(request: Request, pk: int) -> HttpResponse:
    """The session as it stands: what is asked of this person, the roll, and after the count its figures."""
    return _page(request, visible_session(request, pk), timezone.now())


def _page(
    request: Request,
    found: CouncilSession,
    now: datetime,
    *,
    counting: CountsForm | None = None,
    settling: SettleForm | None = None,
) -> HttpResponse:
    """The session's page; 422 when one of its forms came back with faults."""
    roll = reads.roll_of(found)
    leads = may_lead_session(request.user, found)
    seat = seat_of(request.user, found)
    voting = takes_ballots(status=found.status, ends_at=found.ends_at, now=now)
    context: dict[str, Any] = {
        "session": found,
        "round": found.round,
        "roll": roll,
        "seat": seat,
        "leads": leads,
        "manages": may_manage_round(request.user, found.round.owner),
        "voting": voting,
        "marks": leads
        and (
            found.status == SessionStatus.PREPARING
            or bool(found.status == SessionStatus.VOTING and roll.absent)
        ),
        "may_vote": bool(voting and seat and seat.attendance != Attendance.ABSENT and not seat.has_voted),
        "sees_round": AwardRound.objects.visible_to(request.user).filter(pk=found.round_id).exists(),
        "decision": round_page.decision_of(found.round),
        "other": (other := other_ballot(found, request.user)),
        "is_last": found.is_second or other is None,
        "attendances": Attendance.choices,
        "Status": SessionStatus,
        "now": now,
    }
    if found.status < SessionStatus.COUNTING:
        context |= _before(request, found, roll, leads, counting)
    elif found.status == SessionStatus.COUNTING:
        context["job"] = reads.job_of(found)
    else:
        context |= _after(request, found, roll, leads, settling)
    secret = context.get("secret", 0)
    context["seats"] = [
        (one, seat_badge(one, found.status, marks=context["marks"], secret=secret)) for one in roll.seats
    ]
    context["line"] = session_line(
        found,
        roll,
        seat=seat,
        secret=secret,
        is_voting=voting,
        may_vote=context["may_vote"],
        leads=leads,
    )
    faulty = bool((counting and counting.errors) or (settling and settling.errors))
    return render(request, "awards/session.html", context, status=422 if faulty else 200)


def _before(
    request: Request, found: CouncilSession, roll: reads.Roll, leads: bool, counting: CountsForm | None
) -> dict[str, Any]:
    """What is voted on, and the counts by hand."""
    groups = reads.awards_of(found, roll.members)
    others = [g for g in groups if not g.is_secret]
    if counting is None and others and leads and found.status == SessionStatus.VOTING:
        counting = CountsForm(reads.by_hand(found, request.GET.get("page", "")), reads.counts_entered(found))
    return {
        "groups": groups,
        "secret": sum(g.number for g in groups if g.is_secret),
        "others": sum(g.number for g in others),
        "counting": counting,
    }


def _after(
    request: Request, found: CouncilSession, roll: reads.Roll, leads: bool, settling: SettleForm | None
) -> dict[str, Any]:
    """The counts by award, the ties with the chair's form, and whether this person may let the council vote again."""
    groups = reads.outcomes_of(found, roll.members)
    chairs = is_chair(request.user, found)
    return {
        "may_vote_again": leads and not hindrance(found),
        "groups": groups,
        "page": Paginator(reads.tally_rows(found), PER_PAGE).get_page(request.GET.get("page")),
        "passed": sum(g.passed for g in groups),
        "counted": sum(g.number for g in groups),
        "ties": [(tie, _form_of(tie, settling) if chairs else None) for tie in reads.ties_of(found)],
        "chairs": chairs,
    }


def _form_of(tie: reads.Tie, settling: SettleForm | None) -> SettleForm:
    """The form of a tie: the one that was sent, when it is this tie's."""
    mine = {t.nomination_id for t in tie.rows}
    sent = {t.nomination_id for t in settling.tie.rows} if settling else set()
    if settling and mine == sent:
        return settling
    return SettleForm(tie=tie, auto_id=f"id_{tie.rows[0].nomination_id}_%s")


# --- Acts ---------------------------------------------------------------------------------------------------
@act
def attendance(request: Request, pk: int) -> HttpResponse:
    """Who is present, who sends a written opinion."""
    found = visible_session(request, pk)
    sent = attendance_sent(list(found.seats.all()), request.POST)
    try:
        sessions.mark_attendance(session=found, attendance=sent, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The roll is saved."))
    return redirect("council-session", pk=pk)


@act
def start(request: Request, pk: int) -> HttpResponse:
    """Open the vote; without a quorum the page says how many are missing."""
    found = visible_session(request, pk)
    try:
        sessions.open_voting(session=found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The vote is open."))
    return redirect("council-session", pk=pk)


@act
def counts(request: Request, pk: int) -> HttpResponse:
    """Counts of a show of hands or of written opinions."""
    now = timezone.now()
    found = visible_session(request, pk)
    require_lead(request.user, found)
    page = reads.by_hand(found, request.GET.get("page", ""))
    form = CountsForm(page, reads.counts_entered(found), request.POST)
    if not form.errors:
        try:
            sessions.record_counts(session=found, counts=form.counts, by=request.user, now=now)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The counts are saved."))
            at = f"?page={page.number}#counts" if page.has_other_pages() else ""
            return redirect(reverse("council-session", args=[pk]) + at)
    return _page(request, found, now, counting=form)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """End the vote: first what that means in numbers, then the act; the job counts."""
    now = timezone.now()
    found = visible_session(request, pk)
    require_lead(request.user, found)
    if request.method == "POST":
        try:
            sessions.end_session(session_id=found.pk, by=request.user, now=now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The vote is over and is being counted."))
        return redirect("council-session", pk=pk)
    roll = reads.roll_of(found)
    context = {
        "session": found,
        "round": found.round,
        "roll": roll,
        "Status": SessionStatus,
        "now": now,
        **_before(request, found, roll, True, None),
    }
    return render(request, "awards/session_end.html", context)


@act
def settle(request: Request, pk: int) -> HttpResponse:
    """The chair decides a tie for the last places, by name and with a reason."""
    now = timezone.now()
    found = visible_session(request, pk)
    first = id_in(request.POST.get("tie", ""))
    tie = next((t for t in reads.ties_of(found) if any(row.nomination_id == first for row in t.rows)), None)
    if tie is None:
        messages.error(request, _("This tie is settled already."))
        return redirect("council-session", pk=pk)
    form = SettleForm(request.POST, tie=tie, auto_id=f"id_{tie.rows[0].nomination_id}_%s")
    if form.is_valid():
        try:
            sessions.settle_tie(session=found, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(
                request, _("The tie is settled; your decision and its reason stand in the minutes.")
            )
            return redirect("council-session", pk=pk)
    return _page(request, found, now, settling=form)
