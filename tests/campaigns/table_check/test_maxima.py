"""What the design check finds in the maxima of a table: of groups, of the whole, for each kind of union."""

from decimal import Decimal

import pytest

from campaigns.models import ScoringTable
from tests.campaigns.table_check.cast import change, found, keys, one
from tests.campaigns.tables.cast import line
from tests.cast import NOW, Season
from units.models import Headcount


def test_a_group_has_the_sum_of_its_base_lines(table: ScoringTable) -> None:
    change(table, "I", max_points=Decimal(50))
    assert found(table) == [
        (
            "!sum",
            "I max_points",
            "Group “I” has at most 50 points, its criteria together 60. Correct one of them.",
        )
    ]
    repair = one(table, "sum").repair
    assert (repair.key, repair.value) == ("set_maximum", Decimal(60))


def test_bonus_and_penalty_lines_enter_no_sum(table: ScoringTable) -> None:
    change(table, "III.1", max_points=Decimal(50))
    change(table, "IV.1", parent=table.criteria.get(code="I"), max_points=Decimal(30))
    change(table, "III", max_points=Decimal(9))
    assert keys(table) == [("!empty", "IV"), ("taken_off", "Xuất sắc conditions")]


def test_a_held_group_below_the_sum_is_a_warning_and_above_it_a_fault(
    table: ScoringTable, season: Season
) -> None:
    line(season, table, "I.3", 10, parent=table.criteria.get(code="I"))
    change(table, "I", is_clamped=True)
    assert found(table) == [
        ("clamped", "I max_points", "Group “I” is held at 60 points; its criteria together give 70.")
    ]
    change(table, "I", max_points=Decimal(80))
    assert keys(table) == [("!sum", "I max_points"), ("!nominal", "nominal")]


def test_a_minimum_lies_below_its_maximum_and_a_cap_above_0(table: ScoringTable) -> None:
    change(table, "III", min_points=Decimal(6))
    change(table, "IV", max_points=Decimal(0))
    assert found(table) == [
        ("!minimum", "III min_points", "Group “III” has a minimum above its maximum. Correct one of them."),
        ("!capped", "IV max_points",
         "Group “IV” counts for at most 0 points. Enter the most that it may give or take."),
    ]  # fmt: skip


@pytest.mark.parametrize(("most", "total"), [("40.01", "100,01"), ("39.99", "99,99"), ("0", "60")])
def test_weights_that_miss_the_nominal_maximum_are_a_fault(
    table: ScoringTable, most: str, total: str
) -> None:
    for code in ("II", "II.1"):
        change(table, code, max_points=Decimal(most))
    said = (
        f"The criteria together give {total} points, the table's nominal maximum is 100. Correct one of them."
    )
    assert ("!nominal", "nominal", said) in found(table)
    assert (one(table, "nominal").repair.key, one(table, "nominal").repair.value) == (
        "set_nominal", Decimal(total.replace(",", ".")),
    )  # fmt: skip


def for_sectors(season: Season, table: ScoringTable, **most: int) -> None:
    """Put leaves for single sectors in the place of the second standard's."""
    group = table.criteria.get(code="II")
    table.criteria.get(code="II.1").delete()
    for n, (sector, points) in enumerate(most.items()):
        line(season, table, f"II.{n + 2}", points, parent=group, params={"applies_to": sector})


def test_alternatives_by_sector_are_counted_for_each_kind_of_union(
    table: ScoringTable, season: Season
) -> None:
    for_sectors(season, table, enterprise=40, administration=40, union_body=40)
    assert found(table) == []


def test_a_kind_of_union_that_cannot_reach_the_maximum_is_a_warning_unless_it_is_made_up_for(
    table: ScoringTable, season: Season
) -> None:
    for_sectors(season, table, enterprise=40, administration=30)
    assert found(table) == [
        ("partial", "nominal",
         "Criteria that do not apply to every union leave some of them at most 60 of 100 points, and nothing makes "
         "up for it."),
    ]  # fmt: skip
    ScoringTable.objects.filter(pk=table.pk).update(rescales=True)
    assert found(table) == []
    ScoringTable.objects.filter(pk=table.pk).update(rescales=False, sector="foreign_enterprise")
    assert found(table) == []


def test_sizes_part_unions_too(table: ScoringTable, season: Season) -> None:
    for union in season.campaign.phases.get().participants.values_list("union", flat=True):
        Headcount.objects.create(union_id=union, as_of=NOW.date(), members=5, source="x", recorded_at=NOW)
    group = table.criteria.get(code="II")
    table.criteria.get(code="II.1").delete()
    line(season, table, "II.2", 40, parent=group, params={"size_below": 2_000_000})
    line(season, table, "II.3", 40, parent=group, params={"size_from": 2_000_000})
    assert found(table) == []
    Headcount.objects.last().delete()
    assert keys(table) == [("headcounts", "")]
