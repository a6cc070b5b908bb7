"""Appraising submitted figures, one or many at once: confirming, returning, and taking a confirmation back."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import REASON, Phase, Result
from campaigns.permissions import require_manage
from campaigns.rules import MOVES
from campaigns.services.guard import entering_figures, shared_phase
from campaigns.services.recomputing import compute_appraised_again
from campaigns.services.results.deciding import (
    Decided,
    Ticked,
    as_ticked,
    move,
    record_each,
    refuse_too_many,
    require_unsealed,
)
from campaigns.services.telling import tell_unions
from common.errors import fault, worded
from units.models import User
from units.services import audit


def verify_results(
    *, phase: Phase, result_ids: Ticked, by: User, now: datetime, spares: bool = False
) -> Decided:
    """Confirm submitted figures, before or after the close, until the phase is being sealed. SUBMITTED → VERIFIED.

    Those that changed since their page was drawn are left as they are and told of; with `spares` also those of which
    something is asked. After the close new points are asked for of the unions' clusters: their lines say how far each
    figure was appraised, and where appraised figures alone count, or "not applicable" is confirmed, the points change
    too. Raises ValidationError for too many, PhaseEnded once the phase is sealed, Refusal for other people.
    """
    with shared_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        refuse_too_many(result_ids)
        require_unsealed(fresh, result_ids)
        found = as_ticked(fresh, result_ids, leaves=MOVES[ResultStatus.VERIFIED], by=by, spares=spares)
        if found.figures:
            move(found.figures, ResultStatus.VERIFIED, by=by, now=now, return_reason="")
            ids = [row.pk for row in found.figures]
            audit.record(verb="verify_results", subject=fresh, by=by, now=now, results=ids)
            _compute_again(fresh, found.figures, by=by, now=now)
    return found


def return_results(*, phase: Phase, result_ids: Ticked, reason: str, by: User, now: datetime) -> Decided:
    """Return figures with one reason, while they can still be corrected. SUBMITTED, VERIFIED → RETURNED.

    Each union is told once, of all its figures. Those that changed since their page was drawn are left as they are.
    Raises ValidationError without a reason or for too many, PhaseEnded outside the entry window, Refusal for others.
    """
    reason = worded(reason, name="reason", missing=_("Say what the union should correct."), most=REASON)
    require_manage(by, phase.campaign)
    refuse_too_many(result_ids)
    with entering_figures(phase_id=phase.pk, now=now) as door:
        fresh = door.phase
        found = as_ticked(fresh, result_ids, leaves=MOVES[ResultStatus.RETURNED], by=by)
        if found.figures:
            move(found.figures, ResultStatus.RETURNED, by=by, now=now, return_reason=reason)
            record_each("return_result", found.figures, by=by, now=now, reason=reason)
            told = {"reason": reason, "deadline": fresh.entry_closes_at.isoformat()}
            tell_unions(found.figures, phase=fresh, kind="results_returned", values=told, now=now)
    return found


def return_result(*, result: Result, reason: str, by: User, now: datetime) -> None:
    """Return one figure as it is now. Raises as `return_results` does, and ValidationError where it cannot be
    returned."""
    done = return_results(
        phase=result.participant.phase, result_ids=[result.pk], reason=reason, by=by, now=now
    )
    if not done.figures:
        raise fault("status", _("This figure has been changed meanwhile; look at the page again."))


def take_back_results(*, phase: Phase, result_ids: Ticked, reason: str, by: User, now: datetime) -> Decided:
    """Take back the confirmation of figures, which then wait for appraisal again. VERIFIED → SUBMITTED.

    Before or after the close, until the phase is being sealed; after it new points are asked for, as for a
    confirmation. Each union is told once, of all its figures. Raises as `verify_results` does, and ValidationError
    without a reason.
    """
    reason = worded(reason, name="reason", missing=_("Say why the confirmation is taken back."), most=REASON)
    with shared_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        require_unsealed(fresh, result_ids)
        found = as_ticked(fresh, result_ids, leaves={ResultStatus.VERIFIED}, by=by)
        if found.figures:
            move(found.figures, ResultStatus.SUBMITTED, by=by, now=now)
            record_each("take_back_result", found.figures, by=by, now=now, reason=reason)
            tell_unions(
                found.figures, phase=fresh, kind="results_taken_back", values={"reason": reason}, now=now
            )
            _compute_again(fresh, found.figures, by=by, now=now)
    return found


def _compute_again(phase: Phase, figures: Iterable[Result], *, by: User, now: datetime) -> None:
    """After the close the points of the unions' clusters are computed anew."""
    if phase.status >= PhaseStatus.CLOSING:
        sheets = {row.participant_id for row in figures}
        compute_appraised_again(phase=phase, sheet_ids=sheets, by=by, now=now)
