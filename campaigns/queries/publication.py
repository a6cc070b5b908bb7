"""What a phase publishes: the numbers before the final act, and every line for files and commands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from campaigns.choices import PhaseStatus, ResultState, ResultStatus
from campaigns.models import ClusterRevision, Participant, Phase, Result, Seal, Standing, gives_points
from campaigns.queries.moves import has_past
from campaigns.queries.standings_clusters import NO_CLUSTER
from common.fields import STEP
from units.choices import JobState
from units.models import Job


def with_publication(phases: QuerySet[Phase]) -> QuerySet[Phase]:
    """Phases with `sealed_at`, when the last seal was made, `is_catching_up` after a late figure, `is_ranked`, and
    `has_past` once points were computed anew."""
    sealed = Seal.objects.filter(phase=OuterRef("pk")).order_by().values("phase")
    behind = ClusterRevision.objects.filter(phase=OuterRef("pk"), late_inputs__gt=F("computed_inputs"))
    return phases.annotate(
        sealed_at=Subquery(sealed.values(last=Max("sealed_at"))),
        is_catching_up=Exists(behind),
        has_past=has_past(),
        is_ranked=gives_points(),
    )


def seals_of(phase: Phase) -> list[Seal]:
    """The phase's seals in the order of its clusters, without their documents."""
    rows = Seal.objects.filter(phase=phase).select_related("cluster", "ordered_by__person")
    return list(rows.defer("document"))


def to_finalise_before(phase: Phase) -> list[Phase]:
    """Phases that rank and nobody has made final: the campaign's earlier ones, or those that a year joins.

    While their figures may move, so may what this phase carries or joins. Nothing moves in a cancelled one.
    """
    return list(
        read_by(phase).filter(gives_points(), cancelled_at__isnull=True, status__lt=PhaseStatus.SEALING)
    )


def read_by(phase: Phase) -> QuerySet[Phase]:
    """The phases whose figures or points a phase reads: those that it carries, or of a year those that it joins."""
    if phase.is_year:
        return Phase.objects.filter(years__year=phase).order_by("campaign_id", "number", "pk")
    return Phase.objects.earlier_than(phase)


def job_of(phase: Phase) -> Job | None:
    """The job that computes or seals the phase now, or last did; of the computations only one that is not done."""
    computing = Q(key__startswith=f"compute:{phase.pk}:") & ~Q(state=JobState.DONE)
    return Job.objects.filter(computing | Q(key=f"seal:{phase.pk}")).order_by("-pk").first()


@dataclass(frozen=True)
class FinalFigures:
    """What making a phase final will seal, in numbers."""

    units: int
    lines: int
    unscored: int
    tied: int
    #: Unions that sent nothing: they stand apart, unranked.
    silent: int
    unreported: int
    #: Figures that were never submitted or were returned, and do not count.
    uncounted: int
    estimates: int
    late: int


def final_figures(phase: Phase) -> FinalFigures:
    """Count what the final act is about to seal."""
    standings = (
        Standing.objects.filter(participant__phase=phase)
        .visible()
        .aggregate(
            units=Count("participant_id"),
            lines=Sum("lines"),
            tied=Count("participant_id", filter=Q(is_tied=True)),
            silent=Count("participant_id", filter=Q(is_silent=True)),
        )
    )
    unsent = Q(status__lt=ResultStatus.SUBMITTED) if not phase.campaign.is_extract else Q(pk__in=[])
    results = Result.objects.filter(participant__phase=phase).aggregate(
        unreported=Count("pk", filter=Q(state=ResultState.NOT_REPORTED)),
        uncounted=Count("pk", filter=~Q(state=ResultState.NOT_REPORTED) & unsent),
        estimates=Count("pk", filter=Q(is_estimate=True)),
    )
    participants = Participant.objects.filter(phase=phase).count()
    late = ClusterRevision.objects.filter(phase=phase).aggregate(late=Sum("late_inputs"))["late"]
    return FinalFigures(
        units=standings["units"],
        lines=standings["lines"] or 0,
        tied=standings["tied"],
        silent=standings["silent"],
        unscored=participants - standings["units"],
        late=late or 0,
        **results,
    )


#: What stands for the standing of a union that no table scores.
NO_POINTS = (None, None, False, 0, 0, False, None)


def published(phase: Phase, clusters: Iterable[int] | None = None) -> Iterator[dict[str, Any]]:
    """Every participant's line of the visible revisions, the same on every database: by cluster, rank and union code.

    Those that sent nothing come after the ranked ones, without rank and points, and last those without a table. Points
    are texts with four decimals. `clusters` limits to those ids (NO_CLUSTER for none).
    """
    people = Participant.objects.filter(phase=phase)
    if clusters is not None:
        ids = set(clusters)
        people = people.filter(
            Q(cluster_id__in=ids - {NO_CLUSTER})
            | (Q(cluster__isnull=True) if NO_CLUSTER in ids else Q(pk__in=[]))
        )
    found = {
        row[0]: row[1:]
        for row in Standing.objects.filter(participant__phase=phase)
        .visible()
        .values_list(
            "participant_id", "points", "rank", "is_tied", "reported", "lines", "is_silent", "band__name"
        )
        .iterator(5000)
    }
    rows = [
        (cluster or "", _place(found.get(pk)), code, name, cluster_name or "", pk)
        for pk, cluster, cluster_name, code, name in people.values_list(
            "pk", "cluster__code", "cluster__name", "union__code", "union__name"
        ).iterator(5000)
    ]
    rows.sort(key=lambda row: row[:3])  # here, since databases sort letters each in their own way
    for cluster, _rank, code, name, cluster_name, pk in rows:
        points, rank, tied, reported, lines, silent, band = found.get(pk, NO_POINTS)
        yield {
            "union": code,
            "name": name,
            "cluster": cluster,
            "cluster_name": cluster_name,
            "points": None if points is None or silent else str(points.quantize(STEP)),
            "band": band or "",
            "rank": rank,
            "tied": tied,
            "silent": silent,
            "reported": reported,
            "lines": lines,
        }


def _place(standing: tuple[Any, ...] | None) -> tuple[int, int]:
    """Where a union's line stands in its cluster: by rank, then who sent nothing, then who has no points."""
    if standing is None:
        return 2, 0
    return (0, standing[1]) if standing[1] is not None else (1, 0)
