"""Ends that are moved: that of a round's nominations, and of a vote while it lasts."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from awards.choices import RoundStatus
from awards.forms.moving import ProlongForm, RoundEndForm
from awards.models import AwardRound
from awards.permissions import require_lead
from awards.queries import round_moves as reads
from awards.queries.session_page import roll_of
from awards.rules import takes_ballots
from awards.services.moving import move_round_end
from awards.services.prolonging import prolong_vote
from awards.views.rounds import managed_round
from awards.views.sessions import visible_session
from campaigns.queries.campaigns import ends
from common.acts import ask
from common.pages import Question
from common.templatetags.look import left, vn
from units.web import Request

#: The hidden field in which the form says which end was agreed to, and what a form carries that is no answer.
AGREED = "agreed"
NO_ANSWERS = (AGREED, "csrfmiddlewaretoken")


@require_http_methods(["GET", "HEAD", "POST"])
def move_end(request: Request, pk: int) -> HttpResponse:
    """Move the end of a round's nominations; where it takes them, first what that means in numbers."""
    now = timezone.now()
    found = managed_round(request, pk)
    form = RoundEndForm(request.POST or None, initial=RoundEndForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        question = _question(found, form.cleaned_data["closes_at"], request.POST, now)
        if question is not None:
            return ask(request, question)
        try:
            moved = move_round_end(round=found, by=request.user, now=now, **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            told = _("Nominations are now taken until %(end)s.") % {"end": ends(moved.closes_at)}
            messages.success(request, told)
            return redirect("round", pk=pk)
    is_over = found.status > RoundStatus.OPEN or (found.status == RoundStatus.OPEN and found.closes_at <= now)
    context = {
        "round": found,
        "form": form,
        "is_over": is_over,
        "concerned": reads.concerned_by(found, now),
        "is_told": found.status == RoundStatus.OPEN,
    }
    return render(request, "awards/round_end.html", context, status=422 if form.errors else 200)


def _question(round: AwardRound, closes: datetime, sent: QueryDict, now: datetime) -> Question | None:
    """What is asked before the end of a round that takes nominations is moved; None where it was agreed to.

    Nor where the service refuses the end or misses a reason: it says so at the field.
    """
    old, agreed = round.closes_at, sent.get(AGREED) == closes.isoformat()
    comes_forward = closes < old
    takes = round.status == RoundStatus.OPEN and now < old
    if agreed or not takes or closes <= now or closes == old:
        return None
    if comes_forward and not sent.get("reason", "").strip():
        return None
    concerned = reads.concerned_by(round, now)
    title = _("Bring the end of “%(round)s” forward?") if comes_forward else _("Give “%(round)s” more time?")
    done = ngettext(
        "%(done)s of %(total)s union has nominated so far.",
        "%(done)s of %(total)s unions have nominated so far.",
        concerned.unions,
    )
    told = ngettext("%(n)s person is told at once.", "%(n)s people are told at once.", concerned.people)
    soon = _("That is in %(left)s; then the list closes by itself, and nothing is added or taken back.")
    return Question(
        title=title % {"round": round.name},
        act=_("Bring the end forward") if comes_forward else _("Move the end"),
        back=reverse("round-move", args=[round.pk]),
        stakes=(
            _("Before: nominations until %(old)s. From now on: until %(new)s.")
            % {"old": ends(old), "new": ends(closes)},
            *([soon % {"left": left(closes - now)}] if comes_forward else ()),
            done % {"done": vn(concerned.nominated, 0), "total": vn(concerned.unions, 0)},
            told % {"n": vn(concerned.people, 0)},
        ),
        icon="clock",
        keeps=_kept(sent, closes),
    )


def _kept(sent: QueryDict, closes: datetime) -> tuple[tuple[str, str], ...]:
    """What was sent, with the end that is agreed to."""
    held = [(name, value) for name, values in sent.lists() if name not in NO_ANSWERS for value in values]
    return (*held, (AGREED, closes.isoformat()))


@require_http_methods(["GET", "HEAD", "POST"])
def prolong(request: Request, pk: int) -> HttpResponse:
    """Let a vote that is open end later; the page says how many have voted and who is told."""
    now = timezone.now()
    found = visible_session(request, pk)
    require_lead(request.user, found)
    form = ProlongForm(request.POST or None, initial={"ends_at": found.ends_at})
    if request.method == "POST" and form.is_valid():
        try:
            prolong_vote(session=found, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The vote is prolonged; the council's members have been told."))
            return redirect("council-session", pk=pk)
    context = {"session": found, "round": found.round, "form": form, "roll": roll_of(found)}
    context["is_voting"] = takes_ballots(status=found.status, ends_at=found.ends_at, now=now)
    return render(request, "awards/vote_prolong.html", context, status=422 if form.errors else 200)
