"""The pages of a signed target: text instead of fields, the request, the answer, and both figures everywhere."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.choices import ChangeState
from campaigns.models import Standing, Target, TargetChange
from campaigns.queries.explanation import explain
from campaigns.services import target_changes
from tests.campaigns.pledge_cast import ask, signed_target
from tests.campaigns.test_closing import close
from tests.cast import NOW, Season
from tests.pages import get, post, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def asked(target: Target) -> dict[str, str]:
    return {
        "target": str(target.pk), "value": "900", "reason": "Chuyển địa bàn", "document": "45/CV-LĐLĐ",
        "document_date": "2024-07-10",
    }  # fmt: skip


def test_signed_targets_are_text_and_the_rest_stays_open(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    before = text_of(get(world.hoa, "targets", *at_page))
    field = f'name="t{season.indicators["DV"].pk}"'
    assert field in before
    signed_target(season)
    page = text_of(get(world.hoa, "targets", *at_page))
    assert field not in page
    assert "Change a signed target…" in page
    answer = post(world.hoa, "targets", *at_page, **{f"t{season.indicators['DV'].pk}": "900", "reason": "x"})
    assert answer.status_code in (302, 422)
    assert (
        Target.objects.get(union=world.ba_dinh, indicator=season.indicators["DV"], is_current=True).value
        == 1000
    )
    assert "Change a signed target…" not in text_of(get(world.quang, "targets", *at_page))


def test_a_change_is_asked_and_approved_on_its_pages(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    target = signed_target(season)
    faulty = post(world.hoa, "target-change-new", *at_page, **{**asked(target), "reason": ""})
    assert (faulty.status_code, list(faulty.context["form"].errors)) == (422, ["reason"])
    done = post(world.hoa, "target-change-new", *at_page, **asked(target))
    change = TargetChange.objects.get()
    assert (done.status_code, done.url) == (302, reverse("target-change", args=[change.pk]))
    page = text_of(get(world.quang, "target-change", change.pk))
    assert "<b>1.000</b>" in page
    assert "<b>900</b>" in page
    assert "45/CV-LĐLĐ, 10/07/2024" in page
    assert "Approve the new target" not in text_of(get(world.hoa, "target-change", change.pk))
    refused = post(world.quang, "target-change", change.pk, act="decline")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["answer"])
    assert post(world.quang, "target-change", change.pk, act="approve").status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.APPROVED
    again = post(world.quang, "target-change", change.pk, act="approve")
    assert "answered already: Approved." in text_of(again)


def test_both_figures_stand_on_the_targets_and_the_pledge(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    change = ask(season, signed_target(season))
    later = NOW + timedelta(minutes=1)
    target_changes.approve_target_change(change=change, by=world.quang, now=later)
    page = text_of(get(world.minh, "targets", *at_page))
    assert "signed: 1.000; changed by 45/CV-LĐLĐ, 20/07/2024" in page
    assert "Changes of signed targets" in page
    pledge = season.campaign.pledges.get()
    words = text_of(get(world.hoa, "pledge", pledge.pk))
    assert "1.000 → 900" in words
    assert "45/CV-LĐLĐ, 20/07/2024 · approved by" in words


def test_a_number_of_another_union_is_no_choice(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    target = signed_target(season)
    other = Target.objects.filter(union=world.hoang_mai, is_current=True).first()
    answer = post(world.hoa, "target-change-new", *at_page, **{**asked(target), "target": str(other.pk)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["target"])


@pytest.mark.parametrize(
    ("name", "asks", "reads"),
    [
        ("hoa", 200, 200),
        ("minh", 403, 200),
        ("nga", 404, 404),
        ("quang", 403, 200),
        ("kim", 403, 200),
        ("vy", 404, 404),
    ],
)
def test_who_comes_as_far_as_these_pages(season: Season, name: str, asks: int, reads: int) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    change = ask(season, signed_target(season))
    user = world.users[name]
    assert get(user, "target-change-new", *at_page).status_code == asks
    assert get(user, "target-change", change.pk).status_code == reads
    answer = post(user, "target-change", change.pk, act="approve").status_code
    assert answer == {"quang": 302}.get(name, 403 if reads == 200 else 404)


def test_the_explanation_of_the_points_shows_the_signed_figure_too(season: Season) -> None:
    world = season.world
    change = ask(season, signed_target(season))
    target_changes.approve_target_change(change=change, by=world.quang, now=NOW)
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    close(season)
    sheet = season.sheet(world.ba_dinh)
    found = explain(season.phase, sheet, Standing.objects.get(participant=sheet), tied_with=[], user=None)
    told = {row.indicator.code: row.signed_target for row in found.lines if row.indicator}
    assert told.pop("DV") == "signed for the year: 1.000, changed by 45/CV-LĐLĐ"
    assert set(told.values()) == {""}
