"""What stands between a campaign and its launch, and what the launch will do, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, Indicator, Participant
from campaigns.queries.campaigns import PhaseCard, stage_of
from common.pages import Badge
from units.models import Appointment

#: The page that gives out the campaign's workbook, in which most of a campaign is entered.
WORKBOOK = "workbook-export"


@dataclass(frozen=True)
class Step:
    """A line of the checklist before a launch."""

    title: str
    #: What is there already, or what is missing.
    note: str
    done: bool
    #: The campaign cannot be launched without it.
    needed: bool
    #: The page that adds it, by the name of its address.
    url_name: str = ""

    @property
    def badge(self) -> Badge:
        """Whether it is there, is missing for the launch, or may still come."""
        if self.done:
            return Badge("ok", "check", _("already there"))
        return Badge("wait", "clock", _("needed")) if self.needed else Badge("lock", "ring", _("not yet"))

    @property
    def icon(self) -> str:
        """The picture before it: what is missing for the launch warns."""
        return "warning" if self.needed and not self.done else self.badge.icon


@dataclass(frozen=True)
class LaunchFacts:
    """What a launch does, in numbers."""

    #: How many unions take part, figures are asked of each, and people are told.
    unions: int
    indicators: int
    people: int
    phases: list[PhaseCard]
    #: What should be looked at first; it does not stop the launch.
    doubts: list[str]


def checklist(campaign: Campaign) -> list[Step]:
    """The steps from a new campaign to its launch, each with what is there already; two queries."""
    counts = Campaign.objects.filter(pk=campaign.pk).aggregate(
        contents=Count("contents", distinct=True),
        indicators=Count("indicators", distinct=True),
        tables=Count("tables", distinct=True),
    )
    phases = list(campaign.phases.annotate(taking_part=Count("participants")).order_by("number", "pk"))
    return [
        _phases_step(len(phases)),
        _contents_step(counts["contents"]),
        _indicators_step(counts["indicators"]),
        _tables_step(counts["tables"]),
        _participants_step(
            [p.name for p in phases if not p.taking_part and not p.is_year], has_phases=bool(phases)
        ),
    ]


def _phases_step(n: int) -> Step:
    there = ngettext("%(n)s phase", "%(n)s phases", n) % {"n": n}
    missing = _("Add at least one: its theme, the period it covers, and when figures are entered.")
    return Step(_("Phases"), there if n else missing, done=n > 0, needed=True, url_name="phase-new")


def _contents_step(n: int) -> Step:
    title = _("Contents, movements and anniversaries")
    there = ngettext("%(n)s line", "%(n)s lines", n) % {"n": n}
    missing = _("What each sector is asked to do.")
    return Step(title, there if n else missing, done=n > 0, needed=False, url_name="content-new")


def _indicators_step(n: int) -> Step:
    there = ngettext("%(n)s indicator", "%(n)s indicators", n) % {"n": n}
    missing = _("What is measured: add them one by one, with a starter table, or by the workbook.")
    return Step(_("Indicators"), there if n else missing, done=n > 0, needed=False, url_name="indicator-new")


def _tables_step(n: int) -> Step:
    there = ngettext("%(n)s table", "%(n)s tables", n) % {"n": n}
    missing = _("How points are given. A table may also be agreed after the launch.")
    return Step(_("Scoring tables"), there if n else missing, done=n > 0, needed=False, url_name="table-new")


def _participants_step(empty: list[str], *, has_phases: bool) -> Step:
    """`empty` are the names of the phases in which nobody takes part yet."""
    title = _("Participants")
    if not has_phases:
        note = _("The unions that take part in each phase; first add a phase.")
        return Step(title, note, done=False, needed=True)
    note = _("Every phase has its participants.")
    if empty:
        note = _("No participant yet in: %(phases)s. Enter them %(where)s.") % {
            "phases": ", ".join(empty),
            "where": _("in the campaign's workbook"),
        }
    return Step(title, note, done=not empty, needed=True, url_name=WORKBOOK)


def launch_facts(campaign: Campaign, now: datetime) -> LaunchFacts:
    """What launching at `now` will do; four queries."""
    taking_part = Participant.objects.with_figures().filter(phase__campaign=campaign)
    people = (
        Appointment.objects.acting_on(timezone.localdate(now))
        .filter(post__union__in=taking_part.values("union_id"))
        .aggregate(n=Count("person_id", distinct=True))["n"]
    )
    counts = taking_part.aggregate(
        unions=Count("union_id", distinct=True),
        untabled=Count("union_id", filter=Q(table=None), distinct=True),
    )
    phases = campaign.phases.annotate(taking_part=Count("participants")).order_by("period_from", "number")
    cards = [PhaseCard(p, stage_of(p, now), p.taking_part) for p in phases]
    indicators = Indicator.objects.filter(campaign=campaign).count()
    doubts = [
        _("Entry of “%(phase)s” ends before now: it will be closed at once, without figures.")
        % {"phase": card.phase.name}
        for card in cards
        if card.phase.entry_closes_at <= now
    ]
    if not indicators:
        doubts.append(_("The campaign has no indicator: there will be no figures to enter."))
    if counts["untabled"]:
        doubts.append(
            ngettext(
                "%(n)s union has no scoring table yet and would get no points.",
                "%(n)s unions have no scoring table yet and would get no points.",
                counts["untabled"],
            )
            % {"n": counts["untabled"]}
        )
    return LaunchFacts(counts["unions"], indicators, people, cards, doubts)
