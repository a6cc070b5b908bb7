"""Fixtures of the campaigns' tests."""

import pytest

from tests.campaigns.tables.cast import whole_table
from tests.campaigns.workbook.cast import Rows, rows_of
from tests.cast import Season


@pytest.fixture
def rows(season: Season) -> Rows:
    """The season's workbook as plain rows."""
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    return rows_of(season.campaign)


@pytest.fixture
def whole(season: Season) -> Rows:
    """The rows of a campaign with a whole scoring table, a draft."""
    whole_table(season)
    return rows_of(season.campaign)
