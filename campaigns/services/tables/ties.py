"""The keys of a draft that part unions of equal points, in their order."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import TieKind
from campaigns.models import Criterion, Indicator, ScoringTable, TieBreak
from campaigns.queries import removals
from campaigns.services.tables.guard import draft, require_unbound
from common.errors import by_field
from units.actors import Actor
from units.services import audit
from units.services.removing import remove_rows


@transaction.atomic
def save_tie_break(
    *, table: ScoringTable, kind: str, by: Actor, now: datetime, tie_break: TieBreak | None = None,
    criterion: Criterion | None = None, indicator: Indicator | None = None, is_lower_better: bool = False,
) -> TieBreak:  # fmt: skip
    """Enter a key behind the others, or change one.

    Raises Refusal; ValidationError by field, and for what is no draft.
    """
    fresh = draft(table, by=by, now=now)
    require_unbound(fresh)
    by_field(_faults(fresh, kind, criterion, indicator))
    if tie_break is None:
        last = fresh.tie_breaks.order_by("-order").values_list("order", flat=True).first()
        row = TieBreak(table=fresh, order=(last or 0) + 1)
    else:
        row = TieBreak.objects.get(pk=tie_break.pk, table=fresh)
    row.kind, row.criterion, row.indicator, row.is_lower_better = kind, criterion, indicator, is_lower_better
    row.save()
    names = [criterion.code if criterion else "", indicator.code if indicator else ""]
    audit.record(
        verb="save_tie_break", subject=row, by=by, now=now, order=row.order, kind=kind, of=names,
        is_lower_better=is_lower_better,
    )  # fmt: skip
    return row


def _faults(
    table: ScoringTable, kind: str, criterion: Criterion | None, indicator: Indicator | None
) -> dict[str, str]:
    faults: dict[str, str] = {}
    if kind not in TieKind.values:
        faults["kind"] = _("Choose a key from the list.")
    if kind == TieKind.CRITERION and (criterion is None or criterion.table_id != table.pk):
        faults["criterion"] = _("Choose a criterion of this table.")
    if kind == TieKind.INDICATOR and (indicator is None or indicator.campaign_id != table.campaign_id):
        faults["indicator"] = _("Choose an indicator of this campaign.")
    if kind != TieKind.CRITERION and criterion is not None:
        faults["criterion"] = _("This key reads no criterion. Leave it empty.")
    if kind != TieKind.INDICATOR and indicator is not None:
        faults["indicator"] = _("This key reads no indicator. Leave it empty.")
    return faults


@transaction.atomic
def move_tie_break(*, tie_break: TieBreak, up: bool, by: Actor, now: datetime) -> bool:
    """Let a key change places with the one before or behind it; returns whether there was one.

    Raises Refusal, ValidationError as `save_tie_break` does.
    """
    table = draft(tie_break.table, by=by, now=now)
    require_unbound(table)
    keys = list(table.tie_breaks.order_by("order"))
    place = next(n for n, key in enumerate(keys) if key.pk == tie_break.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(keys):
        return False
    keys[place], keys[other] = keys[other], keys[place]
    _renumber(keys)
    audit.record(verb="move_tie_break", subject=tie_break, by=by, now=now, up=up)
    return True


def _renumber(keys: list[TieBreak]) -> None:
    """Number keys from 1; by a way round the places that are taken, since no two keys have one."""
    free = max((key.order for key in keys), default=0)
    for start in (free, 0):
        for n, key in enumerate(keys, start=start + 1):
            key.order = n
            key.save(update_fields=["order"])


@transaction.atomic
def remove_tie_break(*, tie_break: TieBreak, by: Actor, now: datetime) -> None:
    """Remove a key; those behind it move up. Raises Refusal, ValidationError as `save_tie_break` does."""
    table = draft(tie_break.table, by=by, now=now)
    require_unbound(table)
    remove_rows("remove_tie_break", tie_break, removals.removal_of_tie_break(tie_break), by=by, now=now)
    _renumber(list(table.tie_breaks.order_by("order")))
