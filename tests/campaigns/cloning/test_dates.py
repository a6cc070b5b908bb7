"""The dates of next year's campaign: proposed whole years later, each looked at, none in the past."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Campaign
from campaigns.queries.cloning import next_year
from tests.campaigns.cloning.cast import AUTUMN, full, make
from tests.campaigns.years.cast import second_phase, year_over
from tests.cast import Season, at


def faults(season: Season, **more: Any) -> dict[str, list[str]]:
    """What is refused, by the number of the earlier phase and the field; nothing is made."""
    numbers = dict(season.campaign.phases.values_list("pk", "number"))
    with pytest.raises(ValidationError) as error:
        make(season, **more)
    assert Campaign.objects.count() == 1
    places = {place: place.partition(".") for place in error.value.message_dict}
    return {
        f"{numbers[int(pk)]}.{field}": error.value.message_dict[place]
        for place, (pk, _dot, field) in places.items()
    }


def test_a_deadline_in_the_past_is_refused_at_its_field(season: Season) -> None:
    found = faults(season, now=at(2025, 8, 1))
    assert found == {
        "1.entry_closes_at": [
            "Entry of this phase would have ended already. Choose a later day, or another year."
        ]
    }


def test_every_phase_in_the_past_is_told_at_once_the_year_too(season: Season) -> None:
    full(season)
    assert list(faults(season, now=at(2026, 2, 1))) == [
        "1.entry_closes_at",
        "2.entry_closes_at",
        "3.entry_closes_at",
    ]


def test_days_that_have_passed_are_asked_about(season: Season) -> None:
    dates = {season.phase.pk: {"entry_closes_at": at(2025, 9, 1)}}
    found = faults(season, now=at(2025, 8, 5), dates=dates)
    assert found == {
        "1.period_to": ["These days have passed. Choose later ones, or tick the box that says it is meant."]
    }
    made = make(season, now=at(2025, 8, 5), dates=dates, past_agreed=True)
    assert made.phases.get().entry_closes_at == at(2025, 9, 1)


def test_agreed_days_do_not_open_the_door_to_a_deadline_in_the_past(season: Season) -> None:
    assert list(faults(season, now=at(2025, 9, 1), past_agreed=True)) == ["1.entry_closes_at"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"period_to": date(2024, 12, 31)}, "period_to"),
        ({"period_from": date(2021, 1, 1)}, "period_from"),
        ({"period_to": date(2029, 1, 1)}, "period_to"),
        ({"entry_closes_at": at(2025, 6, 30)}, "entry_closes_at"),
        ({"entry_opens_at": at(2023, 1, 1)}, "entry_opens_at"),
    ],
)
def test_the_existing_rules_look_at_each_date(season: Season, typed: dict[str, Any], field: str) -> None:
    assert f"1.{field}" in faults(season, dates={season.phase.pk: typed})


def test_phases_that_share_a_day_are_refused_at_the_second(season: Season) -> None:
    second = second_phase(season)
    found = faults(season, dates={second.pk: {"period_from": date(2025, 7, 1)}})
    assert found == {
        "2.period_from": [
            "The period overlaps “Đợt 1” (01/01/2025 – 31/07/2025) for the same sector. Choose other days."
        ]
    }


def test_a_review_day_is_moved_and_looked_at(season: Season) -> None:
    season.campaign.phases.update(review_day=date(2024, 2, 29))
    assert make(season).phases.get().review_day == date(2025, 2, 28)
    found_at = {season.phase.pk: {"review_day": date(2030, 1, 1)}}
    with pytest.raises(ValidationError) as error:
        make(season, code="HN-2025-B", dates=found_at)
    assert list(error.value.message_dict) == [f"{season.phase.pk}.review_day"]


def test_a_year_that_would_be_computed_in_the_past_is_refused_at_its_day(season: Season) -> None:
    second = second_phase(season)
    year = year_over(season, (season.phase, 1), (second, 1))
    found = faults(season, dates={year.pk: {"entry_closes_at": at(2024, 11, 1)}})
    assert found == {"3.entry_closes_at": ["This day has passed. Choose a later one, or another year."]}


def test_dates_may_be_another_number_of_years_away(season: Season) -> None:
    made = make(season, year=2028, code="HN-2028")
    assert made.phases.get().period_to == date(2028, 7, 31)


@pytest.mark.parametrize(
    ("now", "year"),
    [(AUTUMN, 2025), (at(2025, 7, 31, 23), 2025), (at(2025, 8, 1), 2026), (at(2031, 12, 1), 2032)],
)
def test_the_proposed_year_is_the_next_without_a_deadline_in_the_past(
    season: Season, now: Any, year: int
) -> None:
    assert next_year(season.campaign, season.campaign.phases.all(), now) == year
