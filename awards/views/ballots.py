"""The secret ballot: choose, look over, cast. Two posts on one address, and nothing is kept between them.

What was chosen travels in the page's own form; it is in no session, no log and no message. Casting answers only
that it is done. Requests and answers have the same size whatever was chosen, and no proxy may pack them, since packed
sizes would tell again (ADR 9).
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from awards.choices import Attendance, Choice
from awards.forms.councils import BallotForm
from awards.permissions import require, seat_of
from awards.queries import session_page as reads
from awards.rules import takes_ballots
from awards.services import ballots as services
from awards.views.sessions import visible_session
from common.errors import Conflict
from common.once import may_repeat
from units.web import Request


@may_repeat  # the turnout alone says who has voted: nothing else may be kept of a ballot (ADR 9)
@cache_control(no_store=True, no_transform=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: Request, pk: int) -> HttpResponse:
    """The ballot of a member: the choices, then the review that says in numbers what will be cast, then the act."""
    now = timezone.now()
    found = visible_session(request, pk)
    seat = seat_of(request.user, found)
    require(seat is not None, _("Only members of the council vote. Their names stand on the session's page."))
    assert seat is not None
    members = found.seats.count()
    groups = reads.nominations_by_award(found, members, secret=True)
    form = BallotForm([n for g in groups for n in g.rows], request.POST)
    step = request.POST.get("step", "")
    faults: list[str] = []
    if step == "cast" and not form.missing:
        try:
            services.cast_ballot(session=found, choices=form.choices, by=request.user, now=now)
        except ValidationError as error:
            faults = error.messages
        except Conflict as conflict:  # cast already: the same ballot sent twice
            messages.info(request, conflict.reason)
            return redirect("council-session", pk=pk)
        else:
            messages.success(request, _("Your ballot is cast. Thank you."))
            return redirect("council-session", pk=pk)
    missing = form.missing if step in ("review", "cast") else []
    context: dict[str, Any] = {
        "session": found,
        "round": found.round,
        "seat": seat,
        "members": members,
        "marked": form.marked(groups),
        "number": len(form.nominations),
        "counts": form.counts,
        "reviewing": step in ("review", "cast") and not missing and not faults,
        "missing": missing,
        "faults": faults,
        "takes": takes_ballots(status=found.status, ends_at=found.ends_at, now=now),
        "is_absent": seat.attendance == Attendance.ABSENT,
        "Choice": Choice,
    }
    return render(request, "awards/ballot.html", context, status=422 if missing or faults else 200)
