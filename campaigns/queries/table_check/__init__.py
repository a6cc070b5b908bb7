"""The design check of a scoring table, before anyone is scored: faults and warnings, each with place and remedy."""

from campaigns.queries.table_check.bands import OF_FACTS, fact_words
from campaigns.queries.table_check.checking import Check, check_table
from campaigns.queries.table_check.findings import Finding, Place, Repair
from campaigns.queries.table_check.versions import bound_base, open_lines

__all__ = [
    "OF_FACTS",
    "Check",
    "Finding",
    "Place",
    "Repair",
    "bound_base",
    "check_table",
    "fact_words",
    "open_lines",
]
