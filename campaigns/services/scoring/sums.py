"""Sums in SQL as the whole numbers that they are."""

from typing import Any

from django.db.models import Case, IntegerField, Sum, When
from django.db.models.functions import Cast, Coalesce

from campaigns.scoring.sql import BIG, whole


def total_of(path: Any, **only: Any) -> Coalesce:
    """A sum as the bigint that it fits, 0 of nothing; PostgreSQL sums bigints to a numeric, which sorts slower."""
    return Coalesce(Cast(Sum(path, output_field=BIG, **only), BIG), whole(0))


def one_if(condition: Any) -> Case:
    """1 where the condition holds, else 0: what is yes or no, alike on both databases."""
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def step_of(decimals: str) -> Case:
    """What amounts of so many decimals are rounded to, in ten-thousandths."""
    whens = [When(**{decimals: n}, then=whole(10 ** (4 - n))) for n in range(4)]
    return Case(*whens, default=whole(1), output_field=BIG)
