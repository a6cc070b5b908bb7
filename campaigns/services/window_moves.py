"""A window that moves: the reason that it needs, the log of moves, and the notice to those whom it concerns."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, Phase, Stage, WindowMove
from campaigns.queries.deadlines import with_heads
from campaigns.queries.stage_progress import late_in
from common.errors import fault, worded
from units.actors import Actor, account_of
from units.services.notices import notify_writers

#: What a WindowMove holds.
LONGEST_REASON = 300


def reason_for_move(
    phase: Phase, before: datetime | None, after: datetime, reason: str, *, now: datetime
) -> str:
    """The reason as it is kept. Raises ValidationError for an end in the past, and none where it comes forward."""
    reason = reason.strip()
    if phase.status < PhaseStatus.OPEN or before is None or after == before:
        return reason
    if after <= now:
        raise fault("closes_at", _("This time has passed. Choose a later one."))
    missing = _("The end comes forward: please say why. Everybody concerned reads it.")
    return worded(reason, name="reason", most=LONGEST_REASON, missing=missing if after < before else "")


def keep_deadline_move(
    phase: Phase, before: datetime, reason: str, *, by: Actor, now: datetime
) -> WindowMove:
    """Keep for the log that the end of entry was moved, and how many had not submitted."""
    late = phase.participants.late().count()
    return WindowMove.objects.create(
        phase=phase, kind=WindowMove.ENTRY, before=before, after=phase.entry_closes_at,
        reason=reason, late=late, moved_by=account_of(by), moved_at=now,
    )  # fmt: skip


def keep_move(stage: Stage, before: datetime, reason: str, *, by: Actor, now: datetime) -> WindowMove:
    """Keep for the log that the end of a stage was moved, and how many had not done what it is for."""
    return WindowMove.objects.create(
        phase=stage.phase,
        kind=stage.kind,
        sector=stage.sector,
        cluster=stage.cluster,
        before=before,
        after=stage.closes_at,
        reason=reason,
        late=late_in(stage),
        moved_by=account_of(by),
        moved_at=now,
    )


def tell_move(move: WindowMove, *, now: datetime) -> None:
    """One notice of a moved end to those whom it concerns: the unions of the sector or cluster, heads of clusters."""
    phase = move.phase
    places = Participant.objects.filter(phase=phase)
    if move.sector:
        places = places.filter(sector=move.sector)
    if move.cluster_id:
        places = places.filter(cluster=move.cluster_id)
    notify_writers(
        unions=with_heads(phase.campaign, places),
        kind="window_moved",
        key=f"window_moved:{move.pk}",
        values={
            "sender": phase.campaign.owner.name,
            "phase": phase.name,
            "stage": move.kind,
            "before": move.before.isoformat(),
            "after": move.after.isoformat(),
            "reason": move.reason,
        },
        url=f"/phases/{phase.pk}/stages/",
        now=now,
    )
