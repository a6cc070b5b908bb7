"""How far above the maximum and how far down points may go, for the rules that know it. All is typed as positive."""

from typing import Any

from django.db.models import Case, F, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from campaigns.choices import Nature
from campaigns.scoring.base import Leaf, Params, brief
from campaigns.scoring.parameters import POINTS_MOST, Parameter, Unit
from campaigns.scoring.sql import BIG, whole
from common.quotient import Rounded

#: Full percents and full steps of days beyond this many count for no more.
ENOUGH = 10**8
#: Points above the maximum that are declared; 0 where nothing is.
CAP_POINTS = Parameter("cap_points", "Tính tối đa (điểm)", Unit.POINTS, 0, most=POINTS_MOST)
#: The least that is left after deductions.
FLOOR_POINTS = Parameter("floor_points", "Điểm thấp nhất", Unit.POINTS, 0, most=POINTS_MOST)
#: How far below 0 deductions may go; 0 where they stop at the floor.
SINK_POINTS = Parameter(
    "sink_points", "Được trừ xuống dưới 0, tối đa (điểm)", Unit.POINTS, 0, most=POINTS_MOST
)


def most_of(leaf: Leaf) -> int:
    """The most that a leaf gives: its declared cap, else its maximum."""
    return int(leaf.params[CAP_POINTS.name] or leaf.most)


def most_sql() -> Case:
    """The same in SQL."""
    declared = F(CAP_POINTS.name)
    return Case(When(**{f"{CAP_POINTS.name}__gt": 0}, then=declared), default=F("most"), output_field=BIG)


def least_of(params: Params) -> int:
    """The least that a leaf gives: below 0 only where that is declared."""
    return int(params[FLOOR_POINTS.name] if not params[SINK_POINTS.name] else -params[SINK_POINTS.name])


def least_sql() -> Case:
    """The same in SQL."""
    declared = -F(SINK_POINTS.name)
    return Case(
        When(**{f"{SINK_POINTS.name}__gt": 0}, then=declared), default=F(FLOOR_POINTS.name), output_field=BIG
    )


def full(much: int, of: int, times: int = 1) -> int:
    """How many whole times `of` goes into `much` × `times`; neither is below 0."""
    return min(ENOUGH, much * times // of)


def full_sql(much: Any, of: Any, times: int = 1) -> Combinable:
    """The same in SQL."""
    return Least(Rounded(much, whole(times), of, whole(1), whole(1)), whole(ENOUGH))


def cap_faults(leaf: Leaf) -> list[tuple[str, str]]:
    """A cap that nobody reaches the maximum with."""
    if leaf.params[CAP_POINTS.name] and leaf.params[CAP_POINTS.name] < leaf.most:
        return [(CAP_POINTS.name, unreachable(leaf))]
    return []


def unreachable(leaf: Leaf) -> str:
    """What to do about a cap below the maximum."""
    return _("Nobody can reach the maximum of %(most)s points. Raise the cap, or lower the maximum.") % {
        "most": brief(leaf.most)
    }


def floor_faults(leaf: Leaf) -> list[tuple[str, str]]:
    """A floor above the maximum; a floor and points below 0 at once; a penalty that would give points.

    Of a rule that never goes below 0 only the first.
    """
    floor, sink = leaf.params[FLOOR_POINTS.name], leaf.params.get(SINK_POINTS.name, 0)
    found = []
    if floor > leaf.most:
        found.append((FLOOR_POINTS.name, _("The least must not lie above the maximum.")))
    if floor and sink:
        found.append((SINK_POINTS.name, _("Say the least points, or how far below 0 they may go, not both.")))
    if sink and leaf.nature == Nature.PENALTY:
        found.append((SINK_POINTS.name, _("A penalty below 0 would give points. Leave this empty.")))
    return found
