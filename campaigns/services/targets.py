"""Assigning and registering targets: versions with reasons; the sheets of open phases point at the version in force."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from campaigns.choices import IndicatorKind, PledgeStatus, TargetKind
from campaigns.models import Campaign, Indicator, Phase, Result, Signature, Target
from campaigns.permissions import may_set_target, require, require_not_cancelled
from campaigns.services.guard import LOCK
from campaigns.services.results.figures import audited, day_fault, places_fault, size_fault
from common.errors import PhaseEnded, worded
from common.locks import shared_lock
from units.actors import Actor, System, account_of
from units.models import Union
from units.services import audit

#: What a Target's `reason` holds.
LONGEST_REASON = 300


def parties(campaign: Campaign | None, kind: str) -> QuerySet[Signature]:
    """Places under the clusters' pledges, being signed or in force, whose text holds targets of this kind."""
    return Signature.objects.filter(
        pledge__campaign=campaign,
        pledge__campaign__pledged_targets=kind,
        pledge__cluster__isnull=False,
        pledge__status__gte=PledgeStatus.SIGNING,
    )


def is_pledged(*, campaign: Campaign, union: Union, kind: str) -> bool:
    """The union's targets of this kind stand in its cluster's pledge, which is being signed or in force."""
    return parties(campaign, kind).filter(union=union).exists()


def is_signed(*, campaign: Campaign, union: Union, kind: str) -> bool:
    """The union has signed a pledge with its targets of this kind: they change only by a TargetChange."""
    return parties(campaign, kind).filter(union=union, signed_at__isnull=False).exists()


def signed_fault() -> str:
    """What is said to who would change a signed target in passing."""
    return _(
        "This target is signed in the pledge. To change it, the union asks on the page of its targets, under "
        "“Change a signed target”."
    )


@transaction.atomic
def set_targets(
    *,
    campaign: Campaign,
    union: Union,
    kind: str,
    values: Mapping[Indicator, Decimal],
    by: Actor,
    now: datetime,
    reason: str = "",
) -> int:
    """Set a union's targets of one kind, all or none; unchanged ones are left alone. Returns how many changed.

    Each change is a new version. Once the pledge of the union's cluster has been circulated, a target of the kind that
    the campaign's pledges hold changes only with a reason; once the union has signed, not here but by
    `ask_target_change`.

    Raises ValidationError, by indicator code, for a value that does not fit or a target that is signed, and for a
    missing reason; PhaseEnded once every phase is over; Refusal for anybody who may not.
    """
    _require_settable(campaign, union, kind, by=by, now=now)
    if any(indicator.campaign_id != campaign.pk for indicator in values):
        raise ValueError("An indicator of another campaign.")
    Union.objects.select_for_update(no_key=True).get(pk=union.pk)  # its targets change one after the other
    current = {
        t.indicator_id: t
        for t in Target.objects.filter(indicator__campaign=campaign, union=union, kind=kind, is_current=True)
    }
    changed = {i: v for i, v in values.items() if i.pk not in current or current[i.pk].value != v}
    errors = {i.code: wrong for i, v in changed.items() if (wrong := fault_of(i, v))}
    if is_signed(campaign=campaign, union=union, kind=kind):
        errors |= {i.code: signed_fault() for i in changed if i.pk in current}
    if errors:
        raise ValidationError(errors)
    pledged = is_pledged(campaign=campaign, union=union, kind=kind)
    missing = (
        _("These targets stand in the pledge. Please say why they change.") if pledged and changed else ""
    )
    reason = worded(reason, name="reason", most=LONGEST_REASON, missing=missing)
    if changed:
        put_in_force(changed, current, union=union, kind=kind, reason=reason, by=by, now=now)
        point_sheets_at_targets(campaign=campaign, union=union, now=now)
        before = {i.code: audited(current[i.pk].value, i.kind) if i.pk in current else None for i in changed}
        audit.record(
            verb="set_targets",
            subject=union,
            by=by,
            now=now,
            campaign=campaign.code,
            kind=kind,
            before=before,
            after={i.code: audited(v, i.kind) for i, v in changed.items()},
            reason=reason,
        )
    return len(changed)


def _require_settable(campaign: Campaign, union: Union, kind: str, *, by: Actor, now: datetime) -> None:
    """Raise Refusal for anybody who may not set targets of this kind, PhaseEnded once every phase is over."""
    if not isinstance(by, System):
        assigned = kind == TargetKind.ASSIGNED
        require(
            may_set_target(by, campaign, union.pk, assigned=assigned),
            _("The federation assigns targets; a union registers its own."),
        )
    require_not_over(campaign, now)


def require_not_over(campaign: Campaign, now: datetime) -> None:
    """Refuse a target once every phase of the campaign is over, or it was cancelled. Raises PhaseEnded."""
    require_not_cancelled(Campaign.objects.select_related("owner").get(pk=campaign.pk))
    phases = Phase.objects.with_figures().filter(campaign=campaign)
    if phases.exists() and not phases.not_over(now).exists():
        raise PhaseEnded(
            _("Every phase of “%(campaign)s” has ended; its targets no longer change.")
            % {"campaign": campaign.name}
        )


def fault_of(indicator: Indicator, value: Decimal) -> str:
    """What is wrong with a target's value, in words that say what to do; "" when it fits."""
    if indicator.kind == IndicatorKind.MILESTONE:
        return day_fault(value)
    if value < 0:
        return _("A target cannot be negative. Enter 0 or more.")
    return size_fault(value) or places_fault(indicator.decimals, value)


def put_in_force(
    changed: Mapping[Indicator, Decimal],
    current: Mapping[int, Target],
    *,
    union: Union,
    kind: str,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Write a new version of each changed target and mark the one before as no longer current."""
    Target.objects.filter(pk__in=[current[i.pk].pk for i in changed if i.pk in current]).update(
        is_current=False
    )
    Target.objects.bulk_create(
        Target(
            indicator=i,
            union=union,
            kind=kind,
            value=v,
            version=current[i.pk].version + 1 if i.pk in current else 1,
            reason=reason,
            set_by=account_of(by),
            set_at=now,
        )
        for i, v in changed.items()
    )


@transaction.atomic
def point_sheets_at_targets(*, campaign: Campaign, now: datetime, union: Union | None = None) -> int:
    """Let the rows of phases that are not closed point at the targets in force; one UPDATE. Returns how many rows.

    A phase whose deadline has passed keeps its targets, even while the job that closes it has not run. The lock of each
    phase is taken first: a close that runs at the same time scores either the new targets or the old ones, never both.
    """
    for phase_id in campaign.phases.order_by("pk").values_list("pk", flat=True):
        shared_lock(LOCK, phase_id)

    def current(kind: str) -> Subquery:
        found = Target.objects.filter(
            union=OuterRef("participant__union"), indicator=OuterRef("indicator"), kind=kind, is_current=True
        )
        return Subquery(found.values("pk")[:1])

    moving = Phase.objects.not_over(now).filter(campaign=campaign)
    rows = Result.objects.filter(participant__phase__in=moving.values("pk"))
    if union is not None:
        rows = rows.filter(participant__union=union)
    kinds = {"registered": TargetKind.REGISTERED, "assigned": TargetKind.ASSIGNED}
    wanted = Result.objects.filter(pk=OuterRef("pk")).annotate(
        **{f"new_{field}": current(kind) for field, kind in kinds.items()}
    )
    return Result.objects.filter(pk__in=rows.values("pk")).update(
        **{field: Subquery(wanted.values(f"new_{field}")[:1]) for field in kinds}
    )
