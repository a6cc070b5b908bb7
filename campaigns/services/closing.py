"""Closing a phase and computing it: flip in milliseconds, then fenced steps on figures that can no longer move."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import ClusterStatus, PhaseStatus, TableStatus
from campaigns.models import (
    ClusterRevision,
    CountedFact,
    Participant,
    Phase,
    Result,
    ScoreLine,
    ScoringTable,
    Target,
)
from campaigns.permissions import require_manage
from campaigns.services import scoring
from campaigns.services.campaigns.leaving import let_dissolved_go
from campaigns.services.guard import exclusive_phase
from campaigns.services.recomputing import COMPUTE, ask_again, ask_next_revisions, compute_years_again
from campaigns.services.superseding import note_superseded
from campaigns.services.year_unions import enrol_unions
from common.db import insert_from, update_from
from common.upkeep import count_tables
from units.actors import SYSTEM, Actor
from units.models import Job
from units.services import audit, due, jobs
from units.services.notices import notify_writers


def close_due_phases(*, now: datetime, seconds: float | None = None) -> int:
    """Close every phase whose deadline has come, each by itself; return how many this call closed."""
    return due.run(DUE, now=now, seconds=seconds)


def close_phase(*, phase_id: int, now: datetime, by: Actor) -> bool:
    """Close entry at the deadline. OPEN → CLOSING, once, whoever and how many ask.

    1. Alone with the phase: every write begun before has committed, none can begin. 2. Compare and set the state; who
    comes second changes nothing. The closing time is the deadline, not the moment the worker woke up. 3. Of a year take
    the unions that its phases have by now; let go who was dissolved. 4. Lock the tables used. 5. A revision pointer for
    every cluster that takes part. 6. Audit. 7. Ask for the computation, and anew for later phases that closed before.
    Returns whether this call closed it.
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
        if phase.is_year:
            enrol_unions(phase)
        let_dissolved_go(phase)
        ScoringTable.objects.filter(participants__phase=phase).update(status=TableStatus.LOCKED)
        _point_at_nothing(phase)
        audit.record(verb="close_phase", subject=phase, by=by, now=now, closed_at=phase.entry_closes_at)
        _ask_first_computation(phase, by=by, now=now)
        # A later phase may have closed before this one; it carries figures that came since.
        ask_again(
            ClusterRevision.objects.filter(phase__in=Phase.objects.later_than(phase).values("pk")),
            by=by,
            now=now,
        )
    return True


DUE = due.Loop(
    key="phases",
    due=lambda now: Phase.objects.due(now).order_by("entry_closes_at", "pk"),
    act=lambda pk, now: close_phase(phase_id=pk, by=SYSTEM, now=now),
    owner="campaign__owner_id",
    fault=gettext_lazy("The entry of “%(row)s” could not be closed; the system goes on trying."),
)


def _point_at_nothing(phase: Phase) -> None:
    """A pointer without a revision for each cluster that takes part, those in no cluster among them."""
    none = Value(0)
    homes = Participant.objects.filter(phase=phase).values("phase_id", "cluster_id").distinct()
    columns = {"phase": "phase_id", "cluster": "cluster_id", "number": "none"}
    insert_from(
        ClusterRevision,
        {**columns, "late_inputs": "none", "computed_inputs": "none", "status": "provisional"},
        homes.annotate(none=none, provisional=Value(int(ClusterStatus.PROVISIONAL))),
    )


def _ask_first_computation(phase: Phase, *, by: Actor, now: datetime) -> Job:
    """Ask for revision 1 of all clusters at once."""
    return jobs.enqueue(
        kind=COMPUTE,
        key=f"compute:{phase.pk}:1",
        by=by,
        now=now,
        owner_id=phase.campaign.owner_id,
        phase_id=phase.pk,
        revision=1,
    )


#: What lines are computed from, and what they are: the large tables of a close.
READ = (Participant, Result, Target)
WRITTEN = (CountedFact, ScoreLine)


