"""Pledges and the signatures under them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import PledgeStatus
from campaigns.models.campaign import Campaign
from common.fields import MomentField, within_years
from common.formats import DOCUMENT_FORMAT
from units.models import Cluster, Union, User
from units.scope import scope_of


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Sets of pledges."""

    def visible_to(self, user: User) -> Self:
        """Circulated pledges of the campaigns a person may see; drafts for the parties and the launching federation.

        A pledge begins when it is circulated.
        """
        scope = scope_of(user)
        signed = Signature.objects.filter(union_id__in=scope.current_ids).values("pledge_id")
        own = Q(campaign__owner_id__in=scope.writing_ids) | Q(pk__in=signed)
        began = ("campaign__launched_at", "circulated_at")
        near = scope.above("campaign__owner", *began) | scope.reads(self.model, "campaign__owner", *began)
        return self.filter(campaign__in=Campaign.objects.visible_to(user)).filter(
            own | near & Q(status__gte=PledgeStatus.SIGNING)
        )


class Pledge(models.Model):
    """A covenant (giao ước) of a cluster's members; without a cluster, of the clusters' representatives.

    `document` is the text as circulated, with the table of registered targets; `sha256` is the hash of its canonical
    form, which `format` names. Document and hash stay empty while it is a draft.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pledges")
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="pledges", null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=200)
    sign_until = MomentField(_("sign until"))
    status = models.PositiveSmallIntegerField(_("status"), choices=PledgeStatus, default=PledgeStatus.DRAFT)
    document = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.PositiveSmallIntegerField(default=DOCUMENT_FORMAT)
    circulated_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["campaign_id", "cluster_id"]
        verbose_name = _("pledge")
        constraints = [
            within_years("pledge_within_years", moments=["sign_until"]),
            models.UniqueConstraint(fields=["campaign", "cluster"], name="pledge_once_a_cluster"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(cluster__isnull=True), name="pledge_once_for_all"
            ),
            models.CheckConstraint(
                condition=Q(status=PledgeStatus.DRAFT, sha256="")
                | (Q(status__gt=PledgeStatus.DRAFT) & ~Q(sha256="")),
                name="pledge_hash_when_circulated",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Signature(models.Model):
    """A party's place under a pledge, empty until its signer signs.

    Kept: who signed, in what capacity (`for_chair` says a deputy signed, KT. CHỦ TỊCH), when, from which address, over
    which hash in which format. `cluster` is the one that the union stands for, in the pledge of the clusters'
    representatives.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="signatures")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="signatures")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    signer_id = models.BigIntegerField(null=True)
    signer_name = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=120, blank=True)
    for_chair = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.PositiveSmallIntegerField(default=DOCUMENT_FORMAT)

    class Meta:
        verbose_name = _("party of a pledge")
        ordering = ["pledge_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "union", "cluster"], name="signature_once_a_party"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, sha256="")
                | (Q(signed_at__isnull=False) & ~Q(sha256="") & ~Q(signer_name="")),
                name="signature_whole_or_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} · {self.pledge}"
