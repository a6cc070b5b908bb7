"""What a request says: ids in its parameters, and where it came from."""

from django.conf import settings
from django.http import HttpRequest


def id_in(text: str) -> int:
    """The id that a parameter names; 0 for anything else. No row has the id 0, so a lookup with it finds nothing.

    More than 18 digits are no id either: they would not fit in a bigint.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def caller_address(request: HttpRequest) -> str:
    """The caller's network address, for the audit and for counting failed sign-ins.

    Anybody can send an X-Forwarded-For; only what our own proxies added at its end counts, as many as TRUSTED_PROXIES.
    """
    hops = settings.TRUSTED_PROXIES
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))
