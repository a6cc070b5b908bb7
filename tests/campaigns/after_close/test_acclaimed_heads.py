"""Who is acclaimed to lead and deputise becomes the next year's term where this is free; the conference is kept."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import AcclaimKind
from campaigns.models import Acclaim, Conference
from campaigns.services.hearing import Acclaimed
from tests.campaigns.after_close.conference_cast import LATER, hold, take_back, with_conferences
from tests.cast import Season, at
from tests.pages import get, post, text_of
from units.actors import SYSTEM
from units.models import AuditEvent, ClusterTerm, Union
from units.services import clusters

LEADER, DEPUTY = AcclaimKind.LEADER, AcclaimKind.DEPUTY


@pytest.fixture
def closed(season: Season) -> Season:
    """A closed phase whose clusters hold conferences."""
    return with_conferences(season)


def name(season: Season, leader: Union, deputy: Union | None = None) -> None:
    """The federation names who leads the next year, before any conference."""
    cluster = season.world.cluster_1
    clusters.name_leader(cluster=cluster, year=2025, leader=leader, deputy=deputy, by=SYSTEM, now=LATER)


def acclaim(season: Season, *heads: tuple[str, Union], **given: Any) -> Conference:
    return hold(season, acclaimed=[Acclaimed(kind, union) for kind, union in heads], **given)


def named(season: Season) -> tuple[Union | None, Union | None] | None:
    term = ClusterTerm.objects.filter(cluster=season.world.cluster_1, year=2025).first()
    return (term.leader, term.deputy) if term else None


def read(season: Season) -> str:
    """What the page of the cluster's conferences says."""
    cluster = season.world.cluster_1
    return text_of(get(season.world.quang, "conference", season.phase.pk, cluster=cluster.pk))


def test_a_conference_is_kept_where_the_next_year_is_named_already_and_the_page_says_so(
    closed: Season,
) -> None:
    world = closed.world
    name(closed, world.long_bien, world.hoang_mai)
    acclaim(closed, (LEADER, world.ba_dinh), (DEPUTY, world.long_bien))
    assert (named(closed), Acclaim.objects.count()) == ((world.long_bien, world.hoang_mai), 2)
    page = read(closed)
    assert "LĐLĐ quận Ba Đình is not named to lead in 2025: LĐLĐ quận Long Biên is named." in page
    assert "LĐLĐ quận Long Biên is not named to deputise in 2025: it is named to lead." in page


def test_a_place_of_the_named_term_that_is_free_takes_who_is_acclaimed(closed: Season) -> None:
    world = closed.world
    name(closed, world.long_bien)
    acclaim(closed, (LEADER, world.long_bien), (DEPUTY, world.ba_dinh))
    assert named(closed) == (world.long_bien, world.ba_dinh)
    assert "is not named" not in read(closed)


def test_a_later_conference_corrects_whom_an_earlier_one_named(closed: Season) -> None:
    world = closed.world
    acclaim(closed, (LEADER, world.ba_dinh), (DEPUTY, world.hoang_mai))
    acclaim(closed, (LEADER, world.hoang_mai), (DEPUTY, world.ba_dinh))
    assert named(closed) == (world.hoang_mai, world.ba_dinh)
    acclaim(closed, (LEADER, world.ba_dinh))
    assert named(closed) == (world.ba_dinh, None)
    assert AuditEvent.objects.filter(verb="name_leader", data__year=2025).count() == 3


def test_whom_a_later_conference_does_not_name_stays(closed: Season) -> None:
    world = closed.world
    acclaim(closed, (LEADER, world.ba_dinh), (DEPUTY, world.hoang_mai))
    take_back(closed)
    acclaim(closed, (LEADER, world.long_bien))
    assert named(closed) == (world.long_bien, world.hoang_mai)
    take_back(closed)
    page = read(closed)
    assert "Named for 2025" in page
    assert "LĐLĐ quận Long Biên; deputy: LĐLĐ quận Hoàng Mai" in page


def test_one_of_an_earlier_day_that_is_recorded_later_names_nobody(closed: Season) -> None:
    world = closed.world
    acclaim(closed, (LEADER, world.ba_dinh))
    acclaim(closed, (LEADER, world.hoang_mai), held_on=date(2024, 8, 2))
    assert named(closed) == (world.ba_dinh, None)


