"""The badges of sheets, phases, tables and pledges: where each stands, in a word or two. No query."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.choices import PhaseStatus, PledgeStatus, ResultState, ResultStatus, Supplier, TableStatus
from campaigns.models import Campaign, Phase, Pledge, Result, ScoringTable
from campaigns.queries.pledges import Place
from common.pages import Badge
from common.templatetags.look import day, day_short, ends


def cancelled_badge() -> Badge:
    """Of what was cancelled with its campaign: nobody is asked for anything."""
    return Badge("lock", "cross", pgettext("campaign", "Cancelled"))


def sheet_badge(sheet: Any, now: datetime) -> Badge:
    """A sheet in a list; `sheet` is a Participant with its `progress`."""
    phase, progress = sheet.phase, sheet.progress
    if phase.campaign.is_extract:
        return Badge("plain", "paper", _("Extract of a report"))
    if phase.is_cancelled:
        return cancelled_badge()
    if now < phase.entry_opens_at:
        return Badge("plain", "ring", _("opens %(day)s") % {"day": day_short(phase.entry_opens_at)})
    if progress.returned:
        words = ngettext("%(n)s returned", "%(n)s returned", progress.returned)
        return Badge("fault", "returned", words % {"n": progress.returned})
    if progress.lines and progress.verified == progress.lines:
        return Badge("ok", "check", _("Appraised"))
    if progress.waiting:
        return Badge("wait", "clock", _("Waiting for appraisal"))
    if phase.status > PhaseStatus.OPEN or phase.entry_closes_at <= now:
        return Badge("lock", "lock", _("Entry closed"))
    return Badge("info", "pen", _("Draft")) if progress.answered else Badge("lock", "ring", _("Not entered"))


def member_badge(sheet: Any, takes_figures: bool) -> Badge | None:
    """A member's sheet in its cluster, `sheet` being a Participant with what was counted.

    None where a printed report says nothing.
    """
    if sheet.is_submitted:
        return Badge("ok", "check", _("Submitted"))
    if sheet.returned:
        words = ngettext("%(n)s figure returned", "%(n)s figures returned", sheet.returned)
        return Badge("fault", "returned", words % {"n": sheet.returned})
    if sheet.phase.campaign.is_extract:
        return None
    if sheet.phase.is_cancelled:
        return cancelled_badge()
    if takes_figures:
        return Badge("wait", "clock", _("Not submitted yet"))
    return Badge("lock", "ring", _("Not submitted"))


def points_badge(phase: Phase) -> Badge:
    """How far the points of a phase are."""
    if phase.is_cancelled:
        return cancelled_badge()
    if phase.status >= PhaseStatus.FINAL:
        return Badge("lock", "lock", _("Final"))
    if phase.status >= PhaseStatus.CLOSED:
        return Badge("wait", "clock", _("Provisional points"))
    if phase.status >= PhaseStatus.CLOSING:
        return Badge("wait", "clock", _("Being computed"))
    words = _("after %(end)s") % {"end": ends(phase.entry_closes_at)}
    return Badge("plain", "ring", words, "tag--wrap")


def entry_badge(phase: Phase, now: datetime) -> Badge:
    """The entry window of a phase, for those who appraise."""
    if phase.is_cancelled:
        return cancelled_badge()
    if phase.status >= PhaseStatus.CLOSING or phase.entry_closes_at <= now:
        return Badge("lock", "lock", _("closed"))
    if phase.entry_opens_at > now:
        return Badge("plain", "ring", _("opens %(day)s") % {"day": day(phase.entry_opens_at)})
    return Badge("wait", "clock", _("until %(end)s") % {"end": ends(phase.entry_closes_at)})


def pledge_badge(pledge: Any) -> Badge:
    """A pledge in a list; `mine` says that it waits for the reader's own signature."""
    if pledge.status < PledgeStatus.IN_FORCE and pledge.campaign.is_cancelled:
        return cancelled_badge()
    if pledge.mine:
        return Badge("info", "pen", _("Your turn to sign"))
    kind, icon = {
        PledgeStatus.IN_FORCE.value: ("ok", "check"),
        PledgeStatus.SIGNING.value: ("wait", "clock"),
    }.get(pledge.status, ("lock", "ring"))
    return Badge(kind, icon, pledge.get_status_display())


