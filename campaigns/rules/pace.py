"""How far a figure is on its way to the target, and how far it should be by now."""

from collections.abc import Sequence
from datetime import date

from campaigns.rules.figures import WHOLE
from common.quotient import quotient


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
