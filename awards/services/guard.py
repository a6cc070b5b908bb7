"""The doors that writers go through: one for a round's nominations, one for a session's votes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from awards.choices import RoundStatus, SessionStatus
from awards.models import AwardRound, CouncilSession
from awards.rules import takes_ballots, takes_nominations
from campaigns.permissions import require_not_cancelled
from common.errors import PhaseEnded
from common.locks import exclusive_lock, shared_lock
from common.templatetags.look import moment, until

ROUND, SESSION = "award-round", "session"


def _session(session_id: int) -> CouncilSession:
    return CouncilSession.objects.select_related("round__owner", "council").get(pk=session_id)


@contextmanager
def exclusive_round(*, round_id: int) -> Iterator[AwardRound]:
    """A transaction in which nobody else writes under the round: nominations take their places in a quota in turn."""
    with transaction.atomic():
        exclusive_lock(ROUND, round_id)
        yield AwardRound.objects.select_related("owner", "phase", "campaign").get(pk=round_id)


@contextmanager
def nominating(*, round_id: int, now: datetime) -> Iterator[AwardRound]:
    """As `exclusive_round`, while the round takes nominations.

    Raises PhaseEnded when it does not, and where the phase that it stands on was cancelled.
    """
    with exclusive_round(round_id=round_id) as round:
        if not takes_nominations(status=round.status, closes_at=round.closes_at, now=now):
            raise PhaseEnded(_not_open(round))
        require_running(round)
        yield round


def require_running(round: AwardRound) -> None:
    """Refuse what would go on with a round whose phase was cancelled, saying by whom and why. Raises PhaseEnded."""
    if round.phase:
        require_not_cancelled(round.phase)


def _not_open(round: AwardRound) -> str:
    names = {"round": round.name, "owner": round.owner.short_name, "day": until(round.closes_at)}
    if round.status < RoundStatus.OPEN:
        return _("“%(round)s” does not take nominations yet. Please ask %(owner)s.") % names
    return (
        _("“%(round)s” took nominations until %(day)s. To add or take back one, please ask %(owner)s.")
        % names
    )


@contextmanager
def casting(*, session_id: int, now: datetime) -> Iterator[CouncilSession]:
    """A transaction in which a ballot may be cast: shared lock first, then the state, then the work.

    Raises PhaseEnded before the vote is opened and from its end on. A compare-and-set by whoever ends the session would
    not be enough: it lets late ballots in.
    """
    with transaction.atomic():
        shared_lock(SESSION, session_id)
        session = _session(session_id)
        require_voting(session, now)
        yield session


def require_voting(session: CouncilSession, now: datetime) -> None:
    """Refuse a ballot while the session takes none, saying since or until when. Raises PhaseEnded."""
    if takes_ballots(status=session.status, ends_at=session.ends_at, now=now):
        return
    if session.status < SessionStatus.VOTING and now < session.ends_at:
        raise PhaseEnded(
            _("The vote has not begun yet. The chair of the council opens it; please wait a moment.")
        )
    ended = session.ended_at or session.ends_at
    raise PhaseEnded(
        _("The vote ended at %(time)s. No ballot is taken any more; please ask the council's secretary.")
        % {"time": moment(ended)}
    )


@contextmanager
def exclusive_session(*, session_id: int) -> Iterator[CouncilSession]:
    """A transaction in which nobody else writes under the session; for changes of its state."""
    with transaction.atomic():
        exclusive_lock(SESSION, session_id)
        yield _session(session_id)


@contextmanager
def shared_session(*, session_id: int) -> Iterator[CouncilSession]:
    """A transaction that no change of the session's state can interleave with; the caller checks the state."""
    with transaction.atomic():
        shared_lock(SESSION, session_id)
        yield _session(session_id)
