"""Reminders on the days that a phase declares: written when its end is set or moved, sent by the clock to the late."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from campaigns.models import Phase, PhaseReminder
from campaigns.rules import remind_days_of, reminded_on
from campaigns.services.guard import shared_phase
from campaigns.services.reminders import remind_units
from common.dates import HANOI
from units.actors import SYSTEM
from units.services import audit, due

#: What the clock could not send for so long, it leaves: "three days before" would not be true any more.
LATEST = timedelta(hours=12)


def plan_reminders(phase: Phase, *, now: datetime) -> None:
    """Write anew when those are reminded who are late; days that have passed are left out, what was sent stays.

    The caller holds the phase.
    """
    PhaseReminder.objects.filter(phase=phase, sent_at__isnull=True).delete()
    if phase.is_year:
        return
    planned = [
        PhaseReminder(phase=phase, days=days, due_at=reminded_on(phase.entry_closes_at, days, HANOI))
        for days in remind_days_of(phase.remind_days)
    ]
    # A reminder that was sent at this moment, before the end moved away and back, is not sent again.
    PhaseReminder.objects.bulk_create([one for one in planned if one.due_at > now], ignore_conflicts=True)


def send_due_reminders(*, now: datetime, seconds: float | None = None) -> int:
    """Send every reminder whose day has come, each by itself; how many this call sent."""
    return due.run(DUE, now=now, seconds=seconds)


def _due(now: datetime) -> QuerySet[PhaseReminder]:
    """Those whose time has come, of phases that took figures then and do now, are not cancelled and no extracts."""
    phases = Phase.objects.open_at(now).filter(campaign__is_extract=False)
    coming = PhaseReminder.objects.filter(sent_at__isnull=True, due_at__lte=now, due_at__gt=now - LATEST)
    began = {"phase__campaign__launched_at__lte": F("due_at"), "phase__entry_opens_at__lte": F("due_at")}
    return coming.filter(phase__in=phases.order_by().values("pk"), **began).order_by("due_at", "pk")


def _send(pk: int, now: datetime) -> bool:
    """Remind the late of one phase, unless its end was moved before the clock's turn came."""
    phase_id = PhaseReminder.objects.values_list("phase_id", flat=True).get(pk=pk)
    with shared_phase(phase_id=phase_id) as phase:
        row = _due(now).filter(pk=pk).first()
        if row is None or not PhaseReminder.objects.filter(pk=pk, sent_at__isnull=True).update(sent_at=now):
            return False
        done = remind_units(phase=phase, by=SYSTEM, now=now)
        PhaseReminder.objects.filter(pk=pk).update(reminded=done.unions)
        told = {"days": row.days, "unions": done.unions, "already": done.already}
        audit.record(
            verb="send_reminder",
            subject=phase,
            by=SYSTEM,
            now=now,
            **told,
            unreachable=done.unreachable,
        )
    return True


DUE = due.Loop(
    key="reminders",
    due=_due,
    act=_send,
    name="phase__name",
    owner="phase__campaign__owner_id",
    fault=gettext_lazy(
        "The reminder before the end of “%(row)s” could not be sent; the system goes on trying."
    ),
    told=False,
)
