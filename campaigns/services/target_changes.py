"""Changing a target that stands in a signed pledge: the union asks with reason and document, the federation answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import ChangeState
from campaigns.explanations import figure_text
from campaigns.models import Campaign, Target, TargetChange
from campaigns.permissions import may_set_target, require, require_manage
from campaigns.services.results.figures import audited
from campaigns.services.targets import (
    fault_of,
    is_signed,
    point_sheets_at_targets,
    put_in_force,
    require_not_over,
)
from common.errors import fault, worded
from units.models import Union, User
from units.services import audit
from units.services.notices import notify, writers_of

#: What a TargetChange holds.
LONGEST_REASON, LONGEST_DOCUMENT = 300, 120
EARLIEST = date(1900, 1, 1)


@transaction.atomic
def ask_target_change(
    *,
    target: Target,
    value: Decimal,
    reason: str,
    document: str,
    document_date: date,
    by: User,
    now: datetime,
) -> TargetChange:
    """Ask the federation to replace a target that the union has signed.

    Raises Refusal for anybody but the union's officers; PhaseEnded once every phase is over; ValidationError for a
    target that is not signed, was replaced or is asked about already, for a value that does not fit or is the same, and
    for a missing reason or document.
    """
    campaign, union = target.indicator.campaign, target.union
    require(
        may_set_target(by, campaign, union.pk, assigned=False),
        _("Only officers of %(union)s ask for a change of its targets.") % {"union": union.short_name},
    )
    require_not_over(campaign, now)
    Union.objects.select_for_update(no_key=True).get(pk=union.pk)  # its targets change one after the other
    _check_target(target, campaign)
    wrong = fault_of(target.indicator, value)
    if not wrong and value == target.value:
        wrong = _("This is the signed target already. Please enter the new one.")
    if wrong:
        raise fault("value", wrong)
    words = _words(reason, document, document_date, today=timezone.localdate(now))
    change = TargetChange.objects.create(
        target=target,
        value=value,
        **words,
        asked_by=by,
        asked_at=now,
    )
    _record("ask_target_change", change, by=by, now=now)
    _tell(campaign.owner, "target_change_asked", change, union.short_name, now)
    return change


def _check_target(target: Target, campaign: Campaign) -> None:
    """Raise ValidationError for a target that this act is not for."""
    if not Target.objects.filter(pk=target.pk, kind=campaign.pledged_targets, is_current=True).exists():
        raise fault("target", _("This target was replaced meanwhile. Please open the targets again."))
    if not is_signed(campaign=campaign, union=target.union, kind=target.kind):
        raise fault("target", _("This target is not signed yet; change it on the page of the targets."))
    if target.changes.filter(state=ChangeState.WAITING).exists():
        raise fault("target", _("A change of this target is waiting for its answer already."))


def _words(reason: str, document: str, document_date: date, *, today: date) -> dict[str, Any]:
    """Reason and document of a request, tidied. Raises ValidationError for one without them."""
    missing = _("Please say why the target changes.")
    reason = worded(reason, name="reason", most=LONGEST_REASON, missing=missing)
    missing = _("Please name the document: its number and who issued it.")
    document = worded(document, name="document", most=LONGEST_DOCUMENT, missing=missing)
    if not EARLIEST <= document_date <= today:
        raise fault("document_date", _("Please enter the date of the document; it is not after today."))
    return {"reason": reason, "document": document, "document_date": document_date}


@transaction.atomic
def approve_target_change(*, change: TargetChange, by: User, now: datetime) -> Target:
    """Put the new target in force: WAITING → APPROVED, once. Sheets of phases that are not over point at it.

    Raises Refusal for anybody but the launching federation's staff, and for who asked; PhaseEnded once every phase is
    over; ValidationError for a request that is answered already.
    """
    campaign, union = _opened(change, by=by)
    require_not_over(campaign, now)
    fresh = _waiting(change, union)
    old = fresh.target
    put_in_force(
        {old.indicator: fresh.value},
        {old.indicator_id: old},
        union=union,
        kind=old.kind,
        reason=fresh.reason,
        by=fresh.asked_by,
        now=now,
    )
    fresh.result = Target.objects.get(indicator=old.indicator, union=union, kind=old.kind, is_current=True)
    fresh.state, fresh.answered_by, fresh.answered_at = ChangeState.APPROVED.value, by, now
    fresh.save(update_fields=["state", "answered_by", "answered_at", "result"])
    point_sheets_at_targets(campaign=campaign, union=union, now=now)
    _record("approve_target_change", fresh, by=by, now=now)
    _tell(union, "target_change_approved", fresh, campaign.owner.short_name, now)
    return fresh.result


@transaction.atomic
def decline_target_change(*, change: TargetChange, answer: str, by: User, now: datetime) -> None:
    """Leave the signed target in force and say why: WAITING → DECLINED, once.

    Raises Refusal for anybody but the launching federation's staff, and for who asked; ValidationError without an
    answer, and for a request that is answered already.
    """
    campaign, union = _opened(change, by=by)
    missing = _("Please say why the target stays as signed.")
    answer = worded(answer, name="answer", most=LONGEST_REASON, missing=missing)
    fresh = _waiting(change, union)
    fresh.state, fresh.answered_by, fresh.answered_at = ChangeState.DECLINED.value, by, now
    fresh.answer = answer
    fresh.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    _record("decline_target_change", fresh, by=by, now=now)
    _tell(union, "target_change_declined", fresh, campaign.owner.short_name, now)


def _opened(change: TargetChange, *, by: User) -> tuple[Campaign, Union]:
    """The campaign and the union of a request that this person may answer. Raises Refusal."""
    campaign = change.target.indicator.campaign
    require_manage(by, campaign)
    require(
        change.asked_by_id != by.pk, _("Who asks for a change does not approve it. Please ask a colleague.")
    )
    return campaign, change.target.union


def _waiting(change: TargetChange, union: Union) -> TargetChange:
    """The request as it now is, with the union's targets locked. Raises ValidationError when it is answered."""
    Union.objects.select_for_update(no_key=True).get(pk=union.pk)
    fresh = TargetChange.objects.select_related("target__indicator", "asked_by").get(pk=change.pk)
    if fresh.state != ChangeState.WAITING:
        raise fault("answer", _("This request is answered already: %(state)s.") % {
            "state": fresh.get_state_display()
        })  # fmt: skip
    return fresh


def _record(verb: str, change: TargetChange, *, by: User, now: datetime) -> None:
    target = change.target
    audit.record(
        verb=verb,
        subject=target.union,
        by=by,
        now=now,
        campaign=target.indicator.campaign.code,
        indicator=target.indicator.code,
        before=audited(target.value, target.indicator.kind),
        after=audited(change.value, target.indicator.kind),
        reason=change.reason,
        document=change.document,
        document_date=change.document_date.isoformat(),
        answer=change.answer,
    )


def _tell(to: Union, kind: str, change: TargetChange, sender: str, now: datetime) -> None:
    """A notice with both figures to those who act for a union; one to each person at each step."""
    target = change.target
    measure, places = target.indicator.kind, target.indicator.decimals
    notify(
        people=writers_of([to.pk], now=now).get(to.pk, []),
        kind=kind,
        key=f"{kind}:{change.pk}",
        values={
            "sender": sender,
            "union": target.union.short_name,
            "indicator": target.indicator.short_name,
            "signed": figure_text(target.value, kind=measure, decimals=places),
            "new": figure_text(change.value, kind=measure, decimals=places),
        },
        url=f"/target-changes/{change.pk}/",
        now=now,
    )
