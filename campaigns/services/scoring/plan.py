"""What the tables of a phase say of what comes after the sum, read once and sent along as small tables of rows."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Prefetch

from campaigns.choices import ConditionKind, FactKind, Nature
from campaigns.models import Band, Criterion, Phase, ScoringTable
from campaigns.rules import PERSONS, months_before
from common.db import Given, given_rows
from common.fields import to_units
from common.search import as_written

#: What a fact does to a band, by the condition that asks for it: it bars, it is needed, or it opens another way in.
WAYS = {
    ConditionKind.NO_FACT: "bars",
    ConditionKind.HAS_FACT: "needs",
    ConditionKind.REGISTERED: "needs",
    ConditionKind.OR_FACT: "opens",
}


class KeySaid(NamedTuple):
    """A tie-break key of a table."""

    kind: str
    criterion: int | None
    indicator: int | None
    is_lower: int


@dataclass(frozen=True)
class Plan:
    """The tables that score a phase, with their bands, conditions, downgrades and keys."""

    phase: Phase
    tables: list[ScoringTable]

    @property
    def keys(self) -> dict[int, list[KeySaid]]:
        """The keys of each table, in order."""
        return {
            table.pk: [
                KeySaid(key.kind, key.criterion_id, key.indicator_id, int(key.is_lower_better))
                for key in table.tie_breaks.all()
            ]
            for table in self.tables
        }

    @property
    def positions(self) -> range:
        """The positions of keys, from 1 to the longest list."""
        return range(1, max((len(keys) for keys in self.keys.values()), default=0) + 1)

    def at(self, position: int) -> list[KeySaid]:
        """The keys that stand at a position."""
        return [keys[position - 1] for keys in self.keys.values() if len(keys) >= position]

    def naming(self, what: str) -> list[int]:
        """The positions at which the key of some table names a "criterion" or an "indicator"."""
        return [at for at in self.positions if any(getattr(key, what) is not None for key in self.at(at))]

    @property
    def bands(self) -> dict[int, list[Band]]:
        """The bands of each table, highest first."""
        return {table.pk: list(table.bands.all()) for table in self.tables}

    @property
    def limited(self) -> list[int]:
        """The places of the walk at which a band of some table is limited, from the top."""
        rows = (
            place
            for bands in self.bands.values()
            for place, band in enumerate(bands, start=1)
            if band.share is not None
        )
        return sorted(set(rows))

    @property
    def weighs_standards(self) -> bool:
        """A band asks a share of the points of each standard."""
        bands = (band for rows in self.bands.values() for band in rows)
        return any(c.kind == ConditionKind.STANDARDS for band in bands for c in band.conditions.all())

    def given_tables(self) -> Given:
        """`said`: what each table says beside its bands; days as of the review day."""
        types = {"table_id": "bigint", "bands": "bigint", "gets_lowest": "integer"}
        types |= {"founded_after": "date", "merged_after": "date"}
        for at in self.positions:
            types |= {f"kind_{at}": "text", f"is_lower_{at}": "integer", f"is_persons_{at}": "integer"}
            types |= {f"indicator_{at}": "bigint"}
        return given_rows("said", types, [self._said(table) for table in self.tables])

    def _said(self, table: ScoringTable) -> list[Any]:
        day = review_day(self.phase)
        edges = [
            months_before(day, months).isoformat() if months else None
            for months in (table.min_months, table.min_months_merged)
        ]
        row: list[Any] = [table.pk, len(self.bands[table.pk]), int(table.silent_gets_lowest), *edges]
        keys = self.keys[table.pk]
        for at in self.positions:
            key = keys[at - 1] if len(keys) >= at else KeySaid("", None, None, 0)
            row += [key.kind, key.is_lower, int(key.kind in PERSONS), key.indicator]
        return row

    def given_bands(self) -> Given:
        """`band`: each band with its place in the walk and how many facts it needs."""
        types = dict.fromkeys(("band_id", "table_id", "place", "lowest", "below", "share"), "bigint")
        types |= {"no_zero": "integer", "needs": "bigint"}
        rows = []
        for table, bands in self.bands.items():
            for place, band in enumerate(bands, start=1):
                kinds = [condition.kind for condition in band.conditions.all()]
                needed = sum(WAYS.get(ConditionKind(kind)) == "needs" for kind in kinds)
                edges = [_units(band.lowest), _units(band.below), _units(band.share)]
                no_zero = int(ConditionKind.NO_ZERO in kinds)
                rows.append([band.pk, table, place, *edges, no_zero, needed])
        return given_rows("band", types, rows)

    def given_conditions(self) -> Given:
        """`asks`: the conditions that facts or standards answer."""
        types = {"condition_id": "bigint", "band_id": "bigint", "table_id": "bigint", "way": "text"}
        types |= {"fact_kind": "text", "fact_grade": "text", "to_date": "integer", "percent": "bigint"}
        rows = [
            [condition.pk, band.pk, table, *_asked(condition)]
            for table, bands in self.bands.items()
            for band in bands
            for condition in band.conditions.all()
            if condition.kind != ConditionKind.NO_ZERO
        ]
        return given_rows("asks", types, rows)

    def given_downgrades(self) -> Given:
        """`lowers`: the facts that leave no band above a place."""
        types = {"table_id": "bigint", "fact_kind": "text", "fact_grade": "text", "place": "bigint"}
        rows = []
        for table in self.tables:
            places = {band.pk: place for place, band in enumerate(self.bands[table.pk], start=1)}
            for fact in table.downgrades.all():
                rows.append([table.pk, fact.fact_kind, as_written(fact.fact_grade), places[fact.band_id]])
        return given_rows("lowers", types, rows)

    def given_standards(self) -> Given:
        """`standard_leaf`: the base leaves under each top-level base group, with it."""
        types = dict.fromkeys(("criterion_id", "standard_id", "most"), "bigint")
        rows = []
        for table in self.tables:
            criteria = {criterion.pk: criterion for criterion in table.criteria.all()}
            for leaf in criteria.values():
                top = _top_of(criteria, leaf)
                if leaf.is_group or leaf.nature != Nature.BASE or top.nature != Nature.BASE:
                    continue
                if top.is_group:
                    rows.append([leaf.pk, top.pk, _units(leaf.max_points)])
        return given_rows("standard_leaf", types, rows)


def plan_of(phase: Phase) -> Plan:
    """Read the tables that score a phase; a constant number of queries."""
    used = phase.participants.filter(table__isnull=False).order_by().values("table_id")
    bands = Prefetch("bands", Band.objects.order_by("-lowest").prefetch_related("conditions"))
    tables = ScoringTable.objects.filter(pk__in=used).order_by("pk")
    read = tables.prefetch_related(bands, "downgrades", "tie_breaks", "criteria")
    return Plan(phase, list(read))


def review_day(phase: Phase) -> Any:
    """The day on which unions are old enough to be graded or not: the last day covered where none is named."""
    return phase.review_day or phase.period_to


def _asked(condition: Any) -> list[Any]:
    """Way, kind and grade of the fact, whether it holds to date, and the percent that is asked."""
    if condition.kind == ConditionKind.STANDARDS:
        return ["bars", "", "", 0, _units(condition.percent)]
    if condition.kind == ConditionKind.REGISTERED:
        return [WAYS[ConditionKind.REGISTERED], FactKind.REGISTRATION.value, "", 1, None]
    way = WAYS[ConditionKind(condition.kind)]
    return [way, condition.fact_kind, as_written(condition.fact_grade), 0, None]


def _top_of(criteria: dict[int, Criterion], criterion: Criterion) -> Criterion:
    while criterion.parent_id is not None:
        criterion = criteria[criterion.parent_id]
    return criterion


def _units(amount: Any) -> int | None:
    return None if amount is None else to_units(amount)
