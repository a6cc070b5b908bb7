"""Monitors are nobody; a first password is changed first; and a form that a signed-in person sends counts once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from common.middleware import came_from
from common.once import is_repeatable, key_of, led_to
from common.templatetags.look import moment
from units.models import Sending
from units.services import sendings

#: What remains open to somebody who must choose a password first.
OPEN = {"password_change", "logout", "set_language", "healthz", "readyz", "public-awards", "public-award"}
#: What monitors ask for.
MONITORED = ("/healthz", "/readyz")


class MonitorMiddleware:
    """Monitors are nobody, whatever cookie they send: looking up a session needs the database, which may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in MONITORED:
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class FirstPasswordMiddleware:
    """Leads a person who must change the password to that page, whatever page was asked for; acts are refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A redirect for a page, a refusal for an act; None lets the request through."""
        user, match = request.user, request.resolver_match
        if not user.is_authenticated or not user.must_change_password or (match and match.url_name in OPEN):
            return None
        if request.method in ("GET", "HEAD"):
            return redirect("password_change")
        reason = _("Please choose a password of your own first; then everything else is open to you.")
        return render(request, "refused.html", {"reason": reason, "status": 403}, status=403)


class OnceMiddleware:
    """Does what a drawn form asks once, however often it is sent: by two clicks, from two tabs, after going back.

    It stands last, so that only what has passed every other check is claimed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "once_key", "")
        if (
            key and response.status_code < 500
        ):  # what failed in the middle may have been done: the claim stays
            where = "" if _has_told_a_fault(request) else led_to(response)
            if where:
                sendings.answer(key=key, leads_to=where, now=timezone.now())
            else:
                sendings.give_up(key=key)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The answer to what was sent before; None lets the request through, with its form claimed."""
        if request.method != "POST" or not request.user.is_authenticated or is_repeatable(view):
            return None
        key = key_of(request, request.user.pk)
        if not key:
            return None
        first = sendings.claim(key=key, user=request.user, now=timezone.now())
        if first is None:
            request.once_key = key  # type: ignore[attr-defined]
            return None
        return _answer_again(request, first)


def _answer_again(request: HttpRequest, first: Sending) -> HttpResponse:
    """Where the first one led; a page that says to look where its answer is not known."""
    if first.answered_at is None:
        context = {"at": first.sent_at, "page": came_from(request) or request.path}
        return render(request, "sent_already.html", context, status=409)
    told = _("You sent this at %(time)s already; it was not done a second time.")
    messages.info(request, told % {"time": moment(first.sent_at)})
    answer = HttpResponseClientRedirect if getattr(request, "htmx", False) else redirect
    return answer(first.leads_to)


def _has_told_a_fault(request: HttpRequest) -> bool:
    """Whether the view led back to a page with an error: then nothing was done, and the form may be sent again."""
    queued = getattr(messages.get_messages(request), "_queued_messages", [])
    return any(message.level >= messages.ERROR for message in queued)
