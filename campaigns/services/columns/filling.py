"""The window of appraisal ends: judged lines that nobody appraised take the cross-checked points, where set so."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import ColumnKind, PhaseStatus, ResultState, ResultStatus, StageKind
from campaigns.models import CriterionInput, LineScore, Participant, Phase, Result, Stage, is_settled
from campaigns.queries.windows import Windows
from campaigns.scoring import registry
from campaigns.scoring.parameters import VALUE
from campaigns.services.guard import exclusive_phase
from campaigns.services.recomputing import compute_appraised_again
from common.db import update_from
from units.actors import SYSTEM, Actor
from units.services import audit, due


def end_appraisal(*, stage_id: int, by: Actor, now: datetime) -> bool:
    """Once the window of appraisal is over, whoever asks: of the unions whose window this row is, every judged figure
    that was never given takes the points of the cross-check that was sent. Returns whether this call did it.

    The figure counts as appraised, is entered by the cross-checker, and says where it comes from. Where no cross-check
    was sent it stays open. Clusters that are final keep what they have; the others get new points once.
    """
    phase_id = Stage.objects.values_list("phase_id", flat=True).get(pk=stage_id)
    with exclusive_phase(phase_id=phase_id) as phase:
        stage = due_stages(now).filter(pk=stage_id).first()
        if stage is None:
            return False
        Stage.objects.filter(pk=stage_id).update(ended_at=now)
        rows = _to_fill(phase, _places_of(phase, stage))
        update_from(Result, rows, match=("id", "version"), bump="version")
        sheets = Result.objects.filter(pk__in=[row["id"] for row in rows]).values_list(
            "participant_id", flat=True
        )
        audit.record(verb="end_appraisal", subject=stage, by=by, now=now, figures=[row["id"] for row in rows])
        if rows:
            compute_appraised_again(phase=phase, sheet_ids=set(sheets), by=by, now=now)
    return True


def due_stages(now: datetime) -> Any:
    """Windows of appraisal that are over and leave lines to the cross-check."""
    over = Stage.objects.filter(kind=StageKind.APPRAISAL, fills_empty=True, ended_at=None, closes_at__lte=now)
    return over.filter(phase__status=PhaseStatus.CLOSED)


def _places_of(phase: Phase, stage: Stage) -> list[int]:
    """The participants whose window of appraisal this row is, in clusters that are not final."""
    windows = Windows(phase.pk)
    places = Participant.objects.filter(~is_settled(), phase=phase, table__isnull=False).order_by("pk")
    return [
        pk
        for pk, cluster, sector in places.values_list("pk", "cluster_id", "sector")
        if getattr(windows.of(StageKind.APPRAISAL, cluster, sector), "pk", 0) == stage.pk
    ]


def _to_fill(phase: Phase, places: Collection[int]) -> list[dict[str, Any]]:
    """The rows of figures to write; four queries."""
    scores = LineScore.objects.filter(
        column__participant__in=places, column__kind=ColumnKind.CROSS, column__sent_at__isnull=False
    ).select_related("criterion", "column")
    judged = [score for score in scores.order_by("pk") if registry.rule_of(score.criterion.rule).is_judged]
    reads = CriterionInput.objects.filter(criterion__in={s.criterion_id for s in judged}, role=VALUE)
    indicators = dict(reads.values_list("criterion_id", "indicator_id"))
    empty = Result.objects.filter(participant__in=places, state=ResultState.NOT_REPORTED)
    rows = {
        (place, indicator): (pk, version)
        for pk, version, place, indicator in empty.values_list(
            "pk", "version", "participant_id", "indicator_id"
        )
    }
    found: dict[int, dict[str, Any]] = {}
    for score in judged:
        key = (score.column.participant_id, indicators.get(score.criterion_id, 0))
        if key in rows:
            pk, version = rows[key]
            found[pk] = {
                "id": pk,
                "version": version,
                "state": ResultState.REPORTED,
                "value": abs(score.points),
                "status": ResultStatus.VERIFIED,
                "note": _("The cross-checked points, since nobody appraised the line in time"),
                "entered_by": score.column.sent_by_id,
                "entered_at": score.column.sent_at,
            }
    return list(found.values())


def end_due_appraisals(*, now: datetime, seconds: float | None = None) -> int:
    """Fill what the windows of appraisal that are over leave empty, each by itself; how many this call ended."""
    return due.run(DUE, now=now, seconds=seconds)


DUE = due.Loop(
    key="appraisals",
    due=lambda now: due_stages(now).order_by("closes_at", "pk"),
    act=lambda pk, now: end_appraisal(stage_id=pk, by=SYSTEM, now=now),
    name="phase__name",
    owner="phase__campaign__owner_id",
    fault=gettext_lazy("The appraisal of “%(row)s” could not be ended; the system goes on trying."),
)