def test_who_leads_a_year_that_has_begun_is_not_replaced(closed: Season) -> None:
    world = closed.world
    acclaim(closed, (LEADER, world.ba_dinh))
    acclaim(closed, (LEADER, world.hoang_mai), held_on=date(2025, 1, 4), now=at(2025, 1, 5))
    assert (named(closed), Conference.objects.count()) == ((world.ba_dinh, None), 2)
    assert "LĐLĐ quận Hoàng Mai is not named to lead in 2025: LĐLĐ quận Ba Đình is named." in read(closed)


def test_a_union_that_leaves_the_cluster_before_is_acclaimed_and_not_named(closed: Season) -> None:
    world = closed.world
    clusters.leave_cluster(
        cluster=world.cluster_1, union=world.ba_dinh, on=date(2025, 1, 1), by=SYSTEM, now=LATER
    )
    acclaim(closed, (LEADER, world.ba_dinh))
    assert (named(closed), Acclaim.objects.count()) == (None, 1)
    told = "nobody is named. Please see whether it is a member of the cluster in that year."
    assert f"LĐLĐ quận Ba Đình is not named to lead in 2025: {told}" in read(closed)


def test_a_deputy_alone_joins_who_is_named_to_lead(closed: Season) -> None:
    world = closed.world
    name(closed, world.long_bien)
    acclaim(closed, (DEPUTY, world.ba_dinh))
    assert named(closed) == (world.long_bien, world.ba_dinh)


def test_a_deputy_without_anybody_who_leads_is_asked_about(closed: Season) -> None:
    with pytest.raises(ValidationError) as error:
        acclaim(closed, (DEPUTY, closed.world.ba_dinh))
    assert error.value.message_dict == {
        "leader": ["Nobody is named to lead in 2025 yet. Name the leading union as well as its deputy."]
    }
    assert Conference.objects.count() == 0


def test_unions_in_no_cluster_have_nobody_to_lead_them(closed: Season) -> None:
    world = closed.world
    closed.phase.participants.filter(cluster=world.cluster_2).update(cluster=None)
    closed.phase.revisions.filter(cluster=world.cluster_2).update(cluster=None)
    for kind in (LEADER, DEPUTY):
        with pytest.raises(ValidationError) as error:
            acclaim(closed, (kind, world.ha_dong), cluster=None, by=world.quang)
        assert list(error.value.message_dict) == [kind]


def test_nobody_is_acclaimed_twice_for_the_same(closed: Season) -> None:
    world = closed.world
    flag = Acclaimed(AcclaimKind.AWARD, world.ba_dinh, "CO")
    with pytest.raises(ValidationError) as error:
        hold(closed, acclaimed=[flag, flag])
    assert error.value.message_dict == {
        "acclaimed": ["LĐLĐ quận Ba Đình is acclaimed for this award twice. Name it once."]
    }
    with pytest.raises(ValidationError) as error:
        acclaim(closed, (LEADER, world.ba_dinh), (LEADER, world.hoang_mai))
    assert error.value.message_dict == {
        "acclaimed": ["Only one union leads, and only one deputises. Name one for each."]
    }
    hold(closed, acclaimed=[flag, Acclaimed(AcclaimKind.AWARD, world.ba_dinh, "BK")])
    assert Acclaim.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "award"), [("award", ""), ("leader", "CO"), ("other", ""), ("award", "C" * 61)]
)
def test_it_is_said_for_what_a_union_is_acclaimed(closed: Season, kind: str, award: str) -> None:
    with pytest.raises(ValidationError) as error:
        hold(closed, acclaimed=[Acclaimed(kind, closed.world.ba_dinh, award)])
    assert list(error.value.message_dict) == ["acclaimed"]


@pytest.mark.parametrize("votes", [-1, 11])
def test_nobody_is_acclaimed_with_more_votes_than_people(closed: Season, votes: int) -> None:
    with pytest.raises(ValidationError) as error:
        hold(closed, acclaimed=[Acclaimed(LEADER, closed.world.ba_dinh, votes=votes)])
    assert list(error.value.message_dict) == ["acclaimed"]


def test_the_form_shows_what_is_wrong_with_a_deputy_beside_the_leading_union(closed: Season) -> None:
    world = closed.world
    sent = {
        "held_on": "09/08/2024", "invited": 12, "present": 10, "is_adopted": "yes", "votes_for": 9,
        "votes_against": 1, "deputy": world.ba_dinh.pk,
    }  # fmt: skip
    answer = post(world.quang, "conference", closed.phase.pk, query=f"?cluster={world.cluster_1.pk}", **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["leader"])
