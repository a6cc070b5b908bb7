"""Fixtures of the campaigns' tests."""

import pytest

from tests.campaigns.workbook.cast import Rows, rows_of
from tests.cast import Season


@pytest.fixture
def rows(season: Season) -> Rows:
    """The season's workbook as plain rows."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    return rows_of(season.campaign)
