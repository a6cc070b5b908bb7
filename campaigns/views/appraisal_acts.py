"""What the appraiser does with figures of the queue: confirms, returns, asks, takes a confirmation back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.forms.appraisal import clear_in, ticked_in
from campaigns.models import Phase
from campaigns.queries import appraisal as query
from campaigns.services import questions, results
from campaigns.views.appraisal import phase_of, queue_address, queue_page
from common.acts import act_of
from common.request import id_in
from common.templatetags.look import vn
from units.web import Request

#: How many figures that were decided meanwhile are told by name; the rest is counted.
NAMED = 10


@act_of("appraisal")
def verify(request: Request, pk: int) -> HttpResponse:
    """Confirm the ticked figures, or those beyond doubt of a group, or of the page, whose button was pressed."""
    is_group = bool(request.POST.get("group"))
    ticked = clear_in(request.POST) if is_group else ticked_in(request.POST)

    def told(n: int) -> str:
        return ngettext("%(count)s figure is appraised.", "%(count)s figures are appraised.", n)

    return _answer(request, pk, ticked, results.verify_results, told, spares=is_group)


@act_of("appraisal")
def return_results(request: Request, pk: int) -> HttpResponse:
    """Return the ticked figures to their unions with one reason, while entry is open."""

    def told(n: int) -> str:
        return ngettext("%(count)s figure was returned.", "%(count)s figures were returned.", n)

    reason, ticked = request.POST.get("reason", ""), ticked_in(request.POST)
    return _answer(request, pk, ticked, results.return_results, told, reason=reason)


@act_of("appraisal")
def ask_about(request: Request, pk: int) -> HttpResponse:
    """Ask something of the ticked figures, which stay submitted."""

    def told(n: int) -> str:
        return ngettext(
            "The question about %(count)s figure is sent; it stays submitted.",
            "The question about %(count)s figures is sent; they stay submitted.",
            n,
        )

    text, ticked = request.POST.get("text", ""), ticked_in(request.POST)
    return _answer(request, pk, ticked, questions.ask_about, told, text=text)


@act_of("appraisal")
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take back the confirmation of the ticked figures, with a reason."""

    def told(n: int) -> str:
        return ngettext(
            "The confirmation of %(count)s figure is taken back; it waits for appraisal again.",
            "The confirmation of %(count)s figures is taken back; they wait for appraisal again.",
            n,
        )

    reason, ticked = request.POST.get("reason", ""), ticked_in(request.POST)
    return _answer(request, pk, ticked, results.take_back_results, told, reason=reason)


def _answer(
    request: Request,
    pk: int,
    ticked: Mapping[int, int],
    act: Callable[..., results.Decided],
    told: Callable[[int], str],
    **words: Any,
) -> HttpResponse:
    """Do it, and go back to the same place in the queue; with a fault the page comes back as it was, nothing done."""
    phase = phase_of(request, pk)
    if not ticked:
        return _refused(request, phase, ticked, _("Tick the figures that you mean, then press the button."))
    try:
        done = act(phase=phase, result_ids=ticked, by=request.user, now=timezone.now(), **words)
    except ValidationError as error:
        wrong = next((name for name in words if name in error.message_dict), "")
        return _refused(request, phase, ticked, " ".join(error.messages), wrong=wrong)
    if done.count:
        messages.success(request, told(done.count) % {"count": vn(done.count, 0)})
    if done.missed:
        say = messages.warning if done.count else messages.error
        say(request, _missed(done))
    elif not done.count:
        messages.error(request, _("None of these figures is in this list any more."))
    return redirect(_address(request, phase))


def _missed(done: results.Decided) -> str:
    """Which figures were left as they are, and why, by name, as many as can be read."""
    rest = len(done.missed) - NAMED
    said = [_("Left as it is:")]
    said += [query.missed_words(row) for row in done.missed[:NAMED]]
    if rest > 0:
        said.append(
            ngettext("And %(count)s more figure.", "And %(count)s more figures.", rest)
            % {"count": vn(rest, 0)}
        )
    return " ".join(said)


def _refused(
    request: Request, phase: Phase, ticked: Mapping[int, int], fault: str, *, wrong: str = ""
) -> HttpResponse:
    texts = {name: request.POST.get(name, "") for name in ("reason", "text")}
    choice = query.Choice.read(request.POST, "back_")
    number = request.POST.get("back_page", "1")
    back: dict[str, Any] = {"ticked": ticked, "texts": texts, "fault": fault, "wrong": wrong}
    return queue_page(request, phase, choice, number=number, **back)


def _address(request: Request, phase: Phase) -> str:
    """The queue with the filters and the page that the form carried, at the figure that comes next."""
    choice, at = query.Choice.read(request.POST, "back_"), id_in(request.POST.get("back_at", ""))
    address = queue_address(phase.pk, choice, id_in(request.POST.get("back_page", "")))
    return address + (f"#c{at}" if at else "")
