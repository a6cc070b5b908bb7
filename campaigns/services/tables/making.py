"""New tables, and changes of what a draft says of itself."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign, ScoringTable
from campaigns.queries import removals
from campaigns.services.campaigns.editing import apply_changes, check_fields, lock_campaign
from campaigns.services.tables.amounts import amount_fault, exact
from campaigns.services.tables.guard import draft, require_maker, require_unbound
from common.errors import by_field, fault
from units.actors import Actor
from units.models import Cluster
from units.services import audit
from units.services.removing import remove_rows

#: What a draft says of itself; `code`, `version`, `cluster` and `base` never change.
FIELDS = {
    "name", "sector", "level", "size_from", "size_to", "nominal", "line_decimals", "total_decimals", "rounding",
    "may_exceed", "may_sink", "rescales", "silent_gets_lowest", "min_months", "min_months_merged", "part_missing",
    "is_sample",
}  # fmt: skip
#: The most decimals of a line and of a total.
PLACES = 4


@transaction.atomic
def make_table(
    *, campaign: Campaign, code: str, name: str, by: Actor, now: datetime, cluster: Cluster | None = None,
    **fields: Any,
) -> ScoringTable:  # fmt: skip
    """Make a draft without lines: for all, for a sector, a level or a size of unions, or for a cluster.

    Raises Refusal for who may not, ValidationError by field.
    """
    require_maker(by, campaign, cluster)
    lock_campaign(campaign.pk)
    table = ScoringTable(campaign=campaign, code=code, name=name, cluster=cluster)
    return save_new(table, fields, verb="make_table", by=by, now=now)


def save_new(
    table: ScoringTable, fields: dict[str, Any], *, verb: str, by: Actor, now: datetime, **told: Any
) -> ScoringTable:
    """Save a new table whose campaign is locked; the caller has asked who may. Raises ValidationError by field."""
    same = ScoringTable.objects.filter(campaign=table.campaign_id, code=table.code, version=table.version)
    if same.exists():
        said = _("There is a table “%(code)s” in this campaign already. Choose another code.")
        raise fault("code", said % {"code": table.code})
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a table has no {sorted(unknown)}")
    for field, value in fields.items():
        setattr(table, field, value)
    _check(table, {"code", "name", *fields})
    table.save(force_insert=True)
    audit.record(
        verb=verb, subject=table, by=by, now=now, code=table.code, version=table.version,
        cluster=table.cluster_id, fields={name: str(value) for name, value in fields.items()}, **told,
    )  # fmt: skip
    return table


@transaction.atomic
def edit_table(*, table: ScoringTable, by: Actor, now: datetime, **changes: Any) -> ScoringTable:
    """Change what a draft says of itself: its name, for whom it is, how it counts and prints.

    Raises Refusal, ValidationError by field; for what is no draft, and for a cluster's version of the federation's
    table, of which the name alone may change.
    """
    fresh = draft(table, by=by, now=now)
    if changes.keys() - {"name", "is_sample"}:
        require_unbound(fresh)
    trial = ScoringTable.objects.get(pk=fresh.pk)
    for field, value in changes.items():
        if field in FIELDS:
            setattr(trial, field, value)
    _check(trial, changes.keys() & FIELDS)
    if "nominal" in changes:
        changes["nominal"] = exact(changes["nominal"])
    apply_changes(fresh, changes, allowed=FIELDS, verb="edit_table", by=by, now=now)
    return fresh


def _check(table: ScoringTable, fields: set[str]) -> None:
    """What of the fields does not fit, alone and beside each other. Raises ValidationError."""
    faults: dict[str, str] = {}
    if said := amount_fault(table.nominal, least=None):
        faults["nominal"] = said
    elif (whole := exact(table.nominal)) is not None and whole <= 0:
        faults["nominal"] = _("The nominal maximum must be more than 0 points.")
    for name in ("line_decimals", "total_decimals"):
        if getattr(table, name) not in range(PLACES + 1):
            faults[name] = _("At most 4 decimals are kept. Write 0 to 4.")
    if table.size_from is not None and table.size_to is not None and table.size_to <= table.size_from:
        faults["size_to"] = _("The upper bound must be more than the lower one.")
    by_field(faults)
    check_fields(table, fields)
    table.nominal = exact(table.nominal) or Decimal(0)


@transaction.atomic
def remove_table(*, table: ScoringTable, by: Actor, now: datetime) -> None:
    """Remove a draft with its lines, bands and keys.

    Raises Refusal; ValidationError for what is no draft; StillUsed while a union is scored by it or another table was
    made from it.
    """
    fresh = draft(table, by=by, now=now)
    remove_rows("remove_table", fresh, removals.removal_of_table(fresh), by=by, now=now)
