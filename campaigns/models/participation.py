"""Unions taking part in a phase, their figures and the evidence behind them."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import MilestoneStage, PhaseKind, PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.models.campaign import Campaign
from campaigns.models.indicator import Indicator, Target
from campaigns.models.phase import PHASE_BEGAN, Phase
from campaigns.models.revision import ClusterRevision, in_clusters
from campaigns.models.scoring import ScoringTable
from common.db import OrZero
from common.fields import DayField, FixedPointField, within_years
from units.choices import Sector
from units.models import Cluster, ClusterTerm, Union, User
from units.scope import scope_of


def gives_points(phase: str = "pk") -> Exists:
    """A condition for phases that rank anybody: a participant has a scoring table. The others only track figures.

    `phase` leads from the filtered model to the phase's id.
    """
    return Exists(Participant.objects.filter(phase=OuterRef(phase), table__isnull=False))


def is_submitted(prefix: str = "") -> Q:
    """A condition for participants whose sheet is with the federation.

    Submitted means: sent in, and no figure of the union's own is a draft, was returned or was added since. `prefix`
    leads from the filtered model to the participant, for example `"participants__"`.
    """
    open_rows = Result.objects.filter(
        participant=OuterRef(f"{prefix}pk"),
        indicator__supplier=Supplier.UNION,
        status__in=(ResultStatus.DRAFT, ResultStatus.RETURNED),
    )
    return Q(~Exists(open_rows), **{f"{prefix}submitted_at__isnull": False})


def takes_part(prefix: str = "") -> Q:
    """A condition for participants that were not taken out and whose union was not dissolved by the last day covered.

    `prefix` leads from the filtered model to the participant.
    """
    ends = F(f"{prefix}phase__period_to")
    lives = Q(**{f"{prefix}union__dissolved_on__isnull": True}) | Q(
        **{f"{prefix}union__dissolved_on__gt": ends}
    )
    return lives & Q(**{f"{prefix}left_on__isnull": True})


def is_settled(prefix: str = "") -> Exists:
    """A condition for participants whose cluster's points are being sealed or are final: its figures move no more.

    `prefix` leads from the filtered model to the participant.
    """
    pointers = ClusterRevision.objects.settled().alias(its_cluster=OrZero("cluster"))
    home = OrZero(OuterRef(f"{prefix}cluster_id"))
    return Exists(pointers.filter(phase=OuterRef(f"{prefix}phase_id"), its_cluster=home))


#: How long the reason of a return may be, in letters.
REASON = 300

#: The way from a participant to its union's participations, its own among them.
SAME_UNION = "union__participations"
#: A sheet begins with its phase.
SHEET_BEGAN = tuple(f"phase__{moment}" for moment in PHASE_BEGAN)


def is_earlier(phase: Phase, of: "str | Participant", prefix: str = "") -> Q:
    """A condition for the participations that came before a participant's in `phase` and are carried into it.

    `of` is the participant, or leads to it from the outer query's row: `"participant__"`, "" where the row is it.
    `prefix` leads to the earlier participation.
    """
    union = OuterRef(f"{of}union_id") if isinstance(of, str) else of.union_id
    return Q(
        **{
            f"{prefix}phase__in": Phase.objects.earlier_than(phase).order_by().values("pk"),
            f"{prefix}union_id": union,
        }
    )


def is_later(participant: "Participant") -> Q:
    """A condition for the participations that carry what this one reported: the opposite of `is_earlier`."""
    later = Phase.objects.later_than(participant.phase).order_by().values("pk")
    return Q(phase__in=later, union_id=participant.union_id)


def _checked_by(ids: list[int]) -> Q:
    """Sheets that one of these unions cross-checks."""
    return Q(cross_check__checker__union__in=ids)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Sets of participants."""

    def in_clusters(self, clusters: Iterable[int | None] | None) -> Self:
        """Those of these clusters, in which None stands for "in no cluster"; all when nothing is named."""
        return self if clusters is None else self.filter(in_clusters(clusters))

    def taking_part(self) -> Self:
        """Those that were not taken out, and whose union was not dissolved by the last day covered."""
        return self.filter(takes_part())

    def late(self) -> Self:
        """Those that take part and have not submitted."""
        return self.taking_part().exclude(is_submitted())

    def with_figures(self) -> Self:
        """Sheets of phases that take figures; a union's place in a year is none."""
        return self.filter(phase__kind=PhaseKind.ENTRY)

    def visible_to(self, user: User) -> Self:
        """Sheets that a person may read: those of `reached_by`, and those that a union of a post cross-checks."""
        return self.filter(self._reached(user) | scope_of(user).each(_checked_by, *SHEET_BEGAN))

    def reached_by(self, user: User) -> Self:
        """Sheets that a person reads by a post, with all that stands around them in their clusters.

        Those of unions at or below a post, of clusters that a post's union leads that year, and of the phases that a
        post's union runs; to an ended post those of phases that had begun by then.
        """
        return self.filter(self._reached(user))

    def _reached(self, user: User) -> Q:
        scope = scope_of(user)
        terms = ClusterTerm.objects.filter(
            cluster=OuterRef("cluster"), year=OuterRef("phase__campaign__year")
        )

        def led_by(ids: list[int]) -> Q:
            return Q(Exists(terms.filter(Q(leader__in=ids) | Q(deputy__in=ids))))

        launched = Q(phase__status__gte=PhaseStatus.OPEN) | Q(phase__campaign__owner_id__in=scope.writing_ids)
        return launched & (
            scope.reads(self.model, "union", *SHEET_BEGAN)
            | scope.held("phase__campaign__owner", *SHEET_BEGAN)
            | scope.each(led_by, *SHEET_BEGAN)
        )


