"""A line as the browser sends it: all that it says, and the group that it stands in."""

from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.models import Criterion, ScoringTable
from campaigns.scoring.parameters import MAIN
from campaigns.services.tables.criteria import save_criterion
from campaigns.services.tables.measuring import add_own_indicator
from campaigns.services.tables.moving import place_criterion
from units.actors import Actor


@transaction.atomic
def save_line(
    *, table: ScoringTable, criterion: Criterion | None, parent: Criterion | None, by: Actor, now: datetime,
    measured_anew: str = "", **fields: Any,
) -> Criterion:  # fmt: skip
    """Enter a line, or change one and move it where its group is another one: all of it or nothing.

    `measured_anew` is the kind of an indicator that is made for the line. Raises as `save_criterion`,
    `place_criterion` and `add_own_indicator` do.
    """
    if measured_anew:
        names = {name: fields[name] for name in ("name", "code")}
        own = add_own_indicator(table=table, parent=parent, kind=measured_anew, by=by, now=now, **names)
        fields["inputs"] = {**fields["inputs"], MAIN.name: own}
    if criterion is None:
        return save_criterion(table=table, parent=parent, by=by, now=now, **fields)
    row = save_criterion(table=table, criterion=criterion, by=by, now=now, **fields)
    if row.parent_id != (parent.pk if parent else None):
        place_criterion(criterion=row, parent=parent, by=by, now=now)
    return row
