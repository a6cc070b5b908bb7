"""The ranked are heard before the final: opinions on single lines, the conference of the cluster."""

from campaigns.services.hearing.acclaims import Acclaimed
from campaigns.services.hearing.conferences import hold_conference
from campaigns.services.hearing.opinions import (
    answer_opinion,
    raise_opinion,
    require_taking,
    withdraw_opinion,
)

__all__ = [
    "Acclaimed",
    "answer_opinion",
    "hold_conference",
    "raise_opinion",
    "require_taking",
    "withdraw_opinion",
]
