"""Jobs of campaigns. The handlers of long work stand beside their services; importing them here registers them."""

from typing import Any

from django.utils import timezone

from campaigns import imports
from campaigns.services import after_close, closing, columns, declared_reminders, finalising, superseding
from common.tasks import job
from units.services import due

HANDLER_MODULES = (closing, finalising, imports)


@job("campaigns.close_due_phases")
def close_due_phases(**_later: Any) -> None:
    """Close the phases whose deadline has passed, all by the same reading of the clock."""
    closing.close_due_phases(now=timezone.now(), seconds=due.TICK_SECONDS)


@job("campaigns.end_due_reopenings")
def end_due_reopenings(**_later: Any) -> None:
    """Lock again the figures whose reopening is over, by one reading of the clock."""
    after_close.end_due_reopenings(now=timezone.now(), seconds=due.TICK_SECONDS)


@job("campaigns.end_due_appraisals")
def end_due_appraisals(**_later: Any) -> None:
    """Fill judged lines whose window of appraisal is over from the cross-checks, by one reading of the clock."""
    columns.end_due_appraisals(now=timezone.now(), seconds=due.TICK_SECONDS)


@job("campaigns.send_due_reminders")
def send_due_reminders(**_later: Any) -> None:
    """Remind the late on the days that their phases declare, by one reading of the clock."""
    declared_reminders.send_due_reminders(now=timezone.now(), seconds=due.TICK_SECONDS)


@job("campaigns.remove_superseded")
def remove_superseded(**_later: Any) -> None:
    """Remove past revisions that nothing stands on, by one reading of the clock."""
    superseding.remove_superseded(now=timezone.now(), seconds=due.TICK_SECONDS)
