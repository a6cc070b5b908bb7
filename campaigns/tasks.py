"""Jobs of campaigns. The handlers of long work stand beside their services; importing them here registers them."""

from typing import Any

from django.utils import timezone

from campaigns import imports
from campaigns.services import closing, finalising
from common.tasks import job
from units.services import due

HANDLER_MODULES = (closing, finalising, imports)


@job("campaigns.close_due_phases")
def close_due_phases(**_later: Any) -> None:
    """Close the phases whose deadline has passed, all by the same reading of the clock."""
    closing.close_due_phases(now=timezone.now(), seconds=due.TICK_SECONDS)