def signing_badge(pledge: Any) -> Badge:
    """A pledge of a cluster: while it is being signed, how many of its parties have; both were counted with it."""
    if pledge.status == PledgeStatus.SIGNING:
        return Badge("wait", "clock", f"{pledge.signed}/{pledge.places}")
    kind, icon = ("ok", "check") if pledge.status == PledgeStatus.IN_FORCE else ("lock", "ring")
    return Badge(kind, icon, pledge.get_status_display())


def table_badge(table: ScoringTable) -> Badge:
    """A scoring table, which is negotiated, agreed and at last locked."""
    kind, icon = {
        TableStatus.DRAFT.value: ("wait", "pen"),
        TableStatus.AGREED.value: ("ok", "check"),
        TableStatus.APPROVED.value: ("ok", "check"),
        TableStatus.SUPERSEDED.value: ("plain", "ring"),
    }.get(table.status, ("lock", "lock"))
    return Badge(kind, icon, table.get_status_display())


def party_badge(place: Place, pledge: Pledge) -> Badge | None:
    """A party of a pledge: has it signed, and before it is circulated, does it have targets.

    None before the clusters' pledge is circulated, which holds no targets of its parties.
    """
    if pledge.status == PledgeStatus.DRAFT:
        return _targets_badge(place.targets) if pledge.cluster_id else None
    if place.signed_at:
        return Badge("ok", "check", _("Signed"))
    if place.is_mine:
        return Badge("info", "pen", _("Your turn to sign"))
    return Badge("lock", "ring", _("Not signed"))


def _targets_badge(n: int) -> Badge:
    if not n:
        return Badge("wait", "clock", _("no target yet"))
    return Badge("ok", "check", ngettext("%(n)s target", "%(n)s targets", n) % {"n": n})


def count_badges(
    *, verified: int = 0, waiting: int = 0, returned: int = 0, drafted: int = 0, missing: int = 0
) -> list[Badge]:
    """How many figures of a sheet stand where; what there is none of is left out."""
    counts = [
        ("ok", "check", verified, ngettext("%(n)s appraised", "%(n)s appraised", verified)),
        (
            "wait",
            "clock",
            waiting,
            ngettext("%(n)s waiting for appraisal", "%(n)s waiting for appraisal", waiting),
        ),
        ("fault", "returned", returned, ngettext("%(n)s returned", "%(n)s returned", returned)),
        ("info", "pen", drafted, ngettext("%(n)s entered", "%(n)s entered", drafted)),
        ("lock", "ring", missing, ngettext("%(n)s not entered", "%(n)s not entered", missing)),
    ]
    return [Badge(kind, icon, words % {"n": n}) for kind, icon, n, words in counts if n]


def figure_badge(result: Result, campaign: Campaign) -> Badge | None:
    """Where a figure stands; None where a printed report says nothing."""
    empty = result.state == ResultState.NOT_REPORTED
    if result.indicator.supplier != Supplier.UNION:
        words = _("judged by %(owner)s") % {"owner": campaign.owner.short_name}
        return Badge("lock", "shield", words, "tag--wrap")
    if campaign.is_extract:
        return None if empty else Badge("plain", "paper", _("As printed"))
    match result.status:
        case ResultStatus.VERIFIED:
            return Badge("ok", "check", _("Appraised"))
        case ResultStatus.SUBMITTED:
            return Badge("wait", "clock", _("Waiting for appraisal"))
        case ResultStatus.RETURNED:
            return Badge("fault", "returned", _("Returned"))
        case ResultStatus.SET_ASIDE:
            return Badge("fault", "cross", _("Set aside"))
    return Badge("lock", "ring", _("Not entered")) if empty else Badge("info", "pen", _("Draft"))
