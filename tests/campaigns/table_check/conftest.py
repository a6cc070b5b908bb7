"""The table that the tests of the design check spoil."""

import pytest

from campaigns.models import ScoringTable
from tests.campaigns.tables.cast import whole_table
from tests.cast import Season


@pytest.fixture
def table(season: Season) -> ScoringTable:
    """A draft without a fault or a warning."""
    return whole_table(season)
