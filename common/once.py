"""Forms that are sent twice: how a sending is known, and what a view may say about it (ADR 21).

Every page that is drawn carries a token against forged requests, and Django draws it with another mask each time. So
the token says which drawing a form was sent from, and no form can lack it: without one it is refused.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.utils.crypto import salted_hmac

#: The hidden field and the header in which a page sends its token.
FIELD, HEADER = "csrfmiddlewaretoken", "X-CSRFToken"
View = TypeVar("View", bound=Callable[..., Any])


def may_repeat(view: View) -> View:
    """Mark a view whose acts know by themselves that they were done: nothing is remembered of what is sent to it."""
    view.may_repeat = True  # type: ignore[attr-defined]
    return view


def is_repeatable(view: Callable[..., Any]) -> bool:
    """Whether the view was marked so."""
    return bool(getattr(view, "may_repeat", False))


def done(response: HttpResponse, *, leads_to: str) -> HttpResponse:
    """Mark a page that itself answers an act that was done; who sends the form again is led to this address."""
    response.once_leads_to = leads_to  # type: ignore[attr-defined]
    return response


def led_to(response: HttpResponse) -> str:
    """Where an act that was done leads: by its redirect, or as `done` says. "" when the form came back instead."""
    if 300 <= response.status_code < 400:
        return str(response.headers.get("Location", ""))
    return str(getattr(response, "once_leads_to", ""))


def key_of(request: HttpRequest, user_id: int) -> str:
    """The key of a sending: who sent which words and files from which drawing of a page to which address.

    "" without a drawing: a script that sends the bare secret of its cookie, or the client of the tests.
    The key tells nothing of what was sent: neither the token nor the secret key that make it are kept beside it.
    """
    token = request.POST.get(FIELD) or request.headers.get(HEADER, "")
    if len(token) != CSRF_TOKEN_LENGTH:
        return ""
    words = sorted((name, texts) for name, texts in request.POST.lists() if name != FIELD)
    files = sorted((name, [_picture(f) for f in sent]) for name, sent in request.FILES.lists())
    said = json.dumps([token, user_id, request.get_full_path(), words, files])
    return salted_hmac("common.once", said, algorithm="sha256").hexdigest()


def _picture(file: Any) -> list[Any]:
    """A file's name and what is in it; it is read from its beginning again afterwards."""
    known = hashlib.sha256()
    for chunk in file.chunks():
        known.update(chunk)
    file.seek(0)
    return [file.name, known.hexdigest()]
