"""The dashboard of a phase: who sees how much of it, and how far its units are. Aggregated in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from campaigns.choices import ResultState, ResultStatus, Supplier
from campaigns.models import (
    PHASE_BEGAN,
    Campaign,
    Indicator,
    Participant,
    Phase,
    Result,
    is_submitted,
    takes_part,
)
from units.models import AuditEvent, Cluster, ClusterTerm, User
from units.scope import scope_of

#: In a phase with more units than this, the list of those past a target is shown for one cluster at a time: it compares
#: every figure with its target, which takes too long for all of them.
MANY = 5000
#: A cell counts as filled when anything was said: a figure, nothing to report, or not applicable.
FILLED = ~Q(state=ResultState.NOT_REPORTED)


@dataclass(frozen=True)
class Reach:
    """What of a phase a person sees: all of it, or the clusters that a union of theirs leads this year."""

    whole: bool
    clusters: list[int]


def reach_of(user: User, phase: Phase) -> Reach:
    """A post at the launching federation or above sees all, one of a leading or deputy union its clusters.

    A post that had ended when the phase began sees nothing of it. Two queries at most.
    """
    scope = scope_of(user)
    if Phase.objects.filter(scope.reads(Phase, "campaign__owner", *PHASE_BEGAN), pk=phase.pk).exists():
        return Reach(whole=True, clusters=[])
    led = _terms_of(scope.ids_when(phase.began_at), phase.campaign)
    return Reach(whole=False, clusters=list(led.order_by("cluster_id").values_list("cluster_id", flat=True)))


def sees_progress(user: User, campaign: Campaign) -> bool:
    """A dashboard of the campaign is open to the person: the whole, or that of a cluster; two queries at most."""
    scope = scope_of(user)
    whole = Campaign.objects.filter(scope.reads(Campaign, "owner", "launched_at"), pk=campaign.pk)
    return whole.exists() or _terms_of(scope.ids_when(campaign.launched_at), campaign).exists()


def _terms_of(union_ids: list[int], campaign: Campaign) -> QuerySet[ClusterTerm]:
    """The terms in which one of the unions leads or deputises in the campaign's year."""
    return ClusterTerm.objects.filter(
        Q(leader_id__in=union_ids) | Q(deputy_id__in=union_ids), year=campaign.year
    )


def participants_in(phase: Phase, reach: Reach, cluster: Cluster | None) -> QuerySet[Participant]:
    """The participants that the page counts: those of the chosen cluster, or all that the person sees."""
    rows = Participant.objects.filter(phase=phase)
    if cluster is not None:
        return rows.filter(cluster=cluster)
    rows = rows.taking_part()
    return rows if reach.whole else rows.filter(cluster_id__in=reach.clusters)


def clusters_in(phase: Phase, reach: Reach) -> QuerySet[Cluster]:
    """The clusters of the phase that a person sees, with the number of units and of those that have submitted."""
    here, taking = Q(participants__phase=phase), takes_part("participants__")
    rows = Cluster.objects.filter(here)
    if not reach.whole:
        rows = rows.filter(pk__in=reach.clusters)
    return rows.annotate(
        units=Count("participants", filter=taking),
        submitted=Count("participants", filter=taking & is_submitted("participants__")),
    ).order_by("order", "code")


@dataclass(frozen=True)
class Cells:
    """Counts of the figures that unions enter: cells of their sheets, of which some are filled, verified, waiting."""

    total: int
    filled: int
    verified: int
    waiting: int

    @property
    def filled_percent(self) -> float | None:
        """Filled cells, in percent of all; None where there is none to fill."""
        return 100 * self.filled / self.total if self.total else None

    @property
    def verified_percent(self) -> float | None:
        """Appraised cells, in percent of the filled ones; None while nothing is filled."""
        return 100 * self.verified / self.filled if self.filled else None


