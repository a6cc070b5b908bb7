"""A union that left the tree, or moved in it, is read by those who reached it, as of that time."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from campaigns.models import Phase, Pledge
from campaigns.services import sheets
from tests.campaigns.year_cast import TODAY, document, fresh, make_year, phases_read, sheets_read
from tests.cast import NOW, START, Season, add_person
from tests.pages import get
from units.actors import SYSTEM
from units.choices import Level, Role
from units.directory import found_unions
from units.models import Affiliation, Union
from units.permissions import account_refusal, may_keep, may_read_document
from units.scope import acts_for, scope_of
from units.services import people, unions
from units.services.notices import writers_of


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """Who asks for a scope asks as of today."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def year(season: Season) -> Season:
    return make_year(season)


def dissolve(union: Union, on: date) -> None:
    """The union leaves the tree for good."""
    Affiliation.objects.filter(union=union).update(valid_to=on)


def test_a_dissolved_union_is_found_by_who_reached_it_and_kept_by_nobody(year: Season) -> None:
    world = year.world
    kept = document(world.ba_dinh, world.hoa, NOW)
    dissolve(world.ba_dinh, date(2024, 9, 1))
    for user in (world.quang, world.kim, world.hoa):
        assert list(found_unions(fresh(user), "ba dinh")) == [world.ba_dinh]
        assert get(user, "unit", world.ba_dinh.pk).status_code == 200
        assert ("BD", 1) in sheets_read(user)
        assert get(user, "pledge", Pledge.objects.get().pk).status_code == 200
        assert may_read_document(fresh(user), kept)
        assert not may_keep(fresh(user), world.ba_dinh)
    assert not found_unions(fresh(world.nga), "ba dinh").exists()


def test_nobody_acts_for_a_dissolved_union_or_is_told_about_it(year: Season) -> None:
    world = year.world
    dissolve(world.ba_dinh, date(2024, 9, 1))
    hoa = fresh(world.hoa)
    assert (acts_for(fresh(hoa), world.ba_dinh.pk), scope_of(hoa).writing_ids, scope_of(hoa).main) == (
        False,
        [],
        None,
    )
    assert writers_of([world.ba_dinh.pk], now=TODAY) == {}
    assert len(writers_of([world.ba_dinh.pk], now=NOW)[world.ba_dinh.pk]) == 2
    assert (phases_read(hoa), sheets_read(hoa)) == ([1], [("BD", 1)])


def test_the_launching_federation_reads_the_sheet_of_a_union_that_left_before_the_phase_began(
    year: Season,
) -> None:
    world = year.world
    dissolve(world.ba_dinh, date(2024, 9, 1))
    assert ("BD", 2) in sheets_read(world.quang)
    above = add_person(world, "above", world.confederation)
    assert [n for code, n in sheets_read(above) if code == "BD"] == [1]


def test_a_union_that_moved_is_read_by_either_side_as_of_its_time(year: Season) -> None:
    world = year.world
    shop = unions.found_union(
        code="X", name="X", level=Level.GRASSROOTS, parent=world.ba_dinh, since=START, by=SYSTEM, now=NOW
    )
    for phase in Phase.objects.all():
        sheets.enrol(phase=phase, union=shop, cluster=None, table=None, by=SYSTEM, now=NOW)
    unions.affiliate_union(union=shop, parent=world.long_bien, since=date(2024, 9, 1), by=SYSTEM, now=NOW)
    read = {
        u: [n for code, n in sheets_read(world.users[u]) if code == "X"]
        for u in ("hoa", "lan", "nga", "quang")
    }
    assert read == {"hoa": [1], "lan": [1, 2], "nga": [], "quang": [1, 2]}
    assert [may_keep(fresh(world.users[u]), shop) for u in ("hoa", "lan")] == [False, True]


def test_a_person_of_a_dissolved_union_is_kept_by_the_administrators_above(year: Season) -> None:
    world = year.world
    dissolve(world.ba_dinh, date(2024, 9, 1))
    people.appoint(
        person=world.hoa.person, union=world.ha_dong, title="Cán bộ mới", role=Role.OFFICER, since=date(2024, 9, 1),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    boss = add_person(world, "boss", world.ha_dong, title="Quản trị", role=Role.ADMINISTRATOR)
    assert get(world.an, "account", world.hung.person_id).status_code == 200
    refusals = [
        account_refusal(fresh(by), who.person, TODAY)
        for by, who in ((world.an, world.hung), (boss, world.hoa))
    ]
    assert refusals == ["", ""]
