"""How many people a union has, as of a day."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from common.fields import UNIT, DayField, from_units, within_years
from common.quotient import quotient
from units.models.unions import Union
from units.on_a_day import CountQuerySet


class HeadcountQuerySet(CountQuerySet["Headcount"]):
    """Sets of headcounts."""


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

    objects = HeadcountQuerySet.as_manager()

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

    @property
    def share_of_women(self) -> Decimal | None:
        """In percent; None where women are not counted, or nobody is."""
        share = quotient(self.women, 100 * UNIT, self.members)
        return None if share is None else from_units(share)


def headcount_on(day: date | Combinable, *, of: str = "union_id", field: str = "members") -> Subquery:
    """What the headcount of a union says on a day, for annotations; null where nothing is known.

    `of` leads from the outer query's row to the union's id. `field` is members, women or direct_workers, as_of or
    source. The day may stand in that row too: `OuterRef("phase__period_to")`.
    """
    return Subquery(Headcount.objects.filter(union=OuterRef(of)).up_to(day).values(field)[:1])
