"""A milestone's target is a day: on the targets page, in the pledge that is signed, and when it is changed after."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import TargetKind
from campaigns.models import Target, TargetChange
from campaigns.queries.pledges import pledge_document
from campaigns.rules import value_of_day
from campaigns.services import bulk, target_changes, targets
from common.formats import canonical_hash
from tests.campaigns.milestone_cast import AIM, EARLY, LATE, add_milestone
from tests.campaigns.pledge_cast import circulated, draft, in_force, sign
from tests.cast import NOW, Season, after
from tests.pages import get, post, text_of
from units.models import AuditEvent, Notice

pytestmark = pytest.mark.usefixtures("in_july")


def cell(season: Season, code: str = "DH") -> str:
    return f"t{season.indicators[code].pk}"


def own_target(season: Season, kind: str = TargetKind.REGISTERED) -> Target:
    return Target.objects.get(union=season.world.ba_dinh, indicator__code="DH", kind=kind, is_current=True)


def test_a_day_is_registered_as_people_write_it_and_shown_as_one(season: Season) -> None:
    add_milestone(season)
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    page = text_of(get(world.hoa, "targets", *at_page))
    assert ('value="12/07/2024"' in page, "739.079" in page) == (True, False)
    given = {cell(season, "DV"): "1.000", cell(season, "KP"): "500", cell(season): "5-7-2024"}
    assert post(world.hoa, "targets", *at_page, **given).status_code == 302
    assert own_target(season).value == value_of_day(EARLY)
    history = text_of(get(world.hoa, "targets", *at_page))
    assert ("<span>05/07/2024</span>" in history, "<span>12/07/2024</span>" in history) == (True, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", "Month 2 of 2026 has 28 days. Write a day that there is."),
        ("01/01/0001", "The year 1 is out of range. Write a date between 1900 and 2100."),
        ("99999999", "The year 9999 is out of range. Write a date between 1900 and 2100."),
        ("739079", "Enter a date as day/month/year, for example 31/07/2024."),
        ("hôm nay", "Enter a date as day/month/year, for example 31/07/2024."),
        ("=A1", "Enter a date as day/month/year, for example 31/07/2024."),
        ("", "A target that is set cannot be emptied. Enter another day."),
    ],
)
def test_what_is_no_day_is_refused_in_its_cell(season: Season, typed: str, said: str) -> None:
    add_milestone(season)
    given = {cell(season, "DV"): "900", cell(season, "KP"): "500", cell(season): typed}
    answer = post(season.world.hoa, "targets", season.campaign.pk, season.world.ba_dinh.pk, **given)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {cell(season): [said]}
    assert not Target.objects.filter(version=2).exists()


def test_the_service_takes_nothing_but_a_day(season: Season) -> None:
    milestone = add_milestone(season)
    given = {"campaign": season.campaign, "union": season.world.ba_dinh, "kind": TargetKind.REGISTERED}
    for value in ("0", "5", "99999999", "739079.5", "-1"):
        with pytest.raises(ValidationError) as error:
            targets.set_targets(**given, values={milestone: Decimal(value)}, by=season.world.hoa, now=NOW)
        assert error.value.message_dict == {
            "DH": ["This is no day of the years 1900 to 2100. Enter it like 31/07/2026."]
        }


def test_a_later_day_than_assigned_is_only_remarked(season: Season) -> None:
    add_milestone(season)
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    assert post(world.quang, "targets", *at_page, **{cell(season): "05/07/2024"}).status_code == 302
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Registered later than the assigned day. It is taken all the same." in page
    assert ("1 registered later than assigned" in page, "registered below" in page) == (True, False)
    given = {cell(season, "DV"): "1.000", cell(season, "KP"): "500", cell(season): "01/07/2024"}
    post(world.hoa, "targets", *at_page, **given)
    assert "later than" not in text_of(get(world.hoa, "targets", *at_page))


def test_a_milestone_counts_among_the_targets_of_a_union(season: Season) -> None:
    add_milestone(season)
    rows = get(season.world.quang, "target-list", season.campaign.pk).context["rows"]
    assert {(row.total, row.assigned, row.registered) for row in rows} == {(3, 0, 3)}


def test_the_audit_trail_keeps_targets_as_days(season: Season) -> None:
    milestone = add_milestone(season)
    world = season.world
    targets.set_targets(
        campaign=season.campaign, union=world.ba_dinh, kind=TargetKind.REGISTERED,
        values={milestone: value_of_day(EARLY), season.indicators["DV"]: Decimal(900)}, by=world.hoa, now=NOW,
    )  # fmt: skip
    event = AuditEvent.objects.filter(verb="set_targets", subject_id=world.ba_dinh.pk).latest("pk")
    assert event.data["before"] == {"DH": "12/07/2024", "DV": "1000"}
    assert event.data["after"] == {"DH": "05/07/2024", "DV": "900"}
    row = (milestone.pk, world.ba_dinh.pk, "registered", value_of_day(LATE), "Theo công văn", 2)
    bulk.set_targets_of_many(rows=[row], campaign=season.campaign, by=world.quang, now=NOW)
    event = AuditEvent.objects.filter(verb="set_targets").latest("pk")
    assert event.data["targets"] == [
        [milestone.pk, world.ba_dinh.pk, "registered", "14/07/2024", 3, "Theo công văn"]
    ]


def test_the_pledge_holds_the_day_as_it_is_read_and_has_no_sum_of_days(season: Season) -> None:
    before = pledge_document(draft(season), commitment="Thi đua")
    add_milestone(season)
    document = pledge_document(season.campaign.pledges.get(), commitment="Thi đua")
    assert [party["targets"] for party in document["parties"]] == [["1.000", "500,0", "12/07/2024"]] * 3
    assert document["totals"] == ["3.000", "1.500,0", ""]
    assert document["indicators"][2] == {"code": "DH", "name": "Ngày đại hội", "unit": ""}
    for party in document["parties"]:
        party["targets"].pop()
    document["totals"].pop()
    document["indicators"].pop()
    assert canonical_hash(document, 1) == canonical_hash(before, 1)


def test_a_signed_day_changes_by_a_request_that_shows_both(season: Season) -> None:
    add_milestone(season)
    world = season.world
    sign(circulated(season), world.ba_dinh, world.hung)
    target = own_target(season)
    given = {
        "target": str(target.pk),
        "reason": "Hoãn đại hội",
        "document": "45/CV",
        "document_date": "18/07/2024",
    }
    place = ("target-change-new", season.campaign.pk, world.ba_dinh.pk)
    assert "Ngày tổ chức đại hội: 12/07/2024" in text_of(get(world.hoa, *place))
    refused = post(world.hoa, *place, **given, value="1.000")
    assert refused.context["form"].errors == {
        "value": ["Enter a date as day/month/year, for example 31/07/2024."]
    }
    assert post(world.hoa, *place, **given, value="14/7/2024").status_code == 302
    change = TargetChange.objects.get()
    assert change.value == value_of_day(LATE)
    page = text_of(get(world.quang, "target-change", change.pk))
    assert ("<b>12/07/2024</b>" in page, "<b>14/07/2024</b>" in page) == (True, True)
    notice = Notice.objects.filter(kind="target_change_asked").latest("pk")
    assert (notice.values["signed"], notice.values["new"]) == ("12/07/2024", "14/07/2024")
    event = AuditEvent.objects.get(verb="ask_target_change")
    assert (event.data["before"], event.data["after"]) == ("12/07/2024", "14/07/2024")


def test_a_number_is_still_read_as_a_number_when_a_signed_target_changes(season: Season) -> None:
    add_milestone(season)
    world = season.world
    sign(circulated(season), world.ba_dinh, world.hung)
    target = Target.objects.get(union=world.ba_dinh, indicator__code="DV", is_current=True)
    given = {"target": str(target.pk), "reason": "Vì sao", "document": "45/CV", "document_date": "18/07/2024"}
    place = ("target-change-new", season.campaign.pk, world.ba_dinh.pk)
    refused = post(world.hoa, *place, **given, value="12/07/2024")
    assert refused.context["form"].errors == {
        "value": ["“12/07/2024” is not a number. Type digits only, for example 1.234,5."]
    }
    unknown = post(world.hoa, *place, **given | {"target": "0"}, value="12/07/2024")
    assert list(unknown.context["form"].errors) == ["target", "value"]
    assert post(world.hoa, *place, **given, value="1.250").status_code == 302


def test_a_day_that_changed_after_signing_stands_below_the_pledge_as_a_day(season: Season) -> None:
    add_milestone(season)
    pledge = in_force(season)
    change = target_changes.ask_target_change(
        target=own_target(season), value=value_of_day(LATE), reason="Hoãn", document="45/CV",
        document_date=date(2024, 7, 18), by=season.world.hoa, now=NOW,
    )  # fmt: skip
    target_changes.approve_target_change(change=change, by=season.world.quang, now=after(NOW, hours=1))
    page = text_of(get(season.world.hoa, "pledge", pledge.pk))
    assert "12/07/2024 → 14/07/2024" in page
    assert value_of_day(AIM) == change.target.value
    targets_page = text_of(get(season.world.hoa, "targets", season.campaign.pk, season.world.ba_dinh.pk))
    assert "signed: 12/07/2024; changed by 45/CV" in targets_page
