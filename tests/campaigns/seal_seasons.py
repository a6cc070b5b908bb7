"""Phases that are closed and sealed: one with everything that a seal must hold, an extract, a year."""

from decimal import Decimal
from typing import Any

from campaigns.choices import ResultStatus, TieKind
from campaigns.models import Campaign, Indicator, Phase, Result, ScoringTable, TieBreak
from campaigns.services import closing, finalising
from campaigns.services.campaigns import years
from tests.campaigns.seal_cast import everything
from tests.campaigns.test_revisions import LATER, close, second_phase
from tests.cast import CLOSES, Season
from units.services import jobs


def final(season: Season) -> Season:
    """A cluster with everything that a seal must hold, closed and sealed."""
    return sealed(everything(season))


def extract(season: Season) -> Season:
    """Another: an extract, of unions in no cluster, whose table cuts off and knows no maximum; closed and sealed."""
    world = season.world
    Campaign.objects.filter(pk=season.campaign.pk).update(is_extract=True)
    ScoringTable.objects.filter(pk=season.table.pk).update(
        line_decimals=1, total_decimals=0, rounding="truncate", may_exceed=True, may_sink=True, nominal=50
    )
    season.table.criteria.filter(code="2").update(
        nature="penalty", params={"direction": "down", "missing": "none"}
    )
    season.phase.participants.filter(union=world.ha_dong).update(cluster=None)
    season.phase.participants.filter(union=world.ba_dinh).update(cluster=None)
    season.enter(world.ba_dinh, world.hoa, dv="777", kp="812.5", bc="1")
    season.enter(world.ha_dong, world.nga, dv="1300")
    return sealed(season)


def year(season: Season) -> Phase:
    """Another: a year over two phases of weights 1 and 2; Hoang Mai is in the first alone, Long Bien sent nothing.

    A key of its table reads the figure of a union's latest phase.
    """
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    season.prove(world.hoang_mai, world.minh, dv="1200", kp="250", bc="0")
    Indicator.objects.update(accumulation="latest")
    TieBreak.objects.create(
        table=season.table, order=1, kind=TieKind.INDICATOR, indicator=season.indicators["KP"]
    )
    first, second = season.phase, second_phase(season, world.ba_dinh, world.long_bien)
    for code, value in (("DV", 950), ("KP", 400)):
        Result.objects.filter(
            participant__phase=second, participant__union=world.ba_dinh, indicator__code=code
        ).update(state="reported", value=value, status=ResultStatus.VERIFIED)
    close(season)
    whole = years.make_year(
        campaign=season.campaign, name="Cả năm", parts=[(first, Decimal(1)), (second, Decimal(2))], closes_at=LATER,
        by=world.quang, now=CLOSES,
    )  # fmt: skip
    whole.stages.all().delete()
    closing.close_due_phases(now=LATER)
    jobs.run_all(now=LATER)
    for phase in (first, second, whole):
        finalising.make_final(phase_id=phase.pk, by=world.quang, now=LATER)
        jobs.run_all(now=LATER)
    whole.refresh_from_db()
    return whole


def sealed(season: Season) -> Season:
    """Close, make final, seal."""
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=LATER)
    jobs.run_all(now=LATER)
    season.phase.refresh_from_db()
    return season


def union(records: list[dict[str, Any]], code: str) -> dict[str, Any]:
    """The record of a participant."""
    return next(r for r in records if r.get("union") == code)
