"""Who was acclaimed by the last conference of its cluster is nominated when a round opens."""

import pytest

from awards.choices import Origin, RoundKind
from awards.models import Award, Nomination
from campaigns.choices import AcclaimKind
from campaigns.services.hearing import Acclaimed
from tests.awards.cast import make_round, open_with
from tests.campaigns.after_close.conference_cast import hold, take_back, with_conferences
from tests.cast import Season


@pytest.fixture
def closed(season: Season) -> Season:
    """A closed phase whose clusters hold conferences."""
    return with_conferences(season)


def nominated(season: Season, award: Award) -> list[str]:
    """The unions that stand nominated once a round on the phase has opened."""
    open_with(make_round(season.world, kind=RoundKind.ESTIMATE, phase=season.phase), award)
    rows = Nomination.objects.filter(origin=Origin.ACCLAIMED).order_by("union__code")
    return list(rows.values_list("union__code", flat=True))


def test_who_was_acclaimed_is_nominated(closed: Season, award: Award) -> None:
    world = closed.world
    hold(closed, acclaimed=[Acclaimed(AcclaimKind.AWARD, world.ba_dinh, award.code)])
    assert nominated(closed, award) == [world.ba_dinh.code]


def test_a_later_conference_says_anew_who_is_acclaimed(closed: Season, award: Award) -> None:
    world = closed.world
    hold(closed, acclaimed=[Acclaimed(AcclaimKind.AWARD, world.ba_dinh, award.code)])
    hold(closed, acclaimed=[Acclaimed(AcclaimKind.AWARD, world.hoang_mai, award.code)])
    assert nominated(closed, award) == [world.hoang_mai.code]


def test_nobody_is_nominated_by_a_conference_whose_adoption_was_taken_back(
    closed: Season, award: Award
) -> None:
    hold(closed, acclaimed=[Acclaimed(AcclaimKind.AWARD, closed.world.ba_dinh, award.code)])
    take_back(closed)
    assert nominated(closed, award) == []
