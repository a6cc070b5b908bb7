"""The records of scoring tables: all that points, totals, ranks and bands depend on, and nothing that explains them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from campaigns.models import Band, Criterion, Participant, Phase, ScoringTable
from campaigns.scoring import registry
from campaigns.services.sealing.document import Record
from common.fields import to_units
from common.search import as_written

#: What a table says of its totals, in words, numbers and yes or no.
SAID = (
    "line_decimals", "total_decimals", "rounding", "may_exceed", "may_sink", "rescales", "silent_gets_lowest",
    "min_months", "min_months_merged", "part_missing",
)  # fmt: skip


def tables_of(phase: Phase) -> dict[int, list[Record]]:
    """The records of the tables that score the phase, by table."""
    used = Participant.objects.filter(phase=phase, table__isnull=False).values("table_id")
    return _read(ScoringTable.objects.filter(pk__in=used))


def records_of(table: ScoringTable) -> list[Record]:
    """The records of one table: itself, criteria, bands, downgrades, tie-breaks."""
    return _read(ScoringTable.objects.filter(pk=table.pk))[table.pk]


def _read(rows: QuerySet[ScoringTable]) -> dict[int, list[Record]]:
    criteria = Criterion.objects.select_related("parent").prefetch_related("inputs__indicator", "steps")
    tables = rows.prefetch_related(
        Prefetch("criteria", criteria.order_by("order", "pk")),
        Prefetch("bands", Band.objects.order_by("-lowest").prefetch_related("conditions")),
        "downgrades__band",
        "tie_breaks__criterion",
        "tie_breaks__indicator",
    )
    return {table.pk: list(_records(table)) for table in tables}


def _records(table: ScoringTable) -> Iterator[Record]:
    name = [table.code, table.version]
    said = {key: getattr(table, key) for key in SAID}
    yield {"record": "table", "table": name, "name": table.name, "nominal": to_units(table.nominal), **said}
    for criterion in table.criteria.all():
        yield {"record": "criterion", "table": name, **_criterion(criterion)}
    for band in table.bands.all():
        yield {"record": "band", "table": name, **_band(band)}
    for row in table.downgrades.all():
        yield {"record": "downgrade", "table": name, **_fact(row), "band": named_band(row.band)}
    for key in table.tie_breaks.all():
        yield {"record": "tie_break", "table": name, **_tie_break(key)}


def _criterion(criterion: Criterion) -> Record:
    """A criterion with the parameters of its rule, those left out among them, and the indicators that it reads."""
    return {
        "code": criterion.code,
        "parent": criterion.parent.code if criterion.parent else None,
        "name": criterion.name,
        "rule": criterion.rule,
        "nature": criterion.nature,
        "max_points": to_units(criterion.max_points),
        "min_points": _units(criterion.min_points),
        "is_clamped": criterion.is_clamped,
        "params": {} if criterion.is_group else registry.sealed(criterion.rule, criterion.params),
        "inputs": {read.role: read.indicator.code for read in criterion.inputs.all()},
        "steps": [
            {
                "lowest": _units(step.lowest),
                "below": _units(step.below),
                **_fact(step),
                "points": to_units(step.points),
            }
            for step in criterion.steps.all()
        ],
    }


def _band(band: Band) -> Record:
    return {
        "class": band.name,
        "lowest": to_units(band.lowest),
        "below": _units(band.below),
        "share": _units(band.share),
        "conditions": [
            {"kind": one.kind, "percent": _units(one.percent), **_fact(one)} for one in band.conditions.all()
        ],
    }


def named_band(band: Band | None) -> Record | None:
    """A band by its name and its lower edge, which no other of its table has."""
    return {"class": band.name, "lowest": to_units(band.lowest)} if band else None


def _tie_break(key: Any) -> Record:
    return {
        "order": key.order,
        "kind": key.kind,
        "criterion": key.criterion.code if key.criterion else None,
        "indicator": key.indicator.code if key.indicator else None,
        "is_lower_better": key.is_lower_better,
    }


def _fact(row: Any) -> Record:
    """Which facts are meant: their kind, and their grade as it was written and as it is compared."""
    return {
        "fact_kind": row.fact_kind,
        "fact_grade": row.fact_grade,
        "grade_key": as_written(row.fact_grade),
    }


def _units(amount: Decimal | None) -> int | None:
    return None if amount is None else to_units(amount)
