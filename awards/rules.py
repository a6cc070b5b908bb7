"""Sentences of the regulations on awards, without a database and without a clock.

`cut` is the second, independent implementation of the tally: the job counts and cuts in SQL
(`services/tallying.py`), and a property test holds the two together.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from datetime import datetime

from awards.choices import Outcome, RoundStatus, SessionStatus
from common.text import searchable

#: The smallest council: chair, secretary or member, and one more; two could never decide against each other.
SMALLEST_COUNCIL = 3
#: The ballots of a round, by number: the first, and a second one where a rule allows it.
BALLOTS = (1, 2)


def votes_needed(threshold: int, members: int) -> int:
    """How many votes are `threshold` percent of *all* members, never rounded down: 80 % of 9 is 8, 90 % of 9 is 9."""
    return (threshold * members + 99) // 100


def has_quorum(*, present: int, members: int, quorum: int) -> bool:
    """Whether `quorum` percent of all members are present; who sends a written opinion counts as absent."""
    return present * 100 >= quorum * members


def missing_for_quorum(*, present: int, members: int, quorum: int) -> int:
    """How many members more must be present."""
    return max(votes_needed(quorum, members) - present, 0)


def cut(
    votes: Mapping[Hashable, int], *, needed: int, places: int | None
) -> dict[Hashable, tuple[int | None, str]]:
    """What follows for each nomination of a pool from its votes: (place, outcome), taken from the most votes down.

    Equal votes are an equal place (1, 2, 2, 4). Whoever has too few votes has no place. A tie that the quota
    cuts through is left to the chair. `places` None is no limit.
    """
    passed = {key: count for key, count in votes.items() if count >= needed}
    same = Counter(passed.values())
    outcome: dict[Hashable, tuple[int | None, str]] = {key: (None, Outcome.FAILED) for key in votes}
    ahead = 0
    for count in sorted(same, reverse=True):
        if places is None or ahead + same[count] <= places:
            verdict = Outcome.PASSED
        elif ahead >= places:
            verdict = Outcome.OVER_QUOTA
        else:
            verdict = Outcome.TIED
        outcome |= {key: (ahead + 1, verdict) for key, own in passed.items() if own == count}
        ahead += same[count]
    return outcome


def name_key(text: str) -> str:
    """A recipient's name without case and diacritics; the same person is not nominated twice."""
    return searchable(text)


def number_key(text: str) -> str:
    """A decision's number as it is compared: `0737 / QĐ-LĐLĐ` is `737/qd-ldld`."""
    return searchable(text).replace(" ", "").lstrip("0")


def takes_nominations(*, status: int, closes_at: datetime, now: datetime) -> bool:
    """Nominations are taken while the round is open and before its end; the stored status alone may lag."""
    return status == RoundStatus.OPEN and now < closes_at


def takes_ballots(*, status: int, ends_at: datetime, now: datetime) -> bool:
    """Ballots are taken while the session votes and before its end; the stored status alone may lag."""
    return status == SessionStatus.VOTING and now < ends_at
