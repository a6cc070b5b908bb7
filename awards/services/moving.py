"""The end of a round's nominations is moved: by name, with a reason where it comes forward, told to all concerned."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.choices import RoundStatus
from awards.models import Award, AwardRound, RoundMove
from awards.permissions import require_manage
from awards.queries.round_moves import nominated_in
from awards.queries.rounds import unions_concerned
from awards.services.guard import exclusive_round, require_running
from awards.services.rounds import LONGEST_ROUND
from common.dates import check_dates
from common.errors import Conflict, PhaseEnded, fault, worded
from common.templatetags.look import until
from units.actors import Actor, account_of
from units.services import audit
from units.services.notices import notify_writers

#: How many letters a reason has at most.
LONGEST_REASON = 300


def move_round_end(
    *,
    round: AwardRound,
    closes_at: datetime,
    reason: str,
    by: Actor,
    now: datetime,
    seen: datetime | None = None,
) -> AwardRound:
    """Give the nominations of a round another end, as long as the one that it has is not over.

    In a round that takes nominations the move is kept with its reason, and the unions concerned are told of both ends;
    of one in preparation nobody knows yet. `seen` is the end that the person was shown, where a page showed one.

    Raises ValidationError by field: an end in the past, more than two years away, or the one that the round has; a day
    on which one of its awards is not in force; no reason for an end that comes forward, or one too long. Raises
    PhaseEnded once nominations have ended or the phase was cancelled, Conflict where somebody else moved the end since
    it was seen, Refusal for anybody but the federation's staff.
    """
    check_dates(closes_at=closes_at)
    reason = reason.strip()
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        before = fresh.closes_at
        _require_open_end(fresh, now)
        if seen is not None and seen != before:
            told = _("Somebody else has moved this end to %(day)s meanwhile. Please look at it again.")
            raise Conflict(told % {"day": until(before)})
        _check_end(fresh, closes_at, now)
        _check_reason(fresh, closes_at, reason)
        fresh.closes_at = closes_at
        fresh.save(update_fields=["closes_at"])
        audit.record(
            verb="move_round_end",
            subject=fresh,
            by=by,
            now=now,
            before=before,
            after=closes_at,
            reason=reason,
        )
        if fresh.status == RoundStatus.OPEN:
            _tell(_keep(fresh, before, reason, by=by, now=now), now=now)
    return fresh


def _require_open_end(round: AwardRound, now: datetime) -> None:
    """Refuse a round whose nominations have ended, also while the clock has not closed it. Raises PhaseEnded."""
    require_running(round)
    is_over = round.status == RoundStatus.OPEN and round.closes_at <= now
    if round.status > RoundStatus.OPEN or is_over:
        told = _("Nominations of “%(round)s” ended %(day)s; an end that has come is not moved any more.")
        raise PhaseEnded(told % {"round": round.name, "day": until(round.closes_at)})


def _check_end(round: AwardRound, closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise fault("closes_at", _("Nominations cannot close in the past. Choose a later time."))
    if closes_at - now > LONGEST_ROUND:
        raise fault("closes_at", _("Nominations close within two years. Please look at the year."))
    if closes_at == round.closes_at:
        raise fault("closes_at", _("Nominations end at this time already. Choose another one."))
    day = timezone.localdate(closes_at)
    considered = Award.objects.filter(quotas__round=round)
    lapsed = considered.exclude(pk__in=Award.objects.on(day).values("pk")).first()
    if lapsed is not None:
        told = _("“%(award)s” is not in force on %(day)s. Choose another end, or take this award out first.")
        raise fault("closes_at", told % {"award": lapsed.name, "day": f"{day:%d/%m/%Y}"})


def _check_reason(round: AwardRound, closes_at: datetime, reason: str) -> None:
    comes_forward = round.status == RoundStatus.OPEN and closes_at < round.closes_at
    missing = _("The end comes forward: please say why. Everybody concerned reads it.")
    worded(reason, name="reason", most=LONGEST_REASON, missing=missing if comes_forward else "")


def _keep(round: AwardRound, before: datetime, reason: str, *, by: Actor, now: datetime) -> RoundMove:
    return RoundMove.objects.create(
        round=round,
        before=before,
        after=round.closes_at,
        reason=reason,
        nominated=nominated_in(round),
        moved_by=account_of(by),
        moved_at=now,
    )


def _tell(move: RoundMove, *, now: datetime) -> None:
    """One notice, with both ends and the reason, to everybody who acts for a union concerned."""
    round = move.round
    notify_writers(
        unions=unions_concerned(round, timezone.localdate(now)),
        kind="round_moved",
        key=f"round_moved:{move.pk}",
        values={
            "sender": round.owner.name,
            "round": round.name,
            "before": move.before.isoformat(),
            "deadline": move.after.isoformat(),
            "reason": move.reason,
        },
        url=f"/rounds/{round.pk}/",
        now=now,
    )
