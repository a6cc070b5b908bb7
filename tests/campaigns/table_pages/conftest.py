"""A season in July with a draft of everything."""

import pytest

from campaigns.models import ScoringTable
from tests.campaigns.tables.cast import whole_table
from tests.cast import Season


@pytest.fixture
def draft(in_july: None, season: Season) -> ScoringTable:
    """A draft without a fault: two standards, a bonus and a penalty group, bands, a downgrade, keys."""
    return whole_table(season)
