"""What the base lines of a table add up to, for each kind of union: bonus and penalty lines never enter."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from campaigns.choices import EVERY_SECTOR, Nature
from campaigns.models import Criterion
from campaigns.queries.table_check.drawn import Drawn
from campaigns.queries.table_check.findings import (
    SET_MAXIMUM,
    SET_NOMINAL,
    Finding,
    at,
    fault,
    shown,
    warning,
)
from campaigns.scoring import applies
from campaigns.scoring.base import Inputs
from campaigns.scoring.parameters import APPLIES_TO, SIZE_BELOW, SIZE_FROM
from common.fields import UNIT, to_units
from units.choices import Sector


class Kind(NamedTuple):
    """A kind of union that some line treats otherwise than another."""

    sector: str
    members: int


def kinds_of(drawn: Drawn) -> list[Kind]:
    """The kinds of unions that the table is for, as far as its lines tell them apart."""
    params = [leaf.params for leaf in drawn.leaves.values()]
    sectors = [""]
    if any(p[APPLIES_TO.name] != EVERY_SECTOR for p in params):
        own = drawn.table.sector or EVERY_SECTOR
        sectors = [sector for sector in Sector.values if applies.covers(own, sector)]
    first, end = drawn.table.size_from or 0, drawn.table.size_to
    edges = {p[name] // UNIT for p in params for name in (SIZE_FROM.name, SIZE_BELOW.name)}
    sizes = {first} | {edge for edge in edges if edge > first and (end is None or edge < end)}
    return [Kind(sector, members) for sector in sectors for members in sorted(sizes)]


class Maxima:
    """What each base group and the whole table can give to each kind of union, in whole ten-thousandths."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.kinds = kinds_of(drawn)
        self.totals = [self._sum(None, kind) for kind in self.kinds]

    def of_children(self, group: Criterion) -> int:
        """The most that the lines of a base group add up to, over the kinds of unions."""
        return max(self._sum(group.pk, kind) for kind in self.kinds)

    def _sum(self, parent: int | None, kind: Kind) -> int:
        below = self.drawn.below.get(parent, [])
        return sum(self._most(c, kind) for c in below if c.nature == Nature.BASE)

    def _most(self, criterion: Criterion, kind: Kind) -> int:
        own = to_units(criterion.max_points)
        if criterion.is_group:
            inside = self._sum(criterion.pk, kind)
            return min(inside, own) if criterion.is_clamped else inside
        leaf = self.drawn.leaves.get(criterion.pk)
        if leaf is None:
            return own
        union = Inputs(state="", sector=kind.sector, members=kind.members)
        return own if applies.fits(leaf.params, union) else 0


def check_maxima(drawn: Drawn) -> Iterator[Finding]:
    """Groups against their lines, then the lines against the nominal maximum."""
    maxima = Maxima(drawn)
    for group in drawn.criteria:
        if group.is_group:
            yield from _of_group(group, drawn, maxima)
    yield from _of_table(drawn, maxima)


def _of_group(group: Criterion, drawn: Drawn, maxima: Maxima) -> Iterator[Finding]:
    own, name = to_units(group.max_points), {"code": group.code}
    if not drawn.below.get(group.pk):
        yield fault("empty", at(group), _("Group “%(code)s” has no criteria. Add some, or remove it.") % name)
        return
    least = group.min_points
    if least is not None and (group.is_clamped or group.nature != Nature.BASE) and least > group.max_points:
        said = _("Group “%(code)s” has a minimum above its maximum. Correct one of them.")
        yield fault("minimum", at(group, "min_points"), said % name)
    if group.nature != Nature.BASE:
        if not own:
            said = _("Group “%(code)s” counts for at most 0 points. Enter the most that it may give or take.")
            yield fault("capped", at(group, "max_points"), said % name)
        return
    total = maxima.of_children(group)
    if own == total:
        return
    place, told = at(group, "max_points"), {**name, "points": shown(own), "total": shown(total)}
    if group.is_clamped and own < total:
        said = _("Group “%(code)s” is held at %(points)s points; its criteria together give %(total)s.")
        yield warning("clamped", place, said % told, SET_MAXIMUM, total)
        return
    said = _("Group “%(code)s” has at most %(points)s points, its criteria together %(total)s.")
    yield fault("sum", place, f"{said % told} {_('Correct one of them.')}", SET_MAXIMUM, total)


def _of_table(drawn: Drawn, maxima: Maxima) -> Iterator[Finding]:
    nominal, place = to_units(drawn.table.nominal), at(drawn.table, "nominal")
    most, least = max(maxima.totals), min(maxima.totals)
    if most != nominal:
        said = _(
            "The criteria together give %(total)s points, the table's nominal maximum is %(nominal)s."
            " Correct one of them."
        )
        told = {"total": shown(most), "nominal": shown(nominal)}
        yield fault("nominal", place, said % told, SET_NOMINAL, most)
    elif least < nominal and not drawn.table.rescales:
        said = _(
            "Criteria that do not apply to every union leave some of them at most %(least)s of %(nominal)s points,"
            " and nothing makes up for it."
        )
        yield warning("partial", place, said % {"least": shown(least), "nominal": shown(nominal)})
