"""New points after the close: who asks for them, and of which clusters. `closing` computes them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import ClusterRevision, Participant, Phase, is_later
from campaigns.services.guard import hold_together
from campaigns.services.year_unions import enrol_newcomers
from common.db import OrZero
from units.actors import Actor
from units.services import jobs

COMPUTE = "campaigns.compute_phase"
#: Late figures that come with pauses shorter than this are computed together.
QUIET = timedelta(seconds=30)
#: So many unions travel in one query.
BATCH = 1000


def ask_next_revisions(pointers: QuerySet[ClusterRevision], *, by: Actor, now: datetime) -> None:
    """Ask for the next revision of these clusters; asking again before it is computed only puts it off a little.

    A judge enters cell after cell: they make one revision. A finished job of the same revision cannot exist: the job
    that finishes moves the pointer on. The phases are not loaded: one that cannot be must not stop the others.
    """
    facts = ("phase_id", "phase__campaign__owner_id", "cluster_id", "number")
    for phase_id, owner_id, cluster_id, number in pointers.values_list(*facts):
        jobs.enqueue(
            kind=COMPUTE,
            key=f"compute:{phase_id}:{cluster_id or 0}:{number + 1}",
            by=by,
            now=now,
            owner_id=owner_id,
            quiet=QUIET,
            phase_id=phase_id,
            cluster_id=cluster_id,
            revision=number + 1,
        )


def compute_again(*, participant: Participant, by: Actor, now: datetime) -> None:
    """A figure changed after the close: ask for a new revision of the participant's cluster.

    And of the clusters of its union in the campaign's later phases, which carry the figure. Others keep their points.
    """
    ask_again(_reached(participant), by=by, now=now)


def compute_appraised_again(*, phase: Phase, sheet_ids: set[int], by: Actor, now: datetime) -> None:
    """Figures of these participants were appraised after the close: their lines say so, and more of them may count.

    As `compute_again`, for all of them at once.
    """
    here = phase.participants.filter(pk__in=sheet_ids).order_by()
    carrying = Q(
        phase__in=Phase.objects.later_than(phase).order_by().values("pk"), union__in=here.values("union")
    )
    ask_again(
        _pointers_of(Participant.objects.filter(Q(pk__in=here.values("pk")) | carrying)), by=by, now=now
    )


def compute_cluster_again(*, phase: Phase, cluster_id: int | None, by: Actor, now: datetime) -> None:
    """What ranks a cluster changed and none of its figures: ask for a new revision of it alone."""
    ask_again(ClusterRevision.objects.filter(phase=phase, cluster=cluster_id), by=by, now=now)


def compute_campaign_again(*, campaign_id: int, by: Actor, now: datetime) -> None:
    """What counts in a campaign changed: ask for a new revision of every cluster of its closed phases.

    Its year follows them.
    """
    phases = Phase.objects.with_figures().filter(campaign=campaign_id)
    ask_again(ClusterRevision.objects.filter(phase__in=phases.values("pk")), by=by, now=now)


def compute_years_again(
    *, phase: Phase, clusters: Iterable[int | None] | None, by: Actor, now: datetime
) -> None:
    """A phase has new points: the years that join it take in unions that came to it since, and are computed anew.

    Of each the clusters that rank a union of these `clusters` of the phase (None: of all). A year that is not closed
    yet reads the points when it is.
    """
    joining = Phase.objects.not_cancelled().filter(parts__phase=phase, status__gte=PhaseStatus.CLOSING)
    for year in joining.order_by("pk"):
        if year.status < PhaseStatus.SEALING:
            enrol_newcomers(year)
        moved = phase.participants.in_clusters(clusters).order_by().values("union")
        ask_again(_pointers_of(Participant.objects.filter(phase=year, union__in=moved)), by=by, now=now)


def ask_again(pointers: QuerySet[ClusterRevision], *, by: Actor, now: datetime) -> None:
    """Figures behind these pointers changed: ask for a new revision of each.

    Not where the first is still being computed, which then asks itself, nor where the cluster is final or the phase
    cancelled.
    """
    moved = pointers.filter(status=ClusterStatus.PROVISIONAL, phase__cancelled_at__isnull=True)
    if moved.update(late_inputs=F("late_inputs") + 1):
        ask_next_revisions(moved.filter(phase__status__gte=PhaseStatus.CLOSED), by=by, now=now)


def compute_again_for(*, union_ids: Collection[int], day: date, by: Actor, now: datetime) -> None:
    """What is recorded of these unions (facts, headcounts) changed from `day` on: ask for new revisions where it
    counts.

    Call it in the transaction of the change. A phase whose entry is open reads the change when it closes, and is kept
    from closing until then; a cluster that is being sealed or final stays as it is.
    """
    reached = Q(period_to__gte=day) | Q(review_day__gte=day)
    moving = Exists(ClusterRevision.objects.provisional().filter(phase=OuterRef("pk")))
    before = Q(status__gte=PhaseStatus.OPEN, status__lt=PhaseStatus.CLOSED)
    unsealed = Phase.objects.not_cancelled().filter(reached & (before | Q(moving)))
    wanted = sorted(union_ids)
    for start in range(0, len(wanted), BATCH):
        places = Participant.objects.filter(union__in=wanted[start : start + BATCH])
        phases = unsealed.filter(pk__in=places.values("phase")).order_by("pk")
        held = hold_together(phases.values_list("pk", flat=True))
        ask_again(_pointers_of(places.filter(phase__in=held)), by=by, now=now)


def _reached(participant: Participant) -> QuerySet[ClusterRevision]:
    """Pointers of the clusters in which a figure of the participant counts."""
    return _pointers_of(Participant.objects.filter(Q(pk=participant.pk) | is_later(participant)))


def _pointers_of(places: QuerySet[Participant]) -> QuerySet[ClusterRevision]:
    """Pointers of the clusters in which these participants are ranked."""
    counts = places.alias(its_cluster=OrZero("cluster")).filter(
        phase=OuterRef("phase"), its_cluster=OrZero(OuterRef("cluster_id"))
    )
    return ClusterRevision.objects.filter(Exists(counts))
