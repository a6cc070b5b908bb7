"""Removing what was entered by mistake in a campaign in preparation, and that nothing rests on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign, Content, Indicator, Participant, Phase
from campaigns.permissions import require_manage
from campaigns.queries import removals
from campaigns.services.campaigns.editing import lock_campaign
from campaigns.services.guard import LOCK
from campaigns.services.year_unions import of_a_year
from common.errors import StillUsed, fault
from common.locks import exclusive_lock
from units.actors import Actor
from units.services.removing import remove_rows


@transaction.atomic
def remove_campaign(*, campaign: Campaign, by: Actor, now: datetime) -> None:
    """Remove a campaign in preparation with all that was entered for it.

    Raises Refusal for anybody but the owner's staff; StillUsed once it is launched, and while another campaign answers
    it or an award round stands on it.
    """
    _require_preparing(campaign, by)
    remove_rows("remove_campaign", campaign, removals.removal_of_campaign(campaign), by=by, now=now)


@transaction.atomic
def remove_phase(*, phase: Phase, by: Actor, now: datetime) -> None:
    """Remove a phase of a campaign in preparation with its participants. Raises as `remove_campaign` does.

    A year, into which nobody enters anything, goes until it is computed; StillUsed from then on.
    """
    if phase.is_year:
        require_manage(by, phase.campaign)
        lock_campaign(phase.campaign_id)
        exclusive_lock(LOCK, phase.pk)
        if Phase.objects.over(now).filter(pk=phase.pk).exists():
            raise StillUsed(computed_words(phase))
    else:
        _require_preparing(phase.campaign, by)
    remove_rows("remove_phase", phase, removals.removal_of_phase(phase), by=by, now=now)


@transaction.atomic
def remove_participant(*, participant: Participant, by: Actor, now: datetime) -> None:
    """Remove a union's part in a phase of a campaign in preparation. Raises as `remove_campaign` does, and
    ValidationError for a place in a year."""
    _require_preparing(participant.phase.campaign, by)
    if participant.phase.is_year:
        raise fault("phase", of_a_year(participant.phase))
    remove_rows(
        "remove_participant", participant, removals.removal_of_participant(participant), by=by, now=now
    )


@transaction.atomic
def remove_content(*, content: Content, by: Actor, now: datetime) -> None:
    """Remove a line of the launch plan of a campaign in preparation. Raises as `remove_campaign` does."""
    _require_preparing(content.campaign, by)
    remove_rows("remove_content", content, removals.removal_of_content(content), by=by, now=now)


@transaction.atomic
def remove_indicator(*, indicator: Indicator, by: Actor, now: datetime) -> None:
    """Remove what a campaign in preparation was to measure; while a scoring table reads it or somebody has a target
    for it, it stays. Raises as `remove_campaign` does."""
    _require_preparing(indicator.campaign, by)
    remove_rows("remove_indicator", indicator, removals.removal_of_indicator(indicator), by=by, now=now)


def _require_preparing(campaign: Campaign, by: Actor) -> None:
    """Lock the campaign, so that nobody launches it or enters anything for it meanwhile. Raises Refusal, StillUsed."""
    require_manage(by, campaign)
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.status != CampaignStatus.DRAFT:
        raise StillUsed(launched_words(locked))


def computed_words(year: Phase) -> str:
    """Why a year is not removed any more."""
    return _("“%(year)s” is computed; it stays on record.") % {"year": year.name}


def launched_words(campaign: Campaign) -> str:
    """Why nothing of a launched campaign, or of a cancelled one, is removed."""
    if campaign.is_cancelled:
        return _("“%(campaign)s” was cancelled and stays on record as it is.") % {"campaign": campaign.name}
    return _(
        "“%(campaign)s” is launched: the unions that take part see it, so nothing of it is removed. "
        "What is wrong can be changed."
    ) % {"campaign": campaign.name}
