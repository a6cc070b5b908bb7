"""The product's processes on the test's own database and a broker of its own; always killed by their ids at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from benchmarks.processes import Processes
from tests.cast import after
from units.models import User

#: Where the clocks of a drill are.
HURRIED = "tests.faults.hurried"
PREFIX = f"faults{os.getpid()}:"


def database_url() -> str:
    """The address of the test database, for processes of their own."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    password = f":{held['PASSWORD']}" if held["PASSWORD"] else ""
    return f"postgresql://{held['USER']}{password}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"


def require_servers() -> None:
    """On PostgreSQL the processes talk through Redis; in CI a missing one is a failure, not a skip."""
    if connection.vendor == "postgresql" and not settings.REDIS_URL:
        message = "REDIS_URL is not set: the processes of a federation talk through Redis"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


@contextmanager
def product(folder: Path, **environment: str) -> Iterator[Processes]:
    """Processes of the product on the test's database, with a queue and a folder of their own."""
    require_servers()
    var = folder / "var"
    var.mkdir(exist_ok=True)
    own = {
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(var),
        "VENDOR_DIR": str(settings.VENDOR_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "BROKER_PREFIX": PREFIX,
        "DJANGO_SETTINGS_MODULE": "emulation_tracker.settings",
        "PYTHONWARNINGS": "ignore",
    }
    for file_variable in ("DATABASE_URL_FILE", "SECRET_KEY_FILE"):
        os.environ.pop(file_variable, None)
    with Processes(folder, **own, **environment) as children:
        try:
            yield children
        except Exception:
            print(children.said())  # pytest shows it beside the failure
            raise
        finally:
            for child in children.running:
                children.kill(child)
            empty_broker(children)


def empty_broker(children: Processes) -> None:
    """Throw away every message and whatever else the broker knows, as a restart without a disk does."""
    if settings.REDIS_URL:
        with redis.from_url(settings.REDIS_URL) as client:
            for key in client.scan_iter(f"{PREFIX}*"):
                client.delete(key)
        return
    shutil.rmtree(Path(children.environment["VAR_DIR"]) / "queue", ignore_errors=True)


def sign_in(user: User) -> str:
    """A session of this account, as a log-in leaves it in the database; returns its key."""
    data = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    key = f"faults{os.getpid()}u{user.pk:020d}"
    store = SessionStore()
    until = after(timezone.now(), hours=1)
    Session.objects.update_or_create(
        session_key=key, defaults={"session_data": store.encode(data), "expire_date": until}
    )
    return key
