"""How far each cluster of a phase is in each stage, counted in sets; what is done is read from what was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from campaigns.choices import ClusterStatus, ColumnKind, ResultStatus, StageKind, Supplier
from campaigns.models import (
    ClusterRevision,
    Conference,
    CrossCheck,
    Opinion,
    Participant,
    Phase,
    Result,
    ScoreColumn,
)


@dataclass(frozen=True)
class Progress:
    """So many of so many are done."""

    done: int
    whole: int

    @property
    def left(self) -> int:
        """How many are not."""
        return self.whole - self.done

    @property
    def is_done(self) -> bool:
        """Nothing is left, and there was something to do."""
        return self.whole > 0 and self.left == 0


#: Of each cluster, by its id.
ByCluster = dict[int | None, Progress]


#: Whom a count is of; None: all of the phase.
Places = QuerySet[Participant] | None


def _counted(rows: QuerySet[Any], cluster: str, done: Q) -> ByCluster:
    found = rows.order_by().values_list(cluster).annotate(whole=Count("pk"), done=Count("pk", filter=done))
    return {cluster_id: Progress(done, whole) for cluster_id, whole, done in found}


def _among(rows: QuerySet[Any], path: str, places: Places) -> QuerySet[Any]:
    """Rows of these participants, to whom `path` leads."""
    return rows if places is None else rows.filter(**{f"{path}__in": places.order_by().values("pk")})


def _pointers(phase: Phase, places: Places) -> QuerySet[ClusterRevision]:
    """The clusters of these participants."""
    found = ClusterRevision.objects.filter(phase=phase)
    if places is None:
        return found
    return found.in_clusters(places.order_by().values_list("cluster", flat=True).distinct())


def _sent(kind: str) -> QuerySet[ScoreColumn]:
    return ScoreColumn.objects.filter(kind=kind, sent_at__isnull=False)


def _self_scored(phase: Phase, places: Places) -> ByCluster:
    scored = _among(Participant.objects.filter(phase=phase, table__isnull=False), "pk", places)
    sent = Q(Exists(_sent(ColumnKind.SELF).filter(participant=OuterRef("pk"))))
    return _counted(scored, "cluster", sent)


def _cross_checked(phase: Phase, places: Places) -> ByCluster:
    checks = _among(CrossCheck.objects.filter(phase=phase), "checked", places)
    sent = Q(Exists(_sent(ColumnKind.CROSS).filter(participant=OuterRef("checked"))))
    return _counted(checks, "checked__cluster", sent)


def _appraised(phase: Phase, places: Places) -> ByCluster:
    sent = Result.objects.filter(
        participant__phase=phase, indicator__supplier=Supplier.UNION, status__gte=ResultStatus.SUBMITTED
    )
    return _counted(
        _among(sent, "participant", places), "participant__cluster", Q(status=ResultStatus.VERIFIED)
    )


def _answered(phase: Phase, places: Places) -> ByCluster:
    raised = Opinion.objects.filter(participant__phase=phase, withdrawn_at__isnull=True)
    return _counted(
        _among(raised, "participant", places), "participant__cluster", Q(answered_at__isnull=False)
    )


def _adopted(phase: Phase, places: Places) -> ByCluster:
    pointers = _pointers(phase, places).values_list("cluster", flat=True)
    held = set(Conference.objects.adopting().filter(phase=phase).values_list("cluster", flat=True))
    return {cluster_id: Progress(int(cluster_id in held), 1) for cluster_id in pointers}


def _final(phase: Phase, places: Places) -> ByCluster:
    return _counted(_pointers(phase, places), "cluster", Q(status=ClusterStatus.FINAL))


#: How each stage is counted.
COUNTED: dict[str, Callable[[Phase, Places], ByCluster]] = {
    StageKind.SELF_SCORE: _self_scored,
    StageKind.CROSS_CHECK: _cross_checked,
    StageKind.APPRAISAL: _appraised,
    StageKind.OPINIONS: _answered,
    StageKind.CONFERENCE: _adopted,
    StageKind.FINAL: _final,
}


def progress_of(phase: Phase, kinds: list[StageKind]) -> dict[StageKind, ByCluster]:
    """How far every cluster is in these stages; a query a stage, two for conferences."""
    return {kind: COUNTED[kind](phase, None) for kind in kinds}


def late_in(phase: Phase, kind: str, places: QuerySet[Participant]) -> int:
    """How much of what a stage is for these participants, and their clusters, have not done."""
    return sum(progress.left for progress in COUNTED[kind](phase, places).values())
