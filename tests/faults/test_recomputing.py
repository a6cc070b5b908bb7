"""A worker killed in the middle of a recomputation after a correction: the old points stay until the new are whole."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from campaigns.choices import ResultStatus
from campaigns.models import ClusterRevision, Correction, Phase, Result, ScoreLine
from campaigns.services import after_close, closing
from campaigns.services.results import Figure
from tests.cast import after
from tests.faults.conftest import WRITERS, Field
from tests.faults.processes import HURRIED, empty_broker, product
from tests.faults.test_survival import PATIENCE, STAGES
from units.choices import JobState
from units.models import AuditEvent, Job
from units.services import jobs


def closed_with_tens(field: Field) -> None:
    """Every union has sent 10, and the phase is closed with its first points."""
    sent = {"state": "reported", "value": 10, "version": 1, "status": ResultStatus.SUBMITTED}
    Result.objects.filter(pk__in=field.rows).update(**sent)
    now = timezone.now()
    Phase.objects.update(entry_closes_at=now)
    closing.close_due_phases(now=now)
    jobs.run_all(now=now)


def shown(sheet: int) -> list[Decimal]:
    """The figure behind the points that everybody sees, as often as it is there."""
    here = ClusterRevision.objects.get(phase__participants=sheet, cluster__participants=sheet)
    lines = ScoreLine.objects.filter(participant=sheet, criterion__inputs__indicator__code="DV")
    return list(lines.filter(revision=here.number).values_list("value", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", STAGES)
def test_a_correction_counts_once_though_the_worker_that_computes_it_is_killed(
    field: Field, tmp_path: Path, stage: str
) -> None:
    sheet, row = field.sheets[0], field.rows[0]
    closed_with_tens(field)
    mark = tmp_path / "stalled"
    with product(tmp_path, JOB_LEASE_SECONDS="5") as children:
        children.clock("clock", application=HURRIED)
        doomed = children.worker(
            "doomed", application="tests.faults.stalling", STALL_AT=stage, STALL_MARK=str(mark)
        )
        now = timezone.now()
        after_close.correct_figure(
            figure=Figure(row, "reported", Decimal(1), 1), reason="Gõ nhầm", explain_until=after(now, days=3),
            by=field.season.world.quang, now=now,
        )  # fmt: skip
        children.wait_for(mark.exists, f"the stage {stage}", PATIENCE)
        children.kill(doomed)
        empty_broker(children)
        before = shown(sheet)
        children.worker("other")
        children.wait_for(is_done, "the recomputation", PATIENCE)
    whole = stage in (
        "_publish",
        "_announce",
    )  # the flip makes the new points visible at once, and not half of them
    assert before == [1 if whole else 10]
    assert shown(sheet) == [1]
    assert [shown(other) for other in field.sheets[1:]] == [[10]] * (WRITERS - 1)
    assert Correction.objects.count() == 1
    assert AuditEvent.objects.filter(verb="compute_phase").count() == 2  # the close and this


def is_done() -> bool:
    return not Job.objects.exclude(state=JobState.DONE).exists()
