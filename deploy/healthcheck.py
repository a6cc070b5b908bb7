"""Is this container well? For Docker: exit 0 when it is.  python deploy/healthcheck.py [clock]

The web process lives when /healthz answers 200; whether all else is at work too says /readyz, for monitors: a web
container is no better for a restart when the database is away. The clock is well when it struck within the last minute.
"""

import json
import os
import sys
import urllib.request


def ask(path: str) -> "tuple[int, bytes]":
    """Ask the web process of this container; raises OSError when it does not answer."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".") or "localhost"
    port = os.environ.get("PORT", "8000")
    headers = {"Host": host, "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status, answer.read()


def web() -> str:
    """What is wrong with the web process; "" when it lives."""
    status, body = ask("/healthz")
    return "" if status == 200 and json.loads(body) == {"status": "alive"} else f"/healthz answered {status}"


def clock() -> str:
    """What is wrong with the clock, by its mark in the database; "" when it runs."""
    sys.path.insert(0, os.getcwd())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation_tracker.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from units.models import ClockTick

    at = ClockTick.objects.values_list("at", flat=True).first()
    if at is None:
        return "the clock never struck"
    age = (timezone.now() - at).total_seconds()
    return "" if age <= settings.CLOCK_PATIENCE_SECONDS else f"the clock struck {age:.0f} s ago"


try:
    sys.exit((clock() if sys.argv[1:] == ["clock"] else web()) or 0)
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
