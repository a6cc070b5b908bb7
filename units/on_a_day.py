"""What holds on a day: the one home of that question for places, memberships, appointments, terms and headcounts.

A dated fact holds from its first day up to, but not on, its end (half-open); without an end it lasts. It may be
recorded long before or after its days, so "now" is never "has no end": everybody asks here, and
tests/test_dates_architecture.py refuses date filters written by hand elsewhere. The day is always given: nobody here
reads the clock. One fact at hand is asked in plain Python: `holds_on` and its like in `units/rules.py`.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.expressions import Combinable
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


# --- Conditions -------------------------------------------------------------------------------------------------------
# `prefix` leads to the dated fact from the rows that are filtered, e.g. "affiliations__".
def holding(day: date, prefix: str = "", *, first: str = "valid_from", end: str = "valid_to") -> Q:
    """Facts that hold on the day; `first` and `end` name the two dates where a model calls them otherwise."""
    lasts = Q(**{f"{prefix}{end}__isnull": True}) | Q(**{f"{prefix}{end}__gt": day})
    return Q(**{f"{prefix}{first}__lte": day}) & lasts


def begun(day: date, prefix: str = "") -> Q:
    """Facts that hold on the day or held before."""
    return Q(**{f"{prefix}valid_from__lte": day})


def over(day: date, prefix: str = "") -> Q:
    """Facts that held before the day and hold no more."""
    return Q(**{f"{prefix}valid_to__lte": day})


def lasting(day: date, prefix: str = "") -> Q:
    """Facts that hold on the day or begin later: those that are not over."""
    return Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})


def not_dissolved(day: date) -> Q:
    """Unions that are not dissolved by the day; a dissolution may be dated ahead."""
    return Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day)


def before(end: date, *moments: str) -> Q:
    """Rows all of whose moments (fields) came before the day `end` began in Vietnam; an empty moment has not come."""
    midnight = timezone.make_aware(datetime.combine(end, time.min), timezone.get_default_timezone())
    return Q(**{f"{moment}__lt": midnight for moment in moments})


def before_its_end(prefix: str, *moments: str) -> Q:
    """Rows all of whose moments came before the fact at `prefix` ended."""
    return Q(**{f"{moment}__date__lt": F(f"{prefix}valid_to") for moment in moments})


def last_day(end: date) -> date:
    """The last day on which something holds that ends on `end`."""
    return end - timedelta(days=1)


# --- The same in SQL by hand ------------------------------------------------------------------------------------------
# `{0}` is the table's name in the query; the query has a parameter `day`.
LASTING_SQL = "({0}.valid_to IS NULL OR {0}.valid_to > %(day)s)"
HOLDING_SQL = "{0}.valid_from <= %(day)s AND " + LASTING_SQL


# --- Constraints ------------------------------------------------------------------------------------------------------
def ends_after_start(
    name: str, *, first: str = "valid_from", end: str = "valid_to"
) -> models.CheckConstraint:
    """A fact holds on one day at least; `first` and `end` as in `holding`."""
    in_order = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(first)})
    return models.CheckConstraint(condition=in_order, name=name)


def one_without_end(name: str, *fields: str) -> models.UniqueConstraint:
    """One fact alone lasts; the one before it has an end, which may lie ahead."""
    return models.UniqueConstraint(fields=list(fields), condition=Q(valid_to__isnull=True), name=name)


# --- Sets -------------------------------------------------------------------------------------------------------------
class DatedQuerySet(models.QuerySet[M]):
    """Sets of facts with `valid_from` and `valid_to`."""

    def on(self, day: date) -> Self:
        """Those that hold on `day`."""
        return self.filter(holding(day))

    def begun_by(self, day: date) -> Self:
        """Those that hold on `day` or held before."""
        return self.filter(begun(day))

    def over_by(self, day: date) -> Self:
        """Those that held before `day` and hold no more, the one that ended last first."""
        return self.filter(over(day)).order_by("-valid_to")

    def lasting(self, day: date) -> Self:
        """Those that are not over on `day`: they hold then or begin later."""
        return self.filter(lasting(day))

    def to_come(self, day: date) -> Self:
        """Those that begin after `day`, the next first."""
        return self.filter(valid_from__gt=day).order_by("valid_from")

    def touching(self, first: date, end: date) -> Self:
        """Those that hold on a day of the half-open period."""
        return self.filter(lasting(first), valid_from__lt=end)

    def without_end(self) -> Self:
        """Those whose end nobody has named yet. Not "today's": they may begin later, and today's may have an end."""
        return self.filter(valid_to__isnull=True)


class PlaceQuerySet(DatedQuerySet[M]):
    """Sets of places in the tree."""

    def prepared_on(self, day: date) -> Self:
        """Places that hold on `day`; of a union that has none then, the next to come, where it is being prepared."""
        return self.filter(holding(day) | Q(pk__in=self._next(day)))

    def nearest_to(self, day: date) -> Self:
        """`prepared_on`; of a union that has left the tree for good, its last place."""
        return self.filter(holding(day) | Q(pk__in=self._next(day)) | Q(pk__in=self._last(day)))

    def of_unions_that_left(self, day: date) -> Self:
        """Places, all over, of unions that have none on `day` and are to have none."""
        return self.filter(~Exists(self._same_union().filter(lasting(day))), over(day))

    # Subqueries of their own over the few places that have ended or not begun: joined to the rest by OR, PostgreSQL
    # takes them for costly and compiles the whole query first.
    def _next(self, day: date) -> models.QuerySet[M, Any]:
        """Keys of the places to come of unions that have none on `day` and none that comes sooner."""
        sooner = self._same_union().filter(lasting(day), valid_from__lt=OuterRef("valid_from"))
        return self.model._default_manager.filter(~Exists(sooner), valid_from__gt=day).values("pk")

    def _last(self, day: date) -> models.QuerySet[M, Any]:
        """Keys of the last places of unions that have left the tree."""
        later = self._same_union().filter(lasting(day) | Q(valid_from__gt=OuterRef("valid_from")))
        return self.model._default_manager.filter(~Exists(later), over(day)).values("pk")

    def nearest_first(self, day: date) -> Self:
        """The place that holds on `day` first, then the next to come, then the one that ended last."""
        to_come = Q(valid_from__gt=day)
        nearness = Case(When(holding(day), then=0), When(to_come, then=1), default=2)
        return self.order_by(nearness, Case(When(to_come, then=F("valid_from"))), "-valid_to", "-pk")

    def _same_union(self) -> models.QuerySet[M]:
        return self.model._default_manager.filter(union=OuterRef("union"))


class TermQuerySet(models.QuerySet[M]):
    """Sets of terms, each of one calendar year."""

    def begun_by(self, day: date) -> Self:
        """Terms of the year of `day` and of years before, the latest first."""
        return self.filter(year__lte=day.year).order_by("-year")


class CountQuerySet(models.QuerySet[M]):
    """Sets of counts as of a day: a union's holds until its next one."""

    def up_to(self, day: date | Combinable) -> Self:
        """Those of `day` and before, the latest first: the first one of a union is what holds on `day`.

        The day may stand in the outer query's row.
        """
        return self.filter(as_of__lte=day).order_by("-as_of", "-pk")

    def on(self, day: date) -> Self:
        """The one of each union that holds on `day`."""
        later = self.model._default_manager.filter(
            union=OuterRef("union"), as_of__gt=OuterRef("as_of"), as_of__lte=day
        )
        return self.filter(~Exists(later), as_of__lte=day)
