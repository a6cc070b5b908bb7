"""What every line of the log says besides: which request and whose, which job, which row of the clock."""

import logging
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
#: What a proxy may call a request; anything else could forge lines of the log.
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_facts: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("facts", default=())
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """Lines logged inside carry these facts too, e.g. `job=12`."""
    token = _facts.set((*_facts.get(), *((name, str(value)) for name, value in facts.items())))
    try:
        yield
    finally:
        _facts.reset(token)


class AboutFilter(logging.Filter):
    """Gives each record `about`: the facts of its context as `name=value`, "-" where there are none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record."""
        facts, request = list(_facts.get()), _request.get() or getattr(record, "request", None)
        if isinstance(
            request, HttpRequest
        ):  # Django logs an answer of 400 and more after the middleware, with its request
            facts.insert(0, ("request", request_id(request)))
            # Asked for only where the request has loaded it already: a line of the log runs no query.
            user = getattr(request, "_cached_user", None)
            if user is not None and user.is_authenticated:
                facts.append(("user", user.get_username()))
        record.about = " ".join(f"{name}={value}" for name, value in facts) or "-"
        return True


class RequestIdMiddleware:
    """Gives each request an id, the trusted proxy's or a new one: answered, logged, and shown on the 500 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request_id(request)
        token = _request.set(request)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(token)
        response[HEADER] = number
        return response


def request_id(request: HttpRequest) -> str:
    """The id of this request, made at the first call. One that a caller sends counts behind a trusted proxy alone."""
    number: str = request.META.get("et.request_id", "")
    if not number:
        sent = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        number = sent if _WELL_FORMED.fullmatch(sent) else uuid.uuid4().hex
        request.META["et.request_id"] = number
    return number
