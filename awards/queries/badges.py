"""The badges of rounds and of what became of a nomination. No query."""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.choices import Outcome, RoundStatus
from awards.models import AwardRound, Tally
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
