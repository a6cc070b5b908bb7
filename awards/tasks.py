"""Jobs of awards. The handlers of long work stand beside their services; importing them here registers them."""

from typing import Any

from django.utils import timezone

from awards.services import rounds, sessions, tallying
from common.tasks import job
from units.services import due

HANDLER_MODULES = (tallying,)


@job("awards.close_due_rounds")
def close_due_rounds(**_later: Any) -> None:
    """Close the nominations that are due; the clock is read once."""
    rounds.close_due_rounds(now=timezone.now(), seconds=due.TICK_SECONDS)


@job("awards.end_due_sessions")
def end_due_sessions(**_later: Any) -> None:
    """End the votes that are due; the clock is read once."""
    sessions.end_due_sessions(now=timezone.now(), seconds=due.TICK_SECONDS)
