"""Returning and verifying submitted figures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Participant, Phase, Result
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.rules import MOVES
from campaigns.services.guard import entering_figures, refuse_settled, shared_phase
from campaigns.services.recomputing import compute_appraised_again
from units.models import User
from units.services import audit
from units.services.notices import notify, writers_of


def return_result(*, result: Result, reason: str, by: User, now: datetime) -> None:
    """Return a figure to its union with a reason, while it can still be corrected. SUBMITTED, VERIFIED → RETURNED.

    Raises ValidationError without a reason or when the figure is not submitted, PhaseEnded after the deadline.
    """
    if not reason.strip():
        raise ValidationError({"reason": [_("Say what the union should correct.")]})
    require_manage(by, result.participant.phase.campaign)
    with entering_figures(phase_id=result.participant.phase_id, now=now) as door:
        phase = door.phase
        _move([result.pk], ResultStatus.RETURNED, return_reason=reason.strip())
        audit.record(verb="return_result", subject=result, by=by, now=now, reason=reason.strip())
        people = writers_of([result.participant.union_id], now=now)
        notify(
            people=[i for ids in people.values() for i in ids],
            kind="result_returned",
            key=f"returned:{result.pk}:{now.isoformat()}",
            values={
                "sender": phase.campaign.owner.name,
                "indicator": result.indicator.name,
                "reason": reason.strip(),
                "phase": phase.name,
                "deadline": phase.entry_closes_at.isoformat(),
            },
            url=f"/sheets/{result.participant_id}/",
            now=now,
        )


def verify_results(*, phase: Phase, result_ids: Sequence[int], by: User, now: datetime) -> int:
    """Confirm submitted figures, before or after the close, until their cluster is final. SUBMITTED → VERIFIED.

    Raises PhaseEnded then, and where the campaign was cancelled.

    After the close new points are asked for of the unions' clusters: their lines say how far each figure was appraised,
    and where appraised figures alone count, or "not applicable" is confirmed, the points change too.
    """
    with shared_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        require_not_cancelled(fresh)
        found = Result.objects.filter(pk__in=result_ids, participant__phase=fresh)
        refuse_settled(Participant.objects.filter(results__in=found))
        sheets = dict(found.values_list("pk", "participant_id"))
        ids = list(sheets)
        count = _move(ids, ResultStatus.VERIFIED, return_reason="")
        if count:
            audit.record(verb="verify_results", subject=fresh, by=by, now=now, results=ids)
        if count and fresh.status >= PhaseStatus.CLOSING:
            compute_appraised_again(phase=fresh, sheet_ids=set(sheets.values()), by=by, now=now)
    return count


def _move(ids: Sequence[int], to: ResultStatus, **fields: Any) -> int:
    """Move the figures whose status allows it; returns how many. Raises ValidationError when none of them may move."""
    count = Result.objects.filter(pk__in=ids, status__in=MOVES[to]).update(
        status=to, version=F("version") + 1, **fields
    )
    if ids and not count:
        raise ValidationError(
            {"status": [_("This figure has been changed meanwhile; look at the page again.")]}
        )
    return count
