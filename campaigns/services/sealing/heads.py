"""The records before the participants: the campaign and phase, its indicators, and the tables of a cluster."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from campaigns.choices import PhaseKind
from campaigns.models import Indicator, Phase, Seal
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.results import STATUSES
from campaigns.services.sealing.tables import tables_of
from campaigns.services.sealing.waiting import judged_of, waited_of
from campaigns.services.sealing.years import parts_of
from common.fields import to_units
from units.models import Cluster

#: What a document says of its own order.
ORDER = ("cluster_id", "revision", "noted", "left_open")


class Heads:
    """What the documents of a phase share, read once."""

    def __init__(self, phase: Phase, pointers: Sequence[tuple[int | None, int]], number: int) -> None:
        self.phase, self.number = phase, number
        self.earlier = [
            {"number": p.number, "sector": p.sector, "name": p.name, "target_share": to_units(p.target_share)}
            for p in Phase.objects.earlier_than(phase)
        ]
        self.parts = [
            {
                "campaign": part.phase.campaign.code,
                "number": part.phase.number,
                "sector": part.phase.sector,
                "name": part.phase.name,
                "weight": to_units(part.weight),
            }
            for part in parts_of(phase)
        ]
        self.clusters = Cluster.objects.in_bulk([pk for pk, _revision in pointers if pk is not None])
        self.seals = _orders(phase, pointers) if number > 2 else {}
        self.indicators = [
            _indicator_record(i)
            for i in Indicator.objects.filter(campaign=phase.campaign_id).order_by("order", "pk")
        ]
        self.tables = tables_of(phase)

    @property
    def judged(self) -> Mapping[tuple[str, int], set[str]] | None:
        """By the name of a table the indicators in which its judges give points; None where the format has no word."""
        if self.number < 3:
            return None
        criteria: dict[tuple[str, int], list[Record]] = {}
        for record in chain.from_iterable(self.tables.values()):
            if record["record"] == "criterion":
                criteria.setdefault((*record["table"],), []).append(record)
        return {name: judged_of(rows) for name, rows in criteria.items()}

    def of(self, cluster: int | None, revision: int, tables: Iterable[int]) -> Iterator[Record]:
        """The head of one cluster's document."""
        yield {"record": "seal", "format": self.number, "revision": revision, "unit": "1/10000"}
        yield self._phase_record(cluster)
        if self.number > 2:
            yield waited_of(self.seals.get((cluster, revision)))
        yield from self.indicators
        for table in sorted(tables):
            yield from self.tables.get(table, [])

    def _phase_record(self, cluster: int | None) -> Record:
        phase, home = self.phase, self.clusters.get(cluster or 0)
        return {
            "record": "phase",
            "campaign": self._campaign_part(),
            "number": phase.number,
            "kind": phase.kind,
            "name": phase.name,
            "sector": phase.sector,
            "period": [phase.period_from.isoformat(), phase.period_to.isoformat()],
            "review_day": (phase.review_day or phase.period_to).isoformat(),
            "closed_at": phase.closed_at.isoformat() if phase.closed_at else None,
            "target_share": to_units(phase.target_share),
            "cluster": {"code": home.code, "name": home.name} if home else None,
            "earlier": self.earlier,
            "joins": phase.joins if phase.kind == PhaseKind.YEAR else None,
            "parts": self.parts,
        }

    def _campaign_part(self) -> Record:
        """The campaign, with which of its figures count."""
        campaign = self.phase.campaign
        return {
            "code": campaign.code,
            "name": campaign.name,
            "year": campaign.year,
            "counts_from": STATUSES[campaign.counts_from],
            "final_waits": campaign.final_waits,
            "is_extract": campaign.is_extract,
        }


def _orders(phase: Phase, pointers: Sequence[tuple[int | None, int]]) -> dict[tuple[int | None, int], Seal]:
    """The orders to seal these, without their documents."""
    rows = Seal.objects.filter(phase=phase, revision__in={revision for _pk, revision in pointers})
    return {(seal.cluster_id, seal.revision): seal for seal in rows.only(*ORDER)}


def _indicator_record(indicator: Indicator) -> Record:
    names = ("code", "name", "short_name", "unit_of_measure", "kind", "accumulation", "supplier", "decimals")
    return {"record": "indicator", **{name: getattr(indicator, name) for name in names}}
