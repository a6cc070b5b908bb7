"""Sums in SQL as the whole numbers that they are."""

from typing import Any

from django.db.models import Sum
from django.db.models.functions import Cast, Coalesce

from campaigns.scoring.sql import BIG, whole


def total_of(path: Any, **only: Any) -> Coalesce:
    """A sum as the bigint that it fits, 0 of nothing; PostgreSQL sums bigints to a numeric, which sorts slower."""
    return Coalesce(Cast(Sum(path, output_field=BIG, **only), BIG), whole(0))
