"""The rows of the standings, and how they stand together by bands. No query."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from campaigns.models import Band, Participant, Standing
from campaigns.rules import WHOLE
from common.fields import to_units


@dataclass(frozen=True)
class Row:
    """A union in the standings. `gap` is what it lacks to rank 1, `full` of `leaves` criteria reached the maximum.

    `before` and `band_before` are its rank and the name of its class in the phase before, where it had any. `above`
    says by which key it stands above one of equal points. `across` and `in_sector` are its ranks over all clusters,
    where there are such ranks. `calendar` says by which calendar of its own it is counted in a year.
    """

    participant: Participant
    standing: Standing | None
    is_mine: bool
    gap: Decimal | None = None
    full: int = 0
    leaves: int = 0
    before: int | None = None
    band_before: str = ""
    band: Band | None = None
    above: str = ""
    across: int | None = None
    in_sector: int | None = None
    calendar: str = ""

    @property
    def rank(self) -> int | None:
        """Its place; None without points, and for a union that sent nothing, which stands apart."""
        return self.standing.rank if self.standing else None

    @property
    def moved(self) -> int:
        """Places gained (positive) or lost since the phase before; 0 without one."""
        return self.before - self.rank if self.before and self.rank else 0

    @property
    def left_band(self) -> str:
        """The class in which it was in the phase before, where it is in another one now, or in none; else ""."""
        return "" if self.band is not None and self.band.name == self.band_before else self.band_before

    @property
    def is_young(self) -> bool:
        """It is not graded: founded or merged too short a time ago."""
        return self.standing is not None and self.standing.is_young

    @property
    def lowered_from(self) -> str:
        """The name of the band that its points gave, where a downgrade or a limit left it a lower one; else ""."""
        found = self.standing.band_found if self.standing else None
        return "" if found is None or found == self.band or self.is_young else found.name


@dataclass(frozen=True)
class Group:
    """Rows of one band on this page, `band` None where there is none; `size` is how many the band has in all.

    From `lowest` (included) up to `below`; `room` is how many a limited band holds. Units that are not graded, and
    those that no band takes, are groups of their own; a table without bands makes one nameless group.
    """

    name: str
    lowest: Decimal | None
    below: Decimal | None
    rows: list[Row]
    is_banded: bool
    size: int
    band: Band | None = None
    room: int | None = None
    is_young: bool = False


def in_order(rows: Iterable[Row], bands: Mapping[int, Band]) -> list[Row]:
    """Bands from the highest down, then who is not graded, then whom no band takes; inside by rank.

    Rows of one rank stay in the order in which they come.
    """
    return sorted(rows, key=lambda row: (_group_of(row, bands), row.rank or 0))


def grouped(page: Sequence[Row], everybody: Sequence[Row], bands: Mapping[int, Band]) -> list[Group]:
    """The rows of a page by bands; `everybody` are all that are ranked here."""
    sizes = Counter(_group_of(row, bands) for row in everybody)
    return [
        _group(list(rows), bands, size=sizes[key], ranked=len(everybody))
        for key, rows in groupby(page, key=lambda row: _group_of(row, bands))
    ]


def _group_of(row: Row, bands: Mapping[int, Band]) -> tuple[Any, ...]:
    """What rows of one group have in common, in the order of the groups."""
    if not bands:
        return (0,)
    if row.band is not None:
        return (0, -row.band.lowest, row.band.pk)
    return (1,) if row.is_young else (2,)


def _group(rows: list[Row], bands: Mapping[int, Band], *, size: int, ranked: int) -> Group:
    band, young = rows[0].band, bool(bands) and rows[0].is_young
    if band is None:
        return Group("", None, None, rows, is_banded=bool(bands), size=size, is_young=young)
    room = None if band.share is None else to_units(band.share) * ranked // WHOLE
    return Group(band.name, band.lowest, band.below, rows, is_banded=True, size=size, band=band, room=room)
