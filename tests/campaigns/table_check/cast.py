"""A table that is spoiled past the services, and what the check says of it."""

from typing import Any

from campaigns.models import Criterion, ScoringTable
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
