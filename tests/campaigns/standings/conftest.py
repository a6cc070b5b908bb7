"""Fixtures of the standings' tests."""

import pytest

from tests.campaigns.standings.cast import Board, make_board
from tests.cast import Season


@pytest.fixture
def board(season: Season) -> Board:
    """A table of its own over the season's unions; nobody has figures."""
    return make_board(season)
