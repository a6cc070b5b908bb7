"""Reads of the targets page: a union's assigned and registered targets in a campaign, and their history."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.choices import IndicatorKind, PledgeStatus, TargetKind
from campaigns.models import Campaign, Indicator, Participant, Pledge, Signature, Target, TargetChange
from units.models import Union, User
from units.models.unions import UnionQuerySet
from units.scope import scope_of

#: Kinds of indicators that targets are set for; a judge's points and a yes or no have none.
AIMED_AT = (IndicatorKind.NUMBER, IndicatorKind.RATIO, IndicatorKind.MONEY, IndicatorKind.MILESTONE)


@dataclass(frozen=True)
class TargetRow:
    """An indicator with the two targets in force."""

    indicator: Indicator
    assigned: Target | None
    registered: Target | None

    def held(self, kind: str) -> Target | None:
        """The target of this kind that is in force."""
        return self.assigned if kind == TargetKind.ASSIGNED else self.registered

    @property
    def is_lower(self) -> bool:
        """The union registered less than it was assigned, or a later day: worth a second look, never refused."""
        if not (self.assigned and self.registered):
            return False
        if self.is_milestone:
            return self.registered.value > self.assigned.value
        return self.registered.value < self.assigned.value

    @property
    def is_milestone(self) -> bool:
        """What is aimed at is a day."""
        return self.indicator.kind == IndicatorKind.MILESTONE


def unions_with_targets(user: User, campaign: Campaign) -> UnionQuerySet:
    """Unions whose targets a person may read: those below a post that take part, and those whose sheets it may read."""
    sheets = Participant.objects.reached_by(user).with_figures().filter(phase__campaign=campaign)
    inside = Participant.objects.with_figures().filter(phase__campaign=campaign, union=OuterRef("pk"))
    aimed = Target.objects.filter(indicator__campaign=campaign, union=OuterRef("pk"))
    own = scope_of(user).unions_when(campaign.launched_at) & (Q(Exists(inside)) | Q(Exists(aimed)))
    return Union.objects.filter(own | Q(pk__in=sheets.values("union_id")))


def targets_of_parties(user: User, pledge: Pledge) -> set[int]:
    """The parties of a pledge whose targets a person may read; one query."""
    parties = pledge.signatures.values("union_id")
    return set(unions_with_targets(user, pledge.campaign).filter(pk__in=parties).values_list("pk", flat=True))


def target_rows(campaign: Campaign, union: Union) -> list[TargetRow]:
    """Every indicator that targets are set for, or that has one all the same, in the campaign's order; two queries."""
    current: dict[tuple[int, str], Target] = {
        (t.indicator_id, t.kind): t
        for t in Target.objects.filter(indicator__campaign=campaign, union=union, is_current=True)
    }
    return [
        TargetRow(i, current.get((i.pk, TargetKind.ASSIGNED)), current.get((i.pk, TargetKind.REGISTERED)))
        for i in campaign.indicators.all()
        if i.kind in AIMED_AT or any((i.pk, kind) in current for kind in TargetKind.values)
    ]


def targets_beside(campaign: Campaign, union: Union, kind: str) -> dict[int, list[Decimal]]:
    """What the others in the union's cluster aim at, by indicator; one query."""
    taking_part = Participant.objects.with_figures().filter(phase__campaign=campaign)
    own = taking_part.filter(union=union, cluster__isnull=False).values("cluster")
    found = Target.objects.filter(
        indicator__campaign=campaign,
        kind=kind,
        is_current=True,
        union__in=taking_part.filter(cluster__in=own).exclude(union=union).values("union"),
    )
    beside: dict[int, list[Decimal]] = {}
    for indicator, value in found.order_by("indicator", "value").values_list("indicator", "value"):
        beside.setdefault(indicator, []).append(value)
    return beside


def target_history(campaign: Campaign, union: Union) -> QuerySet[Target]:
    """All versions of the union's targets, newest first."""
    return (
        Target.objects.filter(indicator__campaign=campaign, union=union)
        .select_related("indicator", "set_by__person", "change__answered_by__person", "change__target")
        .order_by("-set_at", "indicator__order", "-version")
    )


def pledge_of(user: User, campaign: Campaign, union: Union) -> Pledge | None:
    """The cluster's pledge in which the union is a party, when this person may see it."""
    party = Signature.objects.filter(union=union).values("pledge_id")
    return (
        Pledge.objects.visible_to(user)
        .filter(campaign=campaign, cluster__isnull=False, pk__in=party)
        .order_by("-status", "pk")
        .first()
    )


def signature_of(pledge: Pledge | None, union: Union) -> Signature | None:
    """The union's signature under a pledge; None while its targets do not stand in a circulated text."""
    if pledge is None or pledge.status < PledgeStatus.SIGNING:
        return None
    return pledge.signatures.filter(union=union).first()


def target_changes(campaign: Campaign, union: Union) -> QuerySet[TargetChange]:
    """What was asked of the union's signed targets, newest first."""
    return TargetChange.objects.filter(
        target__indicator__campaign=campaign, target__union=union
    ).select_related("target__indicator", "asked_by__person", "answered_by__person")


def change_for(user: User, pk: int) -> TargetChange | None:
    """A change that this person may read, because it may read the union's targets."""
    change = (
        TargetChange.objects.filter(pk=pk, target__indicator__campaign__in=Campaign.objects.visible_to(user))
        .select_related(
            "target__indicator__campaign__owner", "target__union", "asked_by__person", "answered_by__person"
        )
        .first()
    )
    if change is None:
        return None
    readable = unions_with_targets(user, change.target.indicator.campaign)
    return change if readable.filter(pk=change.target.union_id).exists() else None
