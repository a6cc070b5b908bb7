"""The season with its second phase and its year."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.utils import translation

from campaigns.models import Phase
from tests.campaigns.years.cast import COMPUTED, ENDS, close, prove, second_phase, year_over
from tests.cast import CLOSES, NOW, Season


@dataclass
class Whole:
    """Two phases and the year over them, weighing 1 and 2."""

    season: Season
    first: Phase
    second: Phase
    year: Phase


@pytest.fixture
def whole(season: Season) -> Whole:
    """Nothing of it is closed yet."""
    second = second_phase(season)
    return Whole(season, season.phase, second, year_over(season, (season.phase, 1), (second, 2)))


@pytest.fixture
def in_july() -> Iterator[None]:
    """Pages read the clock; they speak English here."""
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def joined(whole: Whole) -> Whole:
    """Ba Dinh has 80 and 92 points in the phases."""
    world = whole.season.world
    prove(whole.first, world.ba_dinh, dv="800", kp="400", bc="1", td="14")
    prove(whole.second, world.ba_dinh, dv="200", kp="0", bc="0", td="4")
    prove(whole.second, world.long_bien, dv="100", bc="1")
    for moment in (CLOSES, ENDS, COMPUTED):
        close(moment)
    whole.year.refresh_from_db()
    return whole
