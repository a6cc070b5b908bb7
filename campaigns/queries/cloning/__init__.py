"""What next year's campaign would be, made from an earlier one: read before anything is written."""

from campaigns.queries.cloning.dates import (
    Dates,
    PhaseDates,
    clone_faults,
    dates_of,
    next_year,
)
from campaigns.queries.cloning.plan import ClonePlan, PhasePlan, YearPlan, clone_plan
from campaigns.queries.cloning.words import (
    campaign_words,
    carried_lines,
    earlier_words,
    left_lines,
    to_see_to,
)

__all__ = [
    "ClonePlan",
    "Dates",
    "PhaseDates",
    "PhasePlan",
    "YearPlan",
    "campaign_words",
    "carried_lines",
    "clone_faults",
    "clone_plan",
    "dates_of",
    "earlier_words",
    "left_lines",
    "next_year",
    "to_see_to",
]
