"""The columns beside the computed points: between what a line's points may lie. Pure."""

from decimal import Decimal

from campaigns.choices import Nature


def bounds_of(
    most: Decimal, *, nature: str, sinks: bool, computed: Decimal | None
) -> tuple[Decimal, Decimal]:
    """The least and the most points that somebody may write for a line: 0 to its maximum, of a penalty below 0.

    A rule that `sinks` may give less than 0; what was computed is always inside.
    """
    low, high = (-most, Decimal(0)) if nature == Nature.PENALTY else (-most if sinks else Decimal(0), most)
    return (low, high) if computed is None else (min(low, computed), max(high, computed))
