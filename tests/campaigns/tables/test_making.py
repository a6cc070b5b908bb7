"""Making a scoring table: by whom, for whom, again as a new version, and again in another campaign."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import TableStatus
from campaigns.models import Campaign, Indicator, ScoringTable
from campaigns.queries.table_check import check_table
from campaigns.services import campaigns, tables
from common.errors import Refusal, StillUsed
from tests.campaigns.tables.cast import WHO, agree, line, status, whole_table, words_of
from tests.cast import NOW, Season
from units.actors import SYSTEM
from units.models import AuditEvent


def made(season: Season, **fields: Any) -> ScoringTable:
    return tables.make_table(campaign=season.campaign, name="Bảng", **{"code": "B2", **WHO, **fields})


def test_a_new_table_is_a_draft_for_whom_it_says(season: Season) -> None:
    table = made(season, sector="enterprise", level="grassroots", size_from=20, size_to=200, nominal="120.5")
    table.refresh_from_db()
    assert (table.status, table.version, table.is_sample) == (TableStatus.DRAFT, 1, False)
    assert (table.sector, table.level, table.size_from, table.size_to) == (
        "enterprise",
        "grassroots",
        20,
        200,
    )
    assert table.nominal == Decimal("120.5")
    event = AuditEvent.objects.get(verb="make_table")
    assert (event.subject_id, event.data["code"]) == (table.pk, "B2")


@pytest.mark.parametrize(
    ("fields", "name", "said"),
    [
        ({"code": "B1"}, "code", "There is a table “B1” in this campaign already. Choose another code."),
        ({"code": ""}, "code", "This field cannot be blank."),
        ({"nominal": 0}, "nominal", "The nominal maximum must be more than 0 points."),
        ({"nominal": 0.1 + 0.2}, "nominal", "“0,30000000000000004” has more than 4 decimals. Round it."),
        ({"nominal": "1e13"}, "nominal", ""),
        ({"nominal": "1e15"}, "nominal", "The figure is too large: at most 922 trillion."),
        ({"nominal": "NaN"}, "nominal", "“NaN” is not a number. Type digits only, for example 1.234,5."),
        ({"line_decimals": 5}, "line_decimals", "At most 4 decimals are kept. Write 0 to 4."),
        ({"size_from": 200, "size_to": 200}, "size_to", "The upper bound must be more than the lower one."),
        ({"sector": "moon"}, "sector", "Value 'moon' is not a valid choice."),
    ],
)
def test_what_does_not_fit_is_said_by_field(season: Season, fields: Any, name: str, said: str) -> None:
    if not said:
        assert made(season, **fields).nominal == Decimal(10**13)
        return
    with pytest.raises(ValidationError) as error:
        made(season, **fields)
    assert error.value.message_dict == {name: [said]}


@pytest.mark.parametrize("name", ["hoa", "lan", "minh", "nga", "kim", "vy"])
def test_a_table_for_all_is_made_by_the_federation_alone(season: Season, name: str) -> None:
    with pytest.raises(Refusal, match="A scoring table is changed by LĐLĐ thành phố Hà Nội"):
        made(season, by=season.world.users[name])
    assert made(season, by=season.world.quang).status == TableStatus.DRAFT


def test_a_cluster_s_table_is_made_and_changed_by_its_head_too(season: Season) -> None:
    world = season.world
    for name in ("minh", "mai", "nga"):  # of the deputy union, and an officer who leads another cluster
        with pytest.raises(Refusal):
            made(season, cluster=world.cluster_1, by=world.users[name])
    table = made(season, cluster=world.cluster_1, by=world.lan)
    tables.edit_table(table=table, name="Bảng của cụm", by=world.lan, now=NOW)
    with pytest.raises(Refusal):
        tables.edit_table(table=table, name="Khác", by=world.nga, now=NOW)
    table.refresh_from_db()
    assert (table.name, table.cluster) == ("Bảng của cụm", world.cluster_1)


def test_a_draft_is_edited_and_the_trail_shows_before_and_after(season: Season) -> None:
    table = made(season)
    tables.edit_table(table=table, nominal="50", rounding="truncate", name="Tên mới", **WHO)
    table.refresh_from_db()
    assert (table.nominal, table.rounding, table.name) == (Decimal(50), "truncate", "Tên mới")
    event = AuditEvent.objects.get(verb="edit_table")
    assert event.data["before"]["nominal"] == "100"
    assert event.data["after"]["nominal"] == "50"


def test_a_new_version_says_the_same_and_waits_for_its_draft(season: Season) -> None:
    table = agree(whole_table(season))
    fresh = tables.new_version(table=table, **WHO)
    assert (fresh.code, fresh.version, fresh.base, fresh.status) == ("B9", 2, table, TableStatus.DRAFT)
    assert (fresh.signed_warnings, fresh.agreed_at) == ([], None)
    assert words_of(fresh) == words_of(table)
    with pytest.raises(ValidationError, match="Version 2 of this table is still a draft"):
        tables.new_version(table=table, **WHO)


def test_a_clone_in_another_campaign_takes_its_indicators_by_code_and_makes_those_that_are_missing(
    season: Season,
) -> None:
    table = whole_table(season)
    later = campaigns.create_campaign(
        code="HN-2025", name="Thi đua năm 2025", year=2025, owner=season.world.city, by=SYSTEM, now=NOW
    )
    own = Indicator.objects.create(campaign=later, code="DV", name="Đoàn viên", short_name="ĐV", order=1)
    clone = tables.copy_table(table=table, campaign=later, code="N1", name="Bảng 2025", **WHO)
    assert words_of(clone) == words_of(table)
    read = {i.indicator for c in clone.criteria.all() for i in c.inputs.all()}
    assert {indicator.campaign for indicator in read} == {later}
    assert own in read
    assert sorted(later.indicators.values_list("code", flat=True)) == ["BC", "DV", "KP", "TD"]
    event = AuditEvent.objects.get(verb="copy_table")
    assert (event.data["base"], event.data["made"]) == (table.pk, ["KP", "BC", "TD"])
    assert check_table(clone).faults == []


def test_a_clone_is_for_the_federation_whose_campaign_it_is(season: Season) -> None:
    later = campaigns.create_campaign(
        code="X", name="X", year=2025, owner=season.world.confederation, by=SYSTEM, now=NOW
    )
    with pytest.raises(Refusal):
        tables.copy_table(
            table=season.table, campaign=later, code="N1", name="X", by=season.world.quang, now=NOW
        )
    assert Campaign.objects.get(pk=later.pk).tables.count() == 0


# --- A cluster's version of the federation's table --------------------------------------------------------------------
def of_cluster(season: Season) -> ScoringTable:
    return tables.new_version(
        table=agree(whole_table(season)),
        cluster=season.world.cluster_1,
        code="B9-C1",
        name="Bảng của cụm 1",
        by=season.world.lan,
        now=NOW,
    )


def test_a_cluster_changes_what_is_left_open_to_it(season: Season) -> None:
    table, lan = of_cluster(season), season.world.lan
    assert (table.cluster, table.version, table.base and table.base.code) == (season.world.cluster_1, 1, "B9")
    leaf = table.criteria.get(code="II.1")
    tables.save_criterion(table=table, criterion=leaf, max_points=30, by=lan, now=NOW)
    extra = line(season, table, "II.2", 10, parent=table.criteria.get(code="II"), by=lan)
    tables.move_criterion(criterion=extra, up=True, by=lan, now=NOW)
    tables.edit_table(table=table, name="Bảng riêng", by=lan, now=NOW)
    assert check_table(table).findings == ()
    tables.remove_criterion(criterion=extra, by=lan, now=NOW)
    assert [finding.key for finding in check_table(table).faults] == ["sum", "nominal"]


def test_a_cluster_changes_nothing_that_is_not_left_open(season: Season) -> None:
    table, who = of_cluster(season), {"by": season.world.lan, "now": NOW}
    closed, group = table.criteria.get(code="I.1"), table.criteria.get(code="II")
    band = table.bands.first()
    attempts: list[Any] = [
        lambda: tables.save_criterion(table=table, criterion=closed, max_points=30, **who),
        lambda: tables.save_criterion(table=table, criterion=group, is_open=False, **who),
        lambda: line(season, table, "V", 10, **who),
        lambda: tables.remove_criterion(criterion=closed, **who),
        lambda: tables.remove_criterion(criterion=group, **who),
        lambda: tables.move_criterion(criterion=closed, up=True, **who),
        lambda: tables.place_criterion(criterion=closed, parent=group, **who),
        lambda: tables.place_criterion(criterion=table.criteria.get(code="II.1"), parent=None, **who),
        lambda: tables.edit_table(table=table, nominal=50, **who),
        lambda: tables.save_band(table=table, name="Khá", lowest=60, **who),
        lambda: tables.remove_band(band=band, **who),
        lambda: tables.save_downgrade(table=table, band=band, fact_kind="other", **who),
        lambda: tables.save_tie_break(table=table, kind="women", **who),
    ]
    before = words_of(table)
    for attempt in attempts:
        with pytest.raises(ValidationError, match="only the criteria that it leaves open may differ"):
            attempt()
    assert words_of(table) == before


def test_a_cluster_s_version_is_made_of_an_agreed_table_for_all(season: Season) -> None:
    draft = whole_table(season)
    with pytest.raises(ValidationError, match="is not agreed yet"):
        tables.new_version(table=draft, cluster=season.world.cluster_1, code="X", **WHO)
    own = tables.new_version(table=agree(draft), cluster=season.world.cluster_1, code="X", **WHO)
    with pytest.raises(ValidationError, match="This is a cluster's table"):
        tables.new_version(table=own, cluster=season.world.cluster_2, code="Y", **WHO)


# --- Removing a draft -------------------------------------------------------------------------------------------------
def test_a_draft_goes_with_all_that_stands_in_it(season: Season) -> None:
    table = whole_table(season)
    tables.remove_table(table=table, **WHO)
    assert list(ScoringTable.objects.all()) == [season.table]


def test_a_table_that_scores_somebody_or_is_agreed_stays(season: Season) -> None:
    with pytest.raises(StillUsed):
        tables.remove_table(table=season.table, **WHO)
    table = agree(whole_table(season))
    with pytest.raises(ValidationError, match="Make a new version of it"):
        tables.remove_table(table=table, **WHO)
    assert status(table) == TableStatus.AGREED
