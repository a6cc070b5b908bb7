"""Phases that are closed and sealed: one with everything that a seal must hold, an extract, a year, one in which
much waited."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any

from django.db import transaction

from campaigns.choices import ResultStatus, TieKind
from campaigns.models import Campaign, Indicator, Phase, Result, ScoreColumn, ScoringTable, TieBreak
from campaigns.services import after_close, closing, finalising
from campaigns.services.campaigns import years
from campaigns.services.results import Figure
from tests.campaigns.seal_cast import everything
from tests.campaigns.test_revisions import LATER, close, second_phase
from tests.cast import CLOSES, NOW, Season, after
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


def waited(season: Season, *, and_seal: bool = True) -> Season:
    """Another: what waits does not hold up its final, two figures are changed after the close, cluster 2 stays open.

    Ba Dinh's members are an estimate, and its judged line took the cross-checked points; of Thanh Xuan one figure is
    not appraised; of Soc Son, which sent nothing, the judged line has no points.
    """
    everything(season)
    world = season.world
    Campaign.objects.filter(pk=season.campaign.pk).update(final_waits=False)
    Result.objects.filter(participant=season.sheet(world.ba_dinh), indicator__code="DV").update(
        is_estimate=True, as_of="2024-12-31"
    )
    column = ScoreColumn.objects.create(
        participant=season.sheet(world.ba_dinh), kind="cross", sent_by=world.minh, sent_at=NOW
    )
    taken = {"entered_by": column.sent_by, "entered_at": column.sent_at}
    Result.objects.filter(participant=column.participant, indicator__code="TD").update(**taken)
    of_tx = Result.objects.filter(participant__union__code="TX", participant__phase=season.phase)
    of_tx.filter(indicator__code="DV").update(status=ResultStatus.SUBMITTED)
    close(season)
    corrected = Result.objects.get(participant=season.sheet(world.hoang_mai), indicator__code="DV")
    said: dict[str, Any] = {"explain_until": after(LATER, days=1), "by": world.quang, "now": LATER}
    figure = Figure(corrected.pk, "reported", Decimal(120), corrected.version)
    after_close.correct_figure(figure=figure, reason="Thừa số 0", **said)
    aside = of_tx.get(indicator__code="LD")
    after_close.set_aside(result=aside, version=aside.version, reason="Ngoài kỳ", **said)
    jobs.run_all(now=after(LATER, minutes=2))
    season.phase.refresh_from_db()
    only = [world.cluster_1.pk]
    finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=LATER, clusters=only)
    if and_seal:
        jobs.run_all(now=LATER)
    return season


class _Undo(Exception):
    """Takes what was done back."""


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


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
