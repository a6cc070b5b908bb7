"""How many members and women the unions of a phase had, in SQL."""

from datetime import date

from django.db.models import BigIntegerField, OuterRef, Subquery

from units.models import Headcount


def members_on(day: date, union: str = "union_id") -> Subquery:
    """The members of a row's union on a day; NULL where nobody counted. `union` leads to the union's id."""
    return _counted("members", day, union)


def women_on(day: date, union: str = "union_id") -> Subquery:
    """The women among them."""
    return _counted("women", day, union)


def _counted(field: str, day: date, union: str) -> Subquery:
    rows = Headcount.objects.filter(union_id=OuterRef(union), as_of__lte=day).order_by("-as_of", "-pk")
    return Subquery(rows.values(field)[:1], output_field=BigIntegerField())
