"""The line below the head of a round, a nomination, a council's session and the registered titles. No query."""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.choices import NominationStatus, RoundStatus, SessionStatus
from awards.models import AwardRound, CouncilSession, Decision, Nomination, Tally, Turnout
from awards.queries.session_page import Roll
from campaigns.models import Campaign
from campaigns.queries.cancelling import cancelled_line
from common.pages import PhaseLine
from common.templatetags.look import day, ends, moment, until


def round_line(round: AwardRound, decision: Decision | None, *, takes: bool) -> PhaseLine:
    """Until when a round takes nominations; from its day on until the clock has closed it, that this is under way."""
    if takes:
        words = _("Nominate until %(end)s") % {"end": ends(round.closes_at)}
    elif round.status == RoundStatus.OPEN:
        ended = _("Nominations ended %(day)s; the list is being closed")
        words = ended % {"day": until(round.closes_at)}
    elif decision:
        known = {"number": decision.number, "day": day(decision.decided_on)}
        words = _("Decided: %(number)s of %(day)s") % known
    else:
        words = round.get_status_display()
    return PhaseLine(words, takes)


def nomination_line(
    nomination: Nomination, tally: Tally | None, *, takes: bool, again: bool = False
) -> PhaseLine:
    """What became of a nomination; `takes` says that the round takes nominations, so it may still be taken back.

    `again` says that it stands on a second ballot that is not counted yet.
    """
    stands = nomination.status == NominationStatus.NOMINATED
    words = nomination.get_status_display()
    if stands and again:
        words = _("Stands on the second ballot")
    elif stands and tally:
        words = tally.get_outcome_display()
    elif stands and takes:
        end = ends(nomination.round.closes_at)
        words = _("Nominated; may be taken back until %(end)s") % {"end": end}
    facts = [nomination.union.short_name]
    if nomination.cluster:
        facts.append(nomination.cluster.name)
    return PhaseLine(words, not stands, tuple(facts))


def session_line(
    session: CouncilSession,
    roll: Roll,
    *,
    seat: Turnout | None,
    secret: int,
    is_voting: bool,
    may_vote: bool,
    leads: bool,
) -> PhaseLine:
    """Where a session stands, and while it votes the reader's own ballot; `secret` counts the secret votes."""
    facts = [_("second ballot")] if session.is_second else []
    if session.status == SessionStatus.VOTING:
        if may_vote and secret:
            facts.append(_("your ballot is not cast yet"))
        elif seat and seat.has_voted:
            facts.append(_("your ballot is cast"))
        elif leads and secret:
            facts.append(_("%(done)s/%(all)s have voted") % {"done": roll.voted, "all": roll.voters})
    if session.place:
        facts.append(session.place)
    return PhaseLine(_session_words(session, is_voting=is_voting), is_voting, tuple(facts))


def _session_words(session: CouncilSession, *, is_voting: bool) -> str:
    if is_voting:
        return _("Voting until %(time)s") % {"time": until(session.ends_at)}
    match session.status:
        case SessionStatus.VOTING:
            return _("The vote ended %(time)s") % {"time": moment(session.ends_at)}
        case SessionStatus.COUNTED:
            return _("Counted; the vote ended %(time)s") % {"time": moment(session.ended_at)}
        case SessionStatus.COUNTING:
            return session.get_status_display()
    return _("In preparation; begins %(time)s") % {"time": moment(session.begins_at)}


def titles_line(campaign: Campaign, *, ends_at: datetime | None, is_open: bool) -> PhaseLine:
    """Until when titles are registered; `ends_at` is the first close of the campaign."""
    if cancelled := cancelled_line(campaign):
        return cancelled
    if not campaign.launched_at:
        words = _("In preparation")
    elif is_open and ends_at:
        words = _("Register until %(end)s") % {"end": ends(ends_at)}
    elif ends_at:
        words = _("Registration ended %(day)s") % {"day": until(ends_at)}
    else:
        words = _("No phase yet")
    told = _("a title is for those who register at the start; a form of commendation needs no registration")
    return PhaseLine(words, is_open, (told,))
