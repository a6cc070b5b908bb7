"""Bands with their conditions, downgrades and shares, after the ranks. `services/scoring` says the same in SQL.

Bands are walked from the top. The order is fixed: conditions, then downgrades by facts, then the limits.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from campaigns.choices import ConditionKind, FactKind
from campaigns.rules.figures import WHOLE
from campaigns.rules.totals import Standard


@dataclass(frozen=True)
class Fact:
    """A fact that a revision counted; `grade` is its key, `is_of_period` that its day lies in the phase's period."""

    kind: str
    grade: str = ""
    is_of_period: bool = True


@dataclass(frozen=True)
class Condition:
    """What a band asks beside its points; `grade` "" is any of the kind. `percent` is in ten-thousandths of one."""

    kind: str
    percent: int | None = None
    fact_kind: str = ""
    grade: str = ""


@dataclass(frozen=True)
class BandRule:
    """A band: from `lowest` (included) to `below`, None without an upper end; `share` of the units, None for all."""

    key: Hashable
    lowest: int
    below: int | None = None
    share: int | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Cap:
    """A downgrade: a fact with which a unit gets no band above `band`."""

    band: Hashable
    fact_kind: str
    grade: str = ""


@dataclass(frozen=True)
class BandTable:
    """The bands of a table, highest first, and what else it says of them."""

    bands: tuple[BandRule, ...] = ()
    caps: tuple[Cap, ...] = ()
    silent_gets_lowest: bool = False

    def place(self, band: Hashable) -> int:
        """The place of a band in the walk, 0 for the highest."""
        return [own.key for own in self.bands].index(band)


@dataclass(frozen=True)
class Unit:
    """What a unit's band is found from; `rank` None for one that stands apart."""

    points: int
    rank: int | None
    table: BandTable
    zeros: int = 0
    standards: tuple[Standard, ...] = ()
    facts: tuple[Fact, ...] = ()
    is_silent: bool = False
    is_young: bool = False


class Grade(NamedTuple):
    """The band that holds and the one found before downgrades and shares; None for none."""

    band: Hashable | None
    found: Hashable | None
    is_on_border: bool = False


@dataclass
class _Walk:
    """A unit on its way down: the places of bands it was refused for want of room."""

    unit: Unit
    found: int | None
    cap: int | None
    lost: set[int] = field(default_factory=set)
    is_on_border: bool = False

    def place(self) -> int | None:
        """Where it stands: the highest band that matches and has room, lowered by the downgrades."""
        bands = self.unit.table.bands
        if self.unit.is_young or self.unit.rank is None:
            return None
        matching = (at for at, band in enumerate(bands) if at not in self.lost and matches(band, self.unit))
        place = next(matching, None)
        if self.cap is None:
            return place
        if place is None:
            lowest = len(bands) - 1
            return lowest if self.cap == lowest and lowest not in self.lost else None
        # lowered, it asks nothing again; where the band at the downgrade is full it goes to the one under it
        return next((at for at in range(max(place, self.cap), len(bands)) if at not in self.lost), None)


def holds(fact: Fact, kind: str, grade: str) -> bool:
    """The fact is of this kind and, where one is asked, of this grade."""
    return fact.kind == kind and grade in ("", fact.grade)


def is_met(condition: Condition, unit: Unit) -> bool:
    """Whether a unit meets a condition. Facts are those of the phase's period; a registration holds to date.

    A registration carries a day of the year and not of every phase of it.
    """
    of_period = any(
        fact.is_of_period and holds(fact, condition.fact_kind, condition.grade) for fact in unit.facts
    )
    match condition.kind:
        case ConditionKind.NO_ZERO:
            return unit.zeros == 0
        case ConditionKind.STANDARDS:
            least = condition.percent or 0
            return all(own.earned * WHOLE >= least * own.most for own in unit.standards)
        case ConditionKind.REGISTERED:
            return any(fact.kind == FactKind.REGISTRATION for fact in unit.facts)
        case ConditionKind.NO_FACT:
            return not of_period
    return of_period


def unmet(band: BandRule, unit: Unit) -> list[Condition]:
    """The conditions of a band that a unit does not meet. Another way in (OR_FACT) is none."""
    asked = (own for own in band.conditions if own.kind != ConditionKind.OR_FACT)
    return [own for own in asked if not is_met(own, unit)]


def is_inside(band: BandRule, unit: Unit) -> bool:
    """The unit's printed total lies in the band's range, or one of the facts stands for that."""
    in_range = unit.points >= band.lowest and (band.below is None or unit.points < band.below)
    ways = (own for own in band.conditions if own.kind == ConditionKind.OR_FACT)
    return in_range or any(is_met(own, unit) for own in ways)


def matches(band: BandRule, unit: Unit) -> bool:
    """The range, or one of the facts that stand for it, and every condition."""
    return is_inside(band, unit) and not unmet(band, unit)


def cap_of(unit: Unit) -> int | None:
    """The place of the highest band that the downgrades leave a unit; None without one. Facts of the period count."""
    places = [
        unit.table.place(cap.band)
        for cap in unit.table.caps
        if any(fact.is_of_period and holds(fact, cap.fact_kind, cap.grade) for fact in unit.facts)
    ]
    return max(places, default=None)


def grades_of(units: Mapping[Any, Unit]) -> dict[Any, Grade]:
    """The band of every unit of one cluster.

    A limited band holds ⌊share × ranked of the cluster⌋, by rank; whom it does not hold goes on to the next band that
    matches. Nobody of a tie over the border gets in until a person decides. A young unit is not graded and takes no
    place; a silent one gets the lowest band where the table says so.
    """
    ranked = sum(unit.rank is not None for unit in units.values())
    walks = {key: _Walk(unit, _found(unit), cap_of(unit)) for key, unit in units.items()}
    for place in range(max((len(unit.table.bands) for unit in units.values()), default=0)):
        _limit(walks.values(), place, ranked)
    return {key: _grade(walk) for key, walk in walks.items()}


def _found(unit: Unit) -> int | None:
    if unit.rank is None:
        return None
    return next((at for at, band in enumerate(unit.table.bands) if matches(band, unit)), None)


def _limit(walks: Iterable[_Walk], place: int, ranked: int) -> None:
    """Fill the limited bands at one place of the walk; each table has its own."""
    inside: dict[Any, list[_Walk]] = {}
    for walk in walks:
        if walk.place() == place and walk.unit.table.bands[place].share is not None:
            inside.setdefault(walk.unit.table.bands[place].key, []).append(walk)
    for candidates in inside.values():
        room = (candidates[0].unit.table.bands[place].share or 0) * ranked // WHOLE
        _fill(candidates, place, room)


def _fill(candidates: Sequence[_Walk], place: int, room: int) -> None:
    """Give the band's room to the first; equals get in together or not at all."""
    ranks = sorted(walk.unit.rank or 0 for walk in candidates)
    for walk in candidates:
        before = bisect_left(ranks, walk.unit.rank or 0)
        if bisect_right(ranks, walk.unit.rank or 0) > room:
            walk.lost.add(place)
            walk.is_on_border = walk.is_on_border or before < room


def _grade(walk: _Walk) -> Grade:
    bands, place = walk.unit.table.bands, walk.place()
    if walk.unit.is_silent and not walk.unit.is_young and walk.unit.table.silent_gets_lowest and bands:
        place = len(bands) - 1
    found = None if walk.found is None else bands[walk.found].key
    return Grade(None if place is None else bands[place].key, found, walk.is_on_border)
