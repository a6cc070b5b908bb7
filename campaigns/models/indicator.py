"""What is measured, and what is aimed at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import Accumulation, IndicatorKind, Supplier, TargetKind
from campaigns.models.campaign import Campaign
from common.fields import FixedPointField
from units.models import Union


class Indicator(models.Model):
    """What is measured in a campaign.

    Targets and results belong to it and not to a scoring table, so that a table agreed late changes nothing that was
    entered. `decimals` is how many a figure may have; `supplier` says who enters it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    group = models.CharField(_("group"), max_length=160, blank=True)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind, default=IndicatorKind.NUMBER)
    accumulation = models.CharField(
        _("accumulation"), max_length=10, choices=Accumulation, default=Accumulation.SUM
    )
    supplier = models.CharField(_("entered by"), max_length=12, choices=Supplier, default=Supplier.UNION)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    needs_evidence = models.BooleanField(_("needs evidence"), default=False)
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["campaign_id", "order", "pk"]
        verbose_name = _("indicator")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="indicator_code_once"),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="indicator_decimals_at_most_4"),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What a union aims at in a whole campaign, in the indicator's unit of measure: assigned, or registered by itself.

    A change is a new version with its reason; `is_current` marks the one in force.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="targets")
    kind = models.CharField(_("kind"), max_length=12, choices=TargetKind)
    value = FixedPointField(_("value"))
    version = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    is_current = models.BooleanField(default=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("target")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "union", "kind", "version"], name="target_version_once"
            ),
            models.UniqueConstraint(
                fields=["indicator", "union", "kind"], condition=Q(is_current=True), name="target_one_current"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
        ]
        indexes = [models.Index(fields=["union", "indicator"], name="target_of_union")]

    def __str__(self) -> str:
        return f"{self.union} {self.indicator} {self.kind}: {self.value}"
