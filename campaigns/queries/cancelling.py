"""What cancelling a campaign will do, in numbers, whom it concerns, and what is said of a cancelled one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import ClusterStatus, PhaseStatus, PledgeStatus, ResultState
from campaigns.models import (
    Campaign,
    ClusterRevision,
    Participant,
    Phase,
    Pledge,
    PublicStandings,
    Result,
)
from campaigns.queries.deadlines import people_of, with_heads
from common.pages import PhaseLine
from common.templatetags.look import day, vn


def cancelled_words(campaign: Campaign) -> str:
    """What is said of a campaign that was cancelled: by whom, when and why; "" of any other."""
    if campaign.cancelled_at is None:
        return ""
    return _("%(owner)s cancelled “%(campaign)s” on %(day)s: %(reason)s") % {
        "owner": campaign.owner.short_name,
        "campaign": campaign.name,
        "day": day(campaign.cancelled_at),
        "reason": campaign.cancel_reason,
    }


def cancelled_line(row: Campaign | Phase) -> PhaseLine | None:
    """The line below the head of a page about what was cancelled: when, by whom and why; None of anything else."""
    campaign = row.campaign if isinstance(row, Phase) else row
    if row.cancelled_at is None:
        return None
    words = _("Cancelled on %(day)s by %(owner)s") % {
        "day": day(row.cancelled_at),
        "owner": campaign.owner.short_name,
    }
    return PhaseLine(words, facts=(_("reason: %(reason)s") % {"reason": campaign.cancel_reason},))


def concerned_by_campaign(campaign: Campaign) -> QuerySet:
    """The ids of the unions that take part in a campaign, and of those that lead or deputise in their clusters."""
    return with_heads(campaign, Participant.objects.with_figures().filter(phase__campaign=campaign))


@dataclass(frozen=True)
class CancelFacts:
    """What a cancellation stops, what it leaves as it is, and who is told."""

    #: Phases before their close, among them those that take figures now; those with points that stay provisional; those
    #: that are final and stay so; final clusters of the others, "cluster, phase" each; those shown to the public, which
    #: are shown no more.
    stopped: list[Phase]
    open: list[Phase]
    provisional: list[Phase]
    final: list[Phase]
    final_clusters: list[str]
    public: list[Phase]
    #: Unions that take part, figures that they have entered, and pledges that are being signed.
    unions: int
    figures: int
    pledges: int
    #: People told; nobody of a campaign that only its own staff see.
    people: int
    #: Campaigns of lower federations that answer this one.
    answers: int

    @property
    def lines(self) -> Iterator[str]:
        """What it does, a sentence each."""
        if self.stopped:
            yield _(
                "%(phases)s: no figures are taken any more; nobody is reminded, nobody counts as late"
            ) % {"phases": _names(self.stopped)}
        if self.open:
            said = ngettext(
                "%(n)s union can enter and submit nothing more from now on",
                "%(n)s unions can enter and submit nothing more from now on",
                self.unions,
            )
            yield said % {"n": vn(self.unions, 0)}
        if self.provisional:
            yield _("%(phases)s: what is provisional stays so; nothing is made final any more") % {
                "phases": _names(self.provisional)
            }
        if self.public:
            yield _("%(phases)s: no longer shown on the open internet") % {"phases": _names(self.public)}
        if self.pledges:
            said = ngettext(
                "%(n)s pledge is not signed any further",
                "%(n)s pledges are not signed any further",
                self.pledges,
            )
            yield said % {"n": vn(self.pledges, 0)}
        said = ngettext(
            "%(n)s person is told, with the reason", "%(n)s people are told, with the reason", self.people
        )
        yield said % {"n": vn(self.people, 0)}
        yield _("A cancellation is not taken back")

    @property
    def kept(self) -> list[str]:
        """What stays, a sentence each."""
        return list(self._kept())

    def _kept(self) -> Iterator[str]:
        if self.final:
            yield _("%(phases)s: final, with its standings and what was awarded on it") % {
                "phases": _names(self.final)
            }
        if self.final_clusters:
            yield _("%(clusters)s: final, with its standings and what was awarded on it") % {
                "clusters": ", ".join(self.final_clusters)
            }
        if self.figures:
            said = ngettext(
                "%(n)s figure that was entered can still be read",
                "%(n)s figures that were entered can still be read",
                self.figures,
            )
            yield said % {"n": vn(self.figures, 0)}
        if self.answers:
            said = ngettext(
                "%(n)s campaign that answers this one goes on",
                "%(n)s campaigns that answer this one go on",
                self.answers,
            )
            yield said % {"n": vn(self.answers, 0)}


def _names(phases: list[Phase]) -> str:
    return ", ".join(f"“{phase.name}”" for phase in phases)


def cancel_facts(campaign: Campaign, now: datetime) -> CancelFacts:
    """What cancelling at `now` will do; eight queries."""
    phases = list(campaign.phases.order_by("kind", "period_from", "number", "pk"))
    taking = Participant.objects.with_figures().filter(phase__campaign=campaign)
    said = Result.objects.exclude(state=ResultState.NOT_REPORTED)
    provisional = [p for p in phases if PhaseStatus.CLOSING <= p.status < PhaseStatus.SEALING]
    settled = ClusterRevision.objects.filter(phase__in=provisional, status__gte=ClusterStatus.SEALING)
    public = PublicStandings.objects.in_force().filter(phase__in=provisional).values_list("phase", flat=True)
    shown = set(public)
    return CancelFacts(
        stopped=[phase for phase in phases if phase.status < PhaseStatus.CLOSING],
        open=[phase for phase in phases if phase.takes_figures_at(now) and not phase.is_year],
        provisional=provisional,
        final=[phase for phase in phases if phase.status >= PhaseStatus.SEALING],
        final_clusters=[
            f"{row.cluster.name if row.cluster else _('In no cluster')} · {row.phase.name}"
            for row in settled.select_related("cluster", "phase").order_by(
                "phase__number", "cluster__order", "pk"
            )
        ],
        public=[phase for phase in provisional if phase.pk in shown],
        unions=taking.aggregate(n=Count("union_id", distinct=True))["n"],
        figures=said.filter(participant__phase__campaign=campaign).count(),
        pledges=Pledge.objects.filter(campaign=campaign, status=PledgeStatus.SIGNING).count(),
        people=people_of(concerned_by_campaign(campaign), now) if campaign.launched_at else 0,
        answers=campaign.answers.count(),
    )
