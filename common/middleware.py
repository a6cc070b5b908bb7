"""What holds for every request and answer: the language, the cache, sign-in, NUL bytes, refusals."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import Refusal


class OwnLanguageMiddleware:
    """Vietnamese until somebody chooses English: a phone that was set up in English is no choice of its user's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return self.get_response(request)


class NoStoreMiddleware:
    """Pages of a signed-in person are kept by no cache (ASVS 14.3.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads who is not signed in to the sign-in and then back: after a form to the page that it was sent from."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """The sign-in; it says that nothing was done where something was sent."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(came_from(request))
        back = page._replace(scheme="", netloc="", fragment="").geturl() or request.get_full_path()
        sign_in = redirect_to_login(back, self.get_login_url(view_func))
        sign_in["Location"] += "&unsent=1"
        return sign_in


class NoNullMiddleware:
    """Answers 400 to a request with a NUL in its words: PostgreSQL can neither store nor compare it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Look at what was asked and sent, which the check of the form's token has read already. Raises BadRequest."""
        asked = "%00" in request.META.get("QUERY_STRING", "")
        if asked or any("\x00" in text for _name, texts in request.POST.lists() for text in texts):
            raise BadRequest("a NUL in the words of a request")


class RefusalMiddleware:
    """Turns a service's refusal into a page that says why and whom to ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 403 or 409 with the reason; leave every other exception alone."""
        if isinstance(exception, Refusal):
            context = {"reason": exception.reason, "status": exception.status, "back": came_from(request)}
            return render(request, "refused.html", context, status=exception.status)
        return None


def came_from(request: HttpRequest) -> str:
    """The page of this site that led here; "" when there is none, or it is this very address."""
    page = request.headers.get("Referer", "")
    here = {request.get_host()}
    if not url_has_allowed_host_and_scheme(page, here, require_https=request.is_secure()):
        return ""
    return "" if page == request.build_absolute_uri() and request.method == "GET" else page
