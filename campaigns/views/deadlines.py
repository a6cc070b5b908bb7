"""What a page asks before a deadline comes forward, or a phase is added whose entry ends so soon."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Participant, Phase
from campaigns.queries.deadlines import concerned_by, concerned_by_new, people_of
from campaigns.rules import is_short_notice
from common.pages import Question
from common.templatetags.look import ends, left, vn

#: The hidden field in which a form says which deadline was agreed to, and what a form carries that is no answer.
AGREED = "agreed"
NO_ANSWERS = (AGREED, "csrfmiddlewaretoken")


def question_of_move(phase: Phase, closes: datetime, sent: QueryDict, now: datetime) -> Question | None:
    """What is asked before the deadline of a launched phase comes forward; None where it does not, or was agreed to.

    A deadline in the past is refused by the service, so nothing is asked of it.
    """
    old = phase.entry_closes_at
    if not sent.get("reason", "").strip():
        return None  # the service asks for it, at its field
    if phase.status != PhaseStatus.OPEN or not now < closes < old or sent.get(AGREED) == closes.isoformat():
        return None
    taking = Participant.objects.filter(phase=phase).taking_part()
    total, late = taking.count(), taking.late().count()
    waited = ngettext(
        "%(late)s of %(total)s union has not submitted yet.",
        "%(late)s of %(total)s unions have not submitted yet.",
        total,
    )
    stakes = (
        _("Before: %(old)s. From now on: %(new)s.") % {"old": _window(old), "new": _window(closes)},
        _("That is in %(left)s; then the phase closes by itself and its figures are fixed.")
        % {"left": left(closes - now)},
        waited % {"late": vn(late, 0), "total": vn(total, 0)},
        people_told(people_of(concerned_by(phase), now)),
    )
    return Question(
        title=_("Bring the deadline of “%(phase)s” forward?") % {"phase": phase.name},
        act=_("Bring the deadline forward"),
        back=reverse("phase-edit", args=[phase.pk]),
        stakes=stakes,
        icon="clock",
        keeps=kept_with(sent, closes),
    )


def question_of_new(
    campaign: Campaign, fields: dict[str, Any], sent: QueryDict, now: datetime
) -> Question | None:
    """What is asked before a launched campaign gets a phase that hardly anybody can enter figures in.

    `fields` are those of the phase. None where there is time, or it was agreed to.
    """
    closes, is_over = fields["entry_closes_at"], fields["entry_closes_at"] <= now
    is_launched = campaign.status >= CampaignStatus.LAUNCHED
    if not is_launched or not is_short_notice(closes, now) or sent.get(AGREED) == closes.isoformat():
        return None
    if is_over:
        title = _("Add “%(phase)s” although its entry has ended?")
        first = _("Entry ended at %(end)s: the phase closes at once, and no union can enter a figure.")
    else:
        title = _("Add “%(phase)s” although its entry ends so soon?")
        first = _(
            "Entry ends at %(end)s, in %(left)s; then the phase closes by itself and its figures are fixed."
        )
    unions = concerned_by_new(campaign, fields["sector"])
    count = unions.count()
    others = ngettext(
        "%(count)s union takes part in the campaign so far.",
        "%(count)s unions take part in the campaign so far.",
        count,
    )
    return Question(
        title=title % {"phase": fields["name"]},
        act=_("Add the phase"),
        back=reverse("phase-new", args=[campaign.pk]),
        stakes=(
            first % {"end": ends(closes), "left": left(closes - now)},
            others % {"count": vn(count, 0)},
            people_told(people_of(unions, now)),
        ),
        icon="clock",
        keeps=kept_with(sent, closes),
    )


def _window(closes: datetime) -> str:
    return _("entry until %(end)s") % {"end": ends(closes)}


def people_told(people: int) -> str:
    """How many people a notice goes to."""
    said = ngettext("%(n)s person is told at once.", "%(n)s people are told at once.", people)
    return said % {"n": vn(people, 0)}


def kept_with(sent: QueryDict, closes: datetime) -> tuple[tuple[str, str], ...]:
    """What was sent, with the deadline that is agreed to."""
    held = [(name, value) for name, values in sent.lists() if name not in NO_ANSWERS for value in values]
    return (*held, (AGREED, closes.isoformat()))
