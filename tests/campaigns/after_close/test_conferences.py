"""The conference of a cluster: attendance, the count, whom it acclaims, and what follows from it."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from campaigns.choices import AcclaimKind, StageKind
from campaigns.models import Conference, Stage
from campaigns.services import finalising
from campaigns.services.hearing import Acclaimed
from common.errors import PhaseEnded, Refusal
from common.templatetags.look import ends
from tests.campaigns.after_close.conference_cast import LATER, hold, with_conferences
from tests.campaigns.test_evidence import pdf
from tests.cast import Season, after
from tests.held import statuses
from tests.pages import get, text_of
from units.models import ClusterTerm


@pytest.fixture
def closed(season: Season) -> Season:
    """A closed phase whose clusters hold conferences."""
    return with_conferences(season)


def test_the_final_waits_for_the_conference_of_each_cluster(closed: Season) -> None:
    world = closed.world
    given = {"phase_id": closed.phase.pk, "by": world.quang, "now": LATER}
    with pytest.raises(ValidationError, match="The conference of the cluster has not adopted"):
        finalising.make_final(**given)
    hold(closed, is_adopted=False, votes_for=2)
    with pytest.raises(ValidationError):
        finalising.make_final(**given)
    hold(closed)
    assert finalising.make_final(**given)
    assert statuses(closed.phase)["C2"] == 10


def test_it_keeps_the_count_the_minutes_and_the_computation_before_it(closed: Season) -> None:
    conference = hold(closed, upload=pdf(), place="Hội trường", notes="Đủ thành phần")
    assert (conference.present, conference.votes_for, conference.revision, conference.place) == (
        10,
        9,
        1,
        "Hội trường",
    )
    assert conference.minutes.name == "bien-ban.pdf"


def test_who_is_acclaimed_to_lead_becomes_the_term_of_the_next_year(closed: Season) -> None:
    world = closed.world
    hold(
        closed,
        acclaimed=[
            Acclaimed(AcclaimKind.LEADER, world.ba_dinh),
            Acclaimed(AcclaimKind.DEPUTY, world.long_bien),
            Acclaimed(AcclaimKind.AWARD, world.ba_dinh, "co-thi-dua"),
        ],
    )
    term = ClusterTerm.objects.get(cluster=world.cluster_1, year=2025)
    assert (term.leader, term.deputy) == (world.ba_dinh, world.long_bien)
    assert Conference.objects.get().acclaims.count() == 3


def test_nobody_leads_by_a_conference_that_adopted_nothing(closed: Season) -> None:
    heads = [Acclaimed(AcclaimKind.LEADER, closed.world.ba_dinh)]
    hold(closed, is_adopted=False, votes_for=1, acclaimed=heads)
    assert not ClusterTerm.objects.filter(year=2025).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held_on": date(2024, 8, 20)}, "held_on"),
        ({"held_on": date(2024, 7, 1)}, "held_on"),
        ({"present": 13}, "present"),
        ({"present": 0, "votes_for": 0, "votes_against": 0, "is_adopted": False}, "present"),
        ({"votes_for": 10}, "votes_for"),
        ({"votes_against": -1}, "votes_against"),
        ({"present": -1, "votes_for": 0, "votes_against": 0, "is_adopted": False}, "present"),
        ({"votes_for": 5, "votes_against": 5}, "votes_for"),
        ({"notes": "x" * 1001}, "notes"),
    ],
)
def test_counts_that_make_no_sense_are_refused(closed: Season, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        hold(closed, **given)
    assert list(error.value.message_dict) == [field]
    assert Conference.objects.count() == 0


def test_only_unions_of_the_cluster_are_acclaimed(closed: Season) -> None:
    with pytest.raises(ValidationError, match="is not ranked in this cluster"):
        hold(closed, acclaimed=[Acclaimed(AcclaimKind.LEADER, closed.world.ha_dong)])
    twice = [Acclaimed(kind, closed.world.ba_dinh) for kind in (AcclaimKind.LEADER, AcclaimKind.DEPUTY)]
    with pytest.raises(ValidationError, match="another one deputises"):
        hold(closed, acclaimed=twice)


def test_the_head_of_the_cluster_or_the_federation_records_it(closed: Season) -> None:
    world = closed.world
    for user in (world.hoa, world.minh, world.nga):
        with pytest.raises(Refusal):
            hold(closed, by=user)
    assert hold(closed, by=world.quang).recorded_by == world.quang


def test_its_page_folds_the_form_once_one_is_held_and_has_none_once_the_cluster_is_final(
    closed: Season,
) -> None:
    def shown() -> tuple[bool, bool]:
        page = text_of(
            get(closed.world.quang, "conference", closed.phase.pk, cluster=closed.world.cluster_1.pk)
        )
        return 'name="votes_for"' in page, '<details class="fold fold--whole" open>' in page

    seen = [shown()]
    hold(closed)
    seen.append(shown())
    finalising.make_final(
        phase_id=closed.phase.pk, by=closed.world.quang, now=LATER, clusters=[closed.world.cluster_1.pk]
    )
    assert [*seen, shown()] == [(True, True), (True, False), (False, False)]


def test_none_is_recorded_before_the_close_or_after_the_final(season: Season, closed: Season) -> None:
    hold(closed)
    finalising.make_final(
        phase_id=closed.phase.pk, by=closed.world.quang, now=LATER, clusters=[closed.world.cluster_1.pk]
    )
    with pytest.raises(PhaseEnded, match="while the points are provisional"):
        hold(closed)


def test_who_records_a_conference_reads_why_the_points_may_still_change(closed: Season) -> None:
    world = closed.world
    with time_machine.travel(LATER, tick=False):
        Stage.objects.create(
            phase=closed.phase, kind=StageKind.OPINIONS, opens_at=LATER, closes_at=after(LATER, days=3)
        )
        page = get(world.quang, "conference", closed.phase.pk, cluster=str(world.cluster_1.pk))
        assert page.context["moving"] == [f"Opinions are taken until {ends(after(LATER, days=3))}."]
        assert "The points of this cluster may still change:" in text_of(page)
        Stage.objects.filter(kind=StageKind.OPINIONS).delete()
        page = get(world.quang, "conference", closed.phase.pk, cluster=str(world.cluster_1.pk))
        assert page.context["moving"] == []
