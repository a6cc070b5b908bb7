"""Who is to be reminded: by which way each unit can be reached, and the text to copy into a chat group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Participant, Phase, is_submitted, takes_part
from common.templatetags.look import ends, vn
from units.letters import mail_server_set
from units.models import Appointment, Person

#: How many units a text for a group names.
NAMED = 40


@dataclass(frozen=True)
class ToReach:
    """A unit that has not submitted: who acts for it and gets letters, who acts for it and gets none, and its text."""

    participant: Participant
    mailed: Sequence[str]
    unmailed: Sequence[str]
    text: str

    @property
    def key(self) -> str:
        """What its text is known by on the page."""
        return str(self.participant.pk)


def late_with_ways(participants: QuerySet[Participant], now: datetime) -> QuerySet[Participant]:
    """Units that have not submitted, each with whether anybody `acts` for it today and is `mailed`; by name."""
    acting = Appointment.objects.acting_on(timezone.localdate(now)).filter(post__union=OuterRef("union"))
    mailed = acting.filter(person__in=_reached())
    rows = (
        participants.filter(takes_part())
        .exclude(is_submitted())
        .annotate(acts=Exists(acting), mailed=Exists(mailed))
    )
    return rows.select_related("union").order_by("union__sort_key", "union_id")


def _reached() -> QuerySet[Person]:
    return Person.objects.reached_by_mail() if mail_server_set() else Person.objects.none()


#: The lists of the page: whom nobody acts for, and whom no letter reaches.
NOBODY, UNMAILED = Q(acts=False), Q(acts=True, mailed=False)
SHOWN = {"nobody": NOBODY, "unmailed": UNMAILED}


def count_ways(late: QuerySet[Participant]) -> dict[str, int]:
    """How many units are late, have `nobody`, and are `unmailed`; one query."""
    return late.order_by().aggregate(
        all=Count("pk"), nobody=Count("pk", filter=NOBODY), unmailed=Count("pk", filter=UNMAILED)
    )


def rows_to_reach(late: Sequence[Participant], phase: Phase, *, site: str, now: datetime) -> list[ToReach]:
    """The units with the people who act for them and their texts; one query."""
    held = Appointment.objects.acting_on(timezone.localdate(now)).filter(
        post__union__in=[p.union_id for p in late]
    )
    by_mail = held.annotate(by_mail=Exists(_reached().filter(pk=OuterRef("person"))))
    found: dict[tuple[int, bool], list[str]] = {}
    columns = ("post__union_id", "by_mail", "person__full_name", "person_id")
    for union, reached, name, _pk in by_mail.order_by("person__sort_key").values_list(*columns).distinct():
        found.setdefault((union, reached), []).append(name)
    return [
        ToReach(
            participant=p,
            mailed=found.get((p.union_id, True), []),
            unmailed=found.get((p.union_id, False), []),
            text=text_for_unit(p, phase, site),
        )
        for p in late
    ]


def site_address(asked: str) -> str:
    """The address for links that are copied elsewhere: the one that is set, else the one that was asked."""
    return settings.SITE_URL or asked.rstrip("/")


def _what(phase: Phase) -> str:
    return _("%(sender)s: “%(phase)s”, please submit the figures by %(end)s.") % {
        "sender": phase.campaign.owner.short_name,
        "phase": phase.name,
        "end": ends(phase.entry_closes_at),
    }


def text_for_unit(participant: Participant, phase: Phase, site: str) -> str:
    """A reminder of one unit to copy into a chat: what, until when, where."""
    to = _("For the attention of %(unit)s.") % {"unit": participant.union.short_name}
    link = _("To enter and submit: %(link)s") % {"link": f"{site}/sheets/{participant.pk}/"}
    return "\n".join([_what(phase), to, link])


def text_for_group(phase: Phase, late: QuerySet[Participant], count: int, site: str) -> str:
    """A reminder of all these units to copy into a chat group; one query."""
    names = ", ".join(late.values_list("union__short_name", flat=True)[:NAMED])
    if more := max(0, count - NAMED):
        told = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more)
        names = told % {"names": names, "count": vn(more, 0)}
    who = _("Not submitted yet (%(count)s): %(names)s.") % {"count": vn(count, 0), "names": names}
    return "\n".join([_what(phase), who, _("To enter and submit: %(link)s") % {"link": f"{site}/"}])
