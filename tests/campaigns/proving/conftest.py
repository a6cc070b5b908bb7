"""A final with everything that a seal holds."""

import pytest

from tests.campaigns import seal_seasons
from tests.cast import Season


@pytest.fixture
def final(season: Season) -> Season:
    return seal_seasons.final(season)
