"""The badges of rounds, of a council's members and of what became of a nomination. No query."""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.choices import Attendance, Outcome, RoundStatus, SessionStatus
from awards.models import AwardRound, Tally, Turnout
from common.pages import Badge


def round_badge(round: AwardRound, now: datetime) -> Badge:
    """A round in a list; one whose day has passed is told so before the clock has closed it."""
    if round.status == RoundStatus.OPEN and now >= round.closes_at:
        return Badge("wait", "clock", _("Nominations have ended"))
    kind, icon = {
        RoundStatus.OPEN.value: ("info", "pen"),
        RoundStatus.CLOSED.value: ("wait", "lock"),
        RoundStatus.DECIDED.value: ("ok", "check"),
    }.get(round.status, ("lock", "ring"))
    return Badge(kind, icon, round.get_status_display())


def outcome_badge(tally: Tally) -> Badge:
    """What the tally made of a nomination."""
    kind, icon = {
        Outcome.PASSED.value: ("ok", "check"),
        Outcome.TIED.value: ("wait", "clock"),
        Outcome.OVER_QUOTA.value: ("lock", "lock"),
    }.get(tally.outcome, ("lock", "ring"))
    return Badge(kind, icon, tally.get_outcome_display(), "tag--wrap")


def seat_badge(seat: Turnout, status: int, *, marks: bool, secret: int) -> Badge | None:
    """How a member takes part in a session of this status, and in a secret vote whether the ballot is cast.

    None where the reader marks the attendance: of everybody before the vote, later of those who are absent.
    `secret` counts the secret votes.
    """
    is_absent = seat.attendance == Attendance.ABSENT
    if marks and (is_absent or status == SessionStatus.PREPARING):
        return None
    if status >= SessionStatus.VOTING and seat.has_voted:
        return Badge("ok", "check", _("has voted"))
    if status == SessionStatus.VOTING and not is_absent and secret:
        return Badge("wait", "clock", _("has not voted yet"))
    kind, icon, css = {
        Attendance.PRESENT.value: ("ok", "check", ""),
        Attendance.WRITTEN.value: ("info", "paper", "tag--wrap"),
    }.get(seat.attendance, ("lock", "ring", ""))
    return Badge(kind, icon, seat.get_attendance_display(), css)
