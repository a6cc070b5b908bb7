"""The buttons in the head of a round's page: what this person may do next with the round. No query."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from awards.choices import RoundStatus, SessionStatus
from awards.models import AwardRound, CouncilSession, Decision
from common.pages import Button


def round_buttons(
    round: AwardRound,
    *,
    session: CouncilSession | None,
    decision: Decision | None,
    has_list: bool,
    has_awards: bool,
    manages: bool,
    nominates: bool,
    from_standings: bool,
    is_tied: bool,
) -> Iterator[Button]:
    """The list as a file, the decision or a nomination, and the next step of the federation's staff.

    No decision is offered while a tie waits for the chair (`is_tied`).
    """
    if has_list:
        yield Button("nominations-export", round.pk, "download", _("Excel file"), is_primary=False)
    if decision:
        yield Button("decision", decision.pk, "paper", _("See the decision"))
    elif nominates:
        yield Button("nominate", round.pk, "plus", _("Nominate"), is_primary=not manages)
    if not manages:
        return
    if round.status == RoundStatus.DRAFT:
        yield Button("round-quotas", round.pk, "pen", _("Awards and quotas"), is_primary=not has_awards)
    elif from_standings:
        yield Button("nominate-standings", round.pk, "chart", _("Take from the standings"))
    elif round.status == RoundStatus.CLOSED and not session:
        yield Button("session-new", round.pk, "users", _("Convene the council"))
    elif session and session.status == SessionStatus.COUNTED and is_tied:
        yield Button("council-session", getattr(session, "tied_in", session.pk), "users", _("See the tie"))
    elif session and session.status == SessionStatus.COUNTED and not decision:
        yield Button("decision-new", round.pk, "paper", _("Issue the decision…"))
