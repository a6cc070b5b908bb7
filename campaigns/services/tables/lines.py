"""A line as the browser sends it: all that it says, and the group that it stands in."""

from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.models import Criterion, ScoringTable
from campaigns.services.tables.criteria import save_criterion
from campaigns.services.tables.moving import place_criterion
from units.actors import Actor


@transaction.atomic
def save_line(
    *, table: ScoringTable, criterion: Criterion | None, parent: Criterion | None, by: Actor, now: datetime,
    **fields: Any,
) -> Criterion:  # fmt: skip
    """Enter a line, or change one and move it where its group is another one: all of it or nothing.

    Raises as `save_criterion` and `place_criterion` do.
    """
    if criterion is None:
        return save_criterion(table=table, parent=parent, by=by, now=now, **fields)
    row = save_criterion(table=table, criterion=criterion, by=by, now=now, **fields)
    if row.parent_id != (parent.pk if parent else None):
        place_criterion(criterion=row, parent=parent, by=by, now=now)
    return row
