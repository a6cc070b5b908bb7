"""The federation's final act: a named order, then a job that seals the visible revision."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Band, Criterion, Phase, ScoreLine, ScoringTable, Seal, Standing
from campaigns.permissions import require_manage
from campaigns.rules import running_hash
from campaigns.scoring import registry
from campaigns.services.guard import exclusive_phase
from campaigns.services.scoring import INPUTS
from common.fields import to_units
from units.actors import SYSTEM, Actor, account_of
from units.services import audit, jobs

SEAL = "campaigns.seal_phase"


def make_final(*, phase_id: int, by: Actor, now: datetime) -> Seal:
    """Order the phase to be sealed and published. CLOSED → SEALING, once.

    Raises ValidationError when entry is still open, or the visible points do not yet include every late figure.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        if phase.status >= PhaseStatus.SEALING:
            return phase.seal
        if phase.status != PhaseStatus.CLOSED:
            raise ValidationError(
                {
                    "phase": [
                        _("Entry of “%(phase)s” is not closed yet; it can be made final afterwards.")
                        % {"phase": phase.name}
                    ]
                }
            )
        if phase.late_inputs != phase.computed_inputs:
            raise ValidationError(
                {
                    "phase": [
                        _("The points are being computed again after a late figure. Please try in a minute.")
                    ]
                }
            )
        Phase.objects.filter(pk=phase_id).update(status=PhaseStatus.SEALING)
        seal = Seal.objects.create(
            phase=phase, revision=phase.revision, ordered_by=account_of(by), ordered_at=now
        )
        audit.record(verb="make_final", subject=phase, by=by, now=now, revision=phase.revision)
        jobs.enqueue(kind=SEAL, key=f"seal:{phase_id}", by=by, now=now, phase_id=phase_id)
    return seal


@jobs.handles(SEAL)
def seal_phase(running: jobs.Running) -> dict[str, Any]:
    """Hash all inputs and outcomes of the revision, keep the hash, publish. SEALING → FINAL. Re-runnable."""
    phase = Phase.objects.select_related("seal", "campaign").get(pk=running.args["phase_id"])
    if phase.status == PhaseStatus.FINAL:
        return {"sha256": phase.seal.sha256}
    total = max(1, ScoreLine.objects.filter(participant__phase=phase, revision=phase.seal.revision).count())
    digest = seal_digest(phase, phase.seal.revision, lambda done: running.step(done, total, _("Sealing")))
    with exclusive_phase(phase_id=phase.pk):
        running.hold()
        now = timezone.now()
        Seal.objects.filter(pk=phase.seal.pk).update(sha256=digest, sealed_at=now)
        Phase.objects.filter(pk=phase.pk, status=PhaseStatus.SEALING).update(status=PhaseStatus.FINAL)
        audit.record(
            verb="seal_phase", subject=phase, by=SYSTEM, now=now, sha256=digest, revision=phase.seal.revision
        )
    return {"sha256": digest}


def seal_digest(phase: Phase, revision: int, progress: Any = lambda _n: None) -> str:
    """SHA-256 over the phase, the criteria of its tables, every line with its inputs, and every standing, in a fixed order."""
    return running_hash(_sealed_rows(phase, revision), progress)


def _sealed_rows(phase: Phase, revision: int) -> Iterator[list[Any]]:
    yield [
        "phase",
        phase.campaign.code,
        phase.number,
        phase.sector,
        phase.closed_at.isoformat() if phase.closed_at else None,
        to_units(phase.target_share),
        revision,
    ]
    yield from _sealed_tables(phase)
    # In the order of the keys: it needs no sorting and depends on no collation.
    lines = ScoreLine.objects.filter(participant__phase=phase, revision=revision)
    for row in (
        lines.order_by("participant_id", "criterion_id")
        .values_list("participant__union__code", "criterion__code", *INPUTS, "points")
        .iterator(5000)
    ):
        yield ["line", *row]
    standings = Standing.objects.filter(participant__phase=phase, revision=revision)
    for place in (
        standings.order_by("participant_id")
        .values_list("participant__union__code", "participant__cluster__code", "points", "rank", "is_tied")
        .iterator(5000)
    ):
        yield ["standing", *place]


def _sealed_tables(phase: Phase) -> Iterator[list[Any]]:
    tables = ScoringTable.objects.filter(participants__phase=phase).distinct()
    criteria = (
        Criterion.objects.filter(table__in=tables)
        .select_related("table")
        .prefetch_related("inputs__indicator")
    )
    for c in criteria.order_by("pk"):
        yield [
            "criterion",
            c.table.code,
            c.table.version,
            c.code,
            c.rule,
            {i.role: i.indicator.code for i in c.inputs.all()},
            to_units(c.max_points),
            {} if c.is_group else registry.complete(c.rule, c.params),
        ]
    for band in Band.objects.filter(table__in=tables).select_related("table").order_by("pk"):
        yield ["band", band.table.code, band.table.version, band.name, to_units(band.lowest)]
