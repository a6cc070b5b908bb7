"""Does it live, is it at work, what is wrong: for monitors, for administrators, and the page of an unexpected fault."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from common.logs import request_id
from emulation_tracker.health import FRESH, LOOKOUT
from emulation_tracker.health_words import kind_of, lines
from units.permissions import require
from units.queries import jobs_visible_to, standing_still
from units.scope import scope_of
from units.web import Request

#: The page lists so many jobs at most; who has more begins with these.
MOST = 50


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """This web process lives. It asks nothing of anybody: a restart of it would not mend another server."""
    return JsonResponse({"status": "alive"})


@login_not_required
def readyz(_request: HttpRequest) -> HttpResponse:
    """Everything is at work (200), or somebody should look (503), with the figures of each check and no names."""
    state = LOOKOUT.state(FRESH)
    body = {
        "status": "ready" if state.is_ready else "not ready",
        "at": state.at.isoformat(timespec="seconds"),
        "checks": {check.name: check.figures() for check in state.checks},
    }
    return JsonResponse(body, status=200 if state.is_ready else 503)


def system(request: Request) -> HttpResponse:
    """The state of the system, for administrators: each check in words, and the work that stands still."""
    require(
        bool(scope_of(request.user).administered),
        _("Only administrators see the state of the system. Please ask the administrator of your union."),
    )
    state = LOOKOUT.state(FRESH)
    jobs = standing_still(jobs_visible_to(request.user), now=state.at)
    rows = [(job, kind_of(job)) for job in jobs.order_by("-created_at", "-pk")[:MOST]]
    context = {"state": state, "lines": lines(state), "jobs": rows, "number": jobs.count(), "most": MOST}
    return render(request, "system.html", context)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an unexpected fault, with the request's id; it asks the database nothing, which may be the fault."""
    template = loader.get_template("500.html")
    return HttpResponseServerError(template.render({"request_id": request_id(request)}))
