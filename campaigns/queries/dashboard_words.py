"""What the dashboard says about the time that is left and about who is late. No query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Phase
from campaigns.queries.dashboard import LateUnit
from common.pages import Badge
from common.templatetags.look import clock, day, day_short, left, until, vn


@dataclass(frozen=True)
class Figure:
    """A figure with what it is above it and what is to be known of it below."""

    label: str
    value: str
    note: str
    #: It counts down, so that on paper it would be wrong at once.
    counts_down: bool = False


def time_figure(
    phase: Phase, *, is_open: bool, is_closed: bool, is_ranked: bool = True, now: datetime
) -> Figure:
    """The time that is left; before entry opens and after it ends, since or from when.

    Of a phase that is not ranked (`is_ranked`) no points are promised.
    """
    closes = phase.entry_closes_at
    if phase.is_cancelled:
        return Figure(_("Cancelled on"), day(phase.cancelled_at), phase.campaign.cancel_reason)
    if is_closed:
        frozen = f"{clock(phase.closed_at)}, {day(phase.closed_at)}"
        return Figure(
            _("Figures fixed at"),
            frozen,
            phase.get_status_display() if is_ranked else _("no points are given"),
        )
    if is_open:
        note = _("Closes by itself at %(time)s, %(day)s") % {"time": clock(closes), "day": day(closes)}
        return Figure(_("Left until the figures are fixed"), left(closes - now), note, True)
    if now < phase.entry_opens_at:
        return Figure(_("Entry opens"), day(phase.entry_opens_at), phase.get_status_display())
    note = _("The figures are being fixed; this takes a minute or two.")
    return Figure(_("Entry is over"), until(closes), note)


@dataclass(frozen=True)
class LateRow:
    """A unit that has not submitted: what is known of it, and the mark of a reminder sent today."""

    unit: LateUnit
    note: str
    reminded: Badge | None


def late_row(unit: LateUnit, *, may_remind: bool, now: datetime) -> LateRow:
    """The words for a late unit; `may_remind` says that the reader sends reminders."""
    badge = None
    if unit.reminded and day(unit.reminded) == day(now):
        badge = Badge("info", "check", _("Reminded %(time)s") % {"time": clock(unit.reminded)})
    return LateRow(unit, " · ".join(_late_facts(unit, badge, may_remind)), badge)


def _late_facts(unit: LateUnit, reminded_today: Badge | None, may_remind: bool) -> Iterator[str]:
    yield _("%(part)s/%(all)s indicators") % {"part": vn(unit.filled, 0), "all": vn(unit.total, 0)}
    if unit.returned:
        said = ngettext("%(n)s figure returned", "%(n)s figures returned", unit.returned)
        yield said % {"n": unit.returned}
    if unit.last_entry:
        yield _("last entry %(day)s") % {"day": day_short(unit.last_entry)}
    else:
        yield _("nothing entered yet")
    if may_remind and not unit.reminded:
        yield _("not reminded yet")
    elif unit.reminded and not reminded_today:
        yield _("last reminded %(day)s") % {"day": day_short(unit.reminded)}
