"""What comes after the sum: bands with their conditions, downgrades, tie-breaks, and what people decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import ConditionKind, FactKind, TieKind
from campaigns.models.indicator import Indicator
from campaigns.models.participation import Participant
from campaigns.models.scoring import Criterion, ScoringTable
from common.fields import FixedPointField


class Band(models.Model):
    """A class of the final points: from `lowest` (included) to `below`, under conditions.

    Bands are walked from the highest `lowest` down. One without `below` has no upper end and also takes what failed the
    conditions of a band above it. `share` limits it to so many percent of the ranked unions of a cluster.
    """

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="bands")
    name = models.CharField(_("name"), max_length=80)
    lowest = FixedPointField(_("from points"))
    below = FixedPointField(_("to below points"), null=True, blank=True)
    share = FixedPointField(_("at most % of the units"), null=True, blank=True)

    class Meta:
        ordering = ["table_id", F("lowest").desc()]
        verbose_name = _("band")
        constraints = [
            models.UniqueConstraint(fields=["table", "lowest"], name="band_bound_once"),
            models.CheckConstraint(
                condition=Q(below__isnull=True) | Q(below__gt=F("lowest")), name="band_edges_in_order"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                name="band_share_of_units",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BandCondition(models.Model):
    """What a band asks beside its points. `percent` is that of STANDARDS; kind and grade are those of the facts."""

    band = models.ForeignKey(Band, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("condition"), max_length=12, choices=ConditionKind)
    percent = FixedPointField(_("%"), null=True, blank=True)
    fact_kind = models.CharField(_("kind of fact"), max_length=14, choices=FactKind, blank=True)
    fact_grade = models.CharField(_("grade of the fact"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("condition of a band")
        ordering = ["band_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["band", "kind", "fact_kind", "fact_grade"], name="band_condition_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=ConditionKind.STANDARDS, percent__isnull=False)
                | (~Q(kind=ConditionKind.STANDARDS) & Q(percent__isnull=True)),
                name="band_condition_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.band_id}: {self.kind}"


class Downgrade(models.Model):
    """A fact that lets a union into no band above `band`, whatever its points."""

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="downgrades")
    fact_kind = models.CharField(_("kind of fact"), max_length=14, choices=FactKind)
    fact_grade = models.CharField(_("grade of the fact"), max_length=80, blank=True)
    band = models.ForeignKey(Band, on_delete=models.PROTECT, related_name="downgrades")

    class Meta:
        verbose_name = _("downgrade")
        ordering = ["table_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "fact_kind", "fact_grade"], name="downgrade_once")
        ]

    def __str__(self) -> str:
        return f"{self.fact_kind} {self.fact_grade}: {self.band}"


class TieBreak(models.Model):
    """A key that parts unions of equal points, in this order. A DECISION follows the last one without being named."""

    table = models.ForeignKey(ScoringTable, on_delete=models.PROTECT, related_name="tie_breaks")
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("key"), max_length=10, choices=TieKind)
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_lower_better = models.BooleanField(_("the lower figure comes first"), default=False)

    class Meta:
        verbose_name = _("tie-break")
        ordering = ["table_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["table", "order"], name="tie_break_order_once"),
            models.CheckConstraint(
                condition=Q(kind=TieKind.CRITERION, criterion__isnull=False, indicator__isnull=True)
                | Q(kind=TieKind.INDICATOR, criterion__isnull=True, indicator__isnull=False)
                | Q(
                    kind__in=(TieKind.WOMEN, TieKind.BALLOT, TieKind.DECISION),
                    criterion__isnull=True,
                    indicator__isnull=True,
                ),
                name="tie_break_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.get_kind_display()}"


class Placing(models.Model):
    """A person's decision between unions that are equal in every key: the lower `place` comes first.

    It also says who gets the last places of a limited band. It parts nobody whose points and keys differ.
    """

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="placing")
    place = models.PositiveSmallIntegerField(_("place"))
    is_ballot = models.BooleanField(_("by ballot"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on a tie")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="placing_says_why"),
            models.CheckConstraint(condition=Q(place__gte=1), name="placing_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.place}"
