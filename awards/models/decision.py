"""Decisions and the awards that they grant."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.choices import GrantStatus
from awards.models.catalogue import Award, RuleSet
from awards.models.council import CouncilSession
from awards.models.round import AwardRound, Nomination
from common.fields import DayField, YearField, within_years
from common.search import SortField, matching
from units.models import Person, Union


class Decision(models.Model):
    """An award decision (quyết định khen thưởng): its number and date, the rules it was made under, its signer.

    It is issued once and whole: neither it nor its list changes afterwards, but a single grant may be revoked.
    """

    issuer = models.ForeignKey(
        Union, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("issued by")
    )
    round = models.OneToOneField(AwardRound, on_delete=models.PROTECT, related_name="decision")
    session = models.ForeignKey(
        CouncilSession, on_delete=models.PROTECT, related_name="decisions", null=True, blank=True
    )
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(_("number"), max_length=60)
    number_key = models.CharField(max_length=60, editable=False)
    year = YearField(_("year"))
    decided_on = DayField(_("date of the decision"))
    signer_name = models.CharField(_("signed by"), max_length=120)
    signer_title = models.CharField(_("title of the signer"), max_length=120)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField()
    is_sample = models.BooleanField(_("sample data"), default=False)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = _("decision")
        constraints = [
            within_years("decision_within_years", "decided_on", years=["year"]),
            models.UniqueConstraint(
                fields=["issuer", "year", "number_key"], name="decision_number_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GrantQuerySet(models.QuerySet["Grant"]):
    """Granted awards, found by words."""

    def matching(self, text: str) -> Self:
        """Awards whose recipient, union or decision holds every word of `text` (`common.search`)."""
        return self.filter(matching(text, "search"))


class Grant(models.Model):
    """An award granted by a decision. What it says is copied, so that it reads the same whatever changes later."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="grants")
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="grant")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="grants")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants", null=True, blank=True)
    name = models.CharField(_("recipient"), max_length=200)
    achievement = models.TextField(_("achievement"))
    status = models.PositiveSmallIntegerField(_("status"), choices=GrantStatus, default=GrantStatus.ACTIVE)
    revoked_because = models.CharField(_("reason"), max_length=300, blank=True)
    search = models.CharField(max_length=1400, editable=False)
    sort_key = SortField(max_length=700, of=("name",))

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-decision__decided_on", "award__order", "sort_key", "pk"]
        verbose_name = _("granted award")
        constraints = [
            models.CheckConstraint(
                condition=Q(status=GrantStatus.ACTIVE, revoked_because="")
                | (Q(status=GrantStatus.REVOKED) & ~Q(revoked_because="")),
                name="grant_revoked_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.award}: {self.name}"
