"""The clock inside the entry window, and Hoa of Ba Dinh signed in."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.cast import NOW, Season


@pytest.fixture(autouse=True)
def july(settings: Any) -> Iterator[Any]:
    """The pages read the clock: it stands inside the entry window."""
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(NOW, tick=False) as traveller, translation.override("en"):
        yield traveller


@pytest.fixture
def hoa(season: Season, client: Client) -> Client:
    client.force_login(season.world.hoa)
    return client
