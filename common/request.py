"""Facts about a request that services record."""

from django.conf import settings
from django.http import HttpRequest


def id_in(text: str) -> int:
    """The id that a parameter names; 0, which is nobody's, for anything else. A number of thousands of digits is no id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def caller_address(request: HttpRequest) -> str:
    """The caller's network address; X-Forwarded-For counts only as far as the trusted proxies reach."""
    hops = settings.TRUSTED_PROXIES
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))
