"""A vote is prolonged while it lasts; one that has ended is never opened again."""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.choices import SessionStatus
from awards.models import CouncilSession
from awards.permissions import require_lead
from awards.rules import takes_ballots
from awards.services.councils import LONGEST_SESSION
from awards.services.guard import exclusive_session
from common.dates import check_dates
from common.errors import PhaseEnded, fault
from common.templatetags.look import moment
from units.actors import Actor
from units.services import audit
from units.services.notices import notify


def prolong_vote(*, session: CouncilSession, ends_at: datetime, by: Actor, now: datetime) -> CouncilSession:
    """Let a vote that is open end later, and tell the council.

    All members are told, not those alone whose ballot is missing: a list of these would say for ever who voted before
    this minute (ADR 9). Who is absent so far may still come.

    Raises PhaseEnded before the vote is opened and from its end on, also while the clock has not ended it;
    ValidationError by field for an end that is not later than the one announced or makes the session too long; Refusal
    for anybody but chair, secretary and the federation's staff.
    """
    check_dates(ends_at=ends_at)
    with exclusive_session(session_id=session.pk) as fresh:
        require_lead(by, fresh)
        _require_voting(fresh, now)
        before = fresh.ends_at
        _check_end(fresh, ends_at)
        fresh.ends_at = ends_at
        fresh.save(update_fields=["ends_at"])
        audit.record(verb="prolong_vote", subject=fresh, by=by, now=now, before=before, after=ends_at)
        notify(
            people=fresh.seats.values_list("person_id", flat=True),
            kind="vote_prolonged",
            key=f"prolonged:{fresh.pk}:{ends_at.isoformat()}",
            values={
                "sender": fresh.round.owner.name,
                "council": fresh.council.name,
                "before": before.isoformat(),
                "deadline": ends_at.isoformat(),
            },
            url=f"/sessions/{fresh.pk}/",
            now=now,
        )
    return fresh


def _require_voting(session: CouncilSession, now: datetime) -> None:
    if takes_ballots(status=session.status, ends_at=session.ends_at, now=now):
        return
    if session.status == SessionStatus.PREPARING:
        raise PhaseEnded(_("The vote is not open yet. To choose another end, postpone the session."))
    ended = {"time": moment(session.ended_at or session.ends_at)}
    raise PhaseEnded(_("The vote ended at %(time)s. A vote that has ended is not opened again.") % ended)


def _check_end(session: CouncilSession, ends_at: datetime) -> None:
    if ends_at <= session.ends_at:
        told = _("The vote lasts until %(time)s already. Choose a later time.")
        raise fault("ends_at", told % {"time": moment(session.ends_at)})
    if ends_at - session.begins_at > LONGEST_SESSION:
        told = _("A session lasts at most %(count)s days. Please look at both dates.")
        raise fault("ends_at", told % {"count": LONGEST_SESSION.days})
