"""Bands that are limited to a share of the units, and units that are not graded: too young, or silent."""

from datetime import date

import pytest

from campaigns.choices import FactKind
from campaigns.models import Band, Participant, Phase
from tests.campaigns.standings.cast import Board, named
from units.models import Union


def band(board: Board, name: str) -> Band:
    return board.table.bands.get(name=name)


# --- Limited bands ----------------------------------------------------------------------------------------------------
@pytest.fixture
def limited(board: Board) -> Board:
    """All in one cluster with 99, 98, 97 and 96 points; the top band takes half of the units, the next has no end."""
    world = board.season.world
    Participant.objects.filter(phase=board.season.phase).update(cluster=world.cluster_1)
    board.leaf("a", 100)
    board.band("xs", 90, share=50)
    board.band("tot", 80)
    board.band("kha", 50)
    unions = (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong)
    for union, points in zip(unions, (99, 98, 97, 96), strict=True):
        board.give(union, a=points)
    return board


@pytest.mark.parametrize(
    ("share", "names"),
    [(50, "xs xs tot tot"), (49, "xs tot tot tot"), (24, "tot tot tot tot"), (100, "xs xs xs xs")],
)
def test_a_limited_band_holds_the_floor_of_its_share(limited: Board, share: int, names: str) -> None:
    limited.table.bands.filter(name="xs").update(share=share)
    found = limited.close()
    assert [named(found[code].band) for code in ("BD", "LB", "HM", "HD")] == names.split()
    assert {named(row.band_found) for row in found.values()} == {"xs"}
    assert not any(row.is_on_border for row in found.values())


def test_whom_it_does_not_hold_finds_the_next_band_that_matches(limited: Board) -> None:
    limited.table.bands.filter(name="tot").update(below=90)
    assert limited.bands() == {"BD": "xs", "LB": "xs", "HM": "kha", "HD": "kha"}


def test_who_is_lowered_leaves_the_place_to_the_next(limited: Board) -> None:
    limited.downgrade(band(limited, "tot"))
    limited.fact(limited.season.world.ba_dinh)
    assert limited.bands() == {"BD": "tot", "LB": "xs", "HM": "xs", "HD": "tot"}


def test_who_is_lowered_to_a_full_band_goes_to_the_one_under_it(limited: Board) -> None:
    limited.table.bands.filter(name="xs").update(share=None)
    limited.table.bands.filter(name="tot").update(share=24, below=90)
    limited.downgrade(band(limited, "tot"))
    limited.fact(limited.season.world.ba_dinh)
    assert limited.bands() == {"BD": "kha", "LB": "xs", "HM": "xs", "HD": "xs"}


def test_a_tie_over_the_border_is_for_a_person_to_decide(limited: Board) -> None:
    limited.give(limited.season.world.hoang_mai, a=98)
    found = limited.close()
    assert {code: (row.rank, named(row.band), row.is_on_border) for code, row in found.items()} == {
        "BD": (1, "xs", False), "LB": (2, "tot", True), "HM": (2, "tot", True), "HD": (4, "tot", False),
    }  # fmt: skip
    limited.decide(hoang_mai=1, long_bien=2)
    found = limited.close()
    assert {code: (row.rank, named(row.band), row.is_on_border) for code, row in found.items()} == {
        "BD": (1, "xs", False), "HM": (2, "xs", False), "LB": (3, "tot", False), "HD": (4, "tot", False),
    }  # fmt: skip


def test_a_tie_inside_the_share_gets_in_together(limited: Board) -> None:
    limited.give(limited.season.world.long_bien, a=99)
    assert limited.bands() == {"BD": "xs", "LB": "xs", "HM": "tot", "HD": "tot"}


def test_two_limited_bands_are_filled_from_the_top(limited: Board) -> None:
    limited.table.bands.filter(name="xs").update(share=25)
    limited.table.bands.filter(name="tot").update(share=50)
    assert limited.bands() == {"BD": "xs", "LB": "tot", "HM": "tot", "HD": "kha"}


# --- Not graded -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("founded_on", "is_young"),
    [(date(2023, 7, 31), False), (date(2023, 8, 1), True), (date(2024, 12, 1), True), (None, False)],
)
def test_twelve_full_months_by_the_calendar_on_the_review_day(
    limited: Board, founded_on: date | None, is_young: bool
) -> None:
    Union.objects.filter(code="BD").update(founded_on=founded_on)
    found = limited.close()
    assert (found["BD"].is_young, found["BD"].band is None, found["BD"].rank) == (is_young, is_young, 1)
    assert found["BD"].points == 99
    assert named(found["HM"].band) == ("xs" if is_young else "tot")


@pytest.mark.parametrize(
    ("review_day", "founded_on", "is_young"),
    [
        (date(2025, 2, 28), date(2024, 2, 29), False),  # 29/2 has no day in 2025: its last one stands for it
        (date(2024, 2, 28), date(2023, 2, 28), False),
        (date(2024, 2, 28), date(2023, 3, 1), True),
        (date(2024, 12, 1), date(2023, 12, 1), False),
        (date(2024, 12, 1), date(2023, 12, 2), True),
    ],
)
def test_the_review_day_may_be_another_than_the_last_covered(
    limited: Board, review_day: date, founded_on: date, is_young: bool
) -> None:
    Phase.objects.filter(pk=limited.season.phase.pk).update(review_day=review_day)
    limited.season.phase.refresh_from_db()
    Union.objects.filter(code="BD").update(founded_on=founded_on)
    assert limited.close()["BD"].is_young is is_young


@pytest.mark.parametrize(("day", "is_young"), [(date(2024, 1, 31), False), (date(2024, 2, 1), True)])
def test_six_full_months_after_a_merger(limited: Board, day: date, is_young: bool) -> None:
    limited.fact(limited.season.world.ba_dinh, FactKind.REORGANISED, day=day)
    assert limited.close()["BD"].is_young is is_young


def test_a_merger_after_the_review_day_is_no_matter_of_it(limited: Board) -> None:
    Phase.objects.filter(pk=limited.season.phase.pk).update(review_day=date(2024, 5, 31))
    limited.season.phase.refresh_from_db()
    limited.fact(limited.season.world.ba_dinh, FactKind.REORGANISED, day=date(2024, 6, 1))
    assert limited.close()["BD"].is_young is False
    limited.fact(limited.season.world.ba_dinh, FactKind.REORGANISED, day=date(2024, 5, 31))
    assert limited.close()["BD"].is_young is True


def test_a_table_may_grade_however_young_a_unit_is(limited: Board) -> None:
    limited.table.min_months = limited.table.min_months_merged = 0
    limited.table.save()
    Union.objects.filter(code="BD").update(founded_on=date(2024, 7, 1))
    limited.fact(limited.season.world.ba_dinh, FactKind.REORGANISED, day=date(2024, 7, 1))
    assert limited.close()["BD"].is_young is False


@pytest.mark.parametrize(("gets_lowest", "name"), [(True, "kha"), (False, None)])
def test_a_silent_union_gets_the_lowest_band_where_the_table_says_so(
    limited: Board, gets_lowest: bool, name: str | None
) -> None:
    limited.table.silent_gets_lowest = gets_lowest
    limited.table.save()
    limited.indicator("own", supplier="union")
    limited.give(limited.season.world.ba_dinh, own=None)
    found = limited.close()
    assert (found["BD"].rank, named(found["BD"].band)) == (None, name)
    assert found["BD"].band_found is None
    # three are ranked: half of them is one place
    assert [named(found[code].band) for code in ("LB", "HM", "HD")] == ["xs", "tot", "tot"]
