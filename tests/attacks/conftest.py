"""Fixtures of the attacks."""

import pytest

from awards.models import Council
from tests.attacks.ballot_cast import VOTERS
from tests.awards.cast import make_council
from tests.cast import World
from tests.matrix.places import places

__all__ = ["council", "places"]


@pytest.fixture
def council(world: World) -> Council:
    """Six members with accounts."""
    return make_council(world, VOTERS)
