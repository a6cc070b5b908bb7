"""Telling those whom a deadline concerns that it was moved, or that a phase has come with one close by."""

from datetime import datetime

from campaigns.models import Phase
from campaigns.queries.deadlines import concerned_by, concerned_by_new
from units.services.notices import notify_writers


def tell_moved(phase: Phase, *, before: datetime, reason: str, now: datetime) -> None:
    """One notice for each move, with the old and the new deadline, and why where that was said.

    To those who act for the unions that take part and for the heads of their clusters; nobody is late in an extract,
    so there nobody is told.
    """
    if phase.campaign.is_extract:
        return
    _notify("deadline_moved", phase, concerned_by(phase), now, before=before.isoformat(), reason=reason)


def tell_added(phase: Phase, *, now: datetime) -> None:
    """One notice of a phase whose entry ends so soon, or has ended: to the unions of the campaign's other phases."""
    if phase.campaign.is_extract:
        return
    _notify("phase_added", phase, concerned_by_new(phase.campaign, phase.sector), now)


def _notify(kind: str, phase: Phase, unions: object, now: datetime, **values: str) -> None:
    campaign = phase.campaign
    notify_writers(
        unions=unions,  # type: ignore[arg-type]
        kind=kind,
        key=f"{kind}:{phase.pk}:{now.isoformat()}",
        values={
            "sender": campaign.owner.name,
            "campaign": campaign.name,
            "phase": phase.name,
            "deadline": phase.entry_closes_at.isoformat(),
            **values,
        },
        url=f"/campaigns/{campaign.pk}/",
        now=now,
    )
