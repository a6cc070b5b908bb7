"""What the design check finds behind the sum: bands, conditions, downgrades, keys; and in a cluster's version."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.models import Band, BandCondition, Criterion, Downgrade, ExternalFact, ScoringTable, TieBreak
from campaigns.services import tables
from tests.campaigns.table_check.cast import ask, bands, change, found, keys, one
from tests.campaigns.tables.cast import WHO, agree, band, whole_table
from tests.cast import NOW, Season
from units.models import Headcount


# --- Ranges -----------------------------------------------------------------------------------------------------------
def test_ranges_that_meet_have_neither_gap_nor_overlap(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", "75.5", 90), ("C", 0, "75.5"))
    assert found(table) == []
    bands(table)
    assert found(table) == []


def test_a_gap_between_ranges_is_a_fault_with_its_repair(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 75, 88), ("C", 0, None))
    assert found(table) == [
        ("!gap", "B below",
         "Totals from 88 to below 90 points match neither “B” nor “A”. Let “B” end where “A” begins."),
    ]  # fmt: skip
    repair = one(table, "gap").repair
    assert (repair.key, repair.value) == ("set_below", Decimal(90))


def test_an_overlap_is_a_fault_and_a_band_without_upper_end_overlaps_nothing(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 75, 92), ("C", 0, None))
    assert found(table) == [
        ("!overlap", "B below",
         "Totals from 90 to below 92 points match both “B” and “A”. Let “B” end where “A” begins."),
    ]  # fmt: skip
    bands(table, ("A", 90, None), ("B", 75, None), ("C", 0, None))
    assert found(table) == []


@pytest.mark.parametrize(
    ("below", "may_exceed", "is_gap"), [(100, False, True), (101, False, False), (101, True, True)]
)
def test_the_top_band_reaches_as_far_as_totals_do(
    table: ScoringTable, below: int, may_exceed: bool, is_gap: bool
) -> None:
    bands(table, ("A", 90, below), ("B", 0, 90))
    ScoringTable.objects.filter(pk=table.pk).update(may_exceed=may_exceed)
    said = f"Totals from {below} points on match no band. Let “A” have no upper end."
    assert found(table) == ([("!gap", "A below", said)] if is_gap else [])


def test_totals_below_the_lowest_band_are_a_warning(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 50, 90))
    assert found(table) == [("floor", "B lowest", "Totals below 50 points match no band.")]
    bands(table, ("A", 90, None), ("B", 0, 90))
    ScoringTable.objects.filter(pk=table.pk).update(may_sink=True)
    assert found(table) == [("floor", "B lowest", "Totals below 0 points match no band.")]
    table.criteria.filter(code="IV.1").delete()
    table.criteria.filter(code="IV").delete()
    assert found(table) == []
    change(
        table, "I.1", rule="per_percent", params={"at_target": 400_000, "per_under": 1, "sink_points": 10_000}
    )
    assert [key for key, _place in keys(table)] == ["floor"]


def test_a_band_begins_where_a_total_may_be_and_no_finer_than_is_printed(table: ScoringTable) -> None:
    ScoringTable.objects.filter(pk=table.pk).update(total_decimals=1)
    bands(table, ("A", "100.5", None), ("B", "90.25", "100.5"), ("C", 0, "90.25"))
    assert keys(table) == [
        ("!unreachable_band", "A lowest"),
        ("!decimals", "B lowest"),
        ("!decimals", "C below"),
    ]
    ScoringTable.objects.filter(pk=table.pk).update(may_exceed=True, total_decimals=2)
    assert found(table) == []


def test_one_band_is_limited_at_most(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 0, 90))
    table.bands.update(share=Decimal(20))
    assert found(table) == [
        ("!shares", "B share",
         "More than one band is limited to a share of the units; “B” is one too many."),
    ]  # fmt: skip


# --- Conditions -------------------------------------------------------------------------------------------------------
def test_a_gap_that_only_a_condition_opens_is_a_warning(table: ScoringTable) -> None:
    """The issue's example: 95 points with one criterion at 0, the condition on the two top bands."""
    bands(table, ("A", 95, None), ("B", 85, 95), ("C", 75, 85), ("D", 0, 75))
    for name in ("A", "B"):
        ask(table, name, "no_zero")
    said = (
        "A union with the points of “%s” that fails its conditions gets no band: no band below takes it in without "
        "conditions and without an upper end."
    )
    assert found(table) == [("condition_gap", name, said % name) for name in ("A", "B")]
    Band.objects.filter(table=table, name="C").update(below=None)
    assert found(table) == []
    ask(table, "C", "no_fact", fact_kind="discipline")
    assert keys(table) == [("condition_gap", name) for name in ("A", "B", "C")]


def test_another_way_in_is_no_condition(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 0, 90))
    ask(table, "A", "or_fact", fact_kind="award")
    assert found(table) == []


def test_a_condition_that_nobody_can_meet_is_a_fault(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 0, None))
    ask(table, "A", "no_zero")
    change(table, "I.2", max_points=Decimal(0))
    change(table, "I.1", max_points=Decimal(60))
    assert found(table) == [
        ("!unmeetable", "A conditions",
         "“A” asks that no criterion is at 0, and “I.2” can give nothing else. Give it points, or drop the "
         "condition."),
    ]  # fmt: skip


