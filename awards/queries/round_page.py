"""What the page of one award round shows: its stages, its awards with their quotas, its nominations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from awards.choices import Outcome, Recipient, RoundStatus, SessionStatus
from awards.models import Award, AwardRound, CouncilSession, Decision, Nomination, Quota, Tally
from awards.queries.lists import LIST_ORDER, nominations_of
from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Participant, Phase, Seal
from common.choosing import some_of
from common.pages import Stage
from common.request import id_in
from common.search import matching
from common.templatetags.look import day, moment, until
from units.models import Cluster, ClusterMembership, Union, User
from units.scope import scope_of

#: As many pools stand on a page.
POOLS = 50


@dataclass(frozen=True)
class Pool:
    """A cluster's part of an award, or that of everybody else: its quota, and how many are nominated."""

    quota: Quota
    nominated: int

    @property
    def left(self) -> int | None:
        """How many more may be nominated; None without a limit."""
        most = self.quota.nominations
        return None if most is None else max(0, most - self.nominated)


@dataclass
class AwardLine:
    """An award of the round with its pools."""

    award: Award
    pools: list[Pool] = field(default_factory=list)

    @property
    def nominated(self) -> int:
        """Nominations for it in all pools."""
        return sum(p.nominated for p in self.pools)

    @property
    def places(self) -> int | None:
        """Awards at most over all pools; None when a pool has no limit."""
        known = [p.quota.places for p in self.pools]
        return None if None in known else sum(n or 0 for n in known)

    @property
    def most(self) -> int | None:
        """Nominations at most over all pools; None when a pool has no limit."""
        known = [p.quota.nominations for p in self.pools]
        return None if None in known else sum(n or 0 for n in known)

    def pool_of(self, cluster_id: int | None) -> Pool | None:
        """The pool that a union of this cluster belongs to: its cluster's own, else that of the rest."""
        own = next((p for p in self.pools if p.quota.cluster_id and p.quota.cluster_id == cluster_id), None)
        return own or next((p for p in self.pools if p.quota.cluster_id is None), None)


def session_of(round: AwardRound) -> CouncilSession | None:
    """The round's council session, if one is convened: of two ballots the second.

    `tied_in` is the session of the round whose chair has to settle a tie, null where there is none; `first_pk` is the
    first ballot's.
    """
    tied = Tally.objects.decisive().filter(session__round=OuterRef("round"), outcome=Outcome.TIED)
    rows = round.sessions.select_related("council").order_by("-number")
    first = CouncilSession.objects.filter(round=OuterRef("round"), number=1)
    return rows.annotate(
        tied_in=Subquery(tied.order_by("session").values("session")[:1]),
        first_pk=Subquery(first.values("pk")),
    ).first()


def decision_of(round: AwardRound) -> Decision | None:
    """The round's decision, once issued."""
    return Decision.objects.filter(round=round).first()


def stages_of(
    round: AwardRound, session: CouncilSession | None, decision: Decision | None, now: datetime
) -> list[Stage]:
    """Nominations, closed, council, decision: what is done, what is under way."""
    closed = round.status >= RoundStatus.CLOSED
    counted = session is not None and session.status >= SessionStatus.COUNTED
    council = "done" if counted else "now" if session else ""
    if session is None:
        council_note = ""
    elif counted:
        council_note = _("counted %(time)s") % {"time": moment(session.ended_at)}
    else:
        council_note = _("%(state)s, %(time)s") % {
            "state": session.get_status_display(),
            "time": moment(session.begins_at),
        }
    if session and session.is_second:
        council_note = _("second ballot: %(state)s") % {"state": council_note}
    ends = _("until %(time)s") % {"time": until(round.closes_at)}
    first = "done" if closed else "now" if round.status == RoundStatus.OPEN else ""
    second = "done" if session or decision else "now" if closed else ""
    last = "done" if decision else "now" if counted else ""
    return [
        Stage(_("Nominations"), first, ends),
        Stage(_("List closed"), second),
        Stage(_("Council"), "done" if decision and not session else council, council_note),
        Stage(
            _("Decision"),
            last,
            _("No. %(number)s, %(day)s") % {"number": decision.number, "day": day(decision.decided_on)}
            if decision
            else "",
        ),
    ]