@jobs.handles(COMPUTE)
def compute_phase(running: jobs.Running) -> dict[str, int]:
    """Compute one revision of all clusters, or of one: lines, standings, then the flip that makes them visible at once.

    Re-runnable at each step.
    """
    phase = Phase.objects.get(pk=running.args["phase_id"])
    revision = running.args["revision"]
    clusters = [running.args["cluster_id"]] if "cluster_id" in running.args else None
    # The counts of late figures first, then the figures: at worst one revision more, never one too few.
    pointers = _pointers_before(phase, revision, clusters)
    if pointers or phase.status == PhaseStatus.CLOSING:
        given = {"phase": phase, "revision": revision, "clusters": clusters}
        running.step(0, 3, _("Freezing the figures and computing points"))
        if clusters is None:
            count_tables(*READ)
        with transaction.atomic():
            running.hold()
            scoring.erase_lines(**given)
            scoring.write_lines(**given)
            running.hold()  # the lease begins anew with the commit, so that no step is too long for it
        running.step(1, 3, _("Ranking inside each cluster"))
        if clusters is None:
            count_tables(*WRITTEN)
        with transaction.atomic():
            running.hold()
            scoring.erase_standings(**given)
            scoring.write_standings(**given)
            if revision > 1:
                scoring.write_moves(**given)
            running.hold()
        running.step(2, 3, _("Publishing provisional points"))
        _publish(running, phase_id=phase.pk, pointers=pointers, clusters=clusters, now=timezone.now())
    if clusters is None and not phase.is_cancelled:
        _announce(running, phase=phase, now=timezone.now())
    return {"revision": revision}


def _pointers_before(phase: Phase, revision: int, clusters: list[int | None] | None) -> list[dict[str, Any]]:
    """Pointers that this computation will move on to `revision`, with the late figures that it will include."""
    pointers = ClusterRevision.objects.filter(phase=phase, number=revision - 1).provisional()
    if clusters is not None:
        pointers = pointers.filter(cluster=clusters[0])
    return [
        {"id": pk, "number": number, "status": ClusterStatus.PROVISIONAL, "computed_inputs": late}
        for pk, number, late in pointers.values_list("id", "number", "late_inputs")
    ]


def _publish(
    running: jobs.Running,
    *,
    phase_id: int,
    pointers: list[dict[str, Any]],
    clusters: list[int | None] | None,
    now: datetime,
) -> None:
    """CLOSING → CLOSED, and each pointer on to its next revision; where figures came meanwhile ask again, and for the
    years that join these points. A cluster that became final meanwhile is left alone."""
    with exclusive_phase(phase_id=phase_id) as phase:
        running.hold()
        shown = Phase.objects.filter(pk=phase_id, status=PhaseStatus.CLOSING).update(
            status=PhaseStatus.CLOSED
        )
        # A pointer that moved on meanwhile does not match and is left alone.
        moved = update_from(ClusterRevision, pointers, match=("id", "number", "status"), bump="number")
        if not shown and not moved:
            return
        note_superseded(pointers=[pointer["id"] for pointer in pointers], now=now)
        audit.record(verb="compute_phase", subject=phase, by=SYSTEM, now=now, **_told(running))
        late = ClusterRevision.objects.filter(phase=phase, late_inputs__gt=F("computed_inputs"))
        ask_next_revisions(late, by=SYSTEM, now=now)
        compute_years_again(phase=phase, clusters=clusters, by=SYSTEM, now=now)


def _told(running: jobs.Running) -> dict[str, Any]:
    """What the audit says was computed."""
    return {name: running.args[name] for name in ("revision", "cluster_id") if name in running.args}


def _announce(running: jobs.Running, *, phase: Phase, now: datetime) -> None:
    """Tell the unions that are scored, once.

    Not while the phase is locked: a notice to each of 100,000 officers takes seconds.
    """
    with transaction.atomic():
        running.hold()
        notify_writers(
            unions=phase.participants.filter(table__isnull=False).values("union_id"),
            kind="year_computed" if phase.is_year else "phase_closed",
            key=f"closed:{phase.pk}",
            values={"sender": phase.campaign.owner.name, "phase": phase.name},
            url=f"/phases/{phase.pk}/standings/",
            now=now,
        )
