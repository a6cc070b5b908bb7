"""What the pages of a round say where there is nothing to show yet, and why. No query."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.choices import RoundStatus, SessionStatus
from awards.models import AwardRound, CouncilSession, Decision
from awards.queries.decision_page import Draft
from common.pages import Nothing
from common.templatetags.look import ends, vn


def no_nominations(
    round: AwardRound, *, is_narrowed: bool, nominates: bool, manages: bool, has_awards: bool
) -> Nothing:
    """Why a reader finds no nomination in a round's list; `is_narrowed` says that only some were asked for."""
    if is_narrowed:
        title = _("No nomination fits these words")
        return Nothing("search", title, route="round", pk=round.pk, label=_("Show all"))
    if nominates and not manages:
        title = _("Your union has nominated nobody yet")
        text = _("Nominations are taken until %(end)s.") % {"end": ends(round.closes_at)}
        return Nothing("star", title, text, route="nominate", pk=round.pk, label=_("Nominate"))
    if round.status == RoundStatus.DRAFT:
        text = (
            _("The unions nominate as soon as the round is open.")
            if has_awards
            else _("First say which awards the round considers, then open it: the unions are told.")
        )
        return Nothing("star", _("Nothing is nominated yet"), text)
    text = _("A union sees its own nominations; the federation and the council see all.")
    return Nothing("star", _("There is no nomination that you may read"), text)


def no_decision_to_issue(
    round: AwardRound, session: CouncilSession | None, decision: Decision | None, draft: Draft
) -> Nothing | None:
    """Why no decision can be issued now; None when one can."""
    if decision:
        title, label = _("The decision is issued"), _("See the decision")
        return Nothing("check", title, decision.number, route="decision", pk=decision.pk, label=label)
    if session is None or session.status != SessionStatus.COUNTED:
        title = _("The council has not voted yet")
        text = _("A decision is issued when the votes are counted and no tie is left.")
        return Nothing("clock", title, text, route="round", pk=round.pk, label=_("To the round"))
    if draft.tied:
        text = _("The chair of the council settles it first; then the decision can be issued.")
        label = _("To the session")
        return Nothing(
            "clock", _("A tie is left"), text, route="council-session", pk=draft.tied_in, label=label
        )
    if not draft.granted:
        title, text = _("Nothing here is yours to grant"), _proposed(draft.proposed)
        return Nothing("paper", title, text, route="round", pk=round.pk, label=_("To the round"))
    return None


def _proposed(count: int) -> str:
    if not count:
        return _("No nomination had enough votes.")
    said = ngettext(
        "%(n)s award was proposed that another level decides: it is put forward there.",
        "%(n)s awards were proposed that another level decides: they are put forward there.",
        count,
    )
    return said % {"n": vn(count, 0)}
