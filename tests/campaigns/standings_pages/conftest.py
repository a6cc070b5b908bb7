"""A closed phase, and pages in the language of the source."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from campaigns.models import Band
from tests.campaigns.standings_pages.cast import close
from tests.cast import Season


@pytest.fixture
def closed(season: Season) -> Season:
    """Ba Dinh 72, Hoang Mai and Long Bien 55 each; Ha Dong nothing."""
    world = season.world
    for low, below, name in ((90, None, "Xuất sắc"), (60, 90, "Tốt"), (50, 60, "Khá")):
        Band.objects.create(table=season.table, name=name, lowest=Decimal(low), below=below)
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    season.prove(world.long_bien, world.lan, dv="1000", kp="250", bc="0")
    close(season)
    return season


@pytest.fixture(autouse=True)
def in_english(client: Client) -> Iterator[None]:
    client.cookies.load({"django_language": "en"})
    with translation.override("en"):
        yield
