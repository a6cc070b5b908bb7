"""A year is made, changed and removed until it is computed; its unions are those of its phases."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import Joining, PhaseKind, PhaseStatus
from campaigns.models import Participant, Phase, ScoringTable, YearPart
from campaigns.services import campaigns, sheets
from common.errors import Conflict, Refusal, StillUsed
from tests.campaigns.years.cast import COMPUTED, ENDS, close, leave, school_year, second_phase, year_over
from tests.campaigns.years.conftest import Whole
from tests.cast import NOW, Season, after, at
from units.actors import SYSTEM
from units.models import AuditEvent


def places(year: Phase) -> set[tuple[str, str, str]]:
    """Union, cluster and table of every place in a year."""
    rows = Participant.objects.filter(phase=year)
    named = rows.values_list("union__code", "cluster__code", "table__campaign__code", "table__code")
    return {(union, cluster, f"{campaign}/{table}") for union, cluster, campaign, table in named}


def edited(whole: Whole, **changes: Any) -> Phase:
    """The year with some of its values changed."""
    given: dict[str, Any] = {
        "name": "Cả năm 2024", "parts": [(whole.first, Decimal(1)), (whole.second, Decimal(2))],
        "closes_at": COMPUTED, "joins": Joining.MEAN, "review_day": None, "table": None,
        "by": whole.season.world.quang, "now": NOW,
    }  # fmt: skip
    return campaigns.edit_year(year=whole.year, **(given | changes))


ALL = {(union, "C2" if union == "HD" else "C1", "HN-2024/B1") for union in ("BD", "LB", "HM", "HD")}


def test_a_year_has_the_period_and_the_unions_of_its_phases(whole: Whole) -> None:
    year = whole.year
    assert (year.kind, year.number, year.status, year.sector) == (PhaseKind.YEAR, 3, PhaseStatus.OPEN, "")
    assert (year.period_from, year.period_to) == (date(2024, 1, 1), date(2024, 12, 31))
    assert year.entry_closes_at == COMPUTED
    assert places(year) == ALL
    parts = YearPart.objects.filter(year=year).values_list("phase", "weight")
    assert set(parts) == {(whole.first.pk, Decimal(1)), (whole.second.pk, Decimal(2))}


def test_a_union_has_its_place_of_the_latest_phase(whole: Whole) -> None:
    world = whole.season.world
    other = ScoringTable.objects.create(campaign=whole.season.campaign, code="B2", name="Bảng khác")
    whole.second.participants.filter(union=world.ba_dinh).update(cluster=world.cluster_2, table=other)
    edited(whole)
    moved = {("BD", "C2", "HN-2024/B2")} | {place for place in ALL if place[0] != "BD"}
    assert places(whole.year) == moved
    table = ScoringTable.objects.create(campaign=whole.season.campaign, code="N", name="Bảng năm", status=20)
    assert {place[2] for place in places(edited(whole, table=table))} == {"HN-2024/N"}


def test_a_school_year_union_has_a_table_of_the_years_own_campaign(season: Season) -> None:
    school = school_year(season, season.world.ha_dong)
    leave(season.phase, season.world.ha_dong)
    ScoringTable.objects.filter(pk=season.table.pk).update(status=20)
    year = year_over(season, (season.phase, 1), (school, 1))
    assert places(year) == ALL
    assert (year.period_from, year.period_to) == (date(2023, 9, 1), date(2024, 7, 31))


def test_unions_that_come_to_a_phase_are_in_the_year_when_it_closes(whole: Whole) -> None:
    world = whole.season.world
    union = world.city
    sheets.enrol(
        phase=whole.second, union=union, cluster=world.cluster_2, table=whole.season.table, by=SYSTEM, now=NOW
    )
    assert places(whole.year) == ALL
    close(COMPUTED)
    assert places(whole.year) == ALL | {("HN", "C2", "HN-2024/B1")}


@pytest.mark.parametrize("weight", ["0", "-1", "1000.1"])
def test_a_weight_is_more_than_0(season: Season, weight: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        campaigns.make_year(
            campaign=season.campaign, name="Năm", parts=[(season.phase, Decimal(weight))], closes_at=COMPUTED,
            by=SYSTEM, now=NOW,
        )  # fmt: skip
    assert list(wrong.value.message_dict) == ["parts"]


def test_what_cannot_be_joined_is_refused(whole: Whole) -> None:
    season, one = whole.season, Decimal(1)
    for parts in ([], [(whole.year, one)], [(whole.first, one), (whole.first, one)]):
        with pytest.raises(ValidationError) as wrong:
            edited(whole, parts=parts)
        assert list(wrong.value.message_dict) == ["parts"]
    with pytest.raises(ValidationError, match="has a year already"):
        year_over(season, (season.phase, 1))
    for field, value in (
        ("closes_at", after(NOW, hours=-1)),
        ("review_day", date(2023, 12, 31)),
        ("review_day", date(2026, 1, 2)),
        ("name", ""),
        ("joins", "product"),
    ):
        with pytest.raises(ValidationError) as wrong:
            edited(whole, **{field: value})
        assert list(wrong.value.message_dict) == [field]


def test_a_phase_and_a_table_of_others_are_refused(season: Season) -> None:
    school = school_year(season, season.world.ha_dong)
    theirs = school.campaign.tables.get()
    with pytest.raises(ValidationError, match="belongs to another campaign"):
        year_over(season, (season.phase, 1), table=theirs)
    clusters = ScoringTable.objects.create(
        campaign=season.campaign, code="C", name="Bảng của cụm", cluster=season.world.cluster_1
    )
    with pytest.raises(ValidationError, match="is one cluster's table"):
        year_over(season, (season.phase, 1), table=clusters)
    school.campaign.owner = season.world.ba_dinh
    school.campaign.save()
    school.refresh_from_db()
    with pytest.raises(ValidationError, match="cannot be joined here"):
        year_over(season, (school, 1))


def test_only_the_federations_staff_makes_and_changes_a_year(whole: Whole) -> None:
    for by in (whole.season.world.hoa, whole.season.world.lan):
        with pytest.raises(Refusal):
            edited(whole, by=by)
        with pytest.raises(Refusal):
            campaigns.remove_phase(phase=whole.year, by=by, now=NOW)


def test_a_change_leaves_one_event_and_an_old_page_is_refused(whole: Whole) -> None:
    seen = campaigns.year_fingerprint(Phase.objects.get(pk=whole.year.pk))
    fresh = edited(whole, joins=Joining.SUM, review_day=date(2024, 11, 30), seen=seen)
    assert (fresh.joins, fresh.review_day) == (Joining.SUM, date(2024, 11, 30))
    edited(whole, joins=Joining.SUM, review_day=date(2024, 11, 30))
    assert AuditEvent.objects.filter(verb="edit_year").count() == 1
    with pytest.raises(Conflict):
        edited(whole, seen=seen)


def test_a_year_changes_and_goes_until_its_time_has_come(whole: Whole) -> None:
    with pytest.raises(ValidationError, match="no longer changes"):
        edited(whole, now=COMPUTED)
    with pytest.raises(StillUsed):
        campaigns.remove_phase(phase=whole.year, by=SYSTEM, now=COMPUTED)
    campaigns.remove_phase(phase=whole.year, by=SYSTEM, now=ENDS)
    left = (
        Phase.objects.filter(campaign=whole.season.campaign)
        .order_by("number")
        .values_list("number", flat=True)
    )
    assert list(left) == [1, 2]
    assert (Participant.objects.count(), YearPart.objects.count()) == (8, 0)


def test_a_phase_that_a_year_joins_stays(world: Any, season: Season) -> None:
    draft = campaigns.create_campaign(code="SAU", name="Sau", year=2024, owner=world.city, by=SYSTEM, now=NOW)
    phase = campaigns.add_phase(
        campaign=draft, number=1, name="Đợt", period_from=date(2024, 1, 1), period_to=date(2024, 6, 30),
        entry_opens_at=at(2024, 6, 1), entry_closes_at=at(2024, 12, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    year_over(season, (season.phase, 1), (phase, 1))
    with pytest.raises(StillUsed, match="phase of a year"):
        campaigns.remove_campaign(campaign=draft, by=SYSTEM, now=NOW)


def test_a_draft_goes_with_its_year_and_its_table(world: Any) -> None:
    draft = campaigns.create_campaign(
        code="NHAP", name="Nháp", year=2024, owner=world.city, by=SYSTEM, now=NOW
    )
    phase = campaigns.add_phase(
        campaign=draft, number=1, name="Đợt", period_from=date(2024, 1, 1), period_to=date(2024, 6, 30),
        entry_opens_at=at(2024, 6, 1), entry_closes_at=at(2024, 12, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    table = ScoringTable.objects.create(campaign=draft, code="N", name="Bảng năm")
    year = campaigns.make_year(
        campaign=draft,
        name="Năm",
        parts=[(phase, Decimal(1))],
        closes_at=COMPUTED,
        table=table,
        by=SYSTEM,
        now=NOW,
    )
    assert year.status == PhaseStatus.DRAFT
    campaigns.remove_campaign(campaign=draft, by=SYSTEM, now=NOW)
    assert not Phase.objects.filter(campaign__code="NHAP").exists()


def test_a_launch_takes_the_unions_that_came_meanwhile(world: Any) -> None:
    draft = campaigns.create_campaign(
        code="NHAP", name="Nháp", year=2024, owner=world.city, by=SYSTEM, now=NOW
    )
    phase = campaigns.add_phase(
        campaign=draft, number=1, name="Đợt", period_from=date(2024, 1, 1), period_to=date(2024, 6, 30),
        entry_opens_at=at(2024, 6, 1), entry_closes_at=at(2024, 12, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    year = campaigns.make_year(
        campaign=draft, name="Năm", parts=[(phase, Decimal(1))], closes_at=COMPUTED, by=SYSTEM, now=NOW
    )
    sheets.enrol(phase=phase, union=world.ba_dinh, cluster=world.cluster_1, by=SYSTEM, now=NOW)
    campaigns.launch_campaign(campaign=draft, by=SYSTEM, now=NOW)
    year.refresh_from_db()
    assert year.status == PhaseStatus.OPEN
    assert list(year.participants.values_list("union__code", flat=True)) == ["BD"]


def test_nobody_joins_or_leaves_a_year_by_hand(whole: Whole) -> None:
    with pytest.raises(ValidationError, match="are those of its phases"):
        sheets.enrol(phase=whole.year, union=whole.season.world.city, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="are those of its phases"):
        campaigns.edit_phase(phase=whole.year, by=SYSTEM, now=NOW, name="Khác")


def test_second_phase_may_share_its_days_with_a_year(season: Season) -> None:
    year = year_over(season, (season.phase, 1))
    Phase.objects.filter(pk=year.pk).update(period_to=date(2024, 12, 31))
    with pytest.raises(ValidationError) as wrong:
        second_phase(season)
    assert wrong.value.message_dict == {
        "number": ["Phase 2 exists already for this sector. Choose another number."]
    }
    Phase.objects.filter(pk=year.pk).update(number=9)
    assert second_phase(season).number == 2