def test_a_share_of_each_standard_asks_for_standards(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 0, None))
    ask(table, "A", "standards", percent=Decimal(101))
    assert keys(table) == [("!unmeetable", "A conditions")]
    BandCondition.objects.update(percent=Decimal(50))
    table.tie_breaks.all().delete()
    Criterion.objects.filter(table=table, nature="base").exclude(rule="group").update(parent=None)
    Criterion.objects.filter(table=table, nature="base", rule="group").delete()
    assert found(table) == [
        ("!unmeetable", "A conditions",
         "“A” asks for a share of each standard, and the table has no standard: no group of base points at the top. "
         "Drop the condition, or group the criteria."),
    ]  # fmt: skip


def test_a_fact_is_not_asked_for_and_barred_at_once(table: ScoringTable) -> None:
    bands(table, ("A", 90, None), ("B", 0, None))
    ask(table, "A", "has_fact", fact_kind="award", fact_grade="Cờ")
    ask(table, "A", "no_fact", fact_kind="award", fact_grade="Bằng khen")
    assert found(table) == []
    ask(table, "A", "no_fact", fact_kind="award")
    assert found(table) == [
        ("!unmeetable", "A conditions",
         "“A” asks for a fact and bars it (Award held (Cờ)): nobody can meet both. Drop one of them."),
    ]  # fmt: skip


def test_a_registered_title_is_asked_for_where_nobody_has_registered_any(
    table: ScoringTable, season: Season
) -> None:
    bands(table, ("A", 90, None), ("B", 0, None))
    ask(table, "A", "registered")
    assert found(table) == [
        ("registered", "A conditions",
         "“A” asks for a registered title, and no union that takes part has registered one yet."),
    ]  # fmt: skip
    ExternalFact.objects.create(
        union=season.world.ba_dinh, kind="registration", day=date(2024, 1, 5), number="1", recorded_at=NOW
    )
    assert found(table) == []


# --- Downgrades and keys ----------------------------------------------------------------------------------------------
def test_a_downgrade_leads_to_a_band_of_its_table_and_lowers_somebody(
    table: ScoringTable, season: Season
) -> None:
    foreign = band(whole_table(season, code="B8"), "Khá", 60)
    Downgrade.objects.create(table=table, band=foreign, fact_kind="other")
    Downgrade.objects.create(table=table, band=table.bands.first(), fact_kind="rating", fact_grade="Yếu")
    assert [(key, said) for key, _place, said in found(table)] == [
        ("!foreign_band", "Other: the downgrade leads to “Khá”, a band of another table. Choose one of this."),
        ("idle_downgrade", "Rating by others (Yếu): the downgrade leads to “Xuất sắc”, the highest band, and so "
         "lowers nobody."),
    ]  # fmt: skip


def test_keys_are_of_the_same_table_and_none_stands_behind_a_decision(
    table: ScoringTable, season: Season
) -> None:
    TieBreak.objects.create(table=table, order=4, kind="criterion", criterion=season.table.criteria.first())
    TieBreak.objects.create(table=table, order=5, kind="decision")
    TieBreak.objects.create(table=table, order=6, kind="ballot")
    assert [said for _key, _place, said in found(table)] == [
        "Key 4 among equals is a criterion of another table. Choose one of this table.",
        "Key 6 among equals is never asked: one before it decides in any case. Remove or move it.",
    ]


def test_the_share_of_women_is_asked_for_where_somebody_s_is_not_recorded(
    table: ScoringTable, season: Season
) -> None:
    TieBreak.objects.create(table=table, order=4, kind="women")
    assert keys(table) == [("women", "")]
    for union in season.campaign.phases.get().participants.values_list("union", flat=True):
        Headcount.objects.create(
            union_id=union, as_of=NOW.date(), members=5, women=4, source="x", recorded_at=NOW
        )
    assert found(table) == []


def test_a_sample_says_so(table: ScoringTable) -> None:
    ScoringTable.objects.filter(pk=table.pk).update(is_sample=True)
    assert found(table) == [
        ("sample", "is_sample", "The table is a sample: it is to be corrected before it is agreed.")
    ]


# --- A cluster's version ----------------------------------------------------------------------------------------------
@pytest.fixture
def own(season: Season, table: ScoringTable) -> ScoringTable:
    agree(table)
    return tables.new_version(table=table, cluster=season.world.cluster_1, code="B9-C1", **WHO)


def test_a_cluster_s_version_may_differ_where_it_is_left_open(own: ScoringTable) -> None:
    change(own, "II", name="Tên khác")
    change(own, "II.1", rule="judged", judged_by="Cụm trưởng")
    assert found(own) == []


def test_whatever_way_a_closed_part_was_changed_it_is_a_fault(own: ScoringTable, season: Season) -> None:
    change(own, "I.1", name="Tên khác")
    change(own, "I.2", is_open=True)
    own.bands.filter(name="Tốt").update(name="Khá")
    ScoringTable.objects.filter(pk=own.pk).update(rounding="truncate")
    assert [said for _key, _place, said in found(own)] == [
        "The table counts or prints otherwise than “Bảng mẫu”, whose version it is. Take it over as it stands there.",
        "Bands, downgrades or keys among equals are not those of “Bảng mẫu”, whose version it is. Take it over as it "
        "stands there.",
        "Criterion “I.1” is not left open to the clusters, and differs from “Bảng mẫu”. Take it over as it stands "
        "there.",
        "Criterion “I.2” is not left open to the clusters, and differs from “Bảng mẫu”. Take it over as it stands "
        "there.",
    ]


def test_a_later_version_of_the_cluster_s_table_is_held_to_the_same_base(own: ScoringTable) -> None:
    later = tables.new_version(table=agree(own), **WHO)
    assert found(later) == []
    change(later, "I.1", name="Tên khác")
    assert keys(later) == [("!closed", "I.1")]
