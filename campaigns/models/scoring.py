"""How it scores: versioned tables of criteria, as data."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import Fallback, Rule, TableStatus, TargetKind
from campaigns.models.campaign import Campaign
from campaigns.models.indicator import Indicator
from common.fields import FixedPointField
from units.models import Cluster


class ScoringTable(models.Model):
    """A version of a campaign's scoring table; a cluster may have its own. Locked by the first close that uses it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="tables")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="tables", null=True, blank=True
    )
    status = models.PositiveSmallIntegerField(_("status"), choices=TableStatus, default=TableStatus.DRAFT)

    class Meta:
        ordering = ["campaign_id", "code", "version"]
        verbose_name = _("scoring table")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code", "version"], name="table_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, v{self.version}"


class Criterion(models.Model):
    """A line of a scoring table: a group, or a leaf with one of the plain rules over one indicator.

    `cap` is the largest share of the target that counts, in percent (100 unless the table rewards going past it).
    """

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="criteria")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"))
    rule = models.CharField(_("rule"), max_length=14, choices=Rule)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="criteria", null=True, blank=True
    )
    max_points = FixedPointField(_("maximum points"))
    target_kind = models.CharField(
        _("target used"), max_length=12, choices=TargetKind, default=TargetKind.REGISTERED
    )
    cap = FixedPointField(_("cap, % of the target"), default=Decimal(100))
    per_object = FixedPointField(_("points for each"), default=Decimal(0))
    no_target = models.CharField(_("without a target"), max_length=4, choices=Fallback, default=Fallback.ZERO)
    not_applicable = models.CharField(
        _("when not applicable"), max_length=4, choices=Fallback, default=Fallback.ZERO
    )

    class Meta:
        ordering = ["table_id", "order", "pk"]
        verbose_name = _("criterion")
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="criterion_code_once"),
            models.CheckConstraint(
                condition=Q(rule=Rule.GROUP, indicator__isnull=True)
                | (~Q(rule=Rule.GROUP) & Q(indicator__isnull=False)),
                name="criterion_leaf_has_indicator",
            ),
            models.CheckConstraint(
                condition=Q(max_points__gte=0) & Q(cap__gt=0) & Q(per_object__gte=0),
                name="criterion_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Band(models.Model):
    """A class of the final points: from `lowest` (included) up to the next band."""

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="bands")
    name = models.CharField(_("name"), max_length=80)
    lowest = FixedPointField(_("from points"))

    class Meta:
        ordering = ["table_id", F("lowest").desc()]
        verbose_name = _("band")
        constraints = [models.UniqueConstraint(fields=["table", "lowest"], name="band_bound_once")]

    def __str__(self) -> str:
        return self.name
