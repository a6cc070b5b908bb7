"""A closed phase whose clusters hold conferences, and the conference of cluster 1."""

from datetime import date
from typing import Any

from campaigns.choices import StageKind
from campaigns.models import Conference, Stage
from campaigns.services import hearing
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, Season, after

LATER = after(CLOSES, days=10)


def with_conferences(season: Season) -> Season:
    """The season's phase, closed, with the stage of conferences alone."""
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    close(season)
    Stage.objects.filter(phase=season.phase).delete()
    window = {"opens_at": CLOSES, "closes_at": after(CLOSES, days=12)}
    Stage.objects.create(phase=season.phase, kind=StageKind.CONFERENCE, **window)
    return season


def hold(season: Season, **given: Any) -> Conference:
    """A conference of cluster 1 that adopted its points."""
    fields: dict[str, Any] = {
        "phase": season.phase, "cluster": season.world.cluster_1, "held_on": date(2024, 8, 9), "invited": 12,
        "present": 10, "votes_for": 9, "votes_against": 1, "is_adopted": True, "by": season.world.lan, "now": LATER,
    }  # fmt: skip
    return hearing.hold_conference(**fields | given)


def take_back(season: Season, **given: Any) -> Conference:
    """A conference of cluster 1 that did not adopt them."""
    return hold(season, is_adopted=False, votes_for=2, votes_against=8, **given)
