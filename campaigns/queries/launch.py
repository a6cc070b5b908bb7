"""What stands between a campaign and its launch, and what the launch will do, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, Indicator, Participant
from campaigns.queries.campaigns import PhaseCard, stage_of
from units.models import Appointment


@dataclass(frozen=True)
class Step:
    """A line of the checklist: what is there, whether the launch needs it, and the page that adds it."""

    title: str
    note: str
    done: bool
    needed: bool
    url_name: str = ""


@dataclass(frozen=True)
class LaunchFacts:
    """What a launch does: how many unions take part, figures asked of each, officers told; the phases; what to look at first."""

    unions: int
    indicators: int
    people: int
    phases: list[PhaseCard]
    doubts: list[str]


def checklist(campaign: Campaign) -> list[Step]:
    """The steps from a new campaign to its launch, each with what is there already."""
    counts = Campaign.objects.filter(pk=campaign.pk).aggregate(
        contents=Count("contents", distinct=True),
        indicators=Count("indicators", distinct=True),
        tables=Count("tables", distinct=True),
    )
    phases = list(campaign.phases.annotate(taking_part=Count("participants")).order_by("number", "pk"))
    empty = [p.name for p in phases if not p.taking_part]
    workbook = _("in the campaign's workbook")
    return [
        Step(
            _("Phases"),
            ngettext("%(n)s phase", "%(n)s phases", len(phases)) % {"n": len(phases)}
            if phases
            else _("Add at least one: its theme, the period it covers, and when figures are entered."),
            bool(phases),
            True,
            "phase-new",
        ),
        Step(
            _("Contents, movements and anniversaries"),
            ngettext("%(n)s line", "%(n)s lines", counts["contents"]) % {"n": counts["contents"]}
            if counts["contents"]
            else _("What each sector is asked to do."),
            bool(counts["contents"]),
            False,
            "content-new",
        ),
        Step(
            _("Indicators"),
            ngettext("%(n)s indicator", "%(n)s indicators", counts["indicators"])
            % {"n": counts["indicators"]}
            if counts["indicators"]
            else _("What is measured; enter them %(where)s.") % {"where": workbook},
            bool(counts["indicators"]),
            False,
            "workbook-export",
        ),
        Step(
            _("Scoring tables"),
            ngettext("%(n)s table", "%(n)s tables", counts["tables"]) % {"n": counts["tables"]}
            if counts["tables"]
            else _("How points are given; enter them %(where)s. A table may also be agreed after the launch.")
            % {"where": workbook},
            bool(counts["tables"]),
            False,
            "workbook-export",
        ),
        Step(
            _("Participants"),
            (
                _("No participant yet in: %(phases)s. Enter them %(where)s.")
                % {"phases": ", ".join(empty), "where": workbook}
                if empty
                else _("Every phase has its participants.")
            )
            if phases
            else _("The unions that take part in each phase; first add a phase."),
            bool(phases) and not empty,
            True,
            "workbook-export" if phases else "",
        ),
    ]


def launch_facts(campaign: Campaign, now: datetime) -> LaunchFacts:
    """What launching at `now` will do."""
    taking_part = Participant.objects.filter(phase__campaign=campaign)
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
