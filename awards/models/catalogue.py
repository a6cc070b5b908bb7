"""What may be awarded, by whom, under which rules: rows with dates and citations, never code."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.choices import DECIDERS, Catalogue, Recipient, Voting
from common.fields import DayField, within_years
from units.on_a_day import ends_after_start, holding


class RuleSet(models.Model):
    """A text that awards are decided under: its number, its issuer, and the days on which it holds (half-open).

    `second_ballot` says that the text itself lets a council vote again on who had too few votes.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=300)
    number = models.CharField(_("number"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=160)
    effective_from = DayField(_("in force from"))
    effective_to = DayField(_("in force until"), null=True, blank=True)
    second_ballot = models.BooleanField(_("allows a second ballot"), default=False)

    class Meta:
        ordering = ["effective_from", "code"]
        verbose_name = _("rule set")
        constraints = [
            within_years("rule_set_within_years", "effective_from", "effective_to"),
            ends_after_start("rule_set_ends_after_start", first="effective_from", end="effective_to"),
        ]

    def __str__(self) -> str:
        return self.number


class AwardQuerySet(models.QuerySet["Award"]):
    """Awards by the day on which their rules hold."""

    def on(self, day: date) -> Self:
        """Awards of the rule sets that are in force on `day`."""
        return self.filter(holding(day, "rule_set__", first="effective_from", end="effective_to"))


class Award(models.Model):
    """A title (danh hiệu) or form of commendation (hình thức khen thưởng) for one kind of recipient under one text.

    `decided_by` is the level of the body that may decide it: the right to decide is per award, never per level
    alone. `threshold` is the share of *all* members of the council that must be for it, `quorum` the share that
    must be present, in whole percent.
    """

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="awards")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    catalogue = models.CharField(_("catalogue"), max_length=10, choices=Catalogue)
    recipient = models.CharField(_("for"), max_length=12, choices=Recipient)
    decided_by = models.CharField(_("decided at the level"), max_length=20, choices=DECIDERS)
    voting = models.CharField(_("vote"), max_length=10, choices=Voting)
    threshold = models.PositiveSmallIntegerField(_("votes needed, % of all members"), default=80)
    quorum = models.PositiveSmallIntegerField(_("quorum, % of all members"), default=80)
    citation = models.CharField(_("citation"), max_length=300)
    #: What is not read from a text: a default of this catalogue, or something still to be compared with its source.
    note = models.CharField(_("to be checked"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("award")
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="award_code_once"),
            models.CheckConstraint(
                condition=Q(threshold__gte=1, threshold__lte=100, quorum__gte=1, quorum__lte=100),
                name="award_shares_are_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
