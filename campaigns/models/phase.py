"""The phases of a campaign, and the years that join them."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.choices import Joining, PhaseKind, PhaseStatus
from campaigns.models.campaign import Campaign
from campaigns.models.scoring import ScoringTable
from campaigns.rules import is_open_at, remind_days_of
from common.fields import DayField, FixedPointField, MomentField, within_years
from units.choices import Sector
from units.models import User
from units.scope import scope_of

#: A phase has begun once its campaign is launched and its entry has opened.
PHASE_BEGAN = ("campaign__launched_at", "entry_opens_at")


def check_remind_days(text: str) -> None:
    """Raise ValidationError, saying what to write, for what are no days before an end."""
    try:
        remind_days_of(text)
    except ValueError:
        told = gettext(
            "Write whole days from 1 to 60, at most five, for example 7, 3, 1; empty: no reminder."
        )
        raise ValidationError(told, code="invalid") from None


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Sets of phases."""

    def visible_to(self, user: User) -> Self:
        """Phases of the campaigns that a person may see; to an ended post those that had begun by then."""
        scope = scope_of(user)
        near = scope.above("campaign__owner", *PHASE_BEGAN) | scope.reads(
            self.model, "campaign__owner", *PHASE_BEGAN
        )
        launched = Q(campaign__launched_at__isnull=False)
        return self.filter(Q(campaign__owner_id__in=scope.writing_ids) | near & launched)

    def with_figures(self) -> Self:
        """Phases that take figures: not the years, which only join the points of others."""
        return self.filter(kind=PhaseKind.ENTRY)

    def not_cancelled(self) -> Self:
        """Phases that were not cancelled with their campaign."""
        return self.filter(cancelled_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """Open phases whose deadline has come."""
        return self.not_cancelled().filter(status=PhaseStatus.OPEN, entry_closes_at__lte=now)

    def not_over(self, now: datetime) -> Self:
        """Phases whose figures may still move: not launched, or launched and before their deadline."""
        moving = Q(status=PhaseStatus.DRAFT) | Q(status=PhaseStatus.OPEN, entry_closes_at__gt=now)
        return self.not_cancelled().filter(moving)

    def over(self, now: datetime) -> Self:
        """Phases whose deadline has passed, even while the job that closes them has not come, and cancelled ones."""
        return self.filter(
            Q(status__gte=PhaseStatus.CLOSING)
            | Q(status=PhaseStatus.OPEN, entry_closes_at__lte=now)
            | Q(cancelled_at__isnull=False)
        )

    def earlier_than(self, phase: "Phase") -> Self:
        """The campaign's phases before this one whose unions may be the same, first to last.

        What it carries, and what it is compared with.
        """
        return self._beside(phase).filter(number__lt=phase.number).order_by("number", "pk")

    def later_than(self, phase: "Phase") -> Self:
        """The campaign's phases after this one whose unions may be the same: those that carry its figures."""
        return self._beside(phase).filter(number__gt=phase.number).order_by("number", "pk")

    def _beside(self, phase: "Phase") -> Self:
        """Phases with figures of its campaign whose sector meets its own (`rules.sectors_meet`); none of a year."""
        if phase.is_year:
            return self.none()
        meets = Q(sector__in=(phase.sector, "")) if phase.sector else Q()
        return self.with_figures().filter(meets, campaign_id=phase.campaign_id)

    def open_at(self, now: datetime) -> Self:
        """Phases that take figures at `now`: launched and inside the half-open entry window."""
        opened = self.filter(status=PhaseStatus.OPEN, entry_opens_at__lte=now, entry_closes_at__gt=now)
        return opened.not_cancelled().with_figures()


class Phase(models.Model):
    """A phase (đợt): its theme, the period that its figures cover, and the window in which they are entered.

    `period_from`–`period_to` are the first and last day covered. The entry window is half-open; "hết ngày 31/7" is
    stored as 1/8 00:00. `target_share` is the part of the campaign's target due by the end of this phase, in percent.
    A phase of kind year takes no figures: it `joins` the standings of its `parts` at `entry_closes_at`, by `table`, or
    where none is named by the tables of these. On `review_day`, the last day covered where none is named, unions are
    old enough to be graded or not. `remind_days` ("7,3,1") are so many days before the end of entry; on them the clock
    reminds whoever has not submitted. `cancelled_at`: its campaign was cancelled before it was final. It stands on the
    phase, so that the busy doors and the clock need not read the campaign.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=PhaseKind, default=PhaseKind.ENTRY)
    joins = models.CharField(_("joins its phases by"), max_length=10, choices=Joining, default=Joining.MEAN)
    table = models.ForeignKey(
        ScoringTable,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="years",
        verbose_name=_("table of the year"),
    )
    name = models.CharField(_("name"), max_length=120)
    theme = models.TextField(_("theme"), blank=True)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector, blank=True)
    period_from = DayField(_("first day covered"))
    period_to = DayField(_("last day covered"))
    review_day = DayField(_("review day"), null=True, blank=True)
    entry_opens_at = MomentField(_("entry opens"))
    entry_closes_at = MomentField(_("entry closes"))
    target_share = FixedPointField(_("share of the target due, %"), default=Decimal(100))
    remind_days = models.CharField(
        _("days before the end on which the late are reminded"),
        max_length=30,
        blank=True,
        default="3,1",
        validators=[check_remind_days],
    )
    status = models.PositiveSmallIntegerField(_("status"), choices=PhaseStatus, default=PhaseStatus.DRAFT)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["campaign_id", "number"]
        verbose_name = _("phase")
        constraints = [
            within_years(
                "phase_within_years",
                "period_from",
                "period_to",
                "review_day",
                moments=["entry_opens_at", "entry_closes_at"],
            ),
            models.UniqueConstraint(fields=["campaign", "number", "sector"], name="phase_number_once"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="phase_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(entry_closes_at__gt=F("entry_opens_at")), name="phase_window_in_order"
            ),
            models.CheckConstraint(condition=Q(target_share__gt=0), name="phase_share_positive"),
            models.CheckConstraint(
                condition=Q(kind=PhaseKind.YEAR) | Q(table__isnull=True), name="phase_table_of_a_year"
            ),
            models.CheckConstraint(
                condition=Q(status__lt=PhaseStatus.CLOSING, closed_at__isnull=True)
                | Q(status__gte=PhaseStatus.CLOSING, closed_at__isnull=False),
                name="phase_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(status__lt=PhaseStatus.SEALING),
                name="phase_final_stays",
            ),
        ]
        indexes = [
            models.Index(fields=["entry_closes_at"], condition=Q(status=PhaseStatus.OPEN), name="phase_due")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_year(self) -> bool:
        """It takes no figures and joins the points of its parts."""
        return self.kind == PhaseKind.YEAR

    @property
    def is_cancelled(self) -> bool:
        """Its campaign was cancelled before it was final: nothing of it moves any more, and nobody is late."""
        return self.cancelled_at is not None

    def takes_figures_at(self, now: datetime) -> bool:
        """It is launched, not cancelled, and inside its entry window."""
        return not self.is_cancelled and is_open_at(
            status=self.status, opens_at=self.entry_opens_at, closes_at=self.entry_closes_at, now=now
        )

    @property
    def has_points(self) -> bool:
        """Entry is closed and the first revision of its points was computed."""
        return self.status >= PhaseStatus.CLOSED

    @property
    def began_at(self) -> datetime | None:
        """When it began: the later of its campaign's launch and the opening of entry; None before the launch."""
        launched = self.campaign.launched_at
        return max(launched, self.entry_opens_at) if launched else None


class YearPart(models.Model):
    """A phase whose standings a year joins, with its weight; of the same campaign or of another calendar."""

    year = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="parts")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="years")
    weight = FixedPointField(_("weight"), default=Decimal(1))

    class Meta:
        verbose_name = _("phase of a year")
        ordering = ["year_id", "phase__period_to", "phase_id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "phase"], name="year_part_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="year_part_weighs"),
            models.CheckConstraint(condition=~Q(year=F("phase")), name="year_part_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.year_id}: {self.phase_id} × {self.weight}"
