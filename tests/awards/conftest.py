"""Fixtures that several tests of awards share."""

from collections.abc import Iterator

import pytest
import time_machine

from awards.models import Award, AwardRound
from tests.awards.cast import make_award, make_round, open_with
from tests.cast import NOW, World


@pytest.fixture
def in_july() -> Iterator[None]:
    """The clock stands still in July 2024, since pages read it themselves."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def award(world: World) -> Award:
    """A form of commendation for collectives."""
    return make_award("BK")


@pytest.fixture
def round(world: World, award: Award) -> AwardRound:
    """A spot round that takes nominations for the award."""
    return open_with(make_round(world), award)
