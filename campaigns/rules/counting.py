"""Which figures count. `queries/counting.py` says the same in SQL; nothing else decides it."""

from collections.abc import Iterable
from typing import Any

from campaigns.choices import Counting, MilestoneStage, ResultState, ResultStatus, Supplier

#: Stages of figures that count: every figure but a milestone that is only planned.
COUNTING_STAGES = ("", MilestoneStage.PILOT.value, MilestoneStage.HELD.value)

#: What each choice sets in a campaign: the status from which a figure counts, and whether the final waits.
_CHOICES = {
    Counting.SENT: (ResultStatus.SUBMITTED, True),
    Counting.MARKED: (ResultStatus.SUBMITTED, False),
    Counting.VERIFIED: (ResultStatus.VERIFIED, True),
}


def counting_fields(choice: str) -> dict[str, Any]:
    """The fields of a campaign that a choice of what counts sets."""
    counts_from, final_waits = _CHOICES[Counting(choice)]
    return {"counts_from": counts_from.value, "final_waits": final_waits}


def counting_of(counts_from: int, *, final_waits: bool) -> Counting:
    """The choice that a campaign's fields make."""
    return next(choice for choice, fields in _CHOICES.items() if fields == (counts_from, final_waits))


def figure_counts(*, status: int, counts_from: int, is_extract: bool, stage: str = "") -> bool:
    """A figure counts once it is as far as the campaign says, submitted or appraised; in an extract each counts.

    A returned figure and an unsent draft never do, nor a milestone that is only planned. What does not count is
    missing: it is treated as one that was not reported; so is one that was set aside, in an extract too.
    """
    is_far_enough = status != ResultStatus.SET_ASIDE if is_extract else status >= counts_from
    return stage in COUNTING_STAGES and is_far_enough


def is_confirmed_away(
    *, state: str, status: int, counts_from: int, final_waits: bool, is_extract: bool
) -> bool:
    """ "Not applicable" takes a line out of the union's maximum once the federation has confirmed it.

    Before that it is missing. Where the final does not wait for the appraisal, and in an extract, it need not be
    confirmed: it is enough that it counts.
    """
    if state != ResultState.NOT_APPLICABLE:
        return False
    least = ResultStatus.VERIFIED if final_waits else counts_from
    return status != ResultStatus.SET_ASIDE if is_extract else status >= least


def is_silent(figures: Iterable[tuple[str, str, int]], *, is_extract: bool) -> bool:
    """Nothing that the union supplies itself was sent, although the phase asks for it; so it stands apart, unranked.

    `figures` are (supplier, state, status) of all that the phase asks for. All returned is not silent, for it was sent;
    the federation's figures and carried ones are no voice. In an extract nothing is sent: there only a union of whom
    it prints no figure at all is silent.
    """
    rows = list(figures)
    own = [row for row in rows if row[0] == Supplier.UNION]
    if is_extract:
        heard = any(state != ResultState.NOT_REPORTED for _supplier, state, _status in rows)
    else:
        heard = any(
            state != ResultState.NOT_REPORTED and status >= ResultStatus.RETURNED
            for _supplier, state, status in own
        )
    return bool(own) and not heard
