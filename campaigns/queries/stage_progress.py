"""How far each cluster of a phase is in each stage, counted in sets; what is done is read from what was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from campaigns.choices import ClusterStatus, ColumnKind, ResultStatus, StageKind, Supplier
from campaigns.models import (
    ClusterRevision,
    Conference,
    CrossCheck,
    Opinion,
    Participant,
    Phase,
    Result,
    Stage,
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


def _counted(rows: QuerySet[Any], cluster: str, done: Q) -> ByCluster:
    found = rows.order_by().values_list(cluster).annotate(whole=Count("pk"), done=Count("pk", filter=done))
    return {cluster_id: Progress(done, whole) for cluster_id, whole, done in found}


def _self_scored(phase: Phase) -> ByCluster:
    scored = Participant.objects.filter(phase=phase, table__isnull=False)
    sent = Q(columns__kind=ColumnKind.SELF, columns__sent_at__isnull=False)
    return _counted(scored, "cluster", sent)


def _cross_checked(phase: Phase) -> ByCluster:
    checks = CrossCheck.objects.filter(phase=phase)
    sent = Q(checked__columns__kind=ColumnKind.CROSS, checked__columns__sent_at__isnull=False)
    return _counted(checks, "checked__cluster", sent)


def _appraised(phase: Phase) -> ByCluster:
    sent = Result.objects.filter(
        participant__phase=phase, indicator__supplier=Supplier.UNION, status__gte=ResultStatus.SUBMITTED
    )
    return _counted(sent, "participant__cluster", Q(status=ResultStatus.VERIFIED))


def _answered(phase: Phase) -> ByCluster:
    raised = Opinion.objects.filter(participant__phase=phase, withdrawn_at__isnull=True)
    return _counted(raised, "participant__cluster", Q(answered_at__isnull=False))


def _adopted(phase: Phase) -> ByCluster:
    pointers = ClusterRevision.objects.filter(phase=phase).values_list("cluster", flat=True)
    held = set(Conference.objects.adopting().filter(phase=phase).values_list("cluster", flat=True))
    return {cluster_id: Progress(int(cluster_id in held), 1) for cluster_id in pointers}


def _final(phase: Phase) -> ByCluster:
    pointers = ClusterRevision.objects.filter(phase=phase)
    return _counted(pointers, "cluster", Q(status=ClusterStatus.FINAL))


#: How each stage is counted.
COUNTED: dict[str, Callable[[Phase], ByCluster]] = {
    StageKind.SELF_SCORE: _self_scored,
    StageKind.CROSS_CHECK: _cross_checked,
    StageKind.APPRAISAL: _appraised,
    StageKind.OPINIONS: _answered,
    StageKind.CONFERENCE: _adopted,
    StageKind.FINAL: _final,
}


def progress_of(phase: Phase, kinds: list[StageKind]) -> dict[StageKind, ByCluster]:
    """How far every cluster is in these stages; a query a stage, two for conferences."""
    return {kind: COUNTED[kind](phase) for kind in kinds}


def late_in(stage: Stage) -> int:
    """How much of what a stage is for is not done, in the clusters that it stands for."""
    found = COUNTED[stage.kind](stage.phase)
    if stage.cluster_id:
        found = {stage.cluster_id: found.get(stage.cluster_id, Progress(0, 0))}
    return sum(progress.left for progress in found.values())
