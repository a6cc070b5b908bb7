"""What a campaign has beside itself: the campaign that it answers, and the other calendars that its year joins."""

from datetime import date
from decimal import Decimal

from campaigns.models import Campaign, Phase
from campaigns.queries.cloning import carried_lines, left_lines
from campaigns.services import campaigns
from tests.campaigns.cloning.cast import AUTUMN, make, planned
from tests.campaigns.years.cast import year_over
from tests.cast import NOW, Season, at
from units.actors import SYSTEM


def answered(season: Season, year: int) -> Campaign:
    """A campaign of the confederation."""
    above = campaigns.create_campaign(
        code=f"TLD-{year}", name=f"Thi đua yêu nước {year}", year=year, owner=season.world.confederation, by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    Campaign.objects.filter(pk=above.pk).update(status=20, launched_at=NOW)
    return above


def school(season: Season, year: int) -> Phase:
    """The school year in a campaign of its own."""
    campaign = campaigns.create_campaign(
        code=f"TRUONG-{year}", name="Năm học", year=year, owner=season.world.city, by=SYSTEM, now=NOW
    )
    return campaigns.add_phase(
        campaign=campaign, number=1, name=f"Năm học {year - 1}-{year}", sector="administration",
        period_from=date(year - 1, 9, 1), period_to=date(year, 5, 31), entry_opens_at=at(year, 5, 1),
        entry_closes_at=at(year, 6, 16), by=SYSTEM, now=NOW,
    )  # fmt: skip


def test_it_answers_next_years_campaign_of_the_same_federation_where_that_is_there(season: Season) -> None:
    Campaign.objects.filter(pk=season.campaign.pk).update(parent=answered(season, 2024))
    season.campaign.refresh_from_db()
    assert planned(season).parent is None
    assert "“Thi đua yêu nước 2024”, which this one answered: choose next year's once it is there" in [
        line.words for line in left_lines(planned(season))
    ]
    above = answered(season, 2025)
    assert "It answers “Thi đua yêu nước 2025”" in [line.words for line in carried_lines(planned(season))]
    assert make(season).parent == above


def test_a_cancelled_campaign_is_not_answered(season: Season) -> None:
    Campaign.objects.filter(pk=season.campaign.pk).update(parent=answered(season, 2024))
    season.campaign.refresh_from_db()
    campaigns.cancel_campaign(campaign=answered(season, 2025), reason="x", by=SYSTEM, now=NOW)
    assert planned(season).parent is None


def test_the_year_joins_next_years_school_year_where_that_is_there(season: Season) -> None:
    old = school(season, 2024)
    year = year_over(season, (season.phase, 2), (old, 1))
    assert [phase for y in planned(season).years for phase in y.left] == [old]
    assert "“Cả năm 2025” does not join “Năm học 2023-2024” of “Năm học”: next year's is not there yet" in [
        line.words for line in left_lines(planned(season))
    ]
    new = school(season, 2025)
    made = make(season)
    parts = made.phases.get(kind="year").parts.order_by("pk").values_list("phase", "weight")
    assert sorted(parts) == sorted([(made.phases.get(kind="entry").pk, Decimal(2)), (new.pk, Decimal(1))])
    assert year.parts.count() == 2


def test_a_year_without_a_phase_to_join_is_left_out_and_said(season: Season) -> None:
    year_over(season, (school(season, 2024), 1))
    assert "“Cả năm 2025”: there is no phase that it could join" in [
        line.words for line in left_lines(planned(season))
    ]
    assert make(season, now=AUTUMN).phases.filter(kind="year").count() == 0
