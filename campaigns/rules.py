"""Sentences of the regulations, without a database and without a clock. Figures and points are whole ten-thousandths.

With `scoring/` this is the second, independent implementation of a close: it computes in SQL (`services/scoring.py`),
`verify_seal` recomputes here, and a property test holds the two together. How a leaf scores is said by its rule in
`scoring/`.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from campaigns.choices import Accumulation, CampaignKind, PhaseStatus, ResultState, ResultStatus
from common.fields import UNIT
from common.quotient import quotient

#: 100 percent, in ten-thousandths of a percent.
WHOLE = 100 * UNIT


def is_open_at(*, status: int, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Figures are taken while the phase is launched and `opens_at` <= now < `closes_at`; the status alone may lag."""
    return status == PhaseStatus.OPEN and opens_at <= now < closes_at


def sectors_meet(a: str, b: str) -> bool:
    """Two phases touch the same unions when their sectors are equal or one of them is for all."""
    return a == b or not a or not b


#: Who has less than this until a deadline may not learn of it in time.
SHORT_NOTICE = timedelta(hours=24)


def is_short_notice(closes_at: datetime, now: datetime) -> bool:
    """Entry ends so soon, or has ended, that hardly anybody can still enter figures."""
    return closes_at - now < SHORT_NOTICE


def days_meet(a_from: date, a_to: date, b_from: date, b_to: date) -> bool:
    """Two periods given by their first and last day share a day."""
    return a_from <= b_to and b_from <= a_to


#: How far from its campaign's year a phase may reach, in whole years: schools count from September to May, and a
#: movement runs for several years.
YEARS_BEFORE, YEARS_AFTER, YEARS_OF_A_MOVEMENT = 1, 1, 10
#: How long before its period entry may open, and how long after it entry may close: what was earlier is entered late.
YEARS_AHEAD, YEARS_LATE = 1, 10


def years_of_phases(*, year: int, kind: str) -> tuple[date, date]:
    """The first and the last day that a phase of a campaign of `year` may cover."""
    after = YEARS_OF_A_MOVEMENT if kind == CampaignKind.THEMATIC else YEARS_AFTER
    return date(year - YEARS_BEFORE, 1, 1), date(year + after, 12, 31)


def days_of_entry(*, first: date, last: date) -> tuple[date, date, date]:
    """The earliest day of opening, and the earliest and latest of closing, for a period of these days.

    Entry may close before the period ends (a year is reviewed in November on estimates), never before it begins.
    """
    return date(first.year - YEARS_AHEAD, 1, 1), first, date(last.year + YEARS_LATE, 12, 31)


def due_target(target: int | None, share: int) -> int | None:
    """The part of a campaign's target due by the end of the phase, rounded once to four decimals."""
    return quotient(target, share, WHOLE)


def cumulative(*, state: str, value: int | None, earlier: int, accumulation: str) -> int | None:
    """The figure that counts at the end of a phase (lũy kế).

    A figure that was not reported is unknown, not zero; "nothing to report" adds nothing to what earlier phases
    brought.
    """
    carried = earlier if accumulation == Accumulation.SUM else 0
    if state == ResultState.REPORTED:
        return (value or 0) + carried
    return carried if state == ResultState.NOTHING else None


def criterion_points(
    leaves: Mapping[Hashable, int], parents: Mapping[Hashable, Hashable | None]
) -> dict[Hashable, int]:
    """Points of every criterion of a table: a leaf's are given, a group's are the sum of its children's.

    `parents` names each criterion's group, None for one that stands in no group. A group without children has 0.
    """
    points = {key: leaves.get(key, 0) for key in parents}
    for key, own in leaves.items():
        above = parents[key]
        while above is not None:
            points[above] += own
            above = parents[above]
    return points


def group_levels(criteria: Iterable[tuple[Hashable, Hashable | None, bool]]) -> list[list[Any]]:
    """Groups by level, from below: a group comes after every group inside it.

    `criteria` are (key, its group's key or None, is a group).
    """
    rows = list(criteria)
    parents = {key: parent for key, parent, _group in rows}
    height = {key: 0 for key, _parent, is_group in rows if is_group}
    for key in list(height):
        steps, above = 1, parents[key]
        while above is not None:
            height[above] = max(height[above], steps)
            steps, above = steps + 1, parents[above]
    levels: list[list[Any]] = [[] for _level in range(max(height.values(), default=-1) + 1)]
    for key, level in height.items():
        levels[level].append(key)
    return levels


