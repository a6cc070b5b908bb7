"""Cancelling a campaign: it stays on record with its reason, and what is not final stops."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.permissions import require_manage
from campaigns.queries.cancelling import concerned_by_campaign
from campaigns.services.guard import hold_exclusively
from common.errors import fault, worded
from units.actors import Actor, account_of
from units.services import audit
from units.services.notices import notify_writers

#: What a Campaign's `cancel_reason` holds.
LONGEST_REASON = 300


@transaction.atomic
def cancel_campaign(*, campaign: Campaign, reason: str, by: Actor, now: datetime) -> Campaign:
    """Cancel a campaign: DRAFT, LAUNCHED → CANCELLED, once; a cancelled one is returned with its first reason.

    1. Lock the campaign and, alone, its phases: every write begun before has committed, none can begin. 2. Look whether
    it may be. 3. Set the state, with who, when and why; mark each phase that is not final: it takes no figures, closes
    by no clock, and its points stay provisional. What is final stays as it is; nothing is deleted. 4. Audit. 5. Where
    it was launched, tell those who act for the unions that take part and for the heads of their clusters.

    Raises Refusal for anybody but the federation's staff; ValidationError without a reason, while a phase is being
    sealed, and where every phase is final, so that there is nothing to cancel.
    """
    require_manage(by, campaign)
    fresh = (
        Campaign.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner")
        .get(pk=campaign.pk)
    )
    if fresh.is_cancelled:
        return fresh
    # In the order in which the final act holds them: the last phase first.
    for phase_id in fresh.phases.order_by("-number", "-pk").values_list("pk", flat=True):
        hold_exclusively(phase_id=phase_id)
    if faults := cancel_faults(fresh):
        raise fault("phases", " ".join(faults))
    fresh.cancel_reason = _checked(reason)
    fresh.status, fresh.cancelled_at, fresh.cancelled_by = CampaignStatus.CANCELLED, now, account_of(by)
    fresh.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason"])
    stopped = Phase.objects.filter(campaign=fresh, status__lt=PhaseStatus.SEALING)
    told = list(stopped.order_by("pk").values_list("pk", flat=True))
    stopped.update(cancelled_at=now)
    audit.record(
        verb="cancel_campaign", subject=fresh, by=by, now=now, reason=fresh.cancel_reason, phases=told
    )
    if fresh.launched_at:
        _tell(fresh, now)
    return fresh


def cancel_faults(campaign: Campaign) -> list[str]:
    """Why a campaign cannot be cancelled now, one sentence each; empty where it can."""
    phases = list(campaign.phases.order_by("number", "pk"))
    sealing = [
        _("“%(phase)s” is being sealed just now. Please try again in a minute.") % {"phase": phase.name}
        for phase in phases
        if phase.status == PhaseStatus.SEALING
    ]
    if phases and all(phase.status == PhaseStatus.FINAL for phase in phases):
        return [
            _("Every phase of this campaign is final, and what is final stays: there is nothing to cancel.")
        ]
    return sealing


def _checked(reason: str) -> str:
    missing = _("Please say why the campaign is cancelled; everybody concerned reads it.")
    return worded(reason, name="reason", most=LONGEST_REASON, missing=missing)


def _tell(campaign: Campaign, now: datetime) -> None:
    notify_writers(
        unions=concerned_by_campaign(campaign),
        kind="campaign_cancelled",
        key=f"cancelled:{campaign.pk}",
        values={
            "sender": campaign.owner.name,
            "owner": campaign.owner.short_name,
            "campaign": campaign.name,
            "reason": campaign.cancel_reason,
        },
        url=f"/campaigns/{campaign.pk}/",
        now=now,
    )
