"""The season with its second phase and its year."""

from dataclasses import dataclass

import pytest

from campaigns.models import Phase
from tests.campaigns.years.cast import second_phase, year_over
from tests.cast import Season


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
