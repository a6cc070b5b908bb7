"""Ranks inside a cluster: by the printed total, then by the keys of the table. `services/scoring` says it in SQL."""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from campaigns.choices import TieKind

#: Keys that a person answers.
PERSONS = (TieKind.BALLOT, TieKind.DECISION)
#: A collective with so many percent of women comes first (NĐ 152/2025/NĐ-CP, Điều 4).
WOMEN_SHARE = 70


class Key(NamedTuple):
    """What a key says of a unit: the smaller `figure` comes first, None last. `is_persons`: a person answers it."""

    figure: int | None
    is_persons: bool = False


@dataclass(frozen=True)
class Contender:
    """A unit that is ranked: its printed total, its keys in the order of its table, and the place a person gave it."""

    points: int
    keys: tuple[Key, ...] = ()
    place: int | None = None


@dataclass(frozen=True)
class Placed:
    """A person's decision on a unit: its place among those that it was tied with, by ballot or not."""

    place: int
    is_ballot: bool = False


def figure_key(figure: int | None, *, is_lower_better: bool = False) -> Key:
    """The key of a criterion's points or of an indicator's figure; without one the unit comes last."""
    if figure is None:
        return Key(None)
    return Key(figure if is_lower_better else -figure)


def women_key(members: int | None, women: int | None) -> Key:
    """A collective with 70 % women or more comes first; where nobody counted them it is one of the others."""
    known = members is not None and women is not None and members > 0
    return Key(0 if known and (women or 0) * 100 >= WOMEN_SHARE * (members or 0) else 1)


def persons_key(kind: str, placed: Placed | None) -> Key:
    """The key that a person answers: a ballot by ballots alone, a decision by either."""
    answered = placed is not None and (kind != TieKind.BALLOT or placed.is_ballot)
    return Key(placed.place if placed and answered else None, is_persons=True)


def ranks_of(contenders: Mapping[Any, Contender]) -> dict[Any, tuple[int, bool]]:
    """Rank and whether it is shared: 1, 2, 2, 4. The keys are compared by position, after them what a person decided.

    A person's answer parts only those who are equal in all before it, and only when it names each of them: who came to
    the tie later has not lost it. What comes after a key that nobody has answered waits for the answer.
    """
    groups = [list(contenders)]
    groups = _parted(groups, {key: (-own.points,) for key, own in contenders.items()})
    figures: dict[Any, list[Key]] = {key: list(own.keys) for key, own in contenders.items()}
    for at in range(max((len(keys) for keys in figures.values()), default=0)):
        groups = _parted(groups, _values_at(groups, figures, at))
    last = {key: [Key(own.place, is_persons=True)] for key, own in contenders.items()}
    groups = _parted(groups, _values_at(groups, last, 0))
    found: dict[Any, tuple[int, bool]] = {}
    for group in groups:
        rank = len(found) + 1
        found |= {key: (rank, len(group) > 1) for key in group}
    return found


def _values_at(
    groups: Sequence[Sequence[Hashable]], keys: dict[Any, list[Key]], at: int
) -> dict[Any, tuple[int, int]]:
    """What parts the units at one position; None comes last. An unanswered question silences the keys after it."""
    values: dict[Any, tuple[int, int]] = {}
    for group in groups:
        said = {key: keys[key][at] if at < len(keys[key]) else Key(None) for key in group}
        everybody = all(own.figure is not None for own in said.values())
        for key, own in said.items():
            figure = own.figure if everybody or not own.is_persons else None
            if own.is_persons and figure is None:
                del keys[key][at:]
            values[key] = (0, figure) if figure is not None else (1, 0)
    return values


def _parted(
    groups: Iterable[Sequence[Hashable]], values: Mapping[Any, tuple[int, ...]]
) -> list[list[Hashable]]:
    """Groups of equals, best first, each parted by these values."""
    parted: list[list[Hashable]] = []
    for group in groups:
        inside: dict[tuple[int, ...], list[Hashable]] = {}
        for key in group:
            inside.setdefault(values[key], []).append(key)
        parted += [inside[value] for value in sorted(inside)]
    return parted


# --- Young units ------------------------------------------------------------------------------------------------------
def months_before(day: date, months: int) -> date:
    """The last day from which so many calendar months are full on `day`; the same day of the month counts as full.

    Where a month has no such day, its last day stands for it: from 31/8 six months are full on 28/2 or 29/2.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def is_young(
    review_day: date,
    *,
    founded_on: date | None,
    reorganised_on: Iterable[date] = (),
    min_months: int,
    min_months_merged: int,
) -> bool:
    """A unit that is not graded yet (chưa xếp loại): founded, merged or split too short a time before the review day.

    12 months, or 6 after a merger (HD 1294/HD-TLĐ, 14/8/2019), or what the table says; 0 asks for nothing. A unit whose
    founding nobody recorded is old enough. What is reorganised after the review day is no matter of it.
    """
    if founded_on is not None and min_months and founded_on > months_before(review_day, min_months):
        return True
    edge = months_before(review_day, min_months_merged)
    return bool(min_months_merged) and any(edge < day <= review_day for day in reorganised_on)
