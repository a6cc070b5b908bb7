"""The places of lines in the tree: up and down among their neighbours, and into another group."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Criterion, ScoringTable
from campaigns.services.tables.guard import draft, require_open
from common.db import update_from
from common.errors import fault
from units.actors import Actor
from units.services import audit


@transaction.atomic
def move_criterion(*, criterion: Criterion, up: bool, by: Actor, now: datetime) -> bool:
    """Let a line change places with its neighbour above or below; returns whether there was one.

    Raises Refusal; ValidationError for what is no draft, and for a line that is not left open to the cluster.
    """
    row, table = _row(criterion, by, now)
    require_open(row, inside=True)
    beside = _below(table)[row.parent_id]
    place = beside.index(row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(beside):
        return False
    beside[place], beside[other] = beside[other], beside[place]
    _renumber(table, {row.parent_id: beside})
    audit.record(verb="move_criterion", subject=row, by=by, now=now, code=row.code, up=up)
    return True


@transaction.atomic
def place_criterion(*, criterion: Criterion, parent: Criterion | None, by: Actor, now: datetime) -> None:
    """Put a line, with all that stands below it, last into another group, or at the top.

    Raises as `move_criterion` does, and ValidationError for a group of another table, for what is no group, and for a
    group that stands below the line itself.
    """
    row, table = _row(criterion, by, now)
    require_open(row, inside=True)
    if parent is not None:
        _require_group(row, parent)
        require_open(Criterion(table=table, parent_id=parent.pk), inside=True)
    elif row.parent_id is not None:
        require_open(Criterion(table=table), inside=True)
    before = row.parent_id
    above = parent.pk if parent else None
    Criterion.objects.filter(pk=row.pk).update(parent=above)
    below = _below(table)
    below[above].remove(row.pk)
    below[above].append(row.pk)
    _renumber(table, below)
    audit.record(
        verb="place_criterion", subject=row, by=by, now=now, code=row.code, before=before, after=above
    )


def _row(criterion: Criterion, by: Actor, now: datetime) -> tuple[Criterion, ScoringTable]:
    table = draft(criterion.table, by=by, now=now)
    return Criterion.objects.select_related("table").get(pk=criterion.pk), table


def _require_group(row: Criterion, parent: Criterion) -> None:
    if parent.table_id != row.table_id or not parent.is_group:
        raise fault("parent", _("Choose a group of this table."))
    parents = dict(Criterion.objects.filter(table=row.table_id).values_list("pk", "parent_id"))
    above: int | None = parent.pk
    while above is not None:
        if above == row.pk:
            said = _(
                "“%(group)s” stands below “%(code)s” itself. Choose another group, or move that one first."
            )
            raise fault("parent", said % {"group": parent.code, "code": row.code})
        above = parents[above]


def _below(table: ScoringTable) -> dict[int | None, list[int]]:
    """The ids below each line, in their order."""
    found: dict[int | None, list[int]] = {}
    for pk, parent in table.criteria.order_by("order", "pk").values_list("pk", "parent_id"):
        found.setdefault(parent, []).append(pk)
    return found


def _renumber(table: ScoringTable, changed: dict[int | None, list[int]]) -> None:
    """Number all lines anew as the tree is read, from 1."""
    below = _below(table) | changed
    order: list[int] = []

    def walk(parent: int | None) -> None:
        for pk in below.get(parent, []):
            order.append(pk)
            walk(pk)

    walk(None)
    update_from(Criterion, [{"id": pk, "order": n} for n, pk in enumerate(order, start=1)])
