"""Participants of a phase, and the empty sheets that await their figures."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from campaigns.models import Indicator, Participant, Result, ScoringTable
from campaigns.services import closing, sheets
from tests.campaigns.campaign_cast import draft, fields_of, phase_of
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM


def test_nobody_is_enrolled_after_the_close(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    with pytest.raises(ValidationError) as error:
        sheets.enrol(phase=season.phase, union=season.world.city, by=season.world.quang, now=CLOSES)
    assert fields_of(error) == ["phase"]
    assert Participant.objects.count() == 4


def test_enrolling_again_changes_the_cluster(season: Season) -> None:
    world = season.world
    sheets.enrol(
        phase=season.phase,
        union=world.ha_dong,
        cluster=world.cluster_1,
        table=season.table,
        by=world.quang,
        now=NOW,
    )
    assert season.sheet(world.ha_dong).cluster == world.cluster_1
    assert Participant.objects.count() == 4


def test_a_table_of_another_campaign_or_cluster_is_refused(season: Season) -> None:
    world = season.world
    other = draft(world)
    foreign = ScoringTable.objects.create(campaign=other, code="B1", name="Bảng khác")
    theirs = ScoringTable.objects.create(
        campaign=season.campaign, code="B2", name="Bảng cụm 2", cluster=world.cluster_2
    )
    for table in (foreign, theirs):
        with pytest.raises(ValidationError) as error:
            sheets.enrol(
                phase=season.phase,
                union=world.ba_dinh,
                cluster=world.cluster_1,
                table=table,
                by=world.quang,
                now=NOW,
            )
        assert fields_of(error) == ["table"]


def test_sheets_are_prepared_for_one_phase_only_and_only_once(season: Season) -> None:
    world = season.world
    second = phase_of(season.campaign, world, number=2)
    for union in (world.ba_dinh, world.ha_dong):
        sheets.enrol(phase=second, union=union, by=world.quang, now=NOW)
    assert sheets.prepare_sheets(phase=second, by=world.quang, now=NOW) == 8
    assert sheets.prepare_sheets(phase=second, by=world.quang, now=NOW) == 0
    assert Result.objects.filter(participant__phase=second).count() == 8
    assert Result.objects.filter(participant__phase=season.phase).count() == 16
    targets = Result.objects.filter(participant__phase=second, indicator__code="DV")
    assert set(targets.values_list("registered__value", flat=True)) == {Decimal(1000)}


def test_preparing_costs_the_same_however_many_take_part(
    season: Season, django_assert_num_queries: Any
) -> None:
    second = phase_of(season.campaign, season.world, number=2)
    for union in (season.world.ba_dinh, season.world.ha_dong, season.world.long_bien):
        sheets.enrol(phase=second, union=union, by=SYSTEM, now=NOW)
    # savepoint, lock (PostgreSQL), phase, INSERT … SELECT, audit event, release
    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 5):
        sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)


def test_a_closed_phase_gets_no_new_rows(season: Season) -> None:
    closing.close_due_phases(now=CLOSES)
    Indicator.objects.create(campaign=season.campaign, code="MOI", name="Mới", short_name="Mới", order=9)
    assert sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=CLOSES) == 0
    assert Result.objects.count() == 16
