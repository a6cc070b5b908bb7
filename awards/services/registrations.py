"""Registering for titles at the start of a campaign: only who is registered is considered for one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.choices import Catalogue, Recipient
from awards.models import Award, AwardRound, Registration
from awards.permissions import places_below, require
from awards.services.recipients import Named, recipient_of
from campaigns.choices import CampaignStatus, FactKind
from campaigns.models import Campaign
from campaigns.permissions import require_not_cancelled
from campaigns.services.facts import keep_sourced_fact, withdraw_sourced_fact
from common.errors import PhaseEnded, fault
from common.templatetags.look import until
from units.actors import Actor, System, account_of
from units.models import Person, Union
from units.scope import scope_of
from units.services import audit


def registration_ends(campaign: Campaign) -> datetime | None:
    """Until when titles are registered: the end of entry of the first phase; None without a phase."""
    phases = campaign.phases.with_figures().order_by("entry_closes_at")
    return phases.values_list("entry_closes_at", flat=True).first()


def _require_registering(campaign: Campaign, now: datetime) -> None:
    require_not_cancelled(Campaign.objects.select_related("owner").get(pk=campaign.pk))  # as it is now
    if campaign.status < CampaignStatus.LAUNCHED:
        raise PhaseEnded(_("“%(campaign)s” is not launched yet.") % {"campaign": campaign.name})
    ends = registration_ends(campaign)
    if ends is None or now >= ends:
        raise PhaseEnded(
            _("Titles of “%(campaign)s” were registered until %(day)s. Please ask %(owner)s.")
            % {
                "campaign": campaign.name,
                "day": until(ends) if ends else "–",
                "owner": campaign.owner.short_name,
            }
        )


def _require_registrar(by: Actor, campaign: Campaign, union: Union, now: datetime) -> None:
    above = places_below(union.pk, campaign.owner_id, timezone.localdate(now))
    if not above:
        raise fault(
            "union",
            _("“%(union)s” does not belong to %(owner)s. Choose another union.")
            % {"union": union, "owner": campaign.owner.short_name},
        )
    require(
        isinstance(by, System) or not above.isdisjoint(scope_of(by).writing_ids),
        _("Only staff of %(union)s, or of a union above it, registers here. Please ask them.")
        % {"union": union.short_name},
    )


@transaction.atomic
def register_title(
    *,
    campaign: Campaign,
    award: Award,
    union: Union,
    by: Actor,
    now: datetime,
    name: str = "",
    person: Person | None = None,
) -> Registration:
    """Register a union, or one of its people, for a title. Doing it again changes nothing.

    What a union registers for itself is a fact that scoring tables may ask for, from that day on.
    Raises ValidationError for a form of commendation, a missing name, a union outside the federation;
    PhaseEnded before the launch and after the first phase's entry; Refusal for anybody who acts neither for the
    union nor for one above it.
    """
    _require_registrar(by, campaign, union, now)
    _require_registering(campaign, now)
    if award.catalogue != Catalogue.TITLE:
        raise fault("award", _("“%(award)s” is no title; it needs no registration.") % {"award": award})
    named = recipient_of(award, union, name=name, person=person)
    registration, created = Registration.objects.get_or_create(
        campaign=campaign,
        award=award,
        union=union,
        name_key=named.key,
        defaults={
            "name": named.name,
            "person": named.person,
            "registered_by": account_of(by),
            "registered_at": now,
        },
    )
    if created:
        _record("register_title", registration, by=by, now=now)
        if award.recipient == Recipient.COLLECTIVE:
            _write_fact(registration, by=by, now=now)
    return registration


def source_of(registration: Registration) -> str:
    """By what the fact of a registration is found."""
    return f"registration:{registration.pk}"


def number_of(registration: Registration) -> str:
    """How the fact of a registration names its document: each registration is one of its own."""
    award = registration.award
    return f"ĐK {registration.campaign.code}: {award.code} ({award.rule_set.code})"[:120]


def _write_fact(registration: Registration, *, by: Actor, now: datetime) -> None:
    """The registered title as a fact, under the name that the title has today."""
    award = registration.award
    keep_sourced_fact(
        source=source_of(registration),
        union=registration.union,
        kind=FactKind.REGISTRATION,
        grade=award.name[:80],
        day=timezone.localdate(registration.registered_at),
        number=number_of(registration),
        by=by,
        now=now,
    )


def _record(verb: str, registration: Registration, *, by: Actor, now: datetime) -> None:
    """The audit event of a registration made or taken back."""
    audit.record(
        verb=verb,
        subject=registration,
        by=by,
        now=now,
        award=registration.award.code,
        union=registration.union.code,
        name=registration.name,
    )


@transaction.atomic
def withdraw_registration(*, registration: Registration, by: Actor, now: datetime) -> None:
    """Take a registration back while titles are being registered, and its fact. Raises as `register_title` does."""
    _require_registrar(by, registration.campaign, registration.union, now)
    _require_registering(registration.campaign, now)
    withdrawn = _("The registration was taken back.")
    withdraw_sourced_fact(source=source_of(registration), reason=withdrawn, by=by, now=now)
    _record("withdraw_registration", registration, by=by, now=now)
    registration.delete()


def require_registered(round: AwardRound, award: Award, union: Union, named: Named) -> None:
    """A title is for those registered at the start; the rules may have changed since, so its code is compared."""
    if award.catalogue != Catalogue.TITLE:
        return
    registered = Registration.objects.filter(
        campaign=round.campaign_id, award__code=award.code, union=union, name_key=named.key
    )
    if round.campaign_id is None or not registered.exists():
        raise fault(
            "award",
            _(
                "%(name)s is not registered for “%(award)s”. Only who registered at the start is considered"
                " for a title; a form of commendation is open to all."
            )
            % {"name": named.name, "award": award.name},
        )
