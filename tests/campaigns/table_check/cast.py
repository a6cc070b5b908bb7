"""A table that is spoiled past the services, and what the check says of it."""

from decimal import Decimal
from typing import Any

from campaigns.models import Band, BandCondition, Criterion, ScoringTable
from campaigns.queries.table_check import Finding, check_table


def change(table: ScoringTable, code: str, **fields: Any) -> None:
    Criterion.objects.filter(table=table, code=code).update(**fields)


def found(table: ScoringTable) -> list[tuple[str, str, str]]:
    """Faults with an exclamation mark: key, place, sentence."""
    fresh = ScoringTable.objects.get(pk=table.pk)
    return [
        ("!" * f.is_fault + f.key, f"{f.place.name} {f.place.field}".strip(), f.said)
        for f in check_table(fresh).findings
    ]


def keys(table: ScoringTable) -> list[tuple[str, str]]:
    return [(key, place) for key, place, _said in found(table)]


def one(table: ScoringTable, key: str) -> Finding:
    fresh = ScoringTable.objects.get(pk=table.pk)
    return next(finding for finding in check_table(fresh).findings if finding.key == key)


def bands(table: ScoringTable, *rows: tuple[str, Any, Any]) -> None:
    """Put these bands, name – lowest – below, in the place of the table's."""
    table.downgrades.all().delete()
    table.bands.all().delete()
    for name, lowest, below in rows:
        Band.objects.create(table=table, name=name, lowest=Decimal(lowest), below=below and Decimal(below))


def ask(table: ScoringTable, name: str, kind: str, **more: Any) -> None:
    """Give a band a condition."""
    BandCondition.objects.create(band=table.bands.get(name=name), kind=kind, **more)
