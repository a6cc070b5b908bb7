"""Pledges: drafted from the registered targets, circulated, signed by each head, in force when all have signed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PledgeStatus
from campaigns.models import Campaign, Pledge, Signature
from campaigns.permissions import may_prepare_pledge, require
from campaigns.queries.pledges import pledge_document, unions_without_targets
from campaigns.rules import years_of_phases
from common.errors import Refusal, fault
from common.formats import DOCUMENT_FORMAT, canonical_hash
from units.actors import Actor, System
from units.choices import Role
from units.models import Cluster, Union, User
from units.scope import scope_of
from units.services import audit, signin
from units.services.clusters import member_in
from units.services.notices import notify, writers_of

#: What the form of a pledge proposes; a cluster may write its own. In Vietnamese, as the whole paper is.
USUAL_COMMITMENT = (
    "Các đơn vị cam kết tổ chức thực hiện đầy đủ chỉ tiêu đã đăng ký, báo cáo trung thực, đúng hạn "
    "và chia sẻ cách làm hay để cùng nhân rộng."
)


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
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
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
    entry = pledge.campaign.phases.aggregate(last=Max("entry_closes_at"))[
        "last"
    ]  # may end long after the year
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


@transaction.atomic
def circulate_pledge(
    *, pledge: Pledge, by: Actor, now: datetime, commitment: str = USUAL_COMMITMENT, place: str = ""
) -> Pledge:
    """Fix the text and its hash and ask the parties to sign. DRAFT → SIGNING, once.

    The table of registered targets is copied into the document, so that what is signed is what was read. `place` is
    where the pledge is made, as the head of an official letter says it ("Hà Nội"). A pledge that is circulated
    already is returned as it is.

    Raises ValidationError when the campaign is not launched, when a member of the cluster has registered no target, or
    when there is no commitment; Refusal for anybody who may not prepare it.
    """
    fresh = (
        Pledge.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__owner", "cluster")
        .get(pk=pledge.pk)
    )
    if not isinstance(by, System):
        require(
            may_prepare_pledge(by, fresh),
            _("Only the cluster's head or the launching federation circulates a pledge."),
        )
    if fresh.status != PledgeStatus.DRAFT:
        return fresh
    if fresh.campaign.status < CampaignStatus.LAUNCHED:
        raise fault(
            "campaign", _("Launch the campaign first: before that the parties do not see the pledge.")
        )
    if not commitment.strip():
        raise fault("commitment", _("Write what the parties commit themselves to."))
    # `set_targets` locks the same rows: no target changes between the reading of the table and the fixing of the text.
    parties = Union.objects.filter(signatures__pledge=fresh).values("pk")
    list(Union.objects.select_for_update(no_key=True).filter(pk__in=parties).order_by("pk"))
    document = pledge_document(fresh, commitment=commitment.strip(), place=place.strip())
    missing = unions_without_targets(document)
    if missing:
        raise fault(
            "targets",
            _("No registered target yet: %(unions)s. They register first, then the pledge is circulated.")
            % {"unions": ", ".join(missing)},
        )
    fresh.document, fresh.format = document, DOCUMENT_FORMAT
    fresh.sha256 = canonical_hash(document, fresh.format)
    fresh.status, fresh.circulated_at = PledgeStatus.SIGNING, now
    fresh.save(update_fields=["document", "sha256", "format", "status", "circulated_at"])
    audit.record(
        verb="circulate_pledge", subject=fresh, by=by, now=now, sha256=fresh.sha256, format=fresh.format
    )
    _tell(fresh, "sign", now)
    return fresh


def _tell(pledge: Pledge, key: str, now: datetime) -> None:
    """One notice to each person who acts for a party; `key` is "sign" or "in-force", each sent once for a pledge."""
    people = writers_of(pledge.signatures.values_list("union_id", flat=True), now=now)
    values = {"sender": pledge.campaign.owner.name, "pledge": pledge.title}
    if key == "sign":
        values["deadline"] = pledge.sign_until.isoformat()
    notify(
        people=[i for ids in people.values() for i in ids],
        kind="pledge_to_sign" if key == "sign" else "pledge_in_force",
        key=f"{key}:{pledge.pk}",
        values=values,
        url=f"/pledges/{pledge.pk}/",
        now=now,
    )


def sign_pledge(
    *, pledge: Pledge, union: Union, by: User, password: str, address: str | None, now: datetime
) -> Signature:
    """Sign for a union, in each of its places. Kept: who, in what capacity, when, from which address, over which hash.

    Signing twice is one signature; a signature after the date asked for is still taken. The last one brings the pledge
    into force. Wrong passwords are counted as at sign-in.

    Raises Refusal for somebody who may not sign for the union, or a union that is no party; ValidationError for a wrong
    password or too many of them, a pledge that is not being signed, or one whose text no longer fits its hash.
    """
    post = scope_of(by).signs_for(union.pk)
    if post is None:
        raise Refusal(
            _("Only the chair of %(union)s, or a vice chair for the chair, signs here.")
            % {"union": union.short_name}
        )
    _check_password(by, password, address or "", now)
    with transaction.atomic():
        fresh = Pledge.objects.select_for_update(no_key=True).get(pk=pledge.pk)
        places = list(fresh.signatures.filter(union=union))
        if not places:
            raise Refusal(_("%(union)s is no party of this pledge.") % {"union": union.short_name})
        empty = [place for place in places if not place.signed_at]
        if not empty:
            return places[0]
        if fresh.status != PledgeStatus.SIGNING:
            raise fault("pledge", _("This pledge is not being signed yet; it must be circulated first."))
        if canonical_hash(fresh.document, fresh.format) != fresh.sha256:
            raise fault(
                "pledge",
                _("The text no longer fits its hash; it must not be signed. Please tell the federation."),
            )
        for place in empty:
            place.signer_id, place.signer_name = by.person_id, by.person.full_name
            place.signer_title = post.title
            place.for_chair = post.role != Role.CHAIR
            place.signed_at, place.address = now, address or None
            place.sha256, place.format = fresh.sha256, fresh.format
            place.save()
        audit.record(verb="sign_pledge", subject=fresh, by=by, now=now, union=union.code, sha256=fresh.sha256)
        if not fresh.signatures.filter(signed_at__isnull=True).exists():
            _bring_into_force(fresh, by=by, now=now)
    return places[0]


def _check_password(user: User, password: str, address: str, now: datetime) -> None:
    """Raise ValidationError for a wrong password, or while too many were tried.

    Failures count together with those at sign-in: an open session must not be a way to try passwords faster.
    """
    door = {"username": user.username, "address": address}
    wait = signin.pause_left(**door, now=now)
    if wait:
        raise fault(
            "password", _("Too many wrong passwords. Please wait %(count)s seconds.") % {"count": wait}
        )
    if not user.check_password(password):
        signin.count_failure(**door, now=now)
        raise fault("password", _("The password is not right. Type the password of your account again."))
    signin.forget_failures(**door)


def _bring_into_force(pledge: Pledge, *, by: User, now: datetime) -> None:
    """SIGNING → IN_FORCE, when the last party has signed."""
    Pledge.objects.filter(pk=pledge.pk, status=PledgeStatus.SIGNING).update(
        status=PledgeStatus.IN_FORCE, in_force_at=now
    )
    audit.record(verb="pledge_in_force", subject=pledge, by=by, now=now)
    _tell(pledge, "in-force", now)
