"""Settling a tie for the last places of a pool: an act of the chair, by name and with a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from awards.choices import Outcome, SessionStatus
from awards.models import CouncilSession, Tally
from awards.permissions import is_chair, require
from awards.queries.tally import pooled
from awards.services.guard import exclusive_session
from common.errors import fault, worded
from common.formats import canonical_hash
from units.actors import Actor, System, account_of
from units.services import audit

LONGEST_REASON = 300


def settle_tie(
    *, session: CouncilSession, winners: Sequence[int], reason: str, by: Actor, now: datetime
) -> int:
    """Give the last places of a pool to some of those who share them; returns how many tallies are settled.

    `winners` are ids of nominations. Exactly as many of each pool as it has places left; the others are over
    the quota. Who, when and why stands in the tallies and in an addendum to the minutes. Raises ValidationError
    for another number, for nominations that are not tied and without a reason; Refusal for anybody but the
    chair of the council.
    """
    with exclusive_session(session_id=session.pk) as fresh:
        require(
            isinstance(by, System) or is_chair(by, fresh),
            _("Only the chair of the council settles a tie. Please ask the chair."),
        )
        text = worded(
            reason,
            name="reason",
            most=LONGEST_REASON,
            missing=_("Write why these and not the others; it goes into the minutes."),
        )
        pools = _pools(fresh, set(winners))
        for places, members in pools.values():
            _require_fit(places, [i for i in members if i in winners])
        settled = [i for _places, members in pools.values() for i in members]
        same = {"settled_by": account_of(by), "settled_at": now, "settled_because": text}
        tallies = Tally.objects.filter(session=fresh, nomination__in=settled)
        tallies.filter(nomination__in=list(winners)).update(outcome=Outcome.PASSED, **same)
        tallies.filter(outcome=Outcome.TIED).update(outcome=Outcome.OVER_QUOTA, **same)
        losers = sorted(set(settled) - set(winners))
        _append(fresh, sorted(winners), losers, text, by=by, now=now)
    return len(settled)


def _pools(session: CouncilSession, winners: set[int]) -> dict[Any, tuple[int, list[int]]]:
    """The pools of the winners: places left, and all who share them."""
    if session.status != SessionStatus.COUNTED:
        raise fault("session", _("The votes are not counted yet."))
    tied = pooled(session).filter(outcome=Outcome.TIED).order_by("nomination_id")
    pools: dict[Any, tuple[int, list[int]]] = {}
    for award, cluster, places, place, nomination in tied.values_list(
        "nomination__award_id", "pool_cluster", "places", "place", "nomination_id"
    ):
        pools.setdefault((award, cluster), (places - place + 1, []))[1].append(nomination)
    chosen = {key: pool for key, pool in pools.items() if winners & set(pool[1])}
    if not winners or winners - {i for _left, members in chosen.values() for i in members}:
        raise fault("winners", _("Choose among the nominations that share the last place."))
    return chosen


def _require_fit(places: int, winners: list[int]) -> None:
    if len(winners) != places:
        raise fault(
            "winners",
            _("There are %(places)s places left and %(count)s were chosen. Choose exactly as many.")
            % {"places": places, "count": len(winners)},
        )


def _append(
    session: CouncilSession,
    winners: list[int],
    losers: list[int],
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Add the act to the minutes; each addendum names the hash of the minutes before it, so none can be left out."""
    before = session.sha256
    addendum = {
        "at": now.isoformat(),
        "by": "" if isinstance(by, System) else by.person.full_name,
        "reason": reason,
        "winners": winners,
        "others": losers,
        "added_to": before,
    }
    minutes = {**session.minutes, "addenda": [*session.minutes.get("addenda", []), addendum]}
    digest = canonical_hash(minutes, session.format)
    CouncilSession.objects.filter(pk=session.pk).update(minutes=minutes, sha256=digest)
    audit.record(verb="settle_tie", subject=session, by=by, now=now, after=digest, addendum=addendum)
