"""The pages of campaigns: who sees what, in how many queries, and what a form says about a fault."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from campaigns.choices import CampaignKind, CampaignStatus, ContentKind, Subject
from campaigns.models import Band, Campaign, Content, Indicator, Phase
from campaigns.queries.campaign_page import tree
from campaigns.queries.campaigns import stage_of
from campaigns.services import campaigns, closing, finalising
from common.text import searchable
from tests.cast import CLOSES, NOW, OPENS, Season, World, after, at, make_criterion, make_season
from tests.pages import as_, get, post, text_of
from units.actors import SYSTEM
from units.choices import Sector
from units.services import jobs

PHASE = {
    "number": "2",
    "name": "Đợt 2",
    "period_from": "2024-08-01",
    "period_to": "2024-12-31",
    "entry_opens_at": "2024-12-01",
    "entry_closes_at": "2024-12-31",
    "target_share": "100",
}
CAMPAIGN = {"code": "HN-2025", "name": "Thi đua năm 2025", "kind": "yearly", "year": "2025"}


@pytest.fixture(autouse=True)
def in_july() -> Any:
    """The pages read the clock themselves."""
    with time_machine.travel(NOW, tick=False):
        yield


def names(response: Any) -> list[str]:
    return [row.campaign.name for row in response.context["rows"]]


#: session, account, posts · years, count, page, phases, federations run, clusters led, unions to prepare for
LIST_QUERIES = 9
#: session, account, posts · campaign, phases, my sheets, who launched, answers, contents, indicators, tables,
#: criteria, bands, clusters, pledges, reach
PAGE_QUERIES = 16


# --- The list -----------------------------------------------------------------------------------------------------------
def many(world: World, count: int) -> None:
    made = Campaign.objects.bulk_create(
        Campaign(
            code=f"C{n}", name=f"Chiến dịch {n}", year=2023, owner=world.city,
            status=CampaignStatus.LAUNCHED, launched_at=NOW,
        )
        for n in range(count)
    )  # fmt: skip
    Phase.objects.bulk_create(
        Phase(
            campaign=c, number=n, name=f"Đợt {n}", period_from=date(2023, n, 1), period_to=date(2023, n, 20),
            entry_opens_at=OPENS, entry_closes_at=CLOSES,
        )
        for c in made
        for n in (1, 2)
    )  # fmt: skip


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_3_and_300(
    world: World, count: int, django_assert_num_queries: Any
) -> None:
    many(world, count)
    client = as_(world.hoa)
    client.get(reverse("campaigns"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("campaigns"))


@pytest.mark.parametrize("count", [3, 300])
def test_a_search_costs_one_query_more(world: World, count: int, django_assert_num_queries: Any) -> None:
    many(world, count)
    client = as_(world.hoa)
    client.get(reverse("campaigns"))
    with django_assert_num_queries(LIST_QUERIES + 1):
        client.get(reverse("campaigns"), {"q": "chien dich", "year": "2023"})


def test_the_list_is_newest_first_and_shows_drafts_to_their_federation_only(season: Season) -> None:
    world = season.world
    campaigns.create_campaign(
        code="HN-2025", name="Kế hoạch 2025", year=2025, owner=world.city, by=SYSTEM, now=NOW
    )
    assert names(get(world.quang, "campaigns")) == ["Kế hoạch 2025", "Thi đua năm 2024"]
    assert names(get(world.hoa, "campaigns")) == ["Thi đua năm 2024"]
    assert names(get(world.kim, "campaigns")) == ["Thi đua năm 2024"]
    assert names(get(world.vy, "campaigns")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "phong chong"}, ["Phòng, chống dịch"]),
        ({"q": "Dịch"}, ["Phòng, chống dịch"]),
        ({"q": "hn-2024"}, ["Thi đua năm 2024"]),
        ({"q": "không có"}, []),
        ({"year": "2021"}, ["Phòng, chống dịch"]),
        ({"kind": "thematic"}, ["Phòng, chống dịch"]),
        ({"kind": "thematic", "year": "2024"}, []),
        ({"year": "abc"}, ["Thi đua năm 2024", "Phòng, chống dịch"]),
    ],
)
def test_the_list_is_narrowed_by_words_year_and_kind(
    season: Season, query: dict[str, str], found: list[str]
) -> None:
    Campaign.objects.create(
        code="COVID", name="Phòng, chống dịch", year=2021, kind=CampaignKind.THEMATIC, owner=season.world.city,
        status=CampaignStatus.LAUNCHED, launched_at=NOW,
    )  # fmt: skip
    assert names(get(season.world.hoa, "campaigns", **query)) == found


def test_a_federation_may_prepare_a_plan_and_a_grassroots_union_may_not(season: Season) -> None:
    link = reverse("campaign-new")
    assert link in text_of(get(season.world.quang, "campaigns"))
    assert link not in text_of(get(season.world.kim, "campaigns"))
    assert link not in text_of(get(season.world.vy, "campaigns"))
    assert get(season.world.vy, "campaign-new").status_code == 403


# --- Where a phase stands -----------------------------------------------------------------------------------------------
def test_a_phase_says_where_it_stands_at_every_moment(season: Season) -> None:
    phase = season.phase
    found = [
        stage_of(phase, now) for now in (after(OPENS, seconds=-1), OPENS, after(CLOSES, seconds=-1), CLOSES)
    ]
    assert [(s.icon, s.is_past) for s in found] == [
        ("calendar", False), ("clock", False), ("clock", False), ("lock", True),
    ]  # fmt: skip
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase.refresh_from_db()
    assert stage_of(phase, CLOSES).kind == "info"
    finalising.make_final(phase_id=phase.pk, by=season.world.quang, now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase.refresh_from_db()
    assert (stage_of(phase, CLOSES).kind, stage_of(phase, CLOSES).is_past) == ("ok", True)


# --- One campaign -------------------------------------------------------------------------------------------------------
def test_the_page_names_the_phase_under_way_and_leads_to_my_sheet(season: Season) -> None:
    world = season.world
    page = get(world.hoa, "campaign", season.campaign.pk)
    current = page.context["page"].current
    assert (current.phase, current.participants, current.submitted) == (season.phase, 4, 0)
    assert reverse("sheet", args=[season.sheet(world.ba_dinh).pk]) in text_of(page)
    assert reverse("phase-edit", args=[season.phase.pk]) not in text_of(page)
    assert reverse("phase-edit", args=[season.phase.pk]) in text_of(
        get(world.quang, "campaign", season.campaign.pk)
    )


def test_a_draft_does_not_exist_for_others(world: World) -> None:
    season = make_season(world, launched=False)
    found = {
        name: get(getattr(world, name), "campaign", season.campaign.pk).status_code
        for name in ("quang", "hoa", "kim", "vy")
    }
    assert found == {"quang": 200, "hoa": 404, "kim": 404, "vy": 404}


def test_contents_stand_by_sector_and_criteria_of_individuals_by_themselves(season: Season) -> None:
    lines = [
        (ContentKind.CONTENT, Sector.UNION_BODY, Subject.ALL, "Cơ quan công đoàn", None),
        (ContentKind.CONTENT, Sector.ENTERPRISE, Subject.ALL, "Doanh nghiệp", None),
        (ContentKind.CONTENT, "", Subject.ALL, "Mọi khu vực", None),
        (ContentKind.CONTENT, "", Subject.COLLECTIVE, "Tập thể", None),
        (ContentKind.CONTENT, "", Subject.INDIVIDUAL, "Cá nhân", None),
        (ContentKind.MOVEMENT, Sector.ADMINISTRATION, Subject.COLLECTIVE, "“Người tốt, việc tốt”", None),
        (ContentKind.MOVEMENT, Sector.ENTERPRISE, Subject.ALL, "“Lao động giỏi, lao động sáng tạo”", None),
        (ContentKind.MOVEMENT, Sector.ENTERPRISE, Subject.ALL, "“Công nhân giỏi Thủ đô”", None),
        (ContentKind.OCCASION, "", Subject.ALL, "70 năm Giải phóng Thủ đô", date(2024, 10, 10)),
        (ContentKind.OCCASION, "", Subject.ALL, "95 năm Công đoàn Việt Nam", date(2024, 7, 28)),
    ]
    for n, (kind, sector, subject, text, day) in enumerate(lines, start=1):
        Content.objects.create(
            campaign=season.campaign, kind=kind, sector=sector, subject=subject, text=text, day=day, order=n
        )
    page = get(season.world.hoa, "campaign", season.campaign.pk).context["page"]
    assert [[c.text for c in block.contents] for block in page.sectors] == [
        ["Doanh nghiệp"], ["Cơ quan công đoàn"], ["Mọi khu vực"],
    ]  # fmt: skip
    assert [[c.text for block in blocks for c in block.contents] for _title, blocks in page.subjects] == [
        ["Tập thể"], ["Cá nhân"],
    ]  # fmt: skip
    assert [[c.text for c in block.contents] for block in page.movements] == [
        ["“Lao động giỏi, lao động sáng tạo”", "“Công nhân giỏi Thủ đô”"], ["“Người tốt, việc tốt”"],
    ]  # fmt: skip
    assert [c.day for c in page.occasions] == [date(2024, 7, 28), date(2024, 10, 10)]


def test_the_parent_is_a_link_only_for_those_who_may_open_it(season: Season) -> None:
    world = season.world
    parent = campaigns.create_campaign(
        code="TLD-2024",
        name="Tổng Liên đoàn phát động",
        year=2024,
        owner=world.confederation,
        by=SYSTEM,
        now=NOW,
    )
    campaigns.edit_campaign(campaign=season.campaign, parent=parent, by=SYSTEM, now=NOW)
    page = text_of(get(world.hoa, "campaign", season.campaign.pk))
    assert "Tổng Liên đoàn phát động" in page
    assert reverse("campaign", args=[parent.pk]) not in page
    Campaign.objects.filter(pk=parent.pk).update(status=CampaignStatus.LAUNCHED, launched_at=NOW)
    assert reverse("campaign", args=[parent.pk]) in text_of(get(world.hoa, "campaign", season.campaign.pk))
    assert "Thi đua năm 2024" in text_of(get(world.hoa, "campaign", parent.pk))


def test_source_extract_and_sample_are_marked(season: Season) -> None:
    campaigns.edit_campaign(
        campaign=season.campaign, source="Báo Lao động Thủ đô", source_date=date(2023, 6, 20), is_extract=True,
        is_sample=True, by=SYSTEM, now=NOW,
    )  # fmt: skip
    page = text_of(get(season.world.hoa, "campaign", season.campaign.pk))
    assert "Báo Lao động Thủ đô, " in page
    assert "20/06/2023" in page
    assert page.count('class="sample"') == 2


def test_the_page_says_who_launched(world: World) -> None:
    season = make_season(world, launched=False)
    campaigns.launch_campaign(campaign=season.campaign, by=world.quang, now=NOW)
    page = get(world.hoa, "campaign", season.campaign.pk).context["page"]
    assert page.launched_by == "Quang"


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_costs_the_same_for_3_and_300(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    campaign, world = season.campaign, season.world
    for n in range(10, 10 + count):
        indicator = Indicator.objects.create(
            campaign=campaign, code=f"I{n}", name="x", short_name="x", order=n
        )
        make_criterion(season.table, f"K{n}", "judged", 1, indicator, name="x", order=n)
        Content.objects.create(campaign=campaign, text=f"Nội dung {n}", order=n)
        Band.objects.create(table=season.table, name=f"Loại {n}", lowest=Decimal(n))
        Campaign.objects.create(
            code=f"A{n}", name="x", year=2024, owner=world.city, parent=campaign,
            status=CampaignStatus.LAUNCHED, launched_at=NOW,
        )  # fmt: skip
    client = as_(world.quang)
    client.get(reverse("campaign", args=[campaign.pk]))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("campaign", args=[campaign.pk]))


# --- Criteria -----------------------------------------------------------------------------------------------------------
def test_criteria_stand_under_their_parent(season: Season) -> None:
    group = make_criterion(season.table, "0", "group", 100, name="Nhóm", order=0)
    season.table.criteria.exclude(pk=group.pk).filter(code__in="12").update(parent=group)
    lines = tree(season.table.criteria.all())
    assert [(x.criterion.code, x.depth) for x in lines] == [("0", 0), ("1", 1), ("2", 1), ("3", 0), ("4", 0)]


# --- Forms --------------------------------------------------------------------------------------------------------------
def test_a_new_campaign_lists_what_is_missing_before_the_launch(world: World) -> None:
    made = post(world.quang, "campaign-new", owner=world.city.pk, **CAMPAIGN)
    campaign = Campaign.objects.get(code="HN-2025")
    assert (made.status_code, made.url) == (302, reverse("campaign", args=[campaign.pk]))
    page = get(world.quang, "campaign", campaign.pk)
    assert [(s.done, s.needed) for s in page.context["steps"]] == [
        (False, True), (False, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip
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


def test_the_last_day_of_entry_means_its_end(season: Season) -> None:
    assert post(season.world.quang, "phase-new", season.campaign.pk, **PHASE).status_code == 302
    phase = Phase.objects.get(number=2)
    assert (phase.entry_opens_at, phase.entry_closes_at) == (at(2024, 12, 1), at(2025, 1, 1))


def test_entry_may_end_at_an_hour(season: Season) -> None:
    data = {**PHASE, "entry_closes_time": "17:00", "entry_opens_time": "08:00", "target_share": "62,5"}
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
    answer = post(season.world.quang, "phase-new", season.campaign.pk, **{**PHASE, **change})
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


def test_lines_are_added_one_after_another(season: Season) -> None:
    pk = season.campaign.pk
    data = {"kind": "content", "sector": "enterprise", "subject": "all", "text": "Thi đua nâng cao tay nghề"}
    assert post(season.world.quang, "content-new", pk, another="1", **data).url == reverse(
        "content-new", args=[pk]
    )
    assert post(season.world.quang, "content-new", pk, **data).url == reverse("campaign", args=[pk])
    assert post(season.world.quang, "content-new", pk, **{**data, "text": ""}).status_code == 422
    assert Content.objects.count() == 2


# --- The launch ---------------------------------------------------------------------------------------------------------
def test_the_launch_says_in_numbers_what_it_does(world: World) -> None:
    season = make_season(world, launched=False)
    facts = get(world.quang, "campaign-launch", season.campaign.pk).context["facts"]
    assert (facts.unions, facts.indicators, facts.people, facts.doubts) == (4, 4, 6, [])
    assert [card.participants for card in facts.phases] == [4]


def test_the_launch_needs_the_box_ticked(world: World) -> None:
    season = make_season(world, launched=False)
    assert post(world.quang, "campaign-launch", season.campaign.pk).status_code == 422
    assert Campaign.objects.get(pk=season.campaign.pk).status == CampaignStatus.DRAFT
    assert post(world.quang, "campaign-launch", season.campaign.pk, understood="on").status_code == 302
    assert Campaign.objects.get(pk=season.campaign.pk).status == CampaignStatus.LAUNCHED
    assert get(world.quang, "campaign-launch", season.campaign.pk).status_code == 302


def test_a_launch_that_is_not_ready_says_what_is_missing_in_place(world: World) -> None:
    season = make_season(world, launched=False)
    post(world.quang, "phase-new", season.campaign.pk, **PHASE)
    for answer in (
        get(world.quang, "campaign-launch", season.campaign.pk),
        post(world.quang, "campaign-launch", season.campaign.pk, understood="on"),
    ):
        assert "“Đợt 2”" in text_of(answer)
    assert Campaign.objects.get(pk=season.campaign.pk).status == CampaignStatus.DRAFT


def test_doubts_are_told_before_the_launch(world: World) -> None:
    season = make_season(world, launched=False)
    season.phase.participants.update(table=None)
    with time_machine.travel(CLOSES, tick=False):
        facts = get(world.quang, "campaign-launch", season.campaign.pk).context["facts"]
    assert len(facts.doubts) == 2


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


def test_pages_hold_no_inline_style_or_script(season: Season) -> None:
    for name in ("campaign", "campaign-edit", "phase-new", "content-new"):
        page = text_of(get(season.world.quang, name, season.campaign.pk))
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_search_text_is_without_diacritics() -> None:
    assert searchable("Phòng, chống  Dịch") == "phong, chong dich"
