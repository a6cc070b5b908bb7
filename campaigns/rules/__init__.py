"""Sentences of the regulations, without a database and without a clock. Figures and points are whole ten-thousandths.

With `scoring/` this is the second, independent implementation of a close: it computes in SQL (`services/scoring.py`),
`verify_seal` recomputes here, and a property test holds the two together. How a leaf scores is said by its rule in
`scoring/`.
"""

from campaigns.rules.counting import COUNTING_STAGES, figure_counts, is_confirmed_away, is_silent
from campaigns.rules.days import (
    SHORT_NOTICE,
    YEARS_AFTER,
    YEARS_AHEAD,
    YEARS_BEFORE,
    YEARS_LATE,
    YEARS_OF_A_MOVEMENT,
    days_meet,
    days_of_entry,
    is_open_at,
    is_short_notice,
    sectors_meet,
    years_of_phases,
)
from campaigns.rules.figures import MOVES, WHOLE, cumulative, doubt, due_target, is_editable
from campaigns.rules.pace import (
    HEAT_BOUNDS,
    attained,
    heat_bounds,
    heat_of,
    pace_at,
    time_share,
)
from campaigns.rules.tables import (
    band_of,
    criterion_points,
    group_levels,
    rank,
    total_points,
)

__all__ = [
    "COUNTING_STAGES",
    "HEAT_BOUNDS",
    "MOVES",
    "SHORT_NOTICE",
    "WHOLE",
    "YEARS_AFTER",
    "YEARS_AHEAD",
    "YEARS_BEFORE",
    "YEARS_LATE",
    "YEARS_OF_A_MOVEMENT",
    "attained",
    "band_of",
    "criterion_points",
    "cumulative",
    "days_meet",
    "days_of_entry",
    "doubt",
    "due_target",
    "figure_counts",
    "group_levels",
    "heat_bounds",
    "heat_of",
    "is_confirmed_away",
    "is_editable",
    "is_open_at",
    "is_short_notice",
    "is_silent",
    "pace_at",
    "rank",
    "sectors_meet",
    "time_share",
    "total_points",
    "years_of_phases",
]
