"""Fixtures: the cast, the season, and settings that keep tests quick."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import translation

from tests.cast import NOW, Season, World, make_season, make_world
from tests.recording import recorded

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's loop and the ORM share a thread in browser tests


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What mostly waits comes first: browsers in one worker's share of the tests, killed processes in another's.

    Each worker begins with an equal share, and who has nothing left takes from the end of another's.
    """
    browsers = [item for item in items if "tests/browser/" in item.path.as_posix()]
    faults = [item for item in items if "tests/faults/" in item.path.as_posix()]
    waiting = {*browsers, *faults}
    others = [item for item in items if item not in waiting]
    share = len(items) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    beside = max(0, share - len(browsers))
    items[:] = [*browsers, *others[:beside], *faults, *others[beside:]]


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: object) -> None:
    """Cheap password hashes, mail in memory, files in a folder of the test."""
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
