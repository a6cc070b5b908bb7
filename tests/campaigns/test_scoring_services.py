"""Lines and standings in SQL: for whom they are written, what they carry, and how groups add up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.choices import Accumulation, PhaseStatus, ResultStatus
from campaigns.models import Criterion, Indicator, Participant, Phase, Result, ScoreLine, Standing
from campaigns.queries.progress import pace_of
from campaigns.queries.sheets import load_grid
from campaigns.queries.standings import previous_phase
from campaigns.services import scoring, sheets
from tests.cast import CLOSES, NOW, OPENS, Season, make_criterion
from units.actors import SYSTEM
from units.models import Union


def lines(**where: Any) -> list[tuple[Any, ...]]:
    found = ScoreLine.objects.filter(**where).order_by("participant__union__code", "criterion__order")
    return list(found.values_list("participant__union__code", "criterion__code", "state", "value", "points"))


def phase_of(season: Season, number: int, sector: str = "", **fields: Any) -> Phase:
    """A phase with the same days and window."""
    return Phase.objects.create(
        campaign=season.campaign, number=number, sector=sector, name=f"Đợt {number}", period_from=date(2024, 8, 1),
        period_to=date(2024, 12, 31), entry_opens_at=OPENS, entry_closes_at=CLOSES, **fields,
    )  # fmt: skip


def take_part(season: Season, phase: Phase, union: Union, **values: int) -> Participant:
    """Enrol a union and send these figures, by indicator."""
    sheet = sheets.enrol(
        phase=phase, union=union, cluster=season.world.cluster_1, table=season.table, by=SYSTEM, now=NOW
    )
    sheets.prepare_sheets(phase=phase, by=SYSTEM, now=NOW)
    for code, value in values.items():
        rows = Result.objects.filter(participant=sheet, indicator__code=code)
        rows.update(state="reported", value=Decimal(value), status=ResultStatus.SUBMITTED)
    return sheet


def test_a_missing_row_of_the_sheet_is_not_reported(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    Result.objects.filter(participant=season.sheet(world.ba_dinh), indicator__code="KP").delete()
    assert scoring.write_lines(phase=season.phase, revision=1) == 16
    assert lines(participant__union=world.ba_dinh)[:2] == [
        ("BD", "1", "reported", 800, 32), ("BD", "2", "not_reported", None, 0),
    ]  # fmt: skip
    scoring.write_standings(phase=season.phase, revision=1)
    standing = Standing.objects.get(participant__union=world.ba_dinh)
    assert (standing.points, standing.reported, standing.lines) == (32, 1, 4)


def test_a_participant_without_a_table_has_no_line(season: Season) -> None:
    Participant.objects.filter(union=season.world.ba_dinh).update(table=None)
    assert scoring.write_lines(phase=season.phase, revision=1) == 12
    assert lines(participant__union=season.world.ba_dinh) == []


def test_groups_add_up_level_by_level_and_an_empty_one_has_0(season: Season) -> None:
    top = make_criterion(season.table, "A", "group", 80, name="A", order=10)
    inner = make_criterion(season.table, "A.1", "group", 70, name="A.1", order=11, parent=top)
    make_criterion(season.table, "A.2", "group", 0, name="A.2", order=12, parent=top)
    Criterion.objects.filter(code__in=("1", "2")).update(parent=inner)
    Criterion.objects.filter(code="3").update(parent=top)
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800", kp="250", bc="1")
    assert scoring.write_lines(phase=season.phase, revision=1) == 28
    scoring.write_standings(phase=season.phase, revision=1)
    groups = ScoreLine.objects.filter(participant__union=season.world.ba_dinh, state__isnull=True)
    told = groups.order_by("criterion__code").values_list("criterion__code", "points", "value", "target")
    assert list(told) == [("A", 57, None, None), ("A.1", 47, None, None), ("A.2", 0, None, None)]
    standing = Standing.objects.get(participant__union=season.world.ba_dinh)
    assert (standing.points, standing.reported, standing.lines) == (57, 3, 4)


def test_only_the_clusters_asked_for_are_written_and_erased(season: Season) -> None:
    world = season.world
    Participant.objects.filter(union=world.long_bien).update(cluster=None)

    def written() -> tuple[list[str], list[str]]:
        return tuple(
            sorted(set(model.objects.values_list("participant__union__code", flat=True)))
            for model in (ScoreLine, Standing)
        )  # type: ignore[return-value]

    for clusters, codes in (
        ([world.cluster_2.pk], ["HD"]),
        ([None, world.cluster_2.pk], ["HD", "LB"]),
    ):
        scoring.write_lines(phase=season.phase, revision=1, clusters=clusters)
        scoring.write_standings(phase=season.phase, revision=1, clusters=clusters)
        assert written() == (codes, codes)
        scoring.erase_lines(phase=season.phase, revision=1)
        scoring.erase_standings(phase=season.phase, revision=1)
    scoring.write_lines(phase=season.phase, revision=1)
    scoring.write_standings(phase=season.phase, revision=1)
    scoring.erase_lines(phase=season.phase, revision=1, clusters=[None])
    scoring.erase_standings(phase=season.phase, revision=1, clusters=[world.cluster_1.pk])
    assert written() == (["BD", "HD", "HM"], ["HD", "LB"])


def test_targets_are_kept_where_the_rule_measures_against_one(season: Season) -> None:
    Criterion.objects.filter(code="2").update(params={"target_kind": "assigned"})
    scoring.write_lines(phase=season.phase, revision=1)
    found = ScoreLine.objects.filter(participant__union=season.world.ba_dinh).order_by("criterion__code")
    assert list(found.values_list("criterion__code", "target")) == [
        ("1", 1000),
        ("2", None),
        ("3", None),
        ("4", None),
    ]


def test_statements_grow_with_levels_and_with_rules_that_look_at_a_cluster(season: Season) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as sent:
            scoring.write_lines(phase=season.phase, revision=1)
        scoring.erase_lines(phase=season.phase, revision=1)
        return sum(not query["sql"].startswith("SET LOCAL") for query in sent)

    assert season.phase.campaign  # read by then
    before = count()
    for n in range(10, 40):
        make_criterion(season.table, str(n), "judged", 1, season.indicators["TD"], name="x", order=n)
    # the facts; the criteria with their inputs, indicators and steps; all rules that look at one union
    assert (before, count()) == (6, 6)
    make_criterion(season.table, "A", "group", 0, name="A", order=50)
    assert count() == 7
    make_criterion(season.table, "B", "leader_relative", 1, season.indicators["DV"], name="x", order=51)
    assert count() == 8


def test_what_earlier_phases_brought_is_kept_apart(season: Season) -> None:
    world = season.world
    Indicator.objects.filter(code="KP").update(accumulation=Accumulation.LATEST)
    season.prove(world.ba_dinh, world.hoa, dv="300", kp="100")
    second = phase_of(season, 2)
    take_part(season, second, world.ba_dinh, DV=200, KP=150)
    take_part(season, second, world.long_bien, DV=50)
    scoring.write_lines(phase=second, revision=1)
    found = ScoreLine.objects.filter(criterion__code__in="12").order_by(
        "participant__union__code", "criterion__code"
    )
    assert list(found.values_list("participant__union__code", "criterion__code", "value", "carried")) == [
        ("BD", "1", 500, 300), ("BD", "2", 150, None), ("LB", "1", 50, None), ("LB", "2", None, None),
    ]  # fmt: skip


@pytest.fixture
def by_sector(season: Season) -> Season:
    """Phase 1 for all and, beside it, one for each of two sectors; Ba Dinh reported in all three."""
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="300")
    Phase.objects.filter(pk=season.phase.pk).update(
        target_share=Decimal(40), status=PhaseStatus.CLOSED, closed_at=CLOSES
    )
    for sector, value, share in (("enterprise", 20, 50), ("public_service", 1, 60)):
        phase = phase_of(season, 2, sector, target_share=Decimal(share))
        take_part(season, phase, world.ba_dinh, DV=value)
    return season


def test_a_sectors_phase_carries_its_own_earlier_ones_and_those_for_all(by_sector: Season) -> None:
    third = phase_of(by_sector, 3, "enterprise")
    sheet = take_part(by_sector, third, by_sector.world.ba_dinh, DV=5)
    told = [(p.number, p.sector) for p in Phase.objects.earlier_than(third)]
    assert told == [(1, ""), (2, "enterprise")]
    scoring.write_lines(phase=third, revision=1)
    line = ScoreLine.objects.get(participant=sheet, criterion__code="1")
    assert (line.value, line.carried) == (325, 320)
    assert load_grid(sheet, editing="", now=NOW).rows[0].cumulative == 325


def test_a_phase_for_all_carries_every_earlier_one(by_sector: Season) -> None:
    third = phase_of(by_sector, 3)
    sheet = take_part(by_sector, third, by_sector.world.ba_dinh, DV=5)
    scoring.write_lines(phase=third, revision=1)
    assert ScoreLine.objects.get(participant=sheet, criterion__code="1").value == 326


def test_the_pace_of_a_sectors_phase_starts_where_the_phase_for_all_ended(by_sector: Season) -> None:
    third = phase_of(by_sector, 3, "enterprise", target_share=Decimal(100))
    second = Phase.objects.get(number=2, sector="enterprise")
    day_before = date(2024, 7, 31)
    assert [pace_of(phase, day_before) for phase in (second, third)] == [400_000, 500_000]


def test_the_phase_before_is_the_last_closed_one_of_the_sector(by_sector: Season) -> None:
    third = phase_of(by_sector, 3, "enterprise")
    assert previous_phase(third) == by_sector.phase
    closed = {"status": PhaseStatus.CLOSED, "closed_at": CLOSES}
    Phase.objects.filter(number=2).update(**closed)
    assert previous_phase(third) == Phase.objects.get(number=2, sector="enterprise")
