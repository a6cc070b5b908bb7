"""A window that moves: the reason that it needs, the log of moves, and the notice to those whom it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, Phase, Stage, WindowMove
from campaigns.queries.deadlines import with_heads
from campaigns.queries.stage_progress import late_in
from campaigns.queries.windows import Windows, having
from common.errors import fault, worded
from units.actors import Actor, account_of
from units.services.notices import notify_writers

#: What a WindowMove holds.
LONGEST_REASON = 300


def reason_for_move(
    phase: Phase,
    before: Sequence[datetime],
    after: datetime,
    reason: str,
    *,
    now: datetime,
    past_is_meant: bool = False,
) -> str:
    """The reason as it is kept, of an end that moves from those `before`, or of a window that is new, where none is.

    Raises ValidationError in a launched phase: for an end in the past, unless that of a new window is meant so, and
    for no reason where it comes forward.
    """
    reason = reason.strip()
    if phase.status < PhaseStatus.OPEN or set(before) == {after}:
        return reason
    if after <= now and (before or not past_is_meant):
        raise fault("closes_at", _("This time has passed. Choose a later one."))
    missing = _("The end comes forward: please say why. Everybody concerned reads it.")
    is_sooner = any(after < end for end in before)
    return worded(reason, name="reason", most=LONGEST_REASON, missing=missing if is_sooner else "")


def keep_deadline_move(
    phase: Phase, before: datetime, reason: str, *, by: Actor, now: datetime
) -> WindowMove:
    """Keep for the log that the end of entry was moved, and how many had not submitted."""
    late = phase.participants.late().count()
    return WindowMove.objects.create(
        phase=phase, kind=WindowMove.ENTRY, before=before, after=phase.entry_closes_at,
        reason=reason, late=late, moved_by=account_of(by), moved_at=now,
    )  # fmt: skip


@dataclass(frozen=True)
class Move:
    """A stage that unions had so far, the one that they have from now on, and why its end is another one."""

    had: Stage
    has: Stage
    reason: str


def tell_moves(
    moves: Iterable[Move], then: Windows, since: Windows, *, phase: Phase, by: Actor, now: datetime
) -> None:
    """In a launched phase keep every end that moved for the log, and tell those whom it concerns, with their heads.

    They are those who had the one stage among the windows of `then` and have the other among those `since`.
    """
    for move in moves if phase.status >= PhaseStatus.OPEN else ():
        if move.had.closes_at != move.has.closes_at:
            _tell(move, having(move.had, then) & having(move.has, since), phase=phase, by=by, now=now)


def _tell(move: Move, places: QuerySet[Participant], *, phase: Phase, by: Actor, now: datetime) -> None:
    had, has = move.had, move.has
    kept = WindowMove.objects.create(
        phase=phase,
        kind=has.kind,
        sector=had.sector or has.sector,
        cluster_id=had.cluster_id or has.cluster_id,
        before=had.closes_at,
        after=has.closes_at,
        reason=move.reason,
        late=late_in(phase, has.kind, places),
        moved_by=account_of(by),
        moved_at=now,
    )
    notify_writers(
        unions=with_heads(phase.campaign, places),
        kind="window_moved",
        key=f"window_moved:{kept.pk}",
        values={
            "sender": phase.campaign.owner.name,
            "phase": phase.name,
            "stage": kept.kind,
            "before": kept.before.isoformat(),
            "after": kept.after.isoformat(),
            "reason": kept.reason,
        },
        url=f"/phases/{phase.pk}/stages/",
        now=now,
    )
