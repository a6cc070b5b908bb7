"""The list of campaigns: who sees which, in how many queries, narrowed by what; and where a phase stands."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from campaigns.choices import CampaignKind, CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.queries.campaigns import stage_of
from campaigns.services import campaigns, closing, finalising
from tests.cast import CLOSES, NOW, OPENS, Season, World, after
from tests.pages import as_, get, text_of
from units.actors import SYSTEM
from units.services import jobs

pytestmark = pytest.mark.usefixtures("in_july")

#: session, account, posts · years, count, page, phases, federations run, clusters led, unions to prepare for
LIST_QUERIES = 9


def names(response: Any) -> list[str]:
    return [row.campaign.name for row in response.context["rows"]]


def many(world: World, count: int) -> None:
    made = Campaign.objects.bulk_create(
        Campaign(
            code=f"C{n}",
            name=f"Chiến dịch {n}",
            year=2023,
            owner=world.city,
            status=CampaignStatus.LAUNCHED,
            launched_at=NOW,
        )
        for n in range(count)
    )
    Phase.objects.bulk_create(
        Phase(
            campaign=c,
            number=n,
            name=f"Đợt {n}",
            period_from=date(2023, n, 1),
            period_to=date(2023, n, 20),
            entry_opens_at=OPENS,
            entry_closes_at=CLOSES,
        )
        for c in made
        for n in (1, 2)
    )


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
def test_a_search_costs_no_query_more(world: World, count: int, django_assert_num_queries: Any) -> None:
    many(world, count)
    client = as_(world.hoa)
    client.get(reverse("campaigns"))
    with django_assert_num_queries(LIST_QUERIES):
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
        code="COVID",
        name="Phòng, chống dịch",
        year=2021,
        kind=CampaignKind.THEMATIC,
        owner=season.world.city,
        status=CampaignStatus.LAUNCHED,
        launched_at=NOW,
    )
    assert names(get(season.world.hoa, "campaigns", **query)) == found


def test_a_federation_may_prepare_a_plan_and_a_grassroots_union_may_not(season: Season) -> None:
    link = reverse("campaign-new")
    assert link in text_of(get(season.world.quang, "campaigns"))
    assert link not in text_of(get(season.world.kim, "campaigns"))
    assert link not in text_of(get(season.world.vy, "campaigns"))
    assert get(season.world.vy, "campaign-new").status_code == 403


def test_a_phase_says_where_it_stands_at_every_moment(season: Season) -> None:
    phase = season.phase
    found = [
        stage_of(phase, now) for now in (after(OPENS, seconds=-1), OPENS, after(CLOSES, seconds=-1), CLOSES)
    ]
    assert [(s.icon, s.is_past) for s in found] == [
        ("calendar", False),
        ("clock", False),
        ("clock", False),
        ("lock", True),
    ]
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase.refresh_from_db()
    assert stage_of(phase, CLOSES).kind == "info"
    finalising.make_final(phase_id=phase.pk, by=season.world.quang, now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase.refresh_from_db()
    assert (stage_of(phase, CLOSES).kind, stage_of(phase, CLOSES).is_past) == ("ok", True)


@pytest.mark.parametrize(
    ("status", "hours", "label"),
    [
        (PhaseStatus.DRAFT, 0, "In preparation"),
        (PhaseStatus.OPEN, -48, "entry opens 01/07/2024"),
        (PhaseStatus.OPEN, 1, "due by the end of 31/07/2024"),
        (PhaseStatus.OPEN, 24 * 40, "Entry closed, points being computed"),
        (PhaseStatus.CLOSING, 0, "Entry closed, points being computed"),
        (PhaseStatus.CLOSED, 0, "Entry closed, provisional points"),
        (PhaseStatus.SEALING, 0, "Being sealed"),
        (PhaseStatus.FINAL, 0, "Final"),
    ],
)
def test_stage_of_a_phase_in_words(status: int, hours: int, label: str) -> None:
    phase = Phase(status=status, entry_opens_at=OPENS, entry_closes_at=CLOSES)
    assert stage_of(phase, after(OPENS, hours=hours)).words == label
