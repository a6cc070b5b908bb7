"""A pledge is drafted: which cluster's it is, and who its parties are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Pledge, Signature
from campaigns.permissions import may_prepare_pledge, require
from campaigns.rules import years_of_phases
from campaigns.services.campaigns.editing import lock_campaign
from common.errors import fault
from units.actors import Actor, System
from units.models import Cluster, Union
from units.services import audit
from units.services.clusters import member_in


@transaction.atomic
def draft_pledge(
    *,
    campaign: Campaign,
    cluster: Cluster | None,
    title: str,
    sign_until: datetime,
    parties: Sequence[tuple[Union, Cluster | None]],
    by: Actor,
    now: datetime,
    is_sample: bool = False,
) -> Pledge:
    """Draft a pledge (giao ước) with a place for each party: (union, cluster that it stands for, or None).

    A pledge without a cluster is the one of the clusters' representatives; there each union stands for its cluster.

    Raises ValidationError for fewer than two parties, the same party twice, a party that is no member of the cluster in
    the campaign's year, or a second pledge of the same cluster; Refusal for anybody but the cluster's head or the
    federation.
    """
    pledge = Pledge(
        campaign=campaign, cluster=cluster, title=title.strip(), sign_until=sign_until, is_sample=is_sample
    )
    if not isinstance(by, System):
        require(
            may_prepare_pledge(by, pledge),
            _("Only the cluster's head or the launching federation drafts a pledge."),
        )
    pledge.clean_fields(exclude=["document", "circulated_at", "in_force_at"])
    _check_end(pledge, now)
    # Locked, so that of two drafts for the same cluster the second finds the first.
    lock_campaign(campaign.pk)
    _check_parties(campaign, cluster, parties)
    if Pledge.objects.filter(campaign=campaign, cluster=cluster).exists():
        raise fault("cluster", _("This pledge exists already. Please open it in the list of pledges."))
    pledge.save()
    Signature.objects.bulk_create(
        Signature(pledge=pledge, union=u, cluster=c, order=n) for n, (u, c) in enumerate(parties, start=1)
    )
    audit.record(verb="draft_pledge", subject=pledge, by=by, now=now, parties=[u.code for u, _c in parties])
    return pledge


def _check_end(pledge: Pledge, now: datetime) -> None:
    """Raise ValidationError for a last moment of signing that has passed, or lies far after the campaign."""
    if pledge.sign_until <= now:
        raise fault("sign_until", _("This day has passed. Choose today or a later day."))
    _first, last = years_of_phases(year=pledge.campaign.year, kind=pledge.campaign.kind)
    phases = pledge.campaign.phases.with_figures()
    entry = phases.aggregate(last=Max("entry_closes_at"))["last"]  # may end long after the year
    last = max(last, timezone.localdate(entry)) if entry else last
    if timezone.localdate(pledge.sign_until) > last + timedelta(days=1):  # its end is the next midnight
        raise fault(
            "sign_until",
            _("This is long after the campaign. Choose %(day)s or earlier.") % {"day": f"{last:%d/%m/%Y}"},
        )


def _check_parties(
    campaign: Campaign, cluster: Cluster | None, parties: Sequence[tuple[Union, Cluster | None]]
) -> None:
    """Raise ValidationError for parties that cannot make a pledge with each other."""
    if len(parties) < 2:
        raise fault("parties", _("A pledge needs at least two parties. Choose one more."))
    places = [(union.pk, stands_for.pk if stands_for else None) for union, stands_for in parties]
    if len(set(places)) < len(places):
        raise fault("parties", _("A party is named twice. Name each once."))
    for union, stands_for in parties:
        home = cluster or stands_for
        if home is None:
            raise fault("parties", _("Say which cluster “%(union)s” stands for.") % {"union": union})
        if not member_in(home, union, campaign.year):
            raise fault(
                "parties",
                _("“%(union)s” is no member of “%(cluster)s” in %(year)s. Choose another party.")
                % {"union": union, "cluster": home, "year": campaign.year},
            )