def award_lines(round: AwardRound) -> list[AwardLine]:
    """The round's awards with their pools in the catalogue's order; two queries."""
    counted = {
        (row["award_id"], row["cluster_id"]): row["n"]
        for row in nominations_of(round).order_by().values("award_id", "cluster_id").annotate(n=Count("pk"))
    }
    quotas = list(round.quotas.select_related("award__rule_set", "cluster"))
    own = {(q.award_id, q.cluster_id) for q in quotas if q.cluster_id}
    lines: dict[int, AwardLine] = {}
    for quota in quotas:
        if quota.cluster_id:
            number = counted.get((quota.award_id, quota.cluster_id), 0)
        else:
            number = sum(
                n
                for (award, cluster), n in counted.items()
                if award == quota.award_id and (award, cluster) not in own
            )
        line = lines.setdefault(quota.award_id, AwardLine(quota.award))
        line.pools.append(Pool(quota, number))
    return list(lines.values())


def pool_page(lines: Iterable[AwardLine], number: str) -> Page[tuple[AwardLine, Pool]]:
    """A page of the pools of all awards, each with its award."""
    return Paginator([(line, pool) for line in lines for pool in line.pools], POOLS).get_page(number)


def nomination_rows(
    user: User, round: AwardRound, *, award: int | None = None, text: str = ""
) -> QuerySet[Nomination]:
    """The round's nominations that a person may see, also those taken back, in the order of the list."""
    seen = Nomination.objects.visible_to(user).order_by().values("pk")
    rows = (
        Nomination.objects.filter(pk__in=seen, round=round)
        .select_related("award", "union", "cluster")
        .order_by(*LIST_ORDER)
    )
    if award:
        rows = rows.filter(award_id=award)
    if text:
        rows = rows.filter(matching(text, "search", "union__search"))
    return rows


# --- Choices of the forms -----------------------------------------------------------------------------------
def owners(user: User) -> QuerySet[Union]:
    """The unions in whose name a person may open a round or found a council: those that the person acts for."""
    return Union.objects.filter(pk__in=scope_of(user).writing_ids).order_by("sort_key", "pk")


@dataclass(frozen=True)
class Bases:
    """What a round may be opened on, as far as it is offered; `found` is how many of the longer list were found."""

    phases: list[Any]  # each has `has_final`: points of some cluster are sealed
    campaigns: list[Campaign]
    found: int


def bases_of(owner: Union, *, text: str = "", chosen: str = "") -> Bases:
    """The federation's phases whose points are known and its campaigns, the latest first, by words of the campaign.

    What is `chosen` (`phase-7`, `campaign-3`) is among them whatever was looked for. Four queries at most.
    """
    kind, _dash, number = chosen.partition("-")
    pk = id_in(number)
    phases = (
        Phase.objects.not_cancelled()
        .filter(campaign__owner=owner, status__gte=PhaseStatus.CLOSED)
        .select_related("campaign")
        .annotate(has_final=Exists(Seal.objects.filter(phase=OuterRef("pk"), sealed_at__isnull=False)))
        .order_by("-period_to", "-number", "pk")
    )
    campaigns = Campaign.objects.filter(owner=owner, launched_at__isnull=False).order_by("-year", "code")
    some, first = some_of(
        phases.filter(matching(text, "campaign__search")),
        phases.filter(pk=pk if kind in ("phase", "estimate") else 0),
    )
    others, second = some_of(
        campaigns.filter(matching(text, "search")), campaigns.filter(pk=pk if kind == "campaign" else 0)
    )
    return Bases(some, others, max(first, second))


def awards_to_consider(owner: Union, on: date) -> list[Award]:
    """Awards in force on a day, those that the federation's own level decides first."""
    rows = list(Award.objects.on(on).select_related("rule_set").order_by("order", "pk"))
    return sorted(rows, key=lambda a: a.decided_by != owner.level)


def clusters_of(round: AwardRound) -> QuerySet[Cluster]:
    """Clusters that may have a pool of their own: those of the phase's unions, or those that the federation runs."""
    if round.phase_id:
        inside = Participant.objects.filter(phase=round.phase_id).order_by().values("cluster_id").distinct()
        return Cluster.objects.filter(pk__in=inside).order_by("order", "code")
    return Cluster.objects.filter(owner=round.owner_id).order_by("order", "code")


def cluster_of(round: AwardRound, union: Union, on: date) -> int | None:
    """The cluster that decides a union's pool: that of the phase; in a spot round the one it belongs to on `on`."""
    if round.phase_id:
        part = Participant.objects.filter(phase=round.phase_id, union=union)
        return part.values_list("cluster_id", flat=True).first()
    held = ClusterMembership.objects.on(on).filter(union=union, cluster__owner=round.owner_id)
    return held.order_by("cluster__order", "pk").values_list("cluster_id", flat=True).first()


def from_standings(lines: Iterable[AwardLine]) -> list[Award]:
    """Awards for which unions may be taken from the standings: those for collectives."""
    return [line.award for line in lines if line.award.recipient == Recipient.COLLECTIVE]
