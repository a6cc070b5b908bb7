"""A campaign and its contents."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import (
    CampaignKind,
    CampaignStatus,
    ContentKind,
    ResultStatus,
    Subject,
    TargetKind,
)
from common.fields import DayField, YearField, within_years
from common.search import SearchField
from units.choices import Sector
from units.models import Union, User
from units.scope import scope_of


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Sets of campaigns."""

    def visible_to(self, user: User) -> Self:
        """Launched campaigns of federations above a person's unions and of unions below; drafts to their own staff."""
        scope = scope_of(user)
        near = scope.above("owner", "launched_at") | scope.reads(self.model, "owner", "launched_at")
        return self.filter(Q(owner_id__in=scope.writing_ids) | near & Q(launched_at__isnull=False))


class Campaign(models.Model):
    """An emulation campaign that a federation launches: yearly, or a thematic movement.

    A cancelled one stays on record with its reason; its phases that were not final then take nothing any more.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=CampaignKind, default=CampaignKind.YEARLY)
    year = YearField(_("year"))
    theme = models.TextField(_("theme"), blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    owner = models.ForeignKey(
        Union, on_delete=models.PROTECT, related_name="campaigns_run", verbose_name=_("launched by")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="answers",
        null=True,
        blank=True,
        verbose_name=_("answers the campaign"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = DayField(_("date of the source"), null=True, blank=True)
    is_extract = models.BooleanField(
        _("extract of a printed report"),
        default=False,
        help_text=_("Only what the report prints; nobody counts as late."),
    )
    search = SearchField(max_length=2000, of=("name", "code", "theme"))
    pledged_targets = models.CharField(
        _("targets of the pledges"),
        max_length=12,
        choices=TargetKind,
        default=TargetKind.REGISTERED,
        help_text=_("The kind of targets that a cluster's pledge holds, and that its parties sign."),
    )
    counts_from = models.PositiveSmallIntegerField(
        _("what counts before the final"),
        choices=[
            (ResultStatus.SUBMITTED.value, _("Figures that are submitted or appraised")),
            (ResultStatus.VERIFIED.value, _("Appraised figures alone")),
        ],
        default=ResultStatus.SUBMITTED.value,
    )
    final_waits = models.BooleanField(
        _("the final waits until every submitted figure is appraised"),
        default=True,
        help_text=_("Otherwise figures that nobody appraised count, marked “not appraised”."),
    )
    ranks_across = models.BooleanField(
        _("unions are also ranked across clusters"),
        default=False,
        help_text=_("Where all are scored by one version of one table."),
    )
    is_sample = models.BooleanField(_("sample data"), default=False)
    status = models.PositiveSmallIntegerField(
        _("status"), choices=CampaignStatus, default=CampaignStatus.DRAFT
    )
    launched_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=300, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "code"]
        verbose_name = _("campaign")
        constraints = [
            within_years("campaign_within_years", "source_date", years=["year"]),
            models.CheckConstraint(
                condition=Q(counts_from=ResultStatus.SUBMITTED)
                | Q(counts_from=ResultStatus.VERIFIED, final_waits=True),
                name="campaign_final_counts_no_less",
            ),
            models.CheckConstraint(
                condition=Q(pledged_targets__in=TargetKind.values), name="campaign_pledges_a_kind_of_targets"
            ),
            models.CheckConstraint(
                condition=Q(status=CampaignStatus.DRAFT, launched_at__isnull=True)
                | Q(status=CampaignStatus.LAUNCHED, launched_at__isnull=False)
                | Q(status=CampaignStatus.CANCELLED),
                name="campaign_launched_at",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=CampaignStatus.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason="")
                )
                | (~Q(status=CampaignStatus.CANCELLED) & Q(cancelled_at__isnull=True, cancel_reason="")),
                name="campaign_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_cancelled(self) -> bool:
        """Nothing of it moves any more."""
        return self.status == CampaignStatus.CANCELLED


class Content(models.Model):
    """A line of the launch plan: a content for a sector, a thematic movement, an anniversary."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="contents")
    kind = models.CharField(_("kind"), max_length=10, choices=ContentKind, default=ContentKind.CONTENT)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector, blank=True)
    subject = models.CharField(_("for"), max_length=12, choices=Subject, default=Subject.ALL)
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))
    day = DayField(_("date"), null=True, blank=True)

    class Meta:
        ordering = ["campaign_id", "order", "pk"]
        verbose_name = _("content")
        constraints = [
            within_years("content_within_years", "day"),
            models.UniqueConstraint(fields=["campaign", "order"], name="content_order_once"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
