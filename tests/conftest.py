"""Fixtures: the cast, the season, and settings that keep tests quick."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from hypothesis import settings as search

from emulation_tracker.health import LOOKOUT, State
from tests.cast import NOW, Season, World, make_season, make_world
from tests.recording import recorded

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's loop and the ORM share a thread in browser tests


# How long an example takes says nothing on a machine that others share.
search.register_profile("untimed", deadline=None)
search.load_profile("untimed")


def use_own_redis() -> None:
    """Give each worker of xdist a Redis database of its own: some tests empty the cache or the broker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and settings.REDIS_URL:
        server, _slash, number = settings.REDIS_URL.rpartition("/")
        url = f"{server}/{(int(number) - int(worker.removeprefix('gw'))) % 16}"
        settings.REDIS_URL = settings.CELERY_BROKER_URL = os.environ["REDIS_URL"] = url
        settings.CACHES["default"]["LOCATION"] = url


use_own_redis()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What mostly waits comes first: browsers in one worker's share of the tests, killed processes in another's.

    Each worker begins with an equal share, and who has nothing left takes from the end of another's.
    """
    longest = [item for item in items if item.path.name == "test_fuzz.py"]  # minutes for itself
    browsers = [*longest, *(item for item in items if "tests/browser/" in item.path.as_posix())]
    faults = [item for item in items if "tests/faults/" in item.path.as_posix()]
    waiting = {*browsers, *faults}
    others = [item for item in items if item not in waiting]
    share = len(items) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    beside = max(0, share - len(browsers))
    items[:] = [*browsers, *others[:beside], *faults, *others[beside:]]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; nobody uses it any more when it is dropped, though sessions may outlive killed processes."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: object) -> None:
    """Cheap password hashes, mail in memory, files in a folder of the test.

    Each test client makes the middleware anew: WhiteNoise then looks for a static file when it is asked for one.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def language(settings: Any) -> Iterator[None]:
    """Words are compared with the source strings; browser tests read the Vietnamese page instead."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def silent_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are run by the tests themselves; nothing is sent to a broker."""
    monkeypatch.setattr("units.services.jobs.send", lambda *_a, **_k: True)


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of administrators find everything at work without a look, so that their queries are the page's own."""
    nothing_wrong = State(timezone.now(), ())
    monkeypatch.setattr(LOOKOUT, "state", lambda _seconds: nothing_wrong)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The organisation and its people; with the campaign where the test asks for that too."""
    if "season" in request.fixturenames:
        return recorded("season", lambda: make_season(make_world())).world
    return recorded("world", make_world)


@pytest.fixture
def season(world: World) -> Season:
    """A launched campaign whose first phase takes figures."""
    return world.season or make_season(world)


@pytest.fixture
def in_july() -> Iterator[None]:
    """The clock of the pages, which read it themselves, stands at NOW: inside the entry window of the season."""
    with time_machine.travel(NOW, tick=False):
        yield
