"""Writing many rows of scoring tables at once: whether each table may still change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from campaigns.models import Band, BandCondition, Criterion, Downgrade, ScoringTable, Step, TieBreak
from campaigns.services.tables.guard import closed_words, locked_table
from common.errors import fault

#: What stands in scoring tables: the key that leads to the table, or to the row that stands in it.
OF_TABLES: dict[type[models.Model], str] = {
    ScoringTable: "id", Criterion: "table_id", Step: "criterion_id", Band: "table_id", BandCondition: "band_id",
    Downgrade: "table_id", TieBreak: "table_id",
}  # fmt: skip
BETWEEN: dict[type[models.Model], type[models.Model]] = {Step: Criterion, BandCondition: Band}


def require_drafts(
    model: type[models.Model],
    new: Sequence[models.Model],
    edits: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Refuse to change scoring tables that are no drafts, or what stands in them. Raises ValidationError."""
    if model not in OF_TABLES:
        return
    key, between = OF_TABLES[model], BETWEEN.get(model)
    held = model._default_manager.filter(pk__in=list(edits)).values_list(key, flat=True)
    above = {*held, *(getattr(row, key) for row in new)} - {None}
    if between is not None:
        above = set(between._default_manager.filter(pk__in=above).values_list("table_id", flat=True))
    for pk in sorted(above):
        if said := closed_words(locked_table(pk), now):
            raise fault("table", said)
