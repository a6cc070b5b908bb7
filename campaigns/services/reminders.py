"""Reminding unions that have not submitted: once a day each, while there is still time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Participant, Phase, is_submitted
from campaigns.permissions import require_manage
from campaigns.services.guard import entering_figures
from common.errors import fault
from common.locks import exclusive_lock
from common.templatetags.look import until
from units.actors import Actor
from units.models import AuditEvent, Notice
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
    with entering_figures(phase_id=phase.pk, now=now) as fresh:
        if fresh.campaign.is_extract:
            raise fault("phase", _("This campaign is an extract of a printed report; nobody in it is late."))
        exclusive_lock(
            "reminders", fresh.pk
        )  # of two people who remind at the same time, the second finds it done
        late = fresh.participants.exclude(is_submitted())
        if union_ids is not None:
            late = late.filter(union_id__in=list(union_ids))
        if cluster is not None:
            late = late.filter(cluster_id=cluster)
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        today = AuditEvent.objects.filter(
            subject_type=Participant._meta.label_lower,
            verb=VERB,
            at__gte=midnight,
            at__lt=midnight + timedelta(days=1),
        )
        told = Exists(today.filter(subject_id=OuterRef("pk")))
        rows = list(late.annotate(told=told).order_by("pk").values_list("pk", "union_id", "told"))
        waiting = {union_id: pk for pk, union_id, was_told in rows if not was_told}
        people = writers_of(late.filter(~told).values_list("union_id", flat=True), now=now)
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
        )


def _notices(
    phase: Phase, sheets: dict[int, int], people: dict[int, list[int]], *, now: datetime
) -> list[Notice]:
    """One notice for each person of each union; `sheets` is union id → participant id, `people` union id → persons."""
    title = _("“%(phase)s”: please submit by the end of %(day)s") % {
        "phase": phase.name,
        "day": until(phase.entry_closes_at),
    }
    body = _(
        "The sheet is kept as it is; enter what is missing, correct what was returned, and submit. "
        "After the deadline the figures are fixed."
    )
    return [
        Notice(
            person_id=person,
            kind="reminder",
            key=f"reminder:{sheets[union_id]}:{timezone.localdate(now)}",
            title=title,
            body=body,
            url=f"/sheets/{sheets[union_id]}/",
            created_at=now,
        )
        for union_id, ids in people.items()
        for person in ids
    ]
