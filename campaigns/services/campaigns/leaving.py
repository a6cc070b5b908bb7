"""A union is taken out of a phase with a reason and a day, and in again; one that was dissolved goes by itself."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Participant, Phase
from campaigns.permissions import require_manage, require_not_cancelled
from campaigns.services.choosing import fit_tables
from campaigns.services.guard import exclusive_phase, refuse_settled
from campaigns.services.recomputing import compute_cluster_again
from campaigns.services.telling import tell_union
from common.db import update_select
from common.errors import Conflict, fault, worded
from units.actors import Actor
from units.models import User
from units.services import audit

#: What a Participant holds.
LONGEST_REASON = 300


def take_out(*, participant: Participant, on: date, reason: str, by: User, now: datetime) -> None:
    """Take a union out of a launched phase from a day on: it is not late, not reminded, and not ranked.

    Its figures stay on record. After the close its cluster gets new points. Raises ValidationError by field for no
    reason and a day ahead; Conflict for a union that is out already; PhaseEnded once the cluster is final; Refusal for
    anybody but the federation's staff.
    """
    missing = _("Please say why: the whole cluster reads it.")
    reason = worded(reason, name="reason", most=LONGEST_REASON, missing=missing)
    if on > timezone.localdate(now):
        raise fault("left_on", _("This day is still ahead. Take the union out when it has come."))
    with exclusive_phase(phase_id=participant.phase_id) as phase:
        _require_open(phase, participant, by)
        mine = Participant.objects.filter(pk=participant.pk, left_on__isnull=True)
        if not mine.update(left_on=on, left_reason=reason, table=None):
            raise Conflict(_("This union is out already. Please look at the page again."))
        audit.record(verb="take_out", subject=participant, by=by, now=now, left_on=on, reason=reason)
        values = {"reason": reason, "day": f"{on:%d/%m/%Y}"}
        key, url = f"taken_out:{participant.pk}:{now.isoformat()}", f"/phases/{phase.pk}/standings/"
        tell_union(participant, "taken_out", key=key, values=values, url=url, now=now)
        _compute(phase, participant, by=by, now=now)


def take_in(*, participant: Participant, by: User, now: datetime) -> None:
    """Take a union in again; it gets the scoring table that fits it. Raises as `take_out` does."""
    with exclusive_phase(phase_id=participant.phase_id) as phase:
        _require_open(phase, participant, by)
        mine = Participant.objects.filter(pk=participant.pk, left_on__isnull=False)
        if not mine.update(left_on=None, left_reason=""):
            raise Conflict(_("This union takes part already. Please look at the page again."))
        fit_tables(phase, only=[participant.pk])
        audit.record(verb="take_in", subject=participant, by=by, now=now)
        _compute(phase, participant, by=by, now=now)


def _require_open(phase: Phase, participant: Participant, by: User) -> None:
    require_manage(by, phase.campaign)
    require_not_cancelled(phase)
    if phase.status < PhaseStatus.OPEN:
        raise fault("reason", _("The campaign is in preparation: remove the union from the phase instead."))
    refuse_settled(Participant.objects.filter(pk=participant.pk))


def _compute(phase: Phase, participant: Participant, *, by: Actor, now: datetime) -> None:
    if phase.status >= PhaseStatus.CLOSING:
        compute_cluster_again(phase=phase, cluster_id=participant.cluster_id, by=by, now=now)


def let_dissolved_go(phase: Phase) -> None:
    """At the close: who was dissolved by the last day covered leaves on that day, and is ranked by no table."""
    gone = Participant.objects.filter(
        phase=phase, left_on__isnull=True, union__dissolved_on__lte=phase.period_to
    )
    columns = {"id": "id", "left_on": "union__dissolved_on"}
    update_select(Participant, columns, gone)
    Participant.objects.filter(phase=phase, left_on__isnull=False, table__isnull=False).update(table=None)
