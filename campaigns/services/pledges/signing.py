"""A pledge is signed by the head of each party; the last signature brings it into force."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import PledgeStatus
from campaigns.models import Pledge, Signature
from campaigns.permissions import require_not_cancelled
from campaigns.services.pledges.telling import tell
from common.errors import Refusal, fault
from common.formats import canonical_hash
from units.choices import Role
from units.models import Union, User
from units.scope import scope_of
from units.services import audit, signin


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
        require_not_cancelled(fresh.campaign)
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
    tell(pledge, "in-force", now)
