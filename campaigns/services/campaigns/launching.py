"""The launch of a campaign."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PhaseKind, PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.permissions import require_manage
from campaigns.rules import years_of_phases
from campaigns.services.campaigns.editing import lock_campaign
from campaigns.services.choosing import choose_tables
from campaigns.services.sheets import prepare_sheets
from campaigns.services.year_unions import enrol_unions
from units.actors import Actor
from units.services import audit
from units.services.notices import notify_writers


def launch_faults(campaign: Campaign) -> list[str]:
    """What still stands between a campaign and its launch, one sentence with its remedy each; empty means ready."""
    phases = list(campaign.phases.all())
    if not phases:
        return [_("A campaign needs at least one phase before it is launched. Add one.")]
    first, last = years_of_phases(year=campaign.year, kind=campaign.kind)
    far = [
        _(
            "“%(phase)s” lies far from the year %(year)s. Correct the dates of the phase, or the campaign's year."
        )
        % {"phase": phase.name, "year": campaign.year}
        for phase in phases
        if phase.period_from < first or phase.period_to > last
    ]
    empty = campaign.phases.with_figures().filter(participants__isnull=True).values_list("name", flat=True)
    return far + [
        _(
            "“%(phase)s” has no participant yet. Enter the participants by workbook: "
            "export it, fill the sheet of participants, import it."
        )
        % {"phase": name}
        for name in empty
    ]


@transaction.atomic
def launch_campaign(*, campaign: Campaign, by: Actor, now: datetime) -> Campaign:
    """Launch a campaign: DRAFT → LAUNCHED. Whoever asks, and however often, it happens once.

    1. Lock the campaign and look for what is missing.
    2. Set the state if it is still DRAFT; a campaign that is launched already is returned as it is.
    3. Open its phases: they take figures inside their entry windows.
    4. Give every participant a row for each indicator, and those without a scoring table the one that fits; then every
       year the unions of its phases.
    5. Leave an audit event.
    6. Tell the officers of the participants, each of them once.

    Raises ValidationError for a campaign without a phase, and for a phase without a participant.
    """
    require_manage(by, campaign)
    locked = lock_campaign(campaign.pk)
    faults = launch_faults(locked) if locked.status == CampaignStatus.DRAFT else []
    if faults:
        raise ValidationError({"phases": faults})
    if not Campaign.objects.filter(pk=campaign.pk, status=CampaignStatus.DRAFT).update(
        status=CampaignStatus.LAUNCHED, launched_at=now
    ):
        campaign.refresh_from_db()
        return campaign
    Phase.objects.filter(campaign=campaign, status=PhaseStatus.DRAFT).update(status=PhaseStatus.OPEN)
    for phase in campaign.phases.with_figures().select_related("campaign__owner"):
        prepare_sheets(phase=phase, by=by, now=now)
        choose_tables(phase=phase, by=by, now=now)
    for year in campaign.phases.filter(kind=PhaseKind.YEAR):
        enrol_unions(year)
    audit.record(verb="launch_campaign", subject=campaign, by=by, now=now)
    notify_writers(
        unions=campaign.phases.values("participants__union_id"),
        kind="campaign_launched",
        key=f"launched:{campaign.pk}",
        values={
            "sender": campaign.owner.name,
            "owner": campaign.owner.short_name,
            "campaign": campaign.name,
        },
        url=f"/campaigns/{campaign.pk}/",
        now=now,
    )
    campaign.refresh_from_db()
    return campaign
