"""A form whose token no longer holds, mostly because its sender signed in anew in another tab: it is sent on, or kept.

Only a form of this very site is offered to be sent once more: a page elsewhere could otherwise have a stranger's words
sent by one click on our own button.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url

from common.middleware import came_from
from common.once import FIELD

#: A form with more fields than this is led back to instead of being drawn hidden.
MOST_FIELDS = 2000


def token_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Offer what was sent to be sent again with a token that holds; else the way back to its page or to sign-in."""
    sign_in = resolve_url(settings.LOGIN_URL)
    user = getattr(request, "user", None)
    is_known = bool(user and user.is_authenticated)
    if is_known and request.path == sign_in:
        return redirect("home")
    is_ours = _comes_from_here(request)
    kept = _kept(request) if is_ours and is_known else None
    context = {
        "kept": kept,
        "address": request.get_full_path(),
        "back": came_from(request) if is_ours else "",
        "sender": user.person if is_known and user else None,
        "sign_in": "" if is_known else sign_in,
    }
    response = render(request, "403_csrf.html", context, status=403)
    # Packed, the size of a ballot's page would tell (ADR 9).
    response["Cache-Control"] = "no-store, no-transform"
    if is_ours and is_known:
        # No other site can read these; a script of ours sends once more with them (static/js/forms.js).
        response["X-Fresh-Token"], response["X-Signed-In"] = get_token(request), str(request.user.pk)
    return response


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says that a page of this site sent the form. Without a word of it, no."""
    told = urlsplit(request.headers.get("Origin", request.headers.get("Referer", "")))
    return told.scheme in ("http", "https") and told.netloc == request.get_host()


def _kept(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What was typed, to be sent once more; None where a password or a file is part of it, or it could not be read."""
    try:
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name != FIELD]
        has_files = bool(request.FILES)
    except (UnreadablePostError, MultiPartParserError):
        return None
    is_secret = any("password" in name for name, _text in fields)
    return None if is_secret or has_files or len(fields) > MOST_FIELDS else fields
