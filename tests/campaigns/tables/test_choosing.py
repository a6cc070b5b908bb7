"""Which table a union gets where nobody named one: its cluster's, then by sector, level and size."""

from typing import Any

import pytest
from django.db import connection

from campaigns.choices import TableStatus
from campaigns.models import Campaign, Participant, Phase, ScoringTable
from campaigns.services import campaigns, sheets
from campaigns.services.choosing import choose_tables
from common.errors import Refusal
from tests.campaigns.tables.cast import WHO, agree, whole_table
from tests.cast import CLOSES, NOW, Season, at
from units.actors import SYSTEM
from units.models import AuditEvent, Headcount, Union


@pytest.fixture
def untold(season: Season) -> Season:
    """The season with participants for which no table is named."""
    Participant.objects.update(table=None)
    return season


def in_force(season: Season, code: str, **fields: Any) -> ScoringTable:
    return ScoringTable.objects.create(
        campaign=season.campaign, name=code, **{"code": code, "status": TableStatus.AGREED, **fields}
    )


def chosen(season: Season) -> dict[str, str]:
    rows = Participant.objects.filter(phase=season.phase).values_list(
        "union__code", "table__code", "table__version"
    )
    return {union: f"{code} v{version}" for union, code, version in rows if code}


def choose(season: Season) -> int:
    return choose_tables(phase=season.phase, **WHO)


def sector(union: Union, value: str) -> None:
    Participant.objects.filter(union=union).update(sector=value)


def test_one_table_for_all_is_everybody_s(untold: Season) -> None:
    in_force(untold, "T")
    assert choose(untold) == 4
    assert chosen(untold) == {"BD": "T v1", "LB": "T v1", "HM": "T v1", "HD": "T v1"}
    assert AuditEvent.objects.get(verb="choose_tables").data["chosen"] == {
        str(ScoringTable.objects.get(code="T").pk): 4
    }
    assert choose(untold) == 0


def test_the_cluster_s_own_table_comes_first_even_before_one_for_the_sector(untold: Season) -> None:
    in_force(untold, "S", sector="union_body")
    in_force(untold, "C", cluster=untold.world.cluster_1)
    choose(untold)
    assert chosen(untold) == {"BD": "C v1", "LB": "C v1", "HM": "C v1", "HD": "S v1"}


def test_enterprises_are_of_three_kinds_and_the_closest_table_wins(untold: Season) -> None:
    world = untold.world
    sector(world.ba_dinh, "foreign_enterprise")
    sector(world.long_bien, "state_enterprise")
    sector(world.hoang_mai, "enterprise")
    in_force(untold, "A")
    in_force(untold, "E", sector="enterprise")
    in_force(untold, "F", sector="foreign_enterprise")
    choose(untold)
    assert chosen(untold) == {"BD": "F v1", "LB": "E v1", "HM": "E v1", "HD": "A v1"}


def test_level_and_size_on_the_phase_s_first_day_part_the_rest(untold: Season) -> None:
    world = untold.world
    for union, day, members in (
        (world.ba_dinh, at(2023, 6, 1).date(), 199), (world.ba_dinh, at(2024, 6, 1).date(), 500),
        (world.long_bien, at(2023, 6, 1).date(), 200), (world.hoang_mai, at(2023, 6, 1).date(), 50),
    ):  # fmt: skip
        Headcount.objects.create(union=union, as_of=day, members=members, source="Báo cáo", recorded_at=NOW)
    in_force(untold, "A", level="grassroots")
    in_force(untold, "L", level="district")
    in_force(untold, "M", level="district", size_from=50, size_to=200)
    choose(untold)
    assert chosen(untold) == {"BD": "M v1", "LB": "L v1", "HM": "M v1", "HD": "L v1"}


def test_the_latest_version_in_force_is_chosen_and_no_draft(untold: Season) -> None:
    in_force(untold, "T", status=TableStatus.LOCKED)
    in_force(untold, "T", version=2, status=TableStatus.APPROVED)
    in_force(untold, "T", version=3, status=TableStatus.DRAFT)
    choose(untold)
    assert set(chosen(untold).values()) == {"T v2"}


def test_what_somebody_named_stays_and_what_fits_nobody_gives_nothing(untold: Season) -> None:
    Participant.objects.filter(union=untold.world.ba_dinh).update(table=untold.table)
    in_force(untold, "E", sector="enterprise")
    assert choose(untold) == 0
    in_force(untold, "T")
    assert choose(untold) == 3
    assert chosen(untold)["BD"] == "B1 v1"


def test_nothing_is_chosen_after_the_deadline_nor_by_others(untold: Season) -> None:
    in_force(untold, "T")
    assert choose_tables(phase=untold.phase, by=SYSTEM, now=CLOSES) == 0
    for name in ("hoa", "lan", "kim"):
        with pytest.raises(Refusal):
            choose_tables(phase=untold.phase, by=untold.world.users[name], now=NOW)
    assert chosen(untold) == {}


def test_the_launch_chooses(untold: Season) -> None:
    Phase.objects.update(status=10)
    Campaign.objects.filter(pk=untold.campaign.pk).update(status=10, launched_at=None)
    in_force(untold, "T")
    untold.campaign.refresh_from_db()
    campaigns.launch_campaign(campaign=untold.campaign, **WHO)
    assert set(chosen(untold).values()) == {"T v1"}


def test_who_joins_a_launched_phase_gets_the_table_at_once(untold: Season) -> None:
    in_force(untold, "T")
    world = untold.world
    joined = sheets.enrol(phase=untold.phase, union=world.ba_dinh, cluster=world.cluster_1, **WHO)
    assert joined.table is not None
    assert chosen(untold) == {"BD": "T v1"}


def test_a_table_that_is_agreed_late_scores_those_who_have_none_in_launched_phases(untold: Season) -> None:
    agree(whole_table(untold))
    assert set(chosen(untold).values()) == {"B9 v1"}


@pytest.mark.parametrize("tables", [1, 3])
def test_choosing_asks_one_statement_a_table_whatever_the_number_of_unions(
    untold: Season, tables: int, django_assert_num_queries: Any
) -> None:
    for n in range(tables):
        in_force(untold, f"T{n}", level="grassroots")
    with django_assert_num_queries(QUERIES + tables):
        choose(untold)


#: On PostgreSQL the lock is a statement of its own.
LOCKS = 1 if connection.vendor == "postgresql" else 0
#: Two savepoints and their ends, who may, the phase, whether its deadline has passed, and the tables.
QUERIES = 8 + LOCKS
