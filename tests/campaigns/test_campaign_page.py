"""The page of one campaign: what it shows to whom, in how many queries."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import CampaignStatus, ContentKind, Subject
from campaigns.models import Band, Campaign, Content, Indicator
from campaigns.queries.tables_shown import tree
from campaigns.services import campaigns
from tests.cast import NOW, Season, World, make_criterion, make_season
from tests.pages import as_, get, text_of
from units.actors import SYSTEM
from units.choices import Sector

pytestmark = pytest.mark.usefixtures("in_july")

#: session, account, posts · campaign, phases, my sheets, who launched, answers, contents, indicators, tables,
#: criteria, bands, clusters, pledges, reach
PAGE_QUERIES = 18


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
        ["Doanh nghiệp"],
        ["Cơ quan công đoàn"],
        ["Mọi khu vực"],
    ]
    assert [[c.text for block in blocks for c in block.contents] for _title, blocks in page.subjects] == [
        ["Tập thể"],
        ["Cá nhân"],
    ]
    assert [[c.text for c in block.contents] for block in page.movements] == [
        ["“Lao động giỏi, lao động sáng tạo”", "“Công nhân giỏi Thủ đô”"],
        ["“Người tốt, việc tốt”"],
    ]
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
        campaign=season.campaign,
        source="Báo Lao động Thủ đô",
        source_date=date(2023, 6, 20),
        is_extract=True,
        is_sample=True,
        by=SYSTEM,
        now=NOW,
    )
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
            code=f"A{n}",
            name="x",
            year=2024,
            owner=world.city,
            parent=campaign,
            status=CampaignStatus.LAUNCHED,
            launched_at=NOW,
        )
    client = as_(world.quang)
    client.get(reverse("campaign", args=[campaign.pk]))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("campaign", args=[campaign.pk]))


def test_pages_hold_no_inline_style_or_script(season: Season) -> None:
    for name in ("campaign", "campaign-edit", "phase-new", "content-new"):
        page = text_of(get(season.world.quang, name, season.campaign.pk))
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def test_criteria_stand_under_their_parent(season: Season) -> None:
    group = make_criterion(season.table, "0", "group", 100, name="Nhóm", order=0)
    season.table.criteria.exclude(pk=group.pk).filter(code__in="12").update(parent=group)
    lines = tree(season.table.criteria.all())
    assert [(x.criterion.code, x.depth) for x in lines] == [("0", 0), ("1", 1), ("2", 1), ("3", 0), ("4", 0)]
