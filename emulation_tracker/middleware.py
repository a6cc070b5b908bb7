"""Who signs in with a first password reaches the page where another is chosen, and nothing else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

#: What remains open to somebody who must choose a password first.
OPEN = {"password_change", "logout", "set_language", "healthz", "public-awards", "public-award"}


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
