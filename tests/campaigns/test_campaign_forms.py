"""The forms of a campaign, its phases and its launch plan: what is saved, and where a fault is told."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from campaigns.models import Campaign, Content, Phase
from campaigns.services import campaigns
from tests.campaigns.campaign_cast import PHASE_FORM
from tests.cast import CLOSES, NOW, OPENS, Season, World, at
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_july")


CAMPAIGN = {"code": "HN-2025", "name": "Thi đua năm 2025", "kind": "yearly", "year": "2025"}


# --- The campaign -------------------------------------------------------------------------------------------------
def test_a_new_campaign_lists_what_is_missing_before_the_launch(world: World) -> None:
    made = post(world.quang, "campaign-new", owner=world.city.pk, **CAMPAIGN)
    campaign = Campaign.objects.get(code="HN-2025")
    assert (made.status_code, made.url) == (302, reverse("campaign", args=[campaign.pk]))
    page = get(world.quang, "campaign", campaign.pk)
    assert [(s.done, s.needed) for s in page.context["steps"]] == [
        (False, True),
        (False, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    assert page.context["ready"] is False
    assert reverse("campaign-launch", args=[campaign.pk]) not in text_of(page)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "Hà Nội"}, "code"),
        ({"name": ""}, "name"),
        ({"year": "1999"}, "year"),
        ({"year": "hai nghìn"}, "year"),
        ({"source_date": "2024-01-10"}, "source"),
        ({"source": "x", "source_date": "31/02/2024"}, "source_date"),
        ({"code": "HN-2024"}, "code"),
    ],
)
def test_a_fault_of_a_campaign_is_told_at_its_field(
    season: Season, change: dict[str, str], field: str
) -> None:
    answer = post(season.world.quang, "campaign-new", owner=season.world.city.pk, **{**CAMPAIGN, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in text_of(answer)
    assert Campaign.objects.count() == 1


def test_the_owner_is_a_union_that_one_acts_for(world: World) -> None:
    form = get(world.hoa, "campaign-new").context["form"]
    assert list(form.fields["owner"].queryset) == [world.ba_dinh]
    answer = post(world.hoa, "campaign-new", owner=world.city.pk, **CAMPAIGN)
    assert list(answer.context["form"].errors) == ["owner"]


def test_a_campaign_is_changed_and_not_over_somebody_elses_change(season: Season) -> None:
    world, pk = season.world, season.campaign.pk
    seen = get(world.quang, "campaign-edit", pk).context["form"].initial["seen"]
    values = {"name": "Thi đua năm 2024", "kind": "yearly", "year": "2024", "seen": seen}
    assert post(world.quang, "campaign-edit", pk, theme="Một", **values).status_code == 302
    answer = post(world.quang, "campaign-edit", pk, theme="Hai", **values)
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 1
    assert Campaign.objects.get(pk=pk).theme == "Một"


def test_a_campaign_that_would_answer_itself_is_told_at_the_parent(season: Season) -> None:
    world = season.world
    child = campaigns.create_campaign(
        code="B", name="B", year=2024, owner=world.city, parent=season.campaign, by=SYSTEM, now=NOW
    )
    answer = post(
        world.quang,
        "campaign-edit",
        season.campaign.pk,
        name="x",
        kind="yearly",
        year="2024",
        parent=child.pk,
    )
    assert list(answer.context["form"].errors) == ["parent"]


# --- A phase ------------------------------------------------------------------------------------------------------
def test_the_last_day_of_entry_means_its_end(season: Season) -> None:
    assert post(season.world.quang, "phase-new", season.campaign.pk, **PHASE_FORM).status_code == 302
    phase = Phase.objects.get(number=2)
    assert (phase.entry_opens_at, phase.entry_closes_at) == (at(2024, 12, 1), at(2025, 1, 1))


def test_entry_may_end_at_an_hour(season: Season) -> None:
    data = {**PHASE_FORM, "entry_closes_time": "17:00", "entry_opens_time": "08:00", "target_share": "62,5"}
    post(season.world.quang, "phase-new", season.campaign.pk, **data)
    phase = Phase.objects.get(number=2)
    assert (phase.entry_opens_at, phase.entry_closes_at) == (at(2024, 12, 1, 8), at(2024, 12, 31, 17))
    assert phase.target_share == Decimal("62.5")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period_to": "2024-07-01"}, "period_to"),
        ({"period_from": "2024-07-31"}, "period_from"),
        ({"entry_closes_at": "2024-11-30"}, "entry_closes_at"),
        ({"entry_closes_time": "00:00"}, "entry_closes_time"),
        ({"entry_closes_time": "25:00"}, "entry_closes_time"),
        ({"entry_closes_at": "31/13/2024"}, "entry_closes_at"),
        ({"target_share": "0"}, "target_share"),
        ({"target_share": "nửa"}, "target_share"),
        ({"number": "1"}, "number"),
        ({"number": ""}, "number"),
        ({"name": ""}, "name"),
    ],
)
def test_a_fault_of_a_phase_is_told_at_its_field(season: Season, change: dict[str, str], field: str) -> None:
    answer = post(season.world.quang, "phase-new", season.campaign.pk, **{**PHASE_FORM, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Phase.objects.count() == 1


def test_the_form_of_a_phase_gives_back_what_it_was_given(season: Season) -> None:
    quang = season.world.quang
    form = get(quang, "phase-edit", season.phase.pk).context["form"]
    assert (form.initial["entry_closes_at"], form.initial["entry_closes_time"]) == (date(2024, 7, 31), None)
    data = {k: v for k, v in form.initial.items() if v is not None}
    assert post(quang, "phase-edit", season.phase.pk, **data).status_code == 302
    phase = Phase.objects.get(pk=season.phase.pk)
    assert (phase.entry_opens_at, phase.entry_closes_at) == (OPENS, CLOSES)


def test_a_closed_phase_answers_why_it_no_longer_changes(season: Season) -> None:
    with time_machine.travel(CLOSES, tick=False):
        answer = get(season.world.quang, "phase-edit", season.phase.pk)
    assert answer.status_code == 409
    assert "data-reason" in text_of(answer)


# --- The launch plan ----------------------------------------------------------------------------------------------
def test_lines_are_added_one_after_another(season: Season) -> None:
    pk = season.campaign.pk
    data = {"kind": "content", "sector": "enterprise", "subject": "all", "text": "Thi đua nâng cao tay nghề"}
    assert post(season.world.quang, "content-new", pk, another="1", **data).url == reverse(
        "content-new", args=[pk]
    )
    second = {**data, "text": "Thi đua sáng kiến"}
    assert post(season.world.quang, "content-new", pk, **second).url == reverse("campaign", args=[pk])
    assert post(season.world.quang, "content-new", pk, **{**data, "text": ""}).status_code == 422
    assert Content.objects.count() == 2


# --- Refusals -----------------------------------------------------------------------------------------------------
def test_others_are_refused_with_the_name_of_whom_to_ask(season: Season) -> None:
    for name in ("campaign-edit", "campaign-launch", "phase-new", "content-new"):
        answer = get(season.world.hoa, name, season.campaign.pk)
        assert answer.status_code == 403
        assert "LĐLĐ thành phố Hà Nội" in text_of(answer)
    assert get(season.world.vy, "campaign-edit", season.campaign.pk).status_code == 404


def test_a_refusal_leads_back_to_where_one_came_from(season: Season) -> None:
    back = f"http://testserver{reverse('campaign', args=[season.campaign.pk])}"
    address = reverse("campaign-edit", args=[season.campaign.pk])
    client = as_(season.world.hoa)
    assert client.get(address, headers={"referer": back}).context["back"] == back
    assert client.get(address, headers={"referer": "https://example.com/"}).context["back"] == ""
    assert client.get(address, headers={"referer": f"http://testserver{address}"}).context["back"] == ""
