"""What two judges give together. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from campaigns.choices import Judges

#: So many judges give the points of a line that several judge.
SEVERAL = 2
#: So many decimals may the points of one have whose mean is taken: half of their sum is exact in ten-thousandths.
PLACES_OF_MEAN = 3


def figure_of_judges(points: Sequence[Decimal], judges: Judges) -> Decimal | None:
    """The figure that the points of all judges make; None while somebody's are missing, or they do not agree.

    The mean is exact, and rounded once together with the line.
    """
    if len(points) < (1 if judges == Judges.ONE else SEVERAL):
        return None
    if judges == Judges.MEAN:
        return sum(points, Decimal(0)) / len(points)
    return points[0] if len(set(points)) == 1 else None
