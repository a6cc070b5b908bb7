"""A table over the season's unions whose points a test gives by hand, with bands, keys and facts."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.choices import ConditionKind, FactKind, IndicatorKind, ResultState, ResultStatus, Supplier
from campaigns.models import (
    Band,
    BandCondition,
    CountedFact,
    Criterion,
    Downgrade,
    ExternalFact,
    Indicator,
    Participant,
    Placing,
    Result,
    ScoringTable,
    Standing,
    TieBreak,
)
from campaigns.services import scoring
from common.search import as_written
from tests.cast import NOW, Season, make_criterion
from units.models import Headcount, Union


@dataclass
class Board:
    """The season with a table of its own, of leaves that the federation judges."""

    season: Season
    table: ScoringTable
    facts: list[ExternalFact] = field(default_factory=list)

    def indicator(self, code: str, supplier: str = Supplier.FEDERATION) -> Indicator:
        """The indicator of this code, new where there is none."""
        fresh = {"name": code, "short_name": code, "kind": IndicatorKind.NUMBER, "decimals": 4}
        defaults = fresh | {"supplier": supplier, "order": 50 + Indicator.objects.count()}
        found, _new = Indicator.objects.get_or_create(
            campaign=self.season.campaign, code=code, defaults=defaults
        )
        return found

    def leaf(self, code: str, most: int | str = 100, **fields: Any) -> Criterion:
        """A leaf whose points are the figure that is given to it."""
        fields = {"rule": "judged", "name": code, "order": self.table.criteria.count(), **fields}
        rule = fields.pop("rule")
        return make_criterion(self.table, code, rule, most, self.indicator(code), **fields)

    def group(self, code: str, most: int | str, **fields: Any) -> Criterion:
        """A group."""
        order = self.table.criteria.count()
        return make_criterion(self.table, code, "group", most, name=code, order=order, **fields)

    def band(self, name: str, lowest: int, below: int | None = None, *, share: int | None = None) -> Band:
        """A band of the table."""
        return Band.objects.create(table=self.table, name=name, lowest=lowest, below=below, share=share)

    def key(self, kind: str, **fields: Any) -> TieBreak:
        """The next tie-break key."""
        return TieBreak.objects.create(
            table=self.table, order=self.table.tie_breaks.count() + 1, kind=kind, **fields
        )

    def downgrade(self, band: Band, kind: str = FactKind.DISCIPLINE, grade: str = "") -> Downgrade:
        """A fact that leaves no band above this one."""
        return Downgrade.objects.create(table=self.table, band=band, fact_kind=kind, fact_grade=grade)

    def give(self, union: Union, **figures: int | str | None) -> None:
        """Appraised figures by indicator code; None for none that was reported."""
        sheet = self.season.sheet(union)
        for code, value in figures.items():
            state = ResultState.NOT_REPORTED if value is None else ResultState.REPORTED
            Result.objects.update_or_create(
                participant=sheet,
                indicator=self.indicator(code),
                defaults={"state": state, "value": value, "status": ResultStatus.VERIFIED},
            )

    def fact(
        self, union: Union, kind: str = FactKind.DISCIPLINE, grade: str = "", day: date = date(2024, 3, 1)
    ) -> ExternalFact:
        """A fact, which the next computation counts if it lies before the end of the period."""
        number = str(len(self.facts) + 1)
        found = ExternalFact.objects.create(
            union=union, kind=kind, grade=grade, grade_key=as_written(grade), day=day,
            number=number, document_key=number, recorded_at=NOW,
        )  # fmt: skip
        self.facts.append(found)
        return found

    def people(self, union: Union, members: int, women: int | None) -> Headcount:
        """Members and women on the first day of the year."""
        return Headcount.objects.create(
            union=union, as_of=date(2024, 1, 1), members=members, women=women, source="x", recorded_at=NOW
        )

    def decide(self, **places: int) -> None:
        """Places that a person gave, by the unions' names in the cast."""
        self._place(places, is_ballot=False)

    def vote(self, **places: int) -> None:
        """Places that a ballot gave."""
        self._place(places, is_ballot=True)

    def _place(self, places: dict[str, int], *, is_ballot: bool) -> None:
        for name, place in places.items():
            Placing.objects.create(
                participant=self.season.sheet(getattr(self.season.world, name)), place=place,
                is_ballot=is_ballot, reason="x", decided_by=self.season.world.quang, decided_at=NOW,
            )  # fmt: skip

    def close(self) -> dict[str, Standing]:
        """Compute the first revision; the standings by the unions' codes."""
        phase = self.season.phase
        scoring.erase_lines(phase=phase, revision=1)
        scoring.erase_standings(phase=phase, revision=1)
        scoring.write_lines(phase=phase, revision=1)
        count_facts(self.season, self.facts)
        scoring.write_standings(phase=phase, revision=1)
        rows = Standing.objects.select_related("participant__union", "band", "band_found")
        return {row.participant.union.code: row for row in rows.filter(revision=1, participant__phase=phase)}

    def ranks(self) -> dict[str, tuple[int | None, bool]]:
        """Rank and tie flag by the unions' codes."""
        return {code: (row.rank, row.is_tied) for code, row in self.close().items()}

    def bands(self) -> dict[str, str | None]:
        """The name of the band that holds, None for none, by the unions' codes."""
        return {code: named(row.band) for code, row in self.close().items()}


def make_board(season: Season) -> Board:
    """Put a fresh table and no figures in the place of the season's."""
    Result.objects.filter(participant__phase=season.phase).delete()
    table = ScoringTable.objects.create(campaign=season.campaign, code="X", name="X")
    Participant.objects.filter(phase=season.phase).update(table=table)
    return Board(season, table)


def count_facts(season: Season, facts: list[ExternalFact]) -> None:
    """What the first revision counts: facts up to the end of the period, for those who take part."""
    phase = season.phase
    sheets = dict(phase.participants.values_list("union_id", "pk"))
    CountedFact.objects.bulk_create(
        [
            CountedFact(
                participant_id=sheets[fact.union_id],
                revision=1,
                fact=fact,
                is_of_period=fact.day >= phase.period_from,
            )
            for fact in facts
            if fact.day <= phase.period_to
        ],
        ignore_conflicts=True,
    )


def ask(band: Band, kind: str, percent: int | None = None, fact: str = "", grade: str = "") -> BandCondition:
    """A condition of a band."""
    return BandCondition.objects.create(
        band=band,
        kind=kind,
        percent=None if percent is None else Decimal(percent),
        fact_kind=fact,
        fact_grade=grade,
    )


def named(band: Band | None) -> str | None:
    """A band's name; None for no band."""
    return band.name if band else None


def known(standing: Standing, *names: str) -> tuple[Any, ...]:
    """Some of what a standing says, to compare with plain numbers."""
    return tuple(getattr(standing, name) for name in names)


NO_ZERO, STANDARDS = ConditionKind.NO_ZERO, ConditionKind.STANDARDS
