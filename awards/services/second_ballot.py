"""The second ballot of a round: a new session on what had too few votes, where a rule allows it, once (ADR 33).

A vote that has ended is never opened again: what was counted stands, and the new ballot is counted by itself.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.models import AwardRound, CouncilSession, Nomination
from awards.permissions import require_lead, require_manage
from awards.queries.second_ballot import hindrance, permission_of, standing_again
from awards.services.councils import check_times, invite, require_after_first, seat_members
from awards.services.guard import exclusive_round, require_running
from common.errors import fault, worded
from units.actors import Actor
from units.services import audit

LONGEST_REASON = 300
LONGEST_RULE = 200


def allow_second_ballot(*, round: AwardRound, rule: str, by: Actor, now: datetime) -> AwardRound:
    """Name the rule of the council that lets it vote again in this round; an empty one takes the permission back.

    Only before its first vote is opened: nobody changes the rules of a vote whose votes are known. Raises
    ValidationError from then on and for a text that is too long; Refusal for anybody but the federation's staff.
    """
    rule = " ".join(rule.split())
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        require_running(fresh)
        if not permission_of(fresh).may_change:
            told = _(
                "The first vote was opened already; whether there may be a second one no longer changes."
            )
            raise fault("rule", told)
        rule = worded(rule, name="rule", most=LONGEST_RULE)
        before, fresh.second_ballot_by = fresh.second_ballot_by, rule
        if before != rule:
            fresh.save(update_fields=["second_ballot_by"])
            audit.record(verb="allow_second_ballot", subject=fresh, by=by, now=now, before=before, after=rule)
    return fresh


def convene_again(
    *,
    session: CouncilSession,
    reason: str,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
) -> CouncilSession:
    """Set up the second ballot of a round after its first one is counted and before the round is decided.

    On it stand the nominations that had too few votes. The council's seats are copied anew, its members told when,
    where and why; who comes is marked at its own session, and it has ballots, a count and minutes of its own.

    Raises ValidationError by field: where no rule allows it, nobody had too few votes, there is a second ballot or
    the round is decided already, without a reason, and for times that do not fit; PhaseEnded where the phase was
    cancelled; Refusal for anybody but the chair and the secretary of the first session and the federation's staff.
    """
    with exclusive_round(round_id=session.round_id) as round:
        first = CouncilSession.objects.select_related("round__owner", "council").get(pk=session.pk)
        require_lead(by, first)
        require_running(round)
        if told := hindrance(first):
            raise fault("session", told)
        second = CouncilSession(
            round=round,
            council=first.council,
            number=first.number + 1,
            reason=_reason(reason),
            place=place.strip(),
            begins_at=begins_at,
            ends_at=ends_at,
        )
        check_times(begins_at, ends_at, now)
        require_after_first(second, begins_at)
        second.clean_fields(exclude=["round", "council", "ended_at", "minutes"])
        second.save(force_insert=True)
        members = seat_members(second)
        again = standing_again(first).order_by().values("pk")
        standing = Nomination.objects.filter(pk__in=again).update(last_ballot=second.number)
        audit.record(
            verb="convene_again",
            subject=second,
            by=by,
            now=now,
            round=round.pk,
            members=members,
            nominations=standing,
            reason=second.reason,
        )
        invite(second, "convened", now=now)
    return second


def _reason(text: str) -> str:
    return worded(
        text,
        name="reason",
        most=LONGEST_REASON,
        missing=_("Write why the council votes again; its members read it, and it goes into the minutes."),
    )