COUNTS: dict[str, Any] = {
    "total": Count("pk"),
    "filled": Count("pk", filter=FILLED),
    "verified": Count("pk", filter=FILLED & Q(status=ResultStatus.VERIFIED)),
    "waiting": Count("pk", filter=Q(status=ResultStatus.SUBMITTED)),
}


def _figures(participants: Any) -> QuerySet[Result]:
    return Result.objects.filter(participant__in=participants, indicator__supplier=Supplier.UNION).order_by()


def cells_of(participants: QuerySet[Participant]) -> Cells:
    """Counts over all figures; one query."""
    return Cells(**_figures(participants.values("pk")).aggregate(**COUNTS))


def cells_by_cluster(phase: Phase, clusters: list[Cluster]) -> dict[int, Cells]:
    """Counts for each of the clusters on a page; one query."""
    here = Participant.objects.filter(phase=phase, cluster__in=clusters).values("pk")
    rows: Any = _figures(here).values("participant__cluster_id").annotate(**COUNTS)
    return {row.pop("participant__cluster_id"): Cells(**row) for row in rows}


def units_of(participants: QuerySet[Participant]) -> dict[str, int]:
    """`total` units, how many have `submitted`, stand `alone` in no cluster and are `ranked` by a table; one query."""
    alone = Count("pk", filter=Q(cluster__isnull=True))
    submitted = Count("pk", filter=is_submitted())
    ranked = Count("pk", filter=Q(table__isnull=False))
    return participants.aggregate(total=Count("pk"), submitted=submitted, alone=alone, ranked=ranked)


def indicators_of(phase: Phase) -> list[Indicator]:
    """The indicators that unions enter; one query."""
    return list(
        Indicator.objects.filter(campaign_id=phase.campaign_id, supplier=Supplier.UNION).order_by(
            "order", "pk"
        )
    )


@dataclass(frozen=True)
class LateUnit:
    """A unit that has not submitted: how much of it is filled or returned, when it was last worked on and reminded."""

    participant: Participant
    total: int
    filled: int
    returned: int
    last_entry: datetime | None
    reminded: datetime | None


def late_units(participants: QuerySet[Participant], limit: int = 20) -> list[LateUnit]:
    """The first units that have not submitted, in Vietnamese order; three queries."""
    late = list(
        participants.filter(takes_part())
        .exclude(is_submitted())
        .select_related("union")
        .order_by("union__sort_key", "union_id")[:limit]
    )
    ids = [p.pk for p in late]
    counted: Any = (
        _figures(ids)
        .values("participant_id")
        .annotate(
            total=Count("pk"),
            filled=Count("pk", filter=FILLED),
            returned=Count("pk", filter=Q(status=ResultStatus.RETURNED)),
            last_entry=Max("entered_at"),
        )
    )
    filled = {row.pop("participant_id"): row for row in counted}
    reminders = AuditEvent.objects.filter(
        subject_type=Participant._meta.label_lower, subject_id__in=ids, verb="remind_union"
    )
    reminded = dict(reminders.order_by().values_list("subject_id").annotate(Max("at")))
    nothing = {"total": 0, "filled": 0, "returned": 0, "last_entry": None}
    return [LateUnit(p, reminded=reminded.get(p.pk), **filled.get(p.pk, nothing)) for p in late]


def oldest_waiting(participants: QuerySet[Participant]) -> dict[str, Any]:
    """Units with figures that wait for appraisal: how many, and the one that has waited longest; two queries."""
    waiting = Result.objects.filter(participant__in=participants.values("pk"), status=ResultStatus.SUBMITTED)
    first = (
        waiting.order_by(F("participant__submitted_at").asc(nulls_last=True), "participant_id")
        .values("participant__union__short_name", "participant__submitted_at")
        .first()
    )
    units = waiting.order_by().aggregate(n=Count("participant_id", distinct=True))["n"]
    return {
        "units": units,
        "union": first["participant__union__short_name"] if first else "",
        "since": first["participant__submitted_at"] if first else None,
    }
