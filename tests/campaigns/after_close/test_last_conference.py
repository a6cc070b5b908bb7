"""Of the conferences of a cluster the last one counts: by its day, then as they were recorded."""

from collections.abc import Callable
from datetime import date

import pytest

from campaigns.choices import AcclaimKind, StageKind
from campaigns.models import Conference
from campaigns.queries.asked import asked_of
from campaigns.queries.finality import clusters_to_finalise
from campaigns.queries.stage_progress import progress_of
from campaigns.services.hearing import Acclaimed
from tests.campaigns.after_close.conference_cast import LATER, hold, take_back, with_conferences
from tests.cast import Season
from tests.pages import get, text_of


@pytest.fixture
def closed(season: Season) -> Season:
    """A closed phase whose clusters hold conferences."""
    return with_conferences(season)


def stands(season: Season) -> tuple[bool, bool, bool]:
    """Cluster 1 is adopted as the final, the board of stages and the list of what is asked of its head read it."""
    ready = {one.code: one.is_ready for one in clusters_to_finalise(season.phase, LATER)}
    held = progress_of(season.phase, [StageKind.CONFERENCE])[StageKind.CONFERENCE]
    asked = any(one.words.startswith("Record the conference") for one in asked_of(season.world.lan, LATER))
    return ready["C1"], held[season.world.cluster_1.pk].is_done, not asked


def test_a_conference_that_takes_an_adoption_back_is_followed_everywhere(closed: Season) -> None:
    hold(closed)
    seen = [stands(closed)]
    take_back(closed)
    seen.append(stands(closed))
    hold(closed)
    assert [*seen, stands(closed)] == [(True,) * 3, (False,) * 3, (True,) * 3]


@pytest.mark.parametrize(("first", "second", "adopted"), [(hold, take_back, True), (take_back, hold, False)])
def test_one_of_an_earlier_day_that_is_recorded_later_changes_nothing(
    closed: Season, first: Callable[..., Conference], second: Callable[..., Conference], adopted: bool
) -> None:
    first(closed, held_on=date(2024, 8, 9))
    second(closed, held_on=date(2024, 8, 5))
    assert stands(closed) == (adopted,) * 3


def test_the_unions_in_no_cluster_and_other_phases_have_a_last_conference_of_their_own(
    closed: Season,
) -> None:
    world = closed.world
    alone = closed.sheet(world.ha_dong)
    closed.phase.participants.filter(pk=alone.pk).update(cluster=None)
    closed.phase.revisions.filter(cluster=world.cluster_2).update(cluster=None)
    ours = hold(closed)
    take_back(closed, cluster=None, by=world.quang)
    theirs = hold(closed, cluster=None, by=world.quang)
    take_back(closed, cluster=None, by=world.quang, held_on=date(2024, 8, 2))
    assert set(Conference.objects.adopting()) == {ours, theirs}


def test_its_page_says_which_conference_counts(closed: Season) -> None:
    first = hold(closed, acclaimed=[Acclaimed(AcclaimKind.AWARD, closed.world.ba_dinh, "CO")])
    page = text_of(get(closed.world.lan, "conference", closed.phase.pk, cluster=first.cluster_id or 0))
    assert ("sheet--ok" in page, "A later conference counts instead of this one" in page) == (True, False)
    take_back(closed)
    page = text_of(get(closed.world.lan, "conference", closed.phase.pk, cluster=first.cluster_id or 0))
    assert ("sheet--ok" in page, page.count("A later conference counts instead of this one")) == (False, 1)
    assert "The last conference counts alone, also for whom it acclaims for awards" in page
