"""What is due for the unions that a person acts for: sheets, pledges to sign, targets to register."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from campaigns.choices import (
    PhaseStatus,
    PledgeStatus,
    ResultState,
    ResultStatus,
    Supplier,
    TargetKind,
)
from campaigns.models import Participant, Phase, Result, Signature, Target
from units.models import AuditEvent
from units.scope import Scope

#: How many rows the home page shows at most: sheets (and pledges, and targets), returned figures of one sheet.
SHEETS, RETURNS = 5, 12


@dataclass(frozen=True)
class Returned:
    """A returned figure; `corrected` is when it was entered again after the return, None while it was not."""

    result: Result
    corrected: datetime | None


@dataclass
class Sheet:
    """A sheet of an own union in an open phase: the time left, and how many of the union's figures are in which state.

    `missing` were never entered, `drafted` are entered and not submitted, `waiting` are submitted; with `verified` and
    `returned` they make the `total`.
    """

    participant: Participant
    left: timedelta
    total: int = 0
    missing: int = 0
    drafted: int = 0
    waiting: int = 0
    verified: int = 0
    returned: int = 0
    returns: list[Returned] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Nothing is left to enter or submit."""
        return 0 < self.total == self.submitted

    @property
    def submitted(self) -> int:
        """Figures that are with the federation or appraised."""
        return self.waiting + self.verified

    @property
    def to_submit(self) -> int:
        """Figures that are entered but not submitted, or not entered."""
        return self.drafted + self.missing


@dataclass(frozen=True)
class Sheets:
    """The most urgent sheets, and how many there are."""

    first: list[Sheet]
    total: int


def sheets_due(scope: Scope, now: datetime) -> Sheets:
    """Sheets of own unions in phases that take figures; five queries at most."""
    rows = Participant.objects.filter(
        union_id__in=scope.writing_ids,
        phase__in=Phase.objects.open_at(now),
        phase__campaign__is_extract=False,
    )
    first = list(
        rows.select_related("phase__campaign", "union", "cluster").order_by(
            F("submitted_at").asc(nulls_first=True), "phase__entry_closes_at", "union__sort_key", "pk"
        )[:SHEETS]
    )
    sheets = {p.pk: Sheet(p, left=p.phase.entry_closes_at - now) for p in first}
    missing, status = Q(state=ResultState.NOT_REPORTED), ResultStatus
    counts: Any = (
        Result.objects.filter(participant__in=list(sheets), indicator__supplier=Supplier.UNION)
        .order_by()
        .values("participant_id")
        .annotate(
            total=Count("pk"),
            missing=Count("pk", filter=missing & Q(status=status.DRAFT)),
            drafted=Count("pk", filter=~missing & Q(status=status.DRAFT)),
            waiting=Count("pk", filter=Q(status=status.SUBMITTED)),
            verified=Count("pk", filter=Q(status=status.VERIFIED)),
            returned=Count("pk", filter=Q(status=status.RETURNED)),
        )
    )
    for row in counts:
        sheet = sheets[row.pop("participant_id")]
        for name, number in row.items():
            setattr(sheet, name, number)
    for found in _returned(list(sheets)):
        sheets[found.result.participant_id].returns.append(found)
    return Sheets(first=list(sheets.values()), total=rows.count())


def _returned(participants: Iterable[int]) -> list[Returned]:
    """The returned figures of these sheets; two queries. When one was returned is known from its audit event."""
    results = list(
        Result.objects.filter(participant__in=list(participants), status=ResultStatus.RETURNED)
        .select_related("indicator")
        .order_by("participant_id", "indicator__order", "pk")[: SHEETS * RETURNS]
    )
    events = AuditEvent.objects.filter(
        subject_type=Result._meta.label_lower, subject_id__in=[r.pk for r in results], verb="return_result"
    )
    when = dict(events.order_by().values_list("subject_id").annotate(Max("at")))
    rows = []
    for result in results:
        at, entered = when.get(result.pk), result.entered_at
        rows.append(Returned(result, entered if at and entered and entered > at else None))
    return rows


def sheets_to_come(scope: Scope, now: datetime) -> list[Phase]:
    """Launched phases of own unions whose entry opens later; one query."""
    mine = Participant.objects.filter(phase=OuterRef("pk"), union_id__in=scope.writing_ids)
    return list(
        Phase.objects.with_figures()
        .not_cancelled()
        .filter(
            Exists(mine),
            status=PhaseStatus.OPEN,
            entry_opens_at__gt=now,
            campaign__is_extract=False,
        )
        .select_related("campaign")
        .order_by("entry_opens_at", "pk")[:3]
    )


def pledges_to_sign(scope: Scope) -> list[Signature]:
    """Places under circulated pledges that await the signature of a person's unions; one query."""
    signing = [i for i in scope.writing_ids if scope.signs_for(i)]
    return list(
        Signature.objects.filter(
            union_id__in=signing,
            signed_at__isnull=True,
            pledge__status=PledgeStatus.SIGNING,
            pledge__campaign__cancelled_at__isnull=True,
        )
        .select_related("pledge__campaign", "union")
        .order_by("pledge__sign_until", "pk")[:SHEETS]
    )


def targets_to_register(scope: Scope, now: datetime) -> list[Participant]:
    """Own unions that have registered no target in a campaign that still takes figures; one query.

    Not where pledges hold the assigned targets: there a union registers as it wishes.
    One row for each campaign and union: the participant of the phase that closes first.
    """
    registered = Target.objects.filter(
        union=OuterRef("union"),
        indicator__campaign=OuterRef("phase__campaign"),
        kind=TargetKind.REGISTERED,
        is_current=True,
    )
    sheets = Participant.objects.with_figures()
    moving = Phase.objects.not_over(now).filter(status=PhaseStatus.OPEN)
    earlier = sheets.filter(
        union=OuterRef("union"),
        phase__campaign=OuterRef("phase__campaign"),
        phase__in=moving.values("pk"),
    ).order_by("phase__entry_closes_at", "pk")
    return list(
        sheets.filter(
            ~Exists(registered),
            union_id__in=scope.writing_ids,
            phase__in=moving.values("pk"),
            phase__campaign__is_extract=False,
            phase__campaign__pledged_targets=TargetKind.REGISTERED,
            pk=Subquery(earlier.values("pk")[:1]),
        )
        .select_related("phase__campaign", "union")
        .order_by("phase__entry_closes_at", "union__sort_key", "pk")[:SHEETS]
    )


def signed_lately(scope: Scope) -> list[Signature]:
    """The latest signatures of own unions; one query."""
    return list(
        Signature.objects.filter(union_id__in=scope.writing_ids, signed_at__isnull=False)
        .select_related("pledge")
        .order_by("-signed_at", "-pk")[:2]
    )
