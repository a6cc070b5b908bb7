"""A campaign's description: prepared, then edited."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PledgeStatus, TargetKind
from campaigns.models import Campaign, Phase
from campaigns.permissions import require, require_manage
from campaigns.rules import years_of_phases
from campaigns.services.campaigns.counting import count_anew, refuse_late_counting, with_counting
from campaigns.services.campaigns.editing import (
    CAMPAIGN_FIELDS,
    apply_changes,
    check_fields,
    lock_campaign,
    require_unchanged,
)
from common.errors import fault
from common.locks import exclusive_lock
from units.actors import Actor, System
from units.models import Union
from units.scope import scope_of
from units.services import audit

#: Names of the locks under which campaigns get their codes and their parents, one transaction after the other.
CODES, PARENTS = "campaign-codes", "campaign-parents"


@transaction.atomic
def create_campaign(
    *, code: str, name: str, year: int, owner: Union, by: Actor, now: datetime, **fields: Any
) -> Campaign:
    """Prepare a campaign of a federation, in the state DRAFT; `counting` is a choice of what counts.

    Raises ValidationError for a code in use and for values that do not fit; Refusal for anybody but the owner's staff.
    """
    if not isinstance(by, System):
        require(
            scope_of(by).writes_for(owner.pk),
            _("Only staff of %(owner)s may prepare its campaigns.") % {"owner": owner.short_name},
        )
    exclusive_lock(CODES, 0)
    if Campaign.objects.filter(code=code).exists():
        raise fault(
            "code", _("The code “%(code)s” belongs to another campaign. Choose another.") % {"code": code}
        )
    fields = with_counting(fields)
    campaign = Campaign(code=code, name=name, year=year, owner=owner, **fields)
    _refuse_source_ahead(campaign.source_date, now)
    check_fields(campaign, {"code", "name", "year", *fields})
    campaign.save(force_insert=True)
    audit.record(verb="create_campaign", subject=campaign, by=by, now=now, code=code, name=name)
    return campaign


@transaction.atomic
def edit_campaign(
    *, campaign: Campaign, by: Actor, now: datetime, seen: str = "", **changes: Any
) -> Campaign:
    """Change a campaign's description; its phases and figures are not touched.

    The year says which union leads a cluster, and so who reads its sheets: once a phase is closed it no longer changes.
    What counts (a choice of `counting`, or that it is an extract) may change until the first phase is being sealed;
    closed phases are then computed anew.
    `seen` is the `fingerprint` of the campaign on the editor's page. Raises ValidationError by field, for a parent that
    stands below the campaign too; Conflict when somebody else changed the campaign meanwhile.
    """
    require_manage(by, campaign)
    # Two editors, each putting one campaign under the other, would make a cycle: parents change one after the other.
    exclusive_lock(PARENTS, 0)
    fresh = lock_campaign(campaign.pk)
    require_unchanged(fresh, seen)
    if changes.get("year", fresh.year) != fresh.year and Phase.objects.over(now).filter(campaign=fresh):
        raise fault(
            "year",
            _("A phase of this campaign is closed, so its year stays %(year)s.") % {"year": fresh.year},
        )
    wrong = pledged_targets_fault(fresh, changes.get("pledged_targets", fresh.pledged_targets))
    if wrong:
        raise fault("pledged_targets", wrong)
    changes = with_counting(changes)
    counts_otherwise = refuse_late_counting(fresh, changes)
    _refuse_cycle(fresh, changes.get("parent"))
    _refuse_source_ahead(changes.get("source_date"), now)
    if fresh.status >= CampaignStatus.LAUNCHED:
        _refuse_far_year(fresh, changes.get("year", fresh.year), changes.get("kind", fresh.kind))
    apply_changes(fresh, changes, allowed=CAMPAIGN_FIELDS, verb="edit_campaign", by=by, now=now)
    if counts_otherwise:
        count_anew(fresh, by=by, now=now)
    return fresh


def _refuse_source_ahead(day: date | None, now: datetime) -> None:
    if day and day > timezone.localdate(now):
        raise fault("source_date", _("This day is still to come. Write the date that stands on the source."))


def _refuse_far_year(campaign: Campaign, year: int, kind: str) -> None:
    """Raise ValidationError for a year, or a kind, from which the phases of a launched campaign lie too far."""
    first, last = years_of_phases(year=year, kind=kind)
    far = campaign.phases.filter(Q(period_from__lt=first) | Q(period_to__gt=last)).first()
    if (year, kind) != (campaign.year, campaign.kind) and far:
        raise fault(
            "year",
            _(
                "“%(phase)s” covers %(first)s – %(last)s, which is too far from %(year)s. Please look at the year."
            )
            % {
                "phase": far.name,
                "first": f"{far.period_from:%d/%m/%Y}",
                "last": f"{far.period_to:%d/%m/%Y}",
                "year": year,
            },
        )


def pledged_targets_fault(campaign: Campaign, kind: str) -> str:
    """Why the campaign's pledges cannot hold this kind of targets: others are being signed; "" where they can."""
    circulated = campaign.pledges.filter(cluster__isnull=False, status__gte=PledgeStatus.SIGNING)
    if kind == campaign.pledged_targets or not circulated.exists():
        return ""
    told = _("A pledge has been circulated with these targets, so this stays: %(kind)s.")
    return told % {"kind": TargetKind(campaign.pledged_targets).label}


def _refuse_cycle(campaign: Campaign, parent: Campaign | None) -> None:
    """Raise ValidationError for a parent that is the campaign itself or stands below it, as the database has it now."""
    above = parent.pk if parent else None
    passed: set[int] = set()
    while above is not None and above not in passed:
        if above == campaign.pk:
            raise fault("parent", _("A campaign cannot answer itself. Choose another parent."))
        passed.add(above)
        above = Campaign.objects.get(pk=above).parent_id
