"""What comes after the sum in a draft: bands with their conditions, and downgrades."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import ConditionKind, FactKind
from campaigns.models import Band, BandCondition, Downgrade, ScoringTable
from campaigns.queries import removals
from campaigns.queries.table_check import OF_FACTS
from campaigns.services.campaigns.editing import check_fields
from campaigns.services.tables.amounts import amount_fault, exact
from campaigns.services.tables.guard import draft, require_unbound
from common.errors import by_field
from units.actors import Actor
from units.services import audit
from units.services.removing import remove_rows

Amount = Decimal | int | str


class Condition(NamedTuple):
    """A condition of a band as it is entered."""

    kind: str
    percent: Amount | None = None
    fact_kind: str = ""
    fact_grade: str = ""


@transaction.atomic
def save_band(
    *, table: ScoringTable, name: str, lowest: Amount, by: Actor, now: datetime, band: Band | None = None,
    below: Amount | None = None, share: Amount | None = None, conditions: Sequence[Condition] = (),
) -> Band:  # fmt: skip
    """Enter a band of a draft, or change one, with all its conditions.

    Raises Refusal; ValidationError by field, and for what is no draft.
    """
    fresh = draft(table, by=by, now=now)
    require_unbound(fresh)
    row = Band(table=fresh) if band is None else Band.objects.get(pk=band.pk, table=fresh)
    before = _told(row) if band else {}
    _check(row, fresh, lowest, below, share, conditions)
    row.name, row.below, row.share = name, exact(below), exact(share)
    row.lowest = exact(lowest) or Decimal(0)
    check_fields(row, {"name"})
    row.save()
    row.conditions.all().delete()
    BandCondition.objects.bulk_create(
        BandCondition(
            band=row, kind=c.kind, percent=exact(c.percent), fact_kind=c.fact_kind, fact_grade=c.fact_grade
        )
        for c in conditions
    )
    audit.record(verb="save_band", subject=row, by=by, now=now, before=before, after=_told(row))
    return row


def _check(
    row: Band, table: ScoringTable, lowest: Amount, below: Amount | None, share: Amount | None,
    conditions: Sequence[Condition],
) -> None:  # fmt: skip
    faults = {}
    if said := amount_fault(lowest, least=None):
        faults["lowest"] = said
    elif any(other.lowest == (exact(lowest) or 0) for other in table.bands.exclude(pk=row.pk)):
        faults["lowest"] = _("Another band begins there. Choose other points.")
    if below is not None:
        if said := amount_fault(below, least=None):
            faults["below"] = said
        elif "lowest" not in faults and Decimal(str(below)) <= Decimal(str(lowest)):
            faults["below"] = _("It ends before it begins. Enter an upper edge above the lower one.")
    if share is not None and (said := percent_fault(share)):
        faults["share"] = said
    for condition in conditions:
        if said := condition_fault(condition):
            faults["conditions"] = said
    if len({(c.kind, c.fact_kind, c.fact_grade) for c in conditions}) < len(conditions):
        faults["conditions"] = _("A condition stands here twice. Keep one of them.")
    by_field(faults)


def percent_fault(value: Amount) -> str:
    """What is wrong with a share in percent; "" where it is more than 0 and at most 100."""
    if said := amount_fault(value, most=Decimal(100)):
        return said
    return "" if Decimal(str(value)) > 0 else _("Enter more than 0 %.")


def condition_fault(condition: Condition) -> str:
    """What is wrong with a condition by itself; "" where nothing is."""
    if condition.kind not in ConditionKind.values:
        return _("Choose a condition from the list.")
    if condition.kind == ConditionKind.STANDARDS:
        if condition.percent is None:
            return _("Say under which share of its points a standard may not be.")
        if said := percent_fault(condition.percent):
            return said
    elif condition.percent is not None:
        return _("Only the condition on standards takes a percentage. Leave it empty.")
    return _of_fact(condition)


def _of_fact(condition: Condition) -> str:
    if condition.kind in OF_FACTS and condition.fact_kind not in FactKind.values:
        return _("Choose the kind of fact that the condition is about.")
    if condition.kind not in OF_FACTS and (condition.fact_kind or condition.fact_grade):
        return _("This condition is about no fact. Leave kind and grade empty.")
    return ""


def _told(band: Band) -> dict[str, Any]:
    """A band as the audit keeps it."""
    told: dict[str, Any] = {f: str(getattr(band, f)) for f in ("name", "lowest", "below", "share")}
    asks = band.conditions.values_list("kind", "percent", "fact_kind", "fact_grade")
    told["conditions"] = [[str(value) for value in ask] for ask in asks]
    return told


@transaction.atomic
def remove_band(*, band: Band, by: Actor, now: datetime) -> None:
    """Remove a band of a draft with its conditions.

    Raises Refusal, ValidationError as `save_band` does; StillUsed while a downgrade leads to it.
    """
    require_unbound(draft(band.table, by=by, now=now))
    remove_rows("remove_band", band, removals.removal_of_band(band), by=by, now=now)


@transaction.atomic
def save_downgrade(
    *, table: ScoringTable, band: Band, fact_kind: str, by: Actor, now: datetime, fact_grade: str = "",
    downgrade: Downgrade | None = None,
) -> Downgrade:  # fmt: skip
    """Say that a fact lets a union into no band above this one; of a grade, or of any grade of the kind.

    Raises Refusal; ValidationError by field, and for what is no draft.
    """
    fresh = draft(table, by=by, now=now)
    require_unbound(fresh)
    row = Downgrade(table=fresh) if downgrade is None else Downgrade.objects.get(pk=downgrade.pk, table=fresh)
    faults = {}
    if band.table_id != fresh.pk:
        faults["band"] = _("Choose a band of this table.")
    if fact_kind not in FactKind.values:
        faults["fact_kind"] = _("Choose a kind of fact from the list.")
    same = Downgrade.objects.filter(table=fresh, fact_kind=fact_kind, fact_grade=fact_grade)
    if same.exclude(pk=row.pk).exists():
        faults["fact_grade"] = _("A downgrade for this fact is there already. Change that one.")
    by_field(faults)
    row.band, row.fact_kind, row.fact_grade = band, fact_kind, fact_grade
    check_fields(row, {"fact_kind", "fact_grade"})
    row.save()
    audit.record(
        verb="save_downgrade", subject=row, by=by, now=now, fact=[fact_kind, fact_grade], band=band.name
    )
    return row


@transaction.atomic
def remove_downgrade(*, downgrade: Downgrade, by: Actor, now: datetime) -> None:
    """Remove a downgrade of a draft. Raises Refusal, ValidationError as `save_downgrade` does."""
    require_unbound(draft(downgrade.table, by=by, now=now))
    remove_rows("remove_downgrade", downgrade, removals.removal_of_downgrade(downgrade), by=by, now=now)