def total_points(points: Mapping[Hashable, int], parents: Mapping[Hashable, Hashable | None]) -> int:
    """A participant's total: the sum over the criteria that stand in no group."""
    return sum(own for key, own in points.items() if parents[key] is None)


def rank(points: dict[Hashable, int]) -> dict[Hashable, tuple[int, bool]]:
    """Rank by points, highest first, ties as ties: 1, 2, 2, 4. Returns (rank, is tied) for each key."""
    places: dict[int, list[int]] = {}
    for place, value in enumerate(sorted(points.values(), reverse=True), start=1):
        places.setdefault(value, []).append(place)
    return {key: (places[p][0], len(places[p]) > 1) for key, p in points.items()}


def band_of(points: int, bands: Sequence[tuple[int, str]]) -> str:
    """The band that points fall into, by name: from its lowest points (included) up to the next one; "" below all."""
    reached = [(lowest, name) for lowest, name in bands if points >= lowest]
    return max(reached)[1] if reached else ""


def time_share(*, first: date, last: date, today: date) -> int:
    """How much of a period has passed by the end of `today`, in ten-thousandths of a percent (0 … 100 %)."""
    total = (last - first).days + 1
    passed = min(max((today - first).days + 1, 0), total)
    return quotient(passed, WHOLE, total) or 0


def attained(value: int | None, target: int | None) -> int | None:
    """Result ÷ target in ten-thousandths of a percent; None without a figure or a target (never 0 % or 100 %)."""
    return quotient(value, WHOLE, target) if target else None


def pace_at(*, before: int, share: int, passed: int) -> int:
    """How much of the campaign's target is due by now, in ten-thousandths of a percent.

    `before` was due at the end of the phase before, `share` is at the end of this one; `passed` as `time_share` gives
    it.
    """
    return before + (quotient(max(share - before, 0), passed, WHOLE) or 0)


#: Where the heat classes begin, in percent of the pace: behind, on pace, ahead, far ahead; below the first: far behind.
HEAT_BOUNDS = (80, 96, 110, 160)


def heat_bounds(pace: int) -> tuple[int, ...]:
    """The bounds of the heat classes in whole percent of the target, as in the legend; `pace` in ten-thousandths."""
    return tuple(quotient(pace, bound, WHOLE) or 0 for bound in HEAT_BOUNDS)


def heat_of(percent: int, bounds: Sequence[int]) -> int:
    """The heat class 1 (far behind) … 5 (far ahead) of an attained share, both in whole percent."""
    return 1 + sum(percent >= bound for bound in bounds)


def doubt(*, value: int | None, before: int | None, target: int | None) -> str:
    """Why a figure is worth a second look, which is asked for and never forced; "" when nothing strikes.

    "more": over ten times the phase before; "less": under a tenth of it, though not zero; "target": over three times
    what the union registered for the whole campaign.
    """
    if not value:
        return ""
    if before and value > 10 * before:
        return "more"
    if before and 10 * value < before:
        return "less"
    return "target" if target and value > 3 * target else ""


#: Which status a figure may leave, and to where (submit, return, verify).
MOVES = {
    ResultStatus.SUBMITTED: {ResultStatus.DRAFT, ResultStatus.RETURNED},
    ResultStatus.RETURNED: {ResultStatus.SUBMITTED, ResultStatus.VERIFIED},
    ResultStatus.VERIFIED: {ResultStatus.SUBMITTED},
}


def group_gaps(criteria: Iterable[tuple[str, str, bool, int]]) -> list[tuple[str, int, int]]:
    """Groups whose maximum is not the sum of their children's, as (code, own maximum, sum).

    `criteria` are (code, the parent's code or "", is a group, maximum points in ten-thousandths). A group without
    children sums to 0.
    """
    rows = list(criteria)
    sums: dict[str, int] = {}
    for _code, parent, _group, most in rows:
        sums[parent] = sums.get(parent, 0) + most
    return [
        (code, most, sums.get(code, 0))
        for code, _parent, is_group, most in rows
        if is_group and most != sums.get(code, 0)
    ]


def is_editable(status: int) -> bool:
    """A union may change a figure that is a draft or was returned to it."""
    return status in (ResultStatus.DRAFT, ResultStatus.RETURNED)