class Participant(models.Model):
    """A union taking part in a phase, with the cluster that ranks it and the table that scores it.

    Without a cluster it is ranked among the others that have none; without a table it gets no points. `submitted_at` is
    when its sheet was last sent in. Who was taken out has `left_on`: it is not late and not ranked; so has, from the
    close on, who was dissolved by the last day covered.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="participants")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="participations")
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="participants", null=True, blank=True
    )
    sector = models.CharField(_("sector"), max_length=30, choices=Sector, blank=True)
    table = models.ForeignKey(
        ScoringTable, on_delete=models.PROTECT, related_name="participants", null=True, blank=True
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    left_on = DayField(_("left on"), null=True, blank=True)
    left_reason = models.CharField(_("reason for leaving"), max_length=300, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        constraints = [
            within_years("participant_within_years", "left_on"),
            models.UniqueConstraint(fields=["phase", "union"], name="participant_once"),
        ]
        indexes = [models.Index(fields=["phase", "cluster"], name="participant_cluster")]

    def __str__(self) -> str:
        return f"{self.union} · {self.phase}"


class Result(models.Model):
    """A participant's figure for an indicator: one row from the launch on, NOT_REPORTED until something is entered.

    `registered` and `assigned` point at the target versions in force, so that the close finds each with one join.
    `version` counts the changes: whoever saves names the version that was on the page, and is refused when it is old.
    A milestone's value is its day as a whole number (`date.toordinal`), with its `stage`.
    `decided_by` confirmed or returned it last, or took that back, at `decided_at`; null where nobody has, or an import.
    `as_of` and `is_estimate` are there because the year is reviewed in November or early December, before it has ended,
    on estimates to 31/12.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="results")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="results", db_index=False)
    registered = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    assigned = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=14, choices=ResultState, default=ResultState.NOT_REPORTED)
    value = FixedPointField(null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=MilestoneStage, blank=True)
    as_of = DayField(_("as of"), null=True, blank=True)
    is_estimate = models.BooleanField(_("estimate"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(choices=ResultStatus, default=ResultStatus.DRAFT)
    return_reason = models.CharField(_("reason of the return"), max_length=REASON, blank=True)
    version = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("result")
        constraints = [
            within_years("result_within_years", "as_of"),
            models.UniqueConstraint(fields=["participant", "indicator"], name="result_once"),
            models.CheckConstraint(
                condition=Q(state=ResultState.REPORTED, value__isnull=False)
                | (~Q(state=ResultState.REPORTED) & Q(value__isnull=True)),
                name="result_value_iff_reported",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="result_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(stage="") | Q(stage__in=MilestoneStage.values, state=ResultState.REPORTED),
                name="result_stage_of_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["participant"], condition=Q(status=ResultStatus.SUBMITTED), name="result_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.indicator_id}: {self.value if self.value is not None else self.state}"

    def pledged_target(self, campaign: Campaign) -> Target | None:
        """The target of the kind that the campaign's pledges hold: what a share attained is measured against."""
        held: Target | None = getattr(self, campaign.pledged_targets)  # fields are named as the kinds
        return held
