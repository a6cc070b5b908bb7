"""How many people a union has, as of a day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.fields import DayField, within_years
from units.models.unions import Union


class Headcount(models.Model):
    """Members, women among them and direct workers of a union on a day, with where the numbers come from.

    Null is not known. The count that holds on a day is the last one of that day or before.
    """

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="headcounts")
    as_of = DayField(_("as of"))
    members = models.PositiveIntegerField(_("members"))
    women = models.PositiveIntegerField(_("women"), null=True, blank=True)
    direct_workers = models.PositiveIntegerField(_("direct workers"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("headcount")
        ordering = ["-as_of", "-pk"]
        constraints = [
            within_years("headcount_within_years", "as_of"),
            models.UniqueConstraint(fields=["union", "as_of"], name="headcount_once_a_day"),
            models.CheckConstraint(
                condition=Q(women__isnull=True) | Q(women__lte=F("members")),
                name="headcount_women_of_members",
            ),
            models.CheckConstraint(
                condition=Q(direct_workers__isnull=True) | Q(direct_workers__lte=F("members")),
                name="headcount_workers_of_members",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union_id} {self.as_of}: {self.members}"
