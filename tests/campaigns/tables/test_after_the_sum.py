"""Bands with their conditions, downgrades, and the keys that part equals, of a draft."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import ScoringTable
from campaigns.services import tables
from campaigns.services.tables import Condition
from common.errors import Refusal, StillUsed
from tests.campaigns.tables.cast import WHO, band, whole_table
from tests.cast import NOW, Season
from units.models import AuditEvent


@pytest.fixture
def table(season: Season) -> ScoringTable:
    return tables.make_table(campaign=season.campaign, code="B9", name="Bảng mẫu", **WHO)


def test_a_band_is_entered_and_changed_with_all_its_conditions(table: ScoringTable) -> None:
    found = band(
        table, "Xuất sắc", "90.5", share=20,
        conditions=[Condition("no_zero"), Condition("no_fact", fact_kind="discipline", fact_grade="Cảnh cáo")],
    )  # fmt: skip
    tables.save_band(
        table=table, band=found, name="Xuất sắc", lowest=90, below=101, conditions=[Condition("standards", "50.5")],
        **WHO,
    )  # fmt: skip
    found.refresh_from_db()
    assert (found.lowest, found.below, found.share) == (Decimal(90), Decimal(101), None)
    assert list(found.conditions.values_list("kind", "percent", "fact_kind")) == [
        ("standards", Decimal("50.5"), "")
    ]
    before = AuditEvent.objects.filter(verb="save_band").latest("pk").data["before"]
    assert before["conditions"] == [
        ["no_zero", "None", "", ""],
        ["no_fact", "None", "discipline", "Cảnh cáo"],
    ]


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        ({"lowest": 0.1 + 0.2}, "lowest", "“0,30000000000000004” has more than 4 decimals. Round it."),
        ({"lowest": 50}, "lowest", "Another band begins there. Choose other points."),
        ({"below": 90}, "below", "It ends before it begins. Enter an upper edge above the lower one."),
        ({"share": 0}, "share", "Enter more than 0 %."),
        ({"share": "100.01"}, "share", "Enter at most 100."),
        ({"name": ""}, "name", "This field cannot be blank."),
        ({"conditions": [Condition("luck")]}, "conditions", "Choose a condition from the list."),
        ({"conditions": [Condition("standards")]}, "conditions",
         "Say under which share of its points a standard may not be."),
        ({"conditions": [Condition("standards", 0)]}, "conditions", "Enter more than 0 %."),
        ({"conditions": [Condition("no_zero", 50)]}, "conditions",
         "Only the condition on standards takes a percentage. Leave it empty."),
        ({"conditions": [Condition("has_fact")]}, "conditions",
         "Choose the kind of fact that the condition is about."),
        ({"conditions": [Condition("registered", fact_kind="award")]}, "conditions",
         "This condition is about no fact. Leave kind and grade empty."),
        ({"conditions": [Condition("no_zero"), Condition("no_zero")]}, "conditions",
         "A condition stands here twice. Keep one of them."),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_band_is_said_by_field(
    table: ScoringTable, change: dict[str, Any], name: str, said: str
) -> None:
    band(table, "Khá", 50)
    with pytest.raises(ValidationError) as error:
        band(table, **{"name": "Xuất sắc", "lowest": 90, **change})
    assert error.value.message_dict == {name: [said]}
    assert table.bands.count() == 1


def test_a_band_that_a_downgrade_leads_to_stays_until_that_goes(table: ScoringTable) -> None:
    good = band(table, "Tốt", 75, conditions=[Condition("no_zero")])
    found = tables.save_downgrade(table=table, band=good, fact_kind="discipline", **WHO)
    with pytest.raises(StillUsed, match="downgrade: 1"):
        tables.remove_band(band=good, **WHO)
    tables.remove_downgrade(downgrade=found, **WHO)
    tables.remove_band(band=good, **WHO)
    assert table.bands.count() == 0


def test_a_downgrade_is_of_one_fact_to_a_band_of_its_table(season: Season, table: ScoringTable) -> None:
    good, foreign = band(table, "Tốt", 75), band(whole_table(season, code="B8"), "Khá", 60)
    found = tables.save_downgrade(table=table, band=good, fact_kind="discipline", **WHO)
    for fields, faults in (
        ({"band": foreign, "fact_kind": "award"}, {"band": ["Choose a band of this table."]}),
        ({"band": good, "fact_kind": "rumour"}, {"fact_kind": ["Choose a kind of fact from the list."]}),
        ({"band": good, "fact_kind": "discipline"},
         {"fact_grade": ["A downgrade for this fact is there already. Change that one."]}),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as error:
            tables.save_downgrade(table=table, **fields, **WHO)
        assert error.value.message_dict == faults
    tables.save_downgrade(
        table=table, downgrade=found, band=good, fact_kind="discipline", fact_grade="Khiển trách", **WHO
    )
    assert [(d.fact_kind, d.fact_grade) for d in table.downgrades.all()] == [("discipline", "Khiển trách")]


def test_keys_stand_in_an_order_that_can_be_changed(season: Season) -> None:
    table = whole_table(season)
    ballot = table.tie_breaks.get(kind="ballot")
    assert tables.move_tie_break(tie_break=ballot, up=True, **WHO)
    assert not tables.move_tie_break(tie_break=table.tie_breaks.get(kind="criterion"), up=True, **WHO)
    assert list(table.tie_breaks.values_list("order", "kind")) == [
        (1, "criterion"), (2, "ballot"), (3, "indicator"),
    ]  # fmt: skip
    tables.remove_tie_break(tie_break=table.tie_breaks.get(order=1), **WHO)
    assert list(table.tie_breaks.values_list("order", "kind")) == [(1, "ballot"), (2, "indicator")]


@pytest.mark.parametrize(
    ("fields", "name", "said"),
    [
        ({"kind": "coin"}, "kind", "Choose a key from the list."),
        ({"kind": "criterion"}, "criterion", "Choose a criterion of this table."),
        ({"kind": "criterion", "criterion": "foreign"}, "criterion", "Choose a criterion of this table."),
        ({"kind": "indicator"}, "indicator", "Choose an indicator of this campaign."),
        (
            {"kind": "women", "criterion": "foreign"},
            "criterion",
            "This key reads no criterion. Leave it empty.",
        ),
        ({"kind": "ballot", "indicator": "DV"}, "indicator", "This key reads no indicator. Leave it empty."),
    ],
)
def test_what_does_not_fit_a_key_is_said_by_field(
    season: Season, table: ScoringTable, fields: dict[str, Any], name: str, said: str
) -> None:
    if "criterion" in fields:
        fields = {**fields, "criterion": season.table.criteria.first()}
    if "indicator" in fields:
        fields = {**fields, "indicator": season.indicators["DV"]}
    with pytest.raises(ValidationError) as error:
        tables.save_tie_break(table=table, **fields, **WHO)
    assert error.value.message_dict == {name: [said]}


@pytest.mark.parametrize("name", ["hoa", "lan", "nga", "kim", "vy"])
def test_others_change_nothing_of_it(season: Season, name: str) -> None:
    table, who = whole_table(season), {"by": season.world.users[name], "now": NOW}
    for attempt in (
        lambda: tables.save_band(table=table, name="Khá", lowest=60, **who),
        lambda: tables.remove_band(band=table.bands.last(), **who),
        lambda: tables.save_downgrade(table=table, band=table.bands.last(), fact_kind="other", **who),
        lambda: tables.remove_downgrade(downgrade=table.downgrades.get(), **who),
        lambda: tables.save_tie_break(table=table, kind="women", **who),
        lambda: tables.move_tie_break(tie_break=table.tie_breaks.first(), up=False, **who),
        lambda: tables.remove_tie_break(tie_break=table.tie_breaks.first(), **who),
        lambda: tables.save_criterion(table=table, criterion=table.criteria.first(), name="Khác", **who),
        lambda: tables.remove_criterion(criterion=table.criteria.first(), **who),
        lambda: tables.move_criterion(criterion=table.criteria.first(), up=False, **who),
        lambda: tables.place_criterion(criterion=table.criteria.last(), parent=None, **who),
        lambda: tables.remove_table(table=table, **who),
        lambda: tables.approve_table(table=table, **who),
        lambda: tables.new_version(table=table, **who),
        lambda: tables.copy_table(table=table, campaign=season.campaign, code="Z", name="Z", **who),
        lambda: tables.start_table(campaign=season.campaign, starter="CTTT", **who),
    ):
        with pytest.raises(Refusal):
            attempt()
