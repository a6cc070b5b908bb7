"""The starter tables that ship: each can be agreed once its warnings are signed; together they use every rule."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Criterion, Indicator
from campaigns.queries.table_check import check_table
from campaigns.scoring import registry
from campaigns.services import tables
from tests.campaigns.tables.cast import WHO
from tests.cast import Season

SAMPLE = "The table is a sample: it is to be corrected before it is agreed."


@pytest.mark.parametrize("code", tables.STARTERS)
def test_a_starter_has_no_fault_and_says_that_it_is_a_sample(season: Season, code: str) -> None:
    table = tables.start_table(campaign=season.campaign, starter=code, **WHO)
    check = check_table(table)
    assert [finding.said for finding in check.faults] == []
    assert check.warnings[-1].said == SAMPLE
    assert (table.is_sample, table.nominal, table.code) == (True, Decimal(100), code)
    assert table.name.endswith("(mẫu)")


@pytest.mark.parametrize("code", tables.STARTERS)
def test_a_starter_has_100_points_bands_with_conditions_groups_of_all_natures_and_keys(
    season: Season, code: str
) -> None:
    table = tables.start_table(campaign=season.campaign, starter=code, code="N1", name="Bảng mới", **WHO)
    leaves = table.criteria.exclude(rule="group").filter(nature="base")
    assert sum(leaf.max_points for leaf in leaves) == 100
    assert [band.lowest for band in table.bands.all()] == [90, 75, 50, 0]
    assert [band.conditions.count() for band in table.bands.all()] == [3, 1, 0, 0]
    assert set(table.criteria.filter(rule="group").values_list("nature", flat=True)) == {
        "base", "bonus", "penalty",
    }  # fmt: skip
    assert table.downgrades.count() == 3
    assert list(table.tie_breaks.values_list("kind", flat=True))[-2:] == ["women", "ballot"]
    assert (table.code, table.name) == ("N1", "Bảng mới")


def test_together_the_starters_use_every_rule_that_ships(season: Season) -> None:
    for code in tables.STARTERS:
        tables.start_table(campaign=season.campaign, starter=code, **WHO)
    used = set(Criterion.objects.filter(table__is_sample=True).values_list("rule", flat=True))
    assert used == {registry.GROUP, *(rule.code for rule in registry.BUILT_IN)}


def test_indicators_that_the_campaign_has_are_used_and_the_others_made(season: Season) -> None:
    held = Indicator.objects.create(
        campaign=season.campaign, code="DVMOI", name="Đoàn viên", short_name="ĐV", order=9
    )
    table = tables.start_table(campaign=season.campaign, starter="CTTT", **WHO)
    assert table.criteria.get(code="I.1").inputs.get().indicator == held
    assert season.campaign.indicators.filter(code="CDCSMOI").count() == 1
    orders = list(season.campaign.indicators.order_by("order").values_list("order", flat=True))
    assert len(orders) == len(set(orders))


def test_an_unknown_starter_and_a_code_that_is_taken_are_said(season: Season) -> None:
    for fields, faults in (
        ({"starter": "XXX"}, {"starter": ["Choose a starter table from the list."]}),
        ({"starter": "CTTT", "code": "B1"},
         {"code": ["There is a table “B1” in this campaign already. Choose another code."]}),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as error:
            tables.start_table(campaign=season.campaign, **fields, **WHO)
        assert error.value.message_dict == faults
    assert season.campaign.indicators.count() == 4
