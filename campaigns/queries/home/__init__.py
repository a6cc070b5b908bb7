"""What is due for a person, by post: own sheets, pledges, targets; led clusters; the federation's phases.

Each function runs a constant number of queries, whatever the number of unions, and returns the most urgent rows.
"""

from campaigns.queries.home.federation import drafts_to_launch, federation_phases
from campaigns.queries.home.led import Led, clusters_led, pledges_led
from campaigns.queries.home.own import (
    Returned,
    Sheet,
    Sheets,
    pledges_to_sign,
    sheets_due,
    sheets_to_come,
    signed_lately,
    targets_to_register,
)
from campaigns.queries.questions import questions_asked

__all__ = [
    "Led",
    "Returned",
    "Sheet",
    "Sheets",
    "clusters_led",
    "drafts_to_launch",
    "federation_phases",
    "pledges_led",
    "pledges_to_sign",
    "questions_asked",
    "sheets_due",
    "sheets_to_come",
    "signed_lately",
    "targets_to_register",
]
