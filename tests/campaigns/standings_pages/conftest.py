"""A closed phase, and pages in the language of the source."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from campaigns.models import Band
from tests.campaigns.standings.cast import Board, make_board
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


@pytest.fixture
def board(season: Season) -> Board:
    """Ba Dinh 31 + 30, Long Bien 30 + 31, Hoang Mai 20 + 41: 61 points each, to be closed by the test."""
    made, world = make_board(season), season.world
    made.leaf("a", 50)
    made.leaf("b", 50)
    for union, a, b in ((world.ba_dinh, 31, 30), (world.long_bien, 30, 31), (world.hoang_mai, 20, 41)):
        made.give(union, a=a, b=b)
    return made


@pytest.fixture(autouse=True)
def in_english(client: Client) -> Iterator[None]:
    client.cookies.load({"django_language": "en"})
    with translation.override("en"):
        yield
