"""The records before the participants: the phase, its indicators, and the scoring tables of a cluster."""

from collections.abc import Iterable, Iterator
from typing import Any

from campaigns.models import Band, Criterion, Indicator, Participant, Phase
from campaigns.scoring import registry
from campaigns.services.sealing.document import SEAL_FORMAT, Record
from common.fields import to_units
from units.models import Cluster


class Heads:
    """What the documents of a phase share, read once."""

    def __init__(self, phase: Phase, clusters: Iterable[int | None]) -> None:
        self.phase = phase
        self.earlier = [
            {"number": p.number, "sector": p.sector, "name": p.name}
            for p in Phase.objects.earlier_than(phase)
        ]
        self.clusters = Cluster.objects.in_bulk([pk for pk in clusters if pk is not None])
        self.indicators = [
            _indicator_record(i)
            for i in Indicator.objects.filter(campaign=phase.campaign_id).order_by("order", "pk")
        ]
        self.tables = _tables_of(phase)

    def of(self, cluster: int | None, revision: int, tables: Iterable[int]) -> Iterator[Record]:
        """The head of one cluster's document."""
        yield {"record": "seal", "format": SEAL_FORMAT, "revision": revision, "unit": "1/10000"}
        yield self._phase_record(cluster)
        yield from self.indicators
        for table in sorted(tables):
            yield from self.tables.get(table, [])

    def _phase_record(self, cluster: int | None) -> Record:
        phase, campaign, home = self.phase, self.phase.campaign, self.clusters.get(cluster or 0)
        return {
            "record": "phase",
            "campaign": {"code": campaign.code, "name": campaign.name, "year": campaign.year},
            "number": phase.number,
            "name": phase.name,
            "sector": phase.sector,
            "period": [phase.period_from.isoformat(), phase.period_to.isoformat()],
            "closed_at": phase.closed_at.isoformat() if phase.closed_at else None,
            "target_share": to_units(phase.target_share),
            "cluster": {"code": home.code, "name": home.name} if home else None,
            "earlier": self.earlier,
        }


def _indicator_record(indicator: Indicator) -> Record:
    names = ("code", "name", "short_name", "unit_of_measure", "kind", "accumulation", "supplier", "decimals")
    return {"record": "indicator", **{name: getattr(indicator, name) for name in names}}


def _tables_of(phase: Phase) -> dict[int, list[Record]]:
    """Criteria and bands of the tables that score the phase, by table."""
    used = Participant.objects.filter(phase=phase, table__isnull=False).values("table_id")
    found: dict[int, list[Record]] = {}
    criteria = Criterion.objects.filter(table__in=used).select_related("table", "parent")
    criteria = criteria.prefetch_related("inputs__indicator")
    for criterion in criteria.order_by("table_id", "order", "pk"):
        found.setdefault(criterion.table_id, []).append(_criterion_record(criterion))
    bands = Band.objects.filter(table__in=used).select_related("table").order_by("table_id", "-lowest")
    for band in bands:
        lowest = to_units(band.lowest)
        record = {"record": "band", "table": _named(band.table), "class": band.name, "lowest": lowest}
        found.setdefault(band.table_id, []).append(record)
    return found


def _named(table: Any) -> list[Any]:
    """A table's code and version."""
    return [table.code, table.version]


def _criterion_record(criterion: Criterion) -> Record:
    """A criterion with all parameters of its rule, those left out among them, and the indicators that it reads."""
    return {
        "record": "criterion",
        "table": _named(criterion.table),
        "code": criterion.code,
        "parent": criterion.parent.code if criterion.parent else None,
        "name": criterion.name,
        "rule": criterion.rule,
        "max_points": to_units(criterion.max_points),
        "params": {} if criterion.is_group else registry.complete(criterion.rule, criterion.params),
        "inputs": {read.role: read.indicator.code for read in criterion.inputs.all()},
    }
