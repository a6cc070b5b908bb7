"""How it scores: versioned tables of criteria, as data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import TableStatus
from campaigns.models.campaign import Campaign
from campaigns.models.indicator import Indicator
from campaigns.scoring import registry
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
    """A line of a scoring table: a group, which sums its children, or a leaf with a rule of `campaigns.scoring`.

    `max_points` is a group's maximum, of a leaf the most that its rule gives. `params` are the rule's scalar
    parameters: decimals as whole ten-thousandths, words as text.
    """

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="criteria")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"))
    rule = models.CharField(_("rule"), max_length=40)
    max_points = FixedPointField(_("maximum points"))
    params = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        ordering = ["table_id", "order", "pk"]
        verbose_name = _("criterion")
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="criterion_code_once"),
            models.CheckConstraint(condition=Q(max_points__gte=0), name="criterion_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_group(self) -> bool:
        """It only sums its children."""
        return self.rule == registry.GROUP


class CriterionInput(models.Model):
    """An indicator that a criterion's rule reads, in one of the rule's roles ("value" is the figure that is scored)."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="inputs")
    role = models.CharField(_("role"), max_length=20)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="inputs")

    class Meta:
        verbose_name = _("input of a criterion")
        constraints = [models.UniqueConstraint(fields=["criterion", "role"], name="criterion_input_once")]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.role}: {self.indicator_id}"


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
