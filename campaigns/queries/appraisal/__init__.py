"""The appraiser's queue: which figures wait, what each is compared with, and what should be looked at twice."""

from campaigns.queries.appraisal.bar import keys_for, panels_for
from campaigns.queries.appraisal.choice import (
    SHOWS,
    Choice,
    Counts,
    chosen_rows,
    clusters_of,
    counts,
    indicators_of,
    may_appraise,
    phases_to_appraise,
)
from campaigns.queries.appraisal.groups import Group, grouped
from campaigns.queries.appraisal.waiting import Waiting, looked_at
from campaigns.queries.appraisal.words import missed_words

__all__ = [
    "SHOWS",
    "Choice",
    "Counts",
    "Group",
    "Waiting",
    "chosen_rows",
    "clusters_of",
    "counts",
    "grouped",
    "indicators_of",
    "keys_for",
    "looked_at",
    "may_appraise",
    "missed_words",
    "panels_for",
    "phases_to_appraise",
]
