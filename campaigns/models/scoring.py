"""How it scores: versioned tables of criteria, as data."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import FactKind, Nature, PartMissing, Rounding, SeenBy, TableStatus
from campaigns.models.campaign import Campaign
from campaigns.models.indicator import Indicator
from campaigns.scoring import registry
from common.fields import FixedPointField
from units.choices import Level, Sector
from units.models import Cluster


class ScoringTable(models.Model):
    """A version of a campaign's scoring table, issued by the federation or agreed by a cluster.

    It changes as a draft alone: what is agreed is replaced by a new version, whose `base` is the one before; the base
    of another code is the table that it was made from. `sector`, `level` and the sizes (members, from included, to
    excluded) say for which unions it is; a cluster's own table comes before one for all. Locked by the first close that
    uses it.

    Lines and totals are rounded to `line_decimals` and `total_decimals`. A total outside 0…`nominal` is cut unless
    `may_exceed` and `may_sink` say otherwise. With `rescales`, base points are brought back to the nominal maximum
    where something does not apply. Unions that are younger on the review day than `min_months`, or `min_months_merged`
    after a merger, are not graded (HD 1294/HD-TLĐ, 14/8/2019: 12 and 6 months).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="tables")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="later_versions", null=True, blank=True
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="tables", null=True, blank=True
    )
    sector = models.CharField(_("for the sector"), max_length=30, choices=Sector, blank=True)
    level = models.CharField(_("for the kind of union"), max_length=20, choices=Level, blank=True)
    size_from = models.PositiveIntegerField(_("from members"), null=True, blank=True)
    size_to = models.PositiveIntegerField(_("below members"), null=True, blank=True)
    nominal = FixedPointField(_("nominal maximum"), default=Decimal(100))
    line_decimals = models.PositiveSmallIntegerField(_("decimals of a line"), default=4)
    total_decimals = models.PositiveSmallIntegerField(_("decimals of the total"), default=4)
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding, default=Rounding.HALF_UP)
    may_exceed = models.BooleanField(_("the total may exceed the nominal maximum"), default=False)
    may_sink = models.BooleanField(_("the total may fall below 0"), default=False)
    rescales = models.BooleanField(_("what does not apply is made up for"), default=False)
    silent_gets_lowest = models.BooleanField(_("silent unions get the lowest band"), default=False)
    min_months = models.PositiveSmallIntegerField(_("months since founding"), default=12)
    min_months_merged = models.PositiveSmallIntegerField(_("months since a merger"), default=6)
    part_missing = models.CharField(
        _("in a year, without a phase"), max_length=10, choices=PartMissing, default=PartMissing.UNRANKED
    )
    is_sample = models.BooleanField(_("sample, to be corrected"), default=False)
    status = models.PositiveSmallIntegerField(_("status"), choices=TableStatus, default=TableStatus.DRAFT)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    signed_warnings = models.JSONField(default=list, blank=True, help_text="warnings signed at the agreement")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["campaign_id", "code", "version"]
        verbose_name = _("scoring table")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code", "version"], name="table_version_once"),
            models.CheckConstraint(condition=Q(nominal__gt=0), name="table_nominal_positive"),
            models.CheckConstraint(
                condition=Q(line_decimals__lte=4, total_decimals__lte=4), name="table_decimals_at_most_4"
            ),
            models.CheckConstraint(
                condition=Q(size_from__isnull=True) | Q(size_to__isnull=True) | Q(size_to__gt=F("size_from")),
                name="table_sizes_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, v{self.version}"

    @property
    def is_draft(self) -> bool:
        """It may still change."""
        return self.status == TableStatus.DRAFT


class Criterion(models.Model):
    """A line of a scoring table: a group, which sums its children, or a leaf with a rule of `campaigns.scoring`.

    `max_points` is of a leaf what its rule gives for full marks; of a base group what its base leaves sum to, of a
    bonus or penalty group the most that it adds or takes off. Points of a penalty are positive as entered and negative
    as counted. A bonus or penalty group is always held within its maximum, a base group within `min_points` and
    `max_points` where `is_clamped` says so. `params` are the rule's scalar parameters: decimals as whole
    ten-thousandths, words as text. Only lines that are `is_open` may differ in a cluster's own version.
    """

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="criteria")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"))
    rule = models.CharField(_("rule"), max_length=40)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, default=Nature.BASE)
    max_points = FixedPointField(_("maximum points"))
    min_points = FixedPointField(_("minimum points"), null=True, blank=True)
    is_clamped = models.BooleanField(_("held within its maximum and minimum"), default=False)
    is_open = models.BooleanField(_("left to the clusters"), default=False)
    evidence = models.CharField(_("kind of evidence"), max_length=200, blank=True)
    judged_by = models.CharField(_("given by (person, post or department)"), max_length=160, blank=True)
    seen_by = models.CharField(_("read by"), max_length=10, choices=SeenBy, default=SeenBy.CLUSTER)
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


class Step(models.Model):
    """A fixed number of points: for a figure from `lowest` (included) to `below`, or for a fact of a kind and grade.

    `lowest` null reaches down without end, `below` null up without end; an empty grade is any of the kind.
    """

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("order"))
    lowest = FixedPointField(_("from"), null=True, blank=True)
    below = FixedPointField(_("to below"), null=True, blank=True)
    fact_kind = models.CharField(_("kind of fact"), max_length=14, choices=FactKind, blank=True)
    fact_grade = models.CharField(_("grade of the fact"), max_length=80, blank=True)
    points = FixedPointField(_("points"))

    class Meta:
        verbose_name = _("step")
        ordering = ["criterion_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "order"], name="step_order_once"),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True) | Q(below__isnull=True) | Q(below__gt=F("lowest")),
                name="step_edges_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.lowest}…{self.below} → {self.points}"
