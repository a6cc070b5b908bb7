"""Which revision of the points holds for each cluster of a phase, and what was sealed of it."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from campaigns.choices import ClusterStatus
from campaigns.models.phase import Phase
from common.db import OrZero
from units.models import Cluster


def in_clusters(clusters: Iterable[int | None]) -> Q:
    """A condition for rows of these clusters, in which None stands for "in no cluster"."""
    ids = set(clusters)
    alone = Q(cluster__isnull=True) if None in ids else Q(pk__in=[])
    return Q(cluster_id__in=ids - {None}) | alone


class ClusterRevisionQuerySet(models.QuerySet["ClusterRevision"]):
    """Sets of pointers."""

    def provisional(self) -> Self:
        """Those whose points may still move."""
        return self.filter(status=ClusterStatus.PROVISIONAL)

    def settled(self) -> Self:
        """Those whose points are being sealed or are final: no figure behind them moves."""
        return self.exclude(status=ClusterStatus.PROVISIONAL)

    def in_clusters(self, clusters: Iterable[int | None]) -> Self:
        """Those of these clusters, in which None stands for "in no cluster"."""
        return self.filter(in_clusters(clusters))


class ClusterRevision(models.Model):
    """The revision pointer of one cluster in one phase; a row without a cluster is for the unions that are in none.

    `number` is the visible revision, 0 until the first is computed. The rows are written at the close. `status` says
    whether it may still move: the clusters of a phase become final one by one.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="revisions")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField(default=0)
    late_inputs = models.PositiveIntegerField(
        default=0, help_text="how often figures that its points are computed from changed after the close"
    )
    computed_inputs = models.PositiveIntegerField(
        default=0, help_text="late_inputs that the visible revision includes"
    )
    status = models.PositiveSmallIntegerField(
        _("status"), choices=ClusterStatus, default=ClusterStatus.PROVISIONAL
    )

    objects = ClusterRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("computed points of a cluster")
        constraints = [
            models.UniqueConstraint(F("phase"), OrZero("cluster"), name="revision_once_a_cluster"),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}/{self.cluster_id}: r{self.number}"


class Seal(models.Model):
    """The federation's final act over one revision of one cluster: who, when, and the document that was sealed.

    `document` holds all inputs and outcomes as compressed JSON lines in the canonical form that `format` names;
    `sha256` is the hash of the lines before they were compressed. `noted` counts what stood open at the order, by name
    (`queries.publication.NOTED`): figures that nobody appraised, estimates, and so on. `left_open` names the
    clusters that did not become final with it, with what each waited for.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="seals")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+", null=True)
    revision = models.PositiveIntegerField()
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.PositiveSmallIntegerField()
    noted = models.JSONField(default=dict)
    left_open = models.JSONField(default=list)
    document = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("sealed document")
        ordering = ["phase_id", F("cluster__order").asc(nulls_last=True), "cluster_id", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "cluster", "revision"], name="seal_once_a_revision"),
            models.UniqueConstraint(
                fields=["phase", "revision"],
                condition=Q(cluster__isnull=True),
                name="seal_once_for_no_cluster",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True, sha256="", document__isnull=True)
                | (Q(sealed_at__isnull=False, document__isnull=False) & ~Q(sha256="")),
                name="seal_whole_or_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}/{self.cluster_id} r{self.revision}: {self.sha256[:12]}"

    @property
    def is_on_estimates(self) -> bool:
        """Some of its figures were estimates, as of a review before the year had ended."""
        return bool(self.noted.get("estimates"))


def holding(*, sealed: bool = False) -> QuerySet[Any]:
    """Which revision holds, as `number`, for each phase × cluster: the visible one, or the last that was sealed."""
    if not sealed:
        return ClusterRevision.objects.filter(number__gte=1)
    newer = Seal.objects.alias(its_cluster=OrZero("cluster")).filter(
        phase=OuterRef("phase"),
        its_cluster=OrZero(OuterRef("cluster_id")),
        revision__gt=OuterRef("revision"),
        sealed_at__isnull=False,
    )
    return Seal.objects.filter(~Exists(newer), sealed_at__isnull=False).annotate(number=F("revision"))


class RevisedQuerySet(models.QuerySet[Any]):
    """Lines or standings: rows of a participant that every revision has anew."""

    def visible(self) -> Self:
        """Rows of the revisions that people see."""
        return self.at(holding().filter(phase=OuterRef("participant__phase")))

    def at(self, revisions: QuerySet[Any]) -> Self:
        """Rows of the revisions that these rows name: one `number` for each cluster.

        The number is looked up for each row: as a join, PostgreSQL pairs every row with every cluster when it guesses
        badly.
        """
        own = revisions.alias(its_cluster=OrZero("cluster")).filter(
            its_cluster=OrZero(OuterRef("participant__cluster_id"))
        )
        return self.filter(revision=Subquery(own.values("number")[:1]))
