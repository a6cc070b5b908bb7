"""Cluster 1 with a criterion that people judge, and who judges."""

from decimal import Decimal
from typing import Any

from campaigns.models import Result
from campaigns.services import judging
from campaigns.services.results import Figure
from tests.cast import NOW, Season, add_person
from units.models import Union, User


def by_two(season: Season, judges: str = "mean") -> None:
    """Two people give the season's judged criterion; Bình judges beside Quang, and Cúc would be a third."""
    season.table.criteria.filter(code="4").update(params={"judges": judges})
    add_person(season.world, "binh", season.world.city)
    add_person(season.world, "cuc", season.world.city)


def cell(season: Season, union: Union, points: str | None, **more: Any) -> Figure:
    """What a judge types for a union; None empties the cell."""
    row = season.result(union, "TD")
    given = {"state": "not_reported" if points is None else "reported", "version": row.version, **more}
    return Figure(row.pk, value=None if points is None else Decimal(points), **given)


def judge(season: Season, by: User, *figures: Figure, **more: Any) -> int:
    """Save these cells as one judge."""
    given = {"phase": season.phase, "indicator": season.indicators["TD"], "now": NOW, **more}
    return judging.judge_cluster(figures=figures, by=by, **given)


def figure(season: Season, union: Union) -> tuple[str, Decimal | None]:
    """The state and the value that count."""
    row: Result = season.result(union, "TD")
    return row.state, row.value
