"""Ba Dinh's figures: its row for an indicator, and saving as Hoa."""

from typing import Any

from campaigns.models import Result
from campaigns.services import results
from campaigns.services.results import Figure
from tests.cast import NOW, Season


def row(season: Season, code: str = "DV") -> Result:
    """Ba Dinh's row for an indicator, as it is now."""
    return season.result(season.world.ba_dinh, code)


def save(season: Season, *figures: Figure, **more: Any) -> int:
    """Save figures in Ba Dinh's sheet as Hoa; `more` replaces what is given to `save_figures`."""
    given = {"participant": season.sheet(season.world.ba_dinh), "by": season.world.hoa, "now": NOW}
    return results.save_figures(**{"figures": figures, **given, **more})
