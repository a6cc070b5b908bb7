"""Reminding unions that have not submitted: once a day each, while there is still time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Participant, Phase
from campaigns.permissions import require_manage
from campaigns.services.guard import entering_figures
from common.dates import midnight_of
from common.errors import fault
from common.locks import exclusive_lock
from units.actors import Actor
from units.letters import mail_server_set
from units.models import Appointment, AuditEvent, Notice, Person
from units.services import audit
from units.services.notices import notify_all, writers_of

VERB = "remind_union"


@dataclass(frozen=True)
class Reminded:
    """What a reminder did, in numbers."""

    #: Unions reminded now, and the people told for them.
    unions: int
    people: int
    #: Unions that had been reminded earlier the same day.
    already: int
    #: Unions where nobody holds a post that may enter figures.
    unreachable: int
    #: Unions reminded now of whose people none gets a letter.
    without_mail: int


def remind_units(
    *,
    phase: Phase,
    by: Actor,
    now: datetime,
    union_ids: Sequence[int] | None = None,
    cluster: int | None = None,
) -> Reminded:
    """Tell the people who act for each union that has not submitted until when it may; one reminder a day for a union.

    A union whose figures were returned has not submitted until it sends them in again. `union_ids` or `cluster` narrow
    it; ids of unions outside the phase, or that have submitted, are passed over.

    Raises PhaseEnded outside the entry window, Refusal for anybody but the federation's staff, ValidationError for an
    extract of a printed report, where nobody is late.
    """
    require_manage(by, phase.campaign)
    with entering_figures(phase_id=phase.pk, now=now) as door:
        fresh = door.phase
        if fresh.campaign.is_extract:
            raise fault("phase", _("This campaign is an extract of a printed report; nobody in it is late."))
        exclusive_lock(
            "reminders", fresh.pk
        )  # of two people who remind at the same time, the second finds it done
        late = fresh.participants.late()
        if union_ids is not None:
            late = late.filter(union_id__in=list(union_ids))
        if cluster is not None:
            late = late.filter(cluster_id=cluster)
        midnight = midnight_of(now)
        today = AuditEvent.objects.filter(
            subject_type=Participant._meta.label_lower,
            verb=VERB,
            at__gte=midnight,
            at__lt=midnight + timedelta(days=1),
        )
        told = Exists(today.filter(subject_id=OuterRef("pk")))
        rows = list(late.annotate(told=told).order_by("pk").values_list("pk", "union_id", "told"))
        waiting = {union_id: pk for pk, union_id, was_told in rows if not was_told}
        unions = late.filter(~told).values_list("union_id", flat=True)
        people = writers_of(unions, now=now)
        mailed = _mailed(unions, now=now)
        notify_all(_notices(fresh, waiting, people, now=now))
        AuditEvent.objects.bulk_create(
            [
                audit.event(verb=VERB, subject=Participant(pk=waiting[i]), by=by, now=now, people=len(ids))
                for i, ids in sorted(people.items())
            ],
            batch_size=1000,
        )
        return Reminded(
            unions=len(people),
            people=len({i for ids in people.values() for i in ids}),
            already=len(rows) - len(waiting),
            unreachable=len(waiting) - len(people),
            without_mail=len(people) - mailed,
        )


def _mailed(unions: QuerySet, *, now: datetime) -> int:
    """How many of these unions (a queryset of ids) have somebody who acts for them and whom a letter reaches."""
    if not mail_server_set():
        return 0
    acting = Appointment.objects.acting_on(timezone.localdate(now)).filter(post__union_id__in=unions)
    reached = acting.filter(person__in=Person.objects.reached_by_mail())
    return reached.aggregate(n=Count("post__union_id", distinct=True))["n"]


def _notices(
    phase: Phase, sheets: dict[int, int], people: dict[int, list[int]], *, now: datetime
) -> list[Notice]:
    """One notice for each person of each union; `sheets` is union id → participant id, `people` union id → persons."""
    values = {
        "sender": phase.campaign.owner.name,
        "phase": phase.name,
        "deadline": phase.entry_closes_at.isoformat(),
    }
    return [
        Notice(
            person_id=person,
            kind="reminder",
            key=f"reminder:{sheets[union_id]}:{timezone.localdate(now)}",
            values=values,
            url=f"/sheets/{sheets[union_id]}/",
            created_at=now,
        )
        for union_id, ids in people.items()
        for person in ids
    ]
