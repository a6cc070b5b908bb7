"""A season with a second phase and the year over both; a school year in a campaign of its own."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from campaigns.choices import ResultStatus
from campaigns.models import Campaign, Indicator, Phase, Result, ScoreLine, ScoringTable, Standing
from campaigns.services import campaigns, closing, finalising, results, sheets
from tests.cast import NOW, Season, at, make_criterion
from units.actors import SYSTEM
from units.models import Union, User
from units.services import jobs

#: When the second phase closes, when the year is computed, and afterwards.
ENDS, COMPUTED, LATER = at(2025, 1, 1), at(2025, 1, 15), at(2025, 1, 20)
SCHOOL = "administration"


def second_phase(season: Season) -> Phase:
    """The second phase, with the unions of the first."""
    second = campaigns.add_phase(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 10, 1), entry_closes_at=ENDS, by=SYSTEM, now=NOW,
    )  # fmt: skip
    for sheet in season.phase.participants.select_related("union", "cluster", "table"):
        sheets.enrol(
            phase=second, union=sheet.union, cluster=sheet.cluster, table=sheet.table, by=SYSTEM, now=NOW
        )
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    second.stages.all().delete()
    return second


def year_over(season: Season, *parts: tuple[Phase, int], now: datetime = NOW, **more: Any) -> Phase:
    """The year over these phases with their weights."""
    weighted = [(phase, Decimal(weight)) for phase, weight in parts]
    given: dict[str, Any] = {"name": "Cả năm 2024", "closes_at": COMPUTED, "by": season.world.quang} | more
    year = campaigns.make_year(campaign=season.campaign, parts=weighted, now=now, **given)
    year.stages.all().delete()
    return year


def whole_year(season: Season) -> tuple[Phase, Phase]:
    """The second phase and the year over both, weighing 1 and 2."""
    second = second_phase(season)
    return second, year_over(season, (season.phase, 1), (second, 2))


def prove(phase: Phase, union: Union, **values: str) -> None:
    """Figures of a union that are appraised, in any phase."""
    for code, value in values.items():
        Result.objects.filter(
            participant__phase=phase, participant__union=union, indicator__code=code.upper()
        ).update(state="reported", value=Decimal(value), status=ResultStatus.VERIFIED, version=1)


def leave(phase: Phase, union: Union) -> None:
    """A union takes no part in a phase."""
    Result.objects.filter(participant__phase=phase, participant__union=union).delete()
    phase.participants.filter(union=union).delete()


def judge(phase: Phase, union: Union, points: str, *, by: User, now: datetime) -> None:
    """The federation enters a judged figure after the close."""
    row = Result.objects.get(participant__phase=phase, participant__union=union, indicator__code="TD")
    figure = results.Figure(result_id=row.pk, state="reported", value=Decimal(points), version=row.version)
    results.judge_figures(participant=row.participant, figures=[figure], by=by, now=now)


def close(now: datetime) -> None:
    """Close what is due and compute it, to the last job."""
    closing.close_due_phases(now=now)
    while jobs.run_all(now=now):
        pass


def make_final(*phases: Phase, by: Any, now: datetime = LATER) -> None:
    """Seal phases one after the other."""
    for phase in phases:
        finalising.make_final(phase_id=phase.pk, by=by, now=now)
        jobs.run_all(now=now)


def totals(phase: Phase) -> dict[str, tuple[Decimal, int | None]]:
    """Points and ranks of the visible revisions by the codes of the unions."""
    rows = Standing.objects.filter(participant__phase=phase).visible().select_related("participant__union")
    return {row.participant.union.code: (row.points, row.rank) for row in rows}


def lines(phase: Phase, union: Union) -> dict[str, Decimal]:
    """Points of a union's lines in the visible revision."""
    rows = ScoreLine.objects.filter(participant__phase=phase, participant__union=union).visible()
    return dict(rows.values_list("criterion__code", "points"))


def school_year(season: Season, *unions: Union) -> Phase:
    """A campaign of the federation over the school year 2023–2024, closed, in which these unions took part."""
    campaign = campaigns.create_campaign(
        code="HN-NH",
        name="Thi đua năm học 2023–2024",
        year=2024,
        owner=season.world.city,
        by=SYSTEM,
        now=at(2023, 9, 1),
    )
    phase = campaigns.add_phase(
        campaign=campaign, number=1, name="Năm học 2023–2024", sector=SCHOOL, period_from=date(2023, 9, 1),
        period_to=date(2024, 5, 31), entry_opens_at=at(2024, 5, 1), entry_closes_at=at(2024, 7, 1), by=SYSTEM,
        now=at(2023, 9, 1),
    )  # fmt: skip
    phase.stages.all().delete()
    table = school_table(campaign)
    for union in unions:
        sheets.enrol(
            phase=phase, union=union, cluster=season.world.cluster_2, table=table, sector=SCHOOL, by=SYSTEM,
            now=at(2023, 9, 1),
        )  # fmt: skip
    campaigns.launch_campaign(campaign=campaign, by=SYSTEM, now=at(2023, 9, 1))
    phase.refresh_from_db()
    return phase


def school_table(campaign: Campaign) -> ScoringTable:
    """The table of the school year: one criterion of 100 points, with a code that the season's table has too."""
    indicator = Indicator.objects.create(
        campaign=campaign, code="BC", name="Báo cáo", short_name="Báo cáo", kind="yes_no", order=1
    )
    table = ScoringTable.objects.create(campaign=campaign, code="B1", name="Bảng điểm năm học")
    make_criterion(table, "3", "yes_no", 100, indicator, name="Báo cáo", order=1)
    return table
