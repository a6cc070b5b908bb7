"""Closing a phase and computing it: flip in milliseconds, then fenced steps on figures that can no longer move."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, TableStatus
from campaigns.models import Phase, ScoringTable
from campaigns.permissions import require_manage
from campaigns.services import scoring
from campaigns.services.guard import exclusive_phase
from units.actors import SYSTEM, Actor
from units.models import Job
from units.services import audit, jobs
from units.services.notices import notify_writers

COMPUTE = "campaigns.compute_phase"


def close_due_phases(*, now: datetime) -> int:
    """Close every phase whose deadline has come; return how many this call closed."""
    return sum(
        close_phase(phase_id=i, by=SYSTEM, now=now)
        for i in Phase.objects.due(now).order_by("entry_closes_at", "pk").values_list("pk", flat=True)
    )


def close_phase(*, phase_id: int, now: datetime, by: Actor) -> bool:
    """Close entry at the deadline. OPEN → CLOSING, once, whoever and how many ask.

    1. Alone with the phase: every write begun before has committed, none can begin. 2. Compare and set the state; the loser
    leaves quietly. The closing time is the deadline, not the moment the worker woke up. 3. Lock the tables used.
    4. Audit. 5. Ask for the computation. Returns whether this call closed it.
    """
    with exclusive_phase(phase_id=phase_id) as phase:
        require_manage(by, phase.campaign)
        won = (
            Phase.objects.due(now)
            .filter(pk=phase_id)
            .update(status=PhaseStatus.CLOSING, closed_at=F("entry_closes_at"))
        )
        if not won:
            return False
        ScoringTable.objects.filter(participants__phase=phase).update(status=TableStatus.LOCKED)
        audit.record(verb="close_phase", subject=phase, by=by, now=now, closed_at=phase.entry_closes_at)
        ask_computation(phase=phase, by=by, now=now)
    return True


def ask_computation(*, phase: Phase, by: Actor, now: datetime) -> Job:
    """Ask for the phase's next revision; asking again before it is computed changes nothing.

    A finished job of the same revision cannot exist: the job that finishes moves the revision on.
    """
    revision = phase.revision + 1
    return jobs.enqueue(
        kind=COMPUTE,
        key=f"compute:{phase.pk}:{revision}",
        by=by,
        now=now,
        phase_id=phase.pk,
        revision=revision,
    )


def compute_again(*, phase: Phase, by: Actor, now: datetime) -> None:
    """A figure changed after the close: ask for a new revision of this phase, and of the campaign's later ones that carry it."""
    moved = Phase.objects.filter(
        campaign_id=phase.campaign_id,
        number__gte=phase.number,
        status__in=(PhaseStatus.CLOSING, PhaseStatus.CLOSED),
    )
    moved.update(late_inputs=F("late_inputs") + 1)
    for later in moved.filter(status=PhaseStatus.CLOSED):
        ask_computation(phase=later, by=by, now=now)


@jobs.handles(COMPUTE)
def compute_phase(running: jobs.Running) -> dict[str, int]:
    """Compute one revision: lines, standings, then the flip that makes them visible at once. Re-runnable at each step."""
    phase = Phase.objects.get(pk=running.args["phase_id"])
    revision = running.args["revision"]
    if phase.revision < revision:
        running.step(0, 3, _("Freezing the figures and computing points"))
        with transaction.atomic():
            running.hold()
            phase.refresh_from_db()  # late_inputs first, then the figures: at worst one revision more, never one too few
            scoring.erase_lines(phase=phase, revision=revision)
            scoring.write_lines(phase=phase, revision=revision)
            running.hold()  # the lease begins anew with the commit, so that no step is too long for it
        running.step(1, 3, _("Ranking inside each cluster"))
        with transaction.atomic():
            running.hold()
            scoring.erase_standings(phase=phase, revision=revision)
            scoring.write_standings(phase=phase, revision=revision)
            running.hold()
        running.step(2, 3, _("Publishing provisional points"))
        _publish(running, phase_id=phase.pk, revision=revision, inputs=phase.late_inputs, now=timezone.now())
    if revision == 1:
        _announce(running, phase=phase, now=timezone.now())
    return {"revision": revision}


def _publish(running: jobs.Running, *, phase_id: int, revision: int, inputs: int, now: datetime) -> None:
    """CLOSING or CLOSED → CLOSED with the new revision; asks for another when figures came meanwhile."""
    with exclusive_phase(phase_id=phase_id) as phase:
        running.hold()
        computed = Phase.objects.filter(
            pk=phase_id, revision=revision - 1, status__in=(PhaseStatus.CLOSING, PhaseStatus.CLOSED)
        )
        if not computed.update(status=PhaseStatus.CLOSED, revision=revision, computed_inputs=inputs):
            return
        phase.refresh_from_db()
        audit.record(verb="compute_phase", subject=phase, by=SYSTEM, now=now, revision=revision)
        if phase.late_inputs > inputs:
            ask_computation(phase=phase, by=SYSTEM, now=now)


def _announce(running: jobs.Running, *, phase: Phase, now: datetime) -> None:
    """Tell the unions that are scored, once. Not while the phase is locked: a notice to each of 100,000 officers takes seconds."""
    with transaction.atomic():
        running.hold()
        notify_writers(
            unions=phase.participants.filter(table__isnull=False).values("union_id"),
            kind="phase_closed",
            key=f"closed:{phase.pk}",
            title=_("%(phase)s is closed; provisional points are ready") % {"phase": phase.name},
            url=f"/phases/{phase.pk}/standings/",
            now=now,
        )
