"""The rows of a drawn season."""

from datetime import date
from itertools import count
from typing import Any

from campaigns.choices import PhaseKind, PhaseStatus, TargetKind, TieKind
from campaigns.models import (
    Band,
    BandCondition,
    Campaign,
    ClusterRevision,
    Criterion,
    CriterionInput,
    Downgrade,
    ExternalFact,
    Indicator,
    Participant,
    Phase,
    Placing,
    Result,
    ScoringTable,
    Step,
    Target,
    TieBreak,
    YearPart,
)
from campaigns.scoring import registry
from common.fields import from_units
from common.search import as_written
from tests.campaigns.scoring.whole.seasons import Drawing, Member
from tests.campaigns.scoring.whole.tables import Drawn, Line
from tests.cast import CLOSES, NOW, OPENS, World
from units.models import Cluster, Headcount, Union

numbers = count(1)
PERIODS = [(date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 12, 31))]


class Built:
    """A drawn season as rows: two phases and a year."""

    def __init__(self, world: World, drawing: Drawing) -> None:
        self.drawing, self.mark, self.world = drawing, f"G{next(numbers)}", world
        self.campaign = Campaign.objects.create(
            code=self.mark, name="G", year=2024, owner=world.city, **drawing.campaign
        )
        self.phases = [self._phase(number) for number in (1, 2)]
        self.year = self._year()
        self.indicators = Indicator.objects.bulk_create(
            Indicator(
                campaign=self.campaign, code=f"I{n}", name="G", short_name="G", order=n, decimals=4, **said
            )
            for n, said in enumerate(drawing.indicators)
        )
        self.tables = [self._table(n, drawn) for n, drawn in enumerate(drawing.tables)]
        self.clusters = Cluster.objects.bulk_create(
            Cluster(code=f"{self.mark}-{n}", name="G", owner=world.city) for n in range(2)
        )
        self._people()

    def _phase(self, number: int) -> Phase:
        first, last = PERIODS[number - 1]
        return Phase.objects.create(
            campaign=self.campaign, number=number, name="G", period_from=first, period_to=last, entry_opens_at=OPENS,
            entry_closes_at=CLOSES, target_share=from_units(self.drawing.shares[number - 1]),
            sector=self.drawing.sectors[number - 1], status=PhaseStatus.CLOSED, closed_at=CLOSES,
        )  # fmt: skip

    def _year(self) -> Phase:
        year = Phase.objects.create(
            campaign=self.campaign, number=3, name="G", period_from=PERIODS[0][0], period_to=PERIODS[1][1],
            kind=PhaseKind.YEAR, joins=self.drawing.joins, entry_opens_at=OPENS, entry_closes_at=CLOSES,
            status=PhaseStatus.CLOSED, closed_at=CLOSES,
        )  # fmt: skip
        YearPart.objects.bulk_create(
            YearPart(year=year, phase=phase, weight=from_units(weight))
            for phase, weight in zip(self.phases, self.drawing.weights, strict=True)
        )
        return year

    # --- Tables -------------------------------------------------------------------------------------------------------
    def _table(self, number: int, drawn: Drawn) -> ScoringTable:
        said = drawn.said | {"nominal": from_units(drawn.said["nominal"])}
        table = ScoringTable.objects.create(campaign=self.campaign, code=f"T{number}", name="G", **said)
        criteria = Criterion.objects.bulk_create(
            _criterion(table, place, line) for place, line in enumerate(drawn.lines)
        )
        for criterion, line in zip(criteria, drawn.lines, strict=True):
            criterion.parent = None if line.above is None else criteria[line.above]
        Criterion.objects.bulk_update(criteria, ["parent"])
        pairs = list(zip(criteria, drawn.lines, strict=True))
        CriterionInput.objects.bulk_create(
            CriterionInput(criterion=criterion, role=role, indicator=self.indicators[n])
            for criterion, line in pairs
            for role, n in line.inputs.items()
        )
        Step.objects.bulk_create(
            Step(
                criterion=criterion, order=order, lowest=_amount(step.lowest), below=_amount(step.below),
                points=from_units(step.points), fact_kind=step.fact_kind, fact_grade=step.fact_grade.upper(),
            )
            for criterion, line in pairs
            for order, step in enumerate(line.steps)
        )  # fmt: skip
        self._bands(table, drawn)
        leaves = [criterion for criterion in criteria if criterion.rule != registry.GROUP]
        TieBreak.objects.bulk_create(
            TieBreak(
                table=table, order=order, kind=kind, is_lower_better=lower,
                criterion=leaves[n % len(leaves)] if kind == TieKind.CRITERION else None,
                indicator=self.indicators[n % len(self.indicators)] if kind == TieKind.INDICATOR else None,
            )
            for order, (kind, n, lower) in enumerate(drawn.tie_breaks)
        )  # fmt: skip
        return table

    def _bands(self, table: ScoringTable, drawn: Drawn) -> None:
        bands = Band.objects.bulk_create(
            Band(
                table=table, name=f"B{place}", lowest=from_units(said["lowest"]), below=_amount(said["below"]),
                share=_amount(said["share"]),
            )
            for place, said in enumerate(drawn.bands)
        )  # fmt: skip
        BandCondition.objects.bulk_create(
            BandCondition(band=band, **asked | {"percent": _amount(asked["percent"])})
            for band, said in zip(bands, drawn.bands, strict=True)
            for asked in said["conditions"]
        )
        Downgrade.objects.bulk_create(
            Downgrade(table=table, fact_kind=kind, fact_grade=grade, band=bands[place])
            for kind, grade, place in drawn.downgrades
        )

    # --- Unions -------------------------------------------------------------------------------------------------------
    def _people(self) -> None:
        members = self.drawing.members
        unions = Union.objects.bulk_create(
            Union(
                code=f"{self.mark}-U{n}", name="G", short_name="G", level="district", sector=member.sector,
                founded_on=member.founded_on,
            )
            for n, member in enumerate(members)
        )  # fmt: skip
        pairs = list(zip(unions, members, strict=True))
        self._outside(pairs)
        targets = self._targets(pairs)
        for phase in (*self.phases, self.year):
            people = Participant.objects.bulk_create(
                Participant(
                    phase=phase, union=union, sector=member.sector,
                    cluster=None if member.cluster is None else self.clusters[member.cluster],
                    table=None if member.sheet.table is None else self.tables[member.sheet.table],
                )
                for union, member in pairs
            )  # fmt: skip
            if phase == self.year:
                break
            Result.objects.bulk_create(
                Result(
                    participant=person, indicator=indicator, **cell | {"value": _amount(cell["value"])},
                    **{kind: targets.get((member_number, n, kind)) for kind in TargetKind.values},
                )
                for member_number, (person, member) in enumerate(zip(people, members, strict=True))
                for n, (indicator, cell) in enumerate(zip(self.indicators, _cells(member, phase), strict=True))
                if cell
            )  # fmt: skip
            Placing.objects.bulk_create(
                Placing(
                    participant=person, place=member.placing[0], is_ballot=member.placing[1], reason="G",
                    decided_by=self.world.quang, decided_at=NOW,
                )
                for person, member in zip(people, members, strict=True)
                if member.placing
            )  # fmt: skip
        ClusterRevision.objects.bulk_create(
            ClusterRevision(phase=phase, cluster_id=cluster, number=1)
            for phase in (*self.phases, self.year)
            for cluster in self.homes
        )

    def _targets(self, pairs: list[tuple[Union, Member]]) -> dict[tuple[int, int, str], Target]:
        keys = [
            (number, n, kind, goal)
            for number, (_union, member) in enumerate(pairs)
            for n, goals in enumerate(member.sheet.targets)
            for kind, goal in zip(TargetKind.values, goals, strict=True)
            if goal is not None
        ]
        rows = Target.objects.bulk_create(
            Target(
                indicator=self.indicators[n],
                union=pairs[number][0],
                kind=kind,
                value=from_units(goal),
                set_at=NOW,
            )
            for number, n, kind, goal in keys
        )
        return {(number, n, kind): row for (number, n, kind, _goal), row in zip(keys, rows, strict=True)}

    def _outside(self, pairs: list[tuple[Union, Member]]) -> None:
        """Headcounts and facts."""
        Headcount.objects.bulk_create(
            Headcount(union=union, as_of=day, members=members, women=women, source="G", recorded_at=NOW)
            for union, member in pairs
            for day, (members, women) in member.headcounts.items()
        )
        ExternalFact.objects.bulk_create(
            ExternalFact(union=union, **fact, **_keys(fact), recorded_at=NOW)
            for union, member in pairs
            for fact in member.facts
        )

    @property
    def homes(self) -> list[int | None]:
        """Every cluster that takes part."""
        found = set(Participant.objects.filter(phase=self.year).values_list("cluster_id", flat=True))
        return sorted(found, key=lambda pk: pk or 0)


def _cells(member: Member, phase: Phase) -> list[dict[str, Any] | None]:
    return member.sheet.before if phase.number == 1 else member.sheet.now


def _criterion(table: ScoringTable, place: int, line: Line) -> Criterion:
    return Criterion(
        table=table, code=str(place), name="G", order=place, rule=line.rule, nature=line.nature,
        max_points=from_units(line.most), min_points=_amount(line.least), is_clamped=line.is_clamped,
        params=line.params,
    )  # fmt: skip


def _keys(fact: dict[str, Any]) -> dict[str, str]:
    return {"grade_key": as_written(fact["grade"]), "document_key": as_written(fact["number"])}


def _amount(units: int | None) -> Any:
    return None if units is None else from_units(units)
