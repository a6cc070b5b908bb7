"""A pledge on assigned targets alone, where the federation says so: what it holds, what is asked, what is refused."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.choices import ResultStatus, TargetKind
from campaigns.models import Campaign, Result, Target
from campaigns.queries.home import targets_to_register
from campaigns.queries.pledges import amendments, kind_of
from campaigns.services import target_changes, targets
from campaigns.services.campaigns import edit_campaign
from tests.campaigns.pledge_cast import circulated, draft, sign
from tests.campaigns.workbook.cast import put, rows_of, take, told
from tests.cast import NOW, Season, after
from tests.pages import get, post, text_of
from units.models import Union
from units.scope import scope_of

pytestmark = pytest.mark.usefixtures("in_july")


@pytest.fixture
def assigned(season: Season) -> Season:
    """A season whose federation lets pledges hold the assigned targets; the members have registered none."""
    world = season.world
    Result.objects.update(registered=None)
    Target.objects.all().delete()
    edit_campaign(campaign=season.campaign, by=world.quang, now=NOW, pledged_targets=TargetKind.ASSIGNED)
    season.campaign.refresh_from_db()
    return season


def assign(season: Season, union: Union, value: int = 900, reason: str = "", now: datetime = NOW) -> None:
    targets.set_targets(
        campaign=season.campaign, union=union, kind=TargetKind.ASSIGNED, by=season.world.quang, now=now,
        values={season.indicators["DV"]: Decimal(value)}, reason=reason,
    )  # fmt: skip


def assign_all(season: Season) -> None:
    for union in (season.world.ba_dinh, season.world.hoang_mai, season.world.long_bien):
        assign(season, union)


def test_without_the_setting_assigned_targets_alone_are_not_enough(assigned: Season) -> None:
    assign_all(assigned)
    Campaign.objects.filter(pk=assigned.campaign.pk).update(pledged_targets=TargetKind.REGISTERED)
    assigned.campaign.refresh_from_db()
    with pytest.raises(ValidationError, match="No registered target yet"):
        circulated(assigned)


def test_with_the_setting_the_text_holds_the_assigned_targets_and_says_so(assigned: Season) -> None:
    assign_all(assigned)
    pledge = circulated(assigned)
    assert [(p["code"], p["targets"]) for p in pledge.document["parties"]] == [
        ("BD", ["900"]), ("HM", ["900"]), ("LB", ["900"]),
    ]  # fmt: skip
    assert kind_of(pledge.document) == "assigned"
    page = text_of(get(assigned.world.hoa, "pledge", pledge.pk))
    assert "Điều 1. Chỉ tiêu được giao" in page
    assert "Chỉ tiêu đăng ký" not in page


def test_a_member_without_an_assigned_target_is_named(assigned: Season) -> None:
    assign(assigned, assigned.world.ba_dinh)
    with pytest.raises(ValidationError) as error:
        circulated(assigned)
    assert error.value.messages == [
        "No assigned target yet: LĐLĐ quận Hoàng Mai, LĐLĐ quận Long Biên. "
        "Assign their targets, then circulate the pledge."
    ]


def test_the_draft_says_what_is_missing_and_proposes_a_fitting_commitment(assigned: Season) -> None:
    page = text_of(get(assigned.world.lan, "pledge", draft(assigned).pk))
    assert "3 unions have no assigned target yet. The federation assigns them first:" in page
    assert "thực hiện đầy đủ chỉ tiêu được giao" in page


def test_an_assigned_target_in_the_text_changes_with_a_reason_and_is_shown(assigned: Season) -> None:
    assign_all(assigned)
    pledge = circulated(assigned)
    with pytest.raises(ValidationError, match="Please say why they change"):
        assign(assigned, assigned.world.ba_dinh, 950)
    assign(assigned, assigned.world.ba_dinh, 950, "Thêm phường", after(NOW, days=1))
    assert [(t.value, t.reason) for t in amendments(pledge)] == [(Decimal(950), "Thêm phường")]


def test_a_signed_assigned_target_changes_only_by_the_act(assigned: Season) -> None:
    world = assigned.world
    assign_all(assigned)
    sign(circulated(assigned), world.ba_dinh, world.hung)
    with pytest.raises(ValidationError, match="This target is signed in the pledge"):
        assign(assigned, world.ba_dinh, 950, "Thêm phường")
    signed = Target.objects.get(union=world.ba_dinh, kind=TargetKind.ASSIGNED, is_current=True)
    answer = post(
        world.hoa, "target-change-new", assigned.campaign.pk, world.ba_dinh.pk, target=signed.pk, value="950",
        reason="Thêm phường", document="45/CV", document_date="01/07/2024",
    )  # fmt: skip
    assert answer.status_code == 302
    target_changes.approve_target_change(change=signed.changes.get(), by=world.quang, now=NOW)
    held = Target.objects.get(union=world.ba_dinh, kind=TargetKind.ASSIGNED, is_current=True)
    assert (held.value, held.version) == (Decimal(950), 2)


def test_registered_targets_stay_free_where_the_text_holds_the_assigned_ones(assigned: Season) -> None:
    world = assigned.world
    assign_all(assigned)
    sign(circulated(assigned), world.ba_dinh, world.hung)
    where = (assigned.campaign.pk, world.ba_dinh.pk)
    cell = f"t{assigned.indicators['DV'].pk}"
    assert post(world.hoa, "targets", *where, **{cell: "1.000"}).status_code == 302
    assert "Change a signed target" in text_of(get(world.hoa, "targets", *where))


def test_the_setting_stays_once_a_pledge_is_circulated(assigned: Season) -> None:
    assign_all(assigned)
    circulated(assigned)
    with pytest.raises(ValidationError) as error:
        edit_campaign(
            campaign=assigned.campaign,
            by=assigned.world.quang,
            now=NOW,
            pledged_targets=TargetKind.REGISTERED,
        )
    words = "A pledge has been circulated with these targets, so this stays: Assigned."
    assert error.value.message_dict == {"pledged_targets": [words]}
    rows = rows_of(assigned.campaign)
    put("campaign", 3, pledged_targets="registered")(rows)
    assert told(take(rows)) == [f"Phong trào thi đua!L3: {words}"]


def test_a_workbook_carries_the_setting_and_an_older_one_leaves_it(assigned: Season) -> None:
    rows = rows_of(assigned.campaign)
    assert rows["campaign"][0]["pledged_targets"] == "assigned"
    put("campaign", 3, pledged_targets="registered")(rows)
    assert told(take(rows)) == []
    assigned.campaign.refresh_from_db()
    assert assigned.campaign.pledged_targets == TargetKind.REGISTERED


def test_the_database_knows_two_kinds_alone(season: Season) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(pledged_targets="both")


def test_nobody_is_asked_to_register_where_pledges_hold_the_assigned_targets(assigned: Season) -> None:
    scope = scope_of(assigned.world.hoa)
    assert targets_to_register(scope, NOW) == []
    Campaign.objects.update(pledged_targets=TargetKind.REGISTERED)
    assert [p.union.code for p in targets_to_register(scope, NOW)] == ["BD"]


def test_the_form_of_the_campaign_chooses_it(season: Season) -> None:
    page = text_of(get(season.world.quang, "campaign-edit", season.campaign.pk))
    assert "Targets in the clusters" in page
    assert 'name="pledged_targets"' in page


def test_figures_are_measured_against_what_the_pledges_hold_on_every_page(assigned: Season) -> None:
    """A union may register as it wishes there: 450 of the assigned 900 is 50 %, whatever it registered."""
    world = assigned.world
    assign_all(assigned)
    targets.set_targets(
        campaign=assigned.campaign, union=world.ba_dinh, kind=TargetKind.REGISTERED, by=world.hoa, now=NOW,
        values={assigned.indicators["DV"]: Decimal(450)},
    )  # fmt: skip
    assigned.send(world.ba_dinh, world.hoa, dv="450")
    page = get(world.quang, "dashboard", assigned.phase.pk, cluster=world.cluster_1.pk)
    heat = next(row for sheet, row in page.context["heat"].rows if sheet.union == world.ba_dinh)
    assert [(cell.kind, cell.percent) for cell in heat] == [("1", 50), ("0", None), ("0", None)]
    assert next((pace.value, pace.units) for pace in page.context["paces"]) == (Decimal(50), 1)
    assert page.context["past"].units == 0
    sheet = get(world.hoa, "sheet", assigned.sheet(world.ba_dinh).pk).context["grid"]
    assert [(row.goal, row.attained) for row in sheet.rows if row.goal] == [(900, 50)]
    Result.objects.update(status=ResultStatus.SUBMITTED)
    queue = get(world.quang, "appraisal", assigned.phase.pk).context["rows"]
    assert [(row.target, row.ratio) for row in queue if row.result.value] == [(900, 50)]
