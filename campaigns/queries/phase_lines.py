"""The line below the head of a sheet, a dashboard, a pledge and a union's targets. No query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import PhaseStatus, PledgeStatus, TargetKind
from campaigns.models import Participant, Phase, Pledge, Signature
from campaigns.queries.cancelling import cancelled_line
from campaigns.queries.pledges import Place
from campaigns.queries.sheet_grid import Grid
from common.pages import PhaseLine
from common.templatetags.look import day, day_short, ends, ends_short, left, until, vn
from units.models import Union


def sheet_line(
    participant: Participant,
    grid: Grid,
    *,
    is_open: bool,
    is_union: bool,
    now: datetime,
    reopened: datetime | None = None,
) -> PhaseLine:
    """Until when a sheet takes figures, whether it is submitted, and what its figures speak of.

    `reopened` is until when figures of it are, after the close.
    """
    phase = participant.phase
    if reopened is not None:
        return _reopened_line(grid, reopened, now)
    facts, counts_down = [], is_open and bool(grid.to_submit) and is_union
    if participant.submitted_at:
        facts.append(_("submitted %(day)s") % {"day": day_short(participant.submitted_at)})
    elif is_open:
        facts.append(_("not submitted yet"))
    if grid.returned and is_open:
        facts.append(_("to be corrected and submitted again"))
    elif grid.waiting:
        facts.append(_("waiting for appraisal"))
    elif grid.verified:
        facts.append(_("appraised"))
    period = {"first": day(phase.period_from), "last": day(phase.period_to)}
    facts.append(_("Figures of %(first)s – %(last)s") % period)
    if cancelled := cancelled_line(phase):
        return replace(cancelled, facts=(*cancelled.facts, facts[-1]))
    return PhaseLine(
        _entry_words(phase, is_open=is_open, now=now),
        is_open,
        tuple(facts),
        _("%(left)s left") % {"left": left(phase.entry_closes_at - now)} if counts_down else "",
    )


def _reopened_line(grid: Grid, until: datetime, now: datetime) -> PhaseLine:
    """Until when figures are reopened, and how many of them wait for the union."""
    waiting = len(grid.to_submit)
    told = ngettext("%(n)s figure to look at", "%(n)s figures to look at", waiting) % {"n": waiting}
    facts = (told, _("the others stay locked")) if waiting else (_("submitted"),)
    words = _("Reopened for you until %(end)s") % {"end": ends(until)}
    return PhaseLine(words, True, facts, _("%(left)s left") % {"left": left(until - now)})


def _entry_words(phase: Phase, *, is_open: bool, now: datetime) -> str:
    if is_open:
        return _("Due by %(end)s") % {"end": ends_short(phase.entry_closes_at)}
    if phase.campaign.is_extract:
        return _("Extract of a report")
    if phase.status < PhaseStatus.OPEN:
        return _("Not launched yet")
    if phase.status == PhaseStatus.OPEN and now < phase.entry_opens_at:
        return _("Takes figures from %(day)s") % {"day": day_short(phase.entry_opens_at)}
    return _("Entry closed at %(end)s") % {"end": ends_short(phase.entry_closes_at)}


def dashboard_line(phase: Phase, *, submitted: int, total: int, is_open: bool, is_closed: bool) -> PhaseLine:
    """Until when a phase takes figures, and how many units have submitted theirs."""
    if cancelled := cancelled_line(phase):
        return cancelled
    if is_closed:
        words = _("Entry closed at %(end)s") % {"end": ends(phase.entry_closes_at)}
    else:
        words = _("Due by %(end)s") % {"end": ends_short(phase.entry_closes_at)}
    period = {"first": day(phase.period_from), "last": day(phase.period_to)}
    facts = [_("figures of %(first)s – %(last)s") % period]
    if phase.campaign.is_extract:
        facts.append(_("extract of a printed report, nobody is late"))
    else:
        counts = {"done": vn(submitted, 0), "all": vn(total, 0)}
        facts.insert(0, _("%(done)s/%(all)s units have submitted") % counts)
    return PhaseLine(words, is_open, tuple(facts))


@dataclass(frozen=True)
class Parties:
    """The parties of a pledge: who has signed, who is waited for, and who has registered no target yet."""

    signed: Sequence[Place]
    waiting: Sequence[Place]
    missing: Sequence[Place]


def pledge_line(
    pledge: Pledge, parties: Parties, *, head: Union | None, prepares: bool, now: datetime
) -> PhaseLine:
    """Whether a pledge is in force, and who is waited for until it is."""
    if pledge.status == PledgeStatus.DRAFT and not pledge.campaign.is_cancelled:
        signing = _("to be signed by %(end)s") % {"end": ends(pledge.sign_until)}
        return PhaseLine(_("Draft"), True, (signing, _draft_words(pledge, parties, head, prepares)))
    total = len(parties.signed) + len(parties.waiting)
    signed = _("%(n)s/%(total)s have signed") % {"n": len(parties.signed), "total": total}
    if pledge.status < PledgeStatus.IN_FORCE and (cancelled := cancelled_line(pledge.campaign)):
        return replace(cancelled, facts=(*cancelled.facts, signed))
    if pledge.status == PledgeStatus.IN_FORCE:
        return PhaseLine(_("In force since %(day)s") % {"day": day(pledge.in_force_at)}, False, (signed,))
    if now >= pledge.sign_until:
        told = _("The date for signing was %(day)s; signatures are still taken")
        words = told % {"day": until(pledge.sign_until)}
    else:
        words = _("Sign by %(end)s") % {"end": ends(pledge.sign_until)}
    return PhaseLine(words, True, (signed, _waiting_words(parties.waiting)))


def _draft_words(pledge: Pledge, parties: Parties, head: Union | None, prepares: bool) -> str:
    if not prepares:
        by = head or pledge.campaign.owner
        return _("prepared by %(head)s") % {"head": by.short_name}
    n = len(parties.missing)
    if not n:
        return _("ready: send it to the parties")
    said = ngettext("waiting for the targets of %(n)s union", "waiting for the targets of %(n)s unions", n)
    return said % {"n": n}


def _waiting_words(waiting: Sequence[Place]) -> str:
    if len(waiting) <= 3:
        names = ", ".join(place.union.short_name for place in waiting)
        words = _("waiting for")
        return f"{words} {names}"
    said = ngettext("waiting for %(n)s union", "waiting for %(n)s unions", len(waiting))
    return said % {"n": len(waiting)}


@dataclass(frozen=True)
class TargetCounts:
    """How many of a union's targets are assigned, registered, and registered below the assigned one or, of a milestone,
    later."""

    total: int
    assigned: int
    registered: int
    lower: int
    later: int = 0


def targets_line(counts: TargetCounts, *, kind: str, party: Signature | None) -> PhaseLine:
    """What is asked of this person about a union's targets; `kind` is what the person may set, "" for nothing."""
    return PhaseLine(
        _targets_words(kind, party),
        kind == TargetKind.REGISTERED and counts.registered < counts.total,
        tuple(_target_facts(counts)),
    )


def _targets_words(kind: str, party: Signature | None) -> str:
    if party:
        if party.signed_at:
            return _("In the pledge, signed on %(day)s") % {"day": day(party.signed_at)}
        return _("In the pledge that awaits your signature")
    if kind == TargetKind.REGISTERED:
        return _("Please register the targets of your union")
    return _("Please assign the targets of this union") if kind == TargetKind.ASSIGNED else _("Read only")


def _target_facts(counts: TargetCounts) -> Iterator[str]:
    yield _("registered %(n)s/%(total)s") % {"n": counts.registered, "total": counts.total}
    yield _("assigned %(n)s/%(total)s") % {"n": counts.assigned, "total": counts.total}
    if counts.lower:
        said = ngettext(
            "%(n)s registered below the assigned one",
            "%(n)s registered below the assigned ones",
            counts.lower,
        )
        yield f"▾ {said % {'n': counts.lower}}"
    if counts.later:
        said = ngettext(
            "%(n)s registered later than assigned", "%(n)s registered later than assigned", counts.later
        )
        yield f"▾ {said % {'n': counts.later}}"
