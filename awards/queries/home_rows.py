"""What awards ask of a person, as the rows of the home page. No query."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.choices import RoundStatus, SessionStatus
from awards.models import Turnout
from awards.queries.home import AwardTasks
from common.templatetags.look import ends, moment, until, vn


@dataclass(frozen=True)
class TaskRow:
    """A task: the address that it leads to, its picture, what is asked, and until when or what of it is known."""

    route: str
    pk: int
    icon: str
    css: str
    words: str
    note: str


def task_rows(tasks: AwardTasks) -> list[TaskRow]:
    """Every task, the most urgent kind first."""
    return [
        *map(_ballot, tasks.ballots),
        *map(_led, tasks.led),
        *map(_open_round, tasks.open_rounds),
        *map(_managed, tasks.managed),
    ]


def _name(session: Any) -> str:
    """The round that a session is about, and that it is its second ballot."""
    name = str(session.round.name)
    return _("%(round)s, second ballot") % {"round": name} if session.is_second else name


def _ballot(seat: Turnout) -> TaskRow:
    session = seat.session
    words = _("Cast your ballot: %(round)s") % {"round": _name(session)}
    note = _("until %(time)s") % {"time": until(session.ends_at)}
    return TaskRow("ballot", session.pk, "pen", "t-wait", words, note)


def _led(session: Any) -> TaskRow:
    """A session that one leads; `is_tied` was counted with it."""
    if session.is_tied:
        words, note = _("Settle the tie: %(round)s"), _("the chair decides, by name and with a reason")
    elif session.status == SessionStatus.VOTING:
        words = _("The vote is open: %(round)s")
        note = _("ends by itself %(time)s") % {"time": moment(session.ends_at)}
    else:
        words, note = _("Keep the session: %(round)s"), moment(session.begins_at)
    name = {"round": _name(session)}
    return TaskRow("council-session", session.pk, "users", "t-action", words % name, note)


def _open_round(round: Any) -> TaskRow:
    """A round to nominate in; `own` is how many the person's unions nominated."""
    if round.own:
        said = ngettext("%(n)s nomination of yours", "%(n)s nominations of yours", round.own)
        count = said % {"n": round.own}
    else:
        count = _("nobody nominated yet")
    until_then = _("until %(end)s") % {"end": ends(round.closes_at)}
    words = _("Nominate: %(round)s") % {"round": round.name}
    return TaskRow("round", round.pk, "star", "t-wait", words, f"{until_then} · {count}")


def _managed(round: Any) -> TaskRow:
    """A round of one's federation; a counted one leads to its decision, unless a tie has to be settled first."""
    route = "decision-new" if round.is_counted and not round.is_tied else "round"
    return TaskRow(route, round.pk, "paper", "t-action", round.name, _state_of(round))


def _state_of(round: Any) -> str:
    if round.is_tied:
        return _("counted; the chair of the council settles a tie first")
    if round.is_counted:
        return _("counted; the decision waits to be issued")
    if round.is_convened:
        return _("before the council")
    if round.status == RoundStatus.CLOSED:
        return _("the list is closed; convene the council")
    if round.status == RoundStatus.OPEN:
        said = ngettext(
            "%(n)s nomination, until %(end)s",
            "%(n)s nominations, until %(end)s",
            round.nominated,
        )
        return said % {"n": vn(round.nominated, 0), "end": ends(round.closes_at)}
    return _("in preparation: set the quotas and open it")
