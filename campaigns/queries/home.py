"""What is due for a person, by post: own sheets, pledges, targets; led clusters; the federation's phases.

Each function runs a constant number of queries, whatever the number of unions, and shows the most urgent rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from campaigns.choices import (
    CampaignStatus,
    PhaseStatus,
    PledgeStatus,
    ResultState,
    ResultStatus,
    Supplier,
    TargetKind,
)
from campaigns.models import Campaign, Participant, Phase, Pledge, Result, Signature, Target, is_submitted
from units.models import AuditEvent, ClusterTerm
from units.scope import Scope

SHEETS, RETURNS, MEMBERS, PHASES = 5, 12, 12, 8


@dataclass(frozen=True)
class Returned:
    """A returned figure with the reason; `corrected` says when it was entered again since."""

    result: Result
    corrected: datetime | None


@dataclass
class Sheet:
    """A sheet of an own union in an open phase, with how many figures stand where."""

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
        phase__campaign__status=CampaignStatus.LAUNCHED,
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
        Phase.objects.filter(
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
            union_id__in=signing, signed_at__isnull=True, pledge__status=PledgeStatus.SIGNING
        )
        .select_related("pledge__campaign", "union")
        .order_by("pledge__sign_until", "pk")[:SHEETS]
    )


def targets_to_register(scope: Scope, now: datetime) -> list[Participant]:
    """Own unions in open campaigns that have registered no target: a row for each campaign and union; one query."""
    registered = Target.objects.filter(
        union=OuterRef("union"),
        indicator__campaign=OuterRef("phase__campaign"),
        kind=TargetKind.REGISTERED,
        is_current=True,
    )
    earlier = Participant.objects.filter(
        union=OuterRef("union"),
        phase__campaign=OuterRef("phase__campaign"),
        phase__status=PhaseStatus.OPEN,
        phase__entry_closes_at__gt=now,
    ).order_by("phase__entry_closes_at", "pk")
    return list(
        Participant.objects.filter(
            ~Exists(registered),
            union_id__in=scope.writing_ids,
            phase__status=PhaseStatus.OPEN,
            phase__entry_closes_at__gt=now,
            phase__campaign__is_extract=False,
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


@dataclass(frozen=True)
class Led:
    """A phase in a cluster that an own union leads: how many members have submitted, and who has not."""

    phase: Phase
    cluster: str
    cluster_id: int
    units: int
    submitted: int
    late: list[str]

    @property
    def more(self) -> int:
        """Members that have not submitted and are not named."""
        return self.units - self.submitted - len(self.late)


def clusters_led(scope: Scope, now: datetime) -> list[Led]:
    """Open phases of the clusters that a person's unions lead; three queries."""
    own = [p.union_id for p in scope.current]
    led = ClusterTerm.objects.filter(Q(leader_id__in=own) | Q(deputy_id__in=own))
    members = Participant.objects.filter(
        Exists(led.filter(cluster=OuterRef("cluster"), year=OuterRef("phase__campaign__year"))),
        phase__in=Phase.objects.open_at(now),
        phase__campaign__is_extract=False,
    )
    counts = list(
        members.order_by()
        .values("phase_id", "cluster_id", "cluster__name")
        .annotate(units=Count("pk"), submitted=Count("pk", filter=is_submitted()))
        .order_by("phase__entry_closes_at", "cluster_id")[:PHASES]
    )
    late = members.exclude(is_submitted()).filter(cluster_id__in=[c["cluster_id"] for c in counts])
    names: dict[tuple[int, int | None], list[str]] = {}
    for row in late.select_related("union").order_by("union__sort_key", "pk")[: MEMBERS * PHASES]:
        names.setdefault((row.phase_id, row.cluster_id), []).append(row.union.short_name)
    phases = Phase.objects.in_bulk({c["phase_id"] for c in counts})
    return [
        Led(
            phase=phases[c["phase_id"]],
            cluster=c["cluster__name"],
            cluster_id=c["cluster_id"],
            units=c["units"],
            submitted=c["submitted"],
            late=names.get((c["phase_id"], c["cluster_id"]), [])[:MEMBERS],
        )
        for c in counts
    ]


def pledges_led(scope: Scope) -> list[Pledge]:
    """Pledges of led clusters not in force yet, with how many `parties` they have and how many `signed`; one query."""
    own = [p.union_id for p in scope.current]
    led = ClusterTerm.objects.filter(
        Q(leader_id__in=own) | Q(deputy_id__in=own),
        cluster=OuterRef("cluster"),
        year=OuterRef("campaign__year"),
    )
    return list(
        Pledge.objects.filter(Exists(led), status__lt=PledgeStatus.IN_FORCE)
        .annotate(parties=Count("signatures"), signed=Count("signatures__signed_at"))
        .order_by("sign_until", "pk")[:PHASES]
    )


def _number_of(rows: Any) -> Coalesce:
    """The number of `rows` of the outer phase, 0 when there is none."""
    return Coalesce(Subquery(rows.order_by().values("phase").annotate(n=Count("pk")).values("n")), 0)


def federation_phases(scope: Scope) -> list[Phase]:
    """Launched phases of own federations that are not final; one query.

    `units` and `submitted` count sheets, `waiting` counts figures that wait for appraisal.
    """
    own = [p.union_id for p in scope.current]
    here = Participant.objects.filter(phase=OuterRef("pk"))
    waiting = (
        Result.objects.filter(participant__phase=OuterRef("pk"), status=ResultStatus.SUBMITTED)
        .order_by()
        .values("participant__phase")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return list(
        Phase.objects.filter(
            campaign__owner_id__in=own, status__gte=PhaseStatus.OPEN, status__lt=PhaseStatus.FINAL
        )
        .select_related("campaign")
        .annotate(
            units=_number_of(here),
            submitted=_number_of(here.filter(is_submitted())),
            waiting=Coalesce(Subquery(waiting), 0),
        )
        .order_by("entry_closes_at", "pk")[: PHASES * 2]
    )


def drafts_to_launch(scope: Scope) -> list[Campaign]:
    """Campaigns of own federations that are in preparation; one query."""
    return list(
        Campaign.objects.filter(owner_id__in=scope.writing_ids, status=CampaignStatus.DRAFT).order_by(
            "-year", "code"
        )[:PHASES]
    )
