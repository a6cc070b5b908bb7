"""Unions and their place in the tree, as of any date."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.fields import DayField, within_years
from common.search import SearchField, SortField, matching
from units.choices import Level, Line, Sector
from units.on_a_day import PlaceQuerySet, ends_after_start, not_dissolved, one_without_end
from units.rules import subtree_range


class UnionQuerySet(models.QuerySet["Union"]):
    """Sets of unions."""

    def within(self, path: str, *, day: date, line: str = Line.TERRITORY) -> Self:
        """Unions at or below `path` on `day` along one line."""
        places = Affiliation.objects.on(day).within(path).filter(line=line)
        return self.filter(pk__in=places.values("union_id"))

    def not_dissolved(self, day: date) -> Self:
        """Unions that are not dissolved by `day`."""
        return self.filter(not_dissolved(day))

    def matching(self, text: str) -> Self:
        """Unions whose name or code holds every word of `text` (`common.search`); all of them for an empty text."""
        return self.filter(matching(text, "search"))


class Union(models.Model):
    """A union of any level: the identity that lasts while names and places change. Never deleted."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector, blank=True)
    founded_on = DayField(_("founded on"), null=True, blank=True)
    dissolved_on = DayField(_("dissolved on"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)
    search = SearchField(max_length=900, of=("name", "short_name", "code"))
    sort_key = SortField(max_length=700, of=("name",))

    objects = UnionQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("union")
        constraints = [
            within_years("union_within_years", "founded_on", "dissolved_on"),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(dissolved_on__gte=F("founded_on")),
                name="union_dissolved_after_founded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AffiliationQuerySet(PlaceQuerySet["Affiliation"]):
    """Sets of dated places."""

    def within(self, path: str) -> Self:
        """Places at or below `path`, of any day."""
        low, high = subtree_range(path)
        return self.filter(path__gte=low, path__lt=high)


class Affiliation(models.Model):
    """A union's place under a parent along one line, from–to (half-open), with its materialised path."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="affiliations")
    parent = models.ForeignKey(
        Union, on_delete=models.PROTECT, related_name="child_affiliations", null=True, blank=True
    )
    line = models.CharField(max_length=20, choices=Line, default=Line.TERRITORY)
    path = models.CharField(max_length=500, db_index=True)  # bytewise on PostgreSQL, see migration 0002
    valid_from = DayField(_("valid from"))
    valid_to = DayField(_("valid to"), null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in the tree")
        constraints = [
            within_years("affiliation_within_years", "valid_from", "valid_to"),
            one_without_end("affiliation_one_current", "union", "line"),
            ends_after_start("affiliation_ends_after_start"),
            models.CheckConstraint(condition=~Q(union=F("parent")), name="affiliation_not_under_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.union} < {self.parent} ({self.valid_from}–{self.valid_to or ''})"
