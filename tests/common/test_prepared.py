"""Queries written once answer like queries written anew."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Result
from common.prepared import Prepared
from tests.cast import Season
from units.models import Appointment, User
from units.scope import acts_for, scope_of


def rows_of(participant: int, supplier: str) -> object:
    return Result.objects.filter(participant_id=participant, indicator__supplier=supplier).select_related(
        "indicator"
    )


def test_prepared_rows_equal_those_of_the_orm(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500.5")
    prepared = Prepared(rows_of)
    for union in (world.ba_dinh, world.long_bien):
        sheet = season.sheet(union).pk
        for supplier in ("union", "federation"):
            found, expected = prepared.fetch(sheet, supplier), list(rows_of(sheet, supplier))
            assert found == expected
            assert [r.__dict__ | {"_state": 0} for r in found] == [
                r.__dict__ | {"_state": 0} for r in expected
            ]
            with CaptureQueriesContext(connection) as queries:
                assert [r.indicator for r in found] == [r.indicator for r in expected]
            assert len(queries) == 0


@pytest.mark.django_db
def test_parameter_that_does_not_reach_the_sql_is_refused() -> None:
    with pytest.raises(ValueError, match="does not reach"):
        Prepared(lambda _ignored: Appointment.objects.all()).fetch(1)


def test_cheap_question_is_answered_like_the_whole_scope(season: Season) -> None:
    world = season.world
    for name, account in world.users.items():
        for union in (world.city, world.ba_dinh, world.hoang_mai, world.ha_dong):
            cheap = acts_for(User.objects.get(pk=account.pk), union.pk)
            assert (name, cheap) == (name, scope_of(User.objects.get(pk=account.pk)).writes_for(union.pk))
