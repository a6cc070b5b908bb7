"""A pledge is circulated: its text and its targets are fixed, and its parties are asked to sign."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PledgeStatus, TargetKind
from campaigns.models import Campaign, Pledge
from campaigns.permissions import may_prepare_pledge, require
from campaigns.queries.pledges import pledge_document, unions_without_targets
from campaigns.services.campaigns.editing import lock_campaign
from campaigns.services.pledges.telling import tell
from common.errors import fault
from common.formats import DOCUMENT_FORMAT, canonical_hash
from units.actors import Actor, System
from units.models import Union
from units.services import audit

#: What the form of a pledge proposes; a cluster may write its own. In Vietnamese, as the whole paper is.
USUAL_COMMITMENT = (
    "Các đơn vị cam kết tổ chức thực hiện đầy đủ chỉ tiêu đã đăng ký, báo cáo trung thực, đúng hạn "
    "và chia sẻ cách làm hay để cùng nhân rộng."
)


def usual_commitment(campaign: Campaign) -> str:
    """The proposal for a pledge of this campaign, which names the kind of targets that its pledges hold."""
    assigned = campaign.pledged_targets == TargetKind.ASSIGNED
    return USUAL_COMMITMENT.replace("đã đăng ký", "được giao") if assigned else USUAL_COMMITMENT


@transaction.atomic
def circulate_pledge(
    *, pledge: Pledge, by: Actor, now: datetime, commitment: str | None = None, place: str = ""
) -> Pledge:
    """Fix the text and its hash and ask the parties to sign. DRAFT → SIGNING, once.

    The table of targets is copied into the document, so that what is signed is what was read: the registered ones, or
    the assigned ones alone where the campaign says so (`Campaign.pledged_targets`). Without a `commitment` it is the
    usual one; `place` is where the pledge is made, as the head of an official letter says it ("Hà Nội"). A pledge that
    is circulated already is returned as it is.

    Raises ValidationError when the campaign is not launched, when a member of the cluster has no such target, or
    when there is no commitment; Refusal for anybody who may not prepare it.
    """
    # The campaign says which targets stand in the text: it does not change meanwhile (`edit_campaign` locks it too).
    lock_campaign(pledge.campaign_id)
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
    words = (usual_commitment(fresh.campaign) if commitment is None else commitment).strip()
    if not words:
        raise fault("commitment", _("Write what the parties commit themselves to."))
    # `set_targets` locks the same rows: no target changes between the reading of the table and the fixing of the text.
    parties = Union.objects.filter(signatures__pledge=fresh).values("pk")
    list(Union.objects.select_for_update(no_key=True).filter(pk__in=parties).order_by("pk"))
    document = pledge_document(fresh, commitment=words, place=place.strip())
    missing = unions_without_targets(document)
    if missing:
        said = (
            _("No assigned target yet: %(unions)s. Assign their targets, then circulate the pledge.")
            if fresh.campaign.pledged_targets == TargetKind.ASSIGNED
            else _(
                "No registered target yet: %(unions)s. They register first, then the pledge is circulated."
            )
        )
        raise fault("targets", said % {"unions": ", ".join(missing)})
    fresh.document, fresh.format = document, DOCUMENT_FORMAT
    fresh.sha256 = canonical_hash(document, fresh.format)
    fresh.status, fresh.circulated_at = PledgeStatus.SIGNING, now
    fresh.save(update_fields=["document", "sha256", "format", "status", "circulated_at"])
    audit.record(
        verb="circulate_pledge", subject=fresh, by=by, now=now, sha256=fresh.sha256, format=fresh.format
    )
    tell(fresh, "sign", now)
    return fresh
