"""Emulation clusters: their dated members and the unions that lead them in a year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.fields import DayField, YearField, within_years
from common.search import SearchField
from units.choices import ClusterKind
from units.models.unions import Union
from units.on_a_day import DatedQuerySet, TermQuerySet, ends_after_start, one_without_end


class ClusterMembershipQuerySet(DatedQuerySet["ClusterMembership"]):
    """Sets of memberships."""


class ClusterTermQuerySet(TermQuerySet["ClusterTerm"]):
    """Sets of terms."""


class Cluster(models.Model):
    """A cluster (cụm, by area) or bloc (khối, by function) that a federation runs."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=ClusterKind, default=ClusterKind.AREA)
    owner = models.ForeignKey(
        Union,
        on_delete=models.PROTECT,
        related_name="clusters_run",
        verbose_name=_("federation that runs it"),
    )
    founded_by = models.CharField(_("founding decision"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    search = SearchField(max_length=400, of=("name", "code"))
    is_sample = models.BooleanField(_("sample data"), default=False)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("cluster")

    def __str__(self) -> str:
        return self.name


class ClusterMembership(models.Model):
    """A union in a cluster, from–to (half-open)."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="cluster_memberships")
    valid_from = DayField(_("valid from"))
    valid_to = DayField(_("valid to"), null=True, blank=True)

    objects = ClusterMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the cluster")
        constraints = [
            within_years("cluster_membership_within_years", "valid_from", "valid_to"),
            one_without_end("membership_one_current", "cluster", "union"),
            ends_after_start("membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.union} in {self.cluster}"


class ClusterTerm(models.Model):
    """The unions that lead and deputise in one year; the head of the leading union acts as cluster head."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="terms")
    year = YearField(_("year"))
    leader = models.ForeignKey(
        Union, on_delete=models.PROTECT, related_name="terms_led", verbose_name=_("leading union")
    )
    deputy = models.ForeignKey(
        Union,
        on_delete=models.PROTECT,
        related_name="terms_deputised",
        null=True,
        blank=True,
        verbose_name=_("deputy union"),
    )

    objects = ClusterTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("year with a leading union")
        ordering = ["-year"]
        constraints = [
            within_years("cluster_term_within_years", years=["year"]),
            models.UniqueConstraint(fields=["cluster", "year"], name="term_one_leader_a_year"),
            models.CheckConstraint(condition=~Q(leader=F("deputy")), name="term_deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster} {self.year}"
