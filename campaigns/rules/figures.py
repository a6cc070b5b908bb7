"""A figure: what is due of its target, what earlier phases bring to it, how it moves, what looks doubtful."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median_low

from campaigns.choices import Accumulation, ResultState, ResultStatus
from common.fields import UNIT
from common.quotient import quotient

#: 100 percent, in ten-thousandths of a percent.
WHOLE = 100 * UNIT


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


def exceeds(numerator: Decimal | None, denominator: Decimal | None) -> bool:
    """Whether a part is larger than its whole. A denominator of 0 has a word of its own in the table, and is none."""
    return bool(numerator and denominator and numerator > denominator)


#: Beside fewer others than these nothing can be called far off.
FEWEST = 2


def far_off(value: Decimal, others: Sequence[Decimal]) -> str:
    """Whether a target is far from those of the others in the cluster: "more" than ten times their median, "less" than
    a tenth of it; "" where nothing strikes.

    One slip of the comma moves everybody where points are relative to the leader. A target of 0 is no slip.
    """
    return far_from(value, median_low(others)) if len(others) >= FEWEST else ""


def far_from(value: Decimal, middle: Decimal) -> str:
    """As `far_off`, where the median of enough others is known already."""
    if value <= 0:
        return ""
    if middle and value > 10 * middle:
        return "more"
    return "less" if 10 * value < middle else ""


def middle_of_others(value: Decimal, *, count: int, lower: Decimal, upper: Decimal) -> Decimal | None:
    """The lower median of all but one of `count` figures, the one being `value`; None beside too few others.

    Of the figures in order, `lower` is number count ÷ 2, rounded down, and `upper` the one after it.
    """
    if count - 1 < FEWEST:
        return None
    return upper if value <= lower else lower


#: Which status a figure may leave, and to where (submit, return, verify). A confirmation that is taken back brings a
#: figure to where a submission does, from elsewhere.
MOVES = {
    ResultStatus.SUBMITTED: {ResultStatus.DRAFT, ResultStatus.RETURNED},
    ResultStatus.RETURNED: {ResultStatus.SUBMITTED, ResultStatus.VERIFIED},
    ResultStatus.VERIFIED: {ResultStatus.SUBMITTED},
}


def is_editable(status: int) -> bool:
    """A union may change a figure that is a draft or was returned to it."""
    return status in (ResultStatus.DRAFT, ResultStatus.RETURNED)
