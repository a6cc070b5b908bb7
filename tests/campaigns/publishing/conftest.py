"""A phase that is closed, final, public."""

import pytest

from tests.campaigns.publishing.cast import made_final, publish
from tests.campaigns.test_revisions import close
from tests.cast import Season


@pytest.fixture
def closed(season: Season) -> Season:
    """Ba Dinh and Hoang Mai with figures in cluster 1, Ha Dong in cluster 2; nothing is final."""
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    season.prove(world.ha_dong, world.nga, dv="500")
    close(season)
    return season


@pytest.fixture
def final(closed: Season) -> Season:
    return made_final(closed)


@pytest.fixture
def public(final: Season) -> Season:
    publish(final)
    return final
