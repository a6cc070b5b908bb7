"""Who left a post reads what had begun by its last day, as it now is, and nothing begun later."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from campaigns.models import Campaign, Participant, Phase, Pledge
from campaigns.permissions import may_enter, may_read_evidence
from campaigns.queries import campaigns, dashboard
from campaigns.queries.standings_clusters import clusters_shown_to
from campaigns.queries.targets import unions_with_targets
from common.errors import Refusal
from tests.campaigns.year_cast import TODAY, document, fresh, make_year, phases_read, sheets_read
from tests.cast import NOW, START, Season, add_person, at
from tests.pages import get, text_of
from units.actors import SYSTEM
from units.choices import Role
from units.directory import visible_clusters
from units.models import Appointment
from units.permissions import may_read_document
from units.scope import acts_for
from units.services import people


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """Who asks for a scope asks as of today."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def year(season: Season) -> Season:
    return make_year(season)


@pytest.mark.parametrize(
    ("until", "campaign", "phases", "pledge"),
    [
        (date(2024, 1, 10), False, [], False),
        (date(2024, 1, 11), True, [], False),
        (date(2024, 7, 1), True, [], False),
        (date(2024, 7, 2), True, [1], False),
        (date(2024, 7, 20), True, [1], False),
        (date(2024, 7, 21), True, [1], True),
        (date(2024, 10, 1), True, [1], True),
        (date(2024, 10, 2), True, [1, 2], True),
    ],
)
def test_an_ended_post_reads_what_had_begun_by_its_last_day(
    year: Season, until: date, campaign: bool, phases: list[int], pledge: bool
) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, until=until)
    assert Campaign.objects.visible_to(fresh(tam)).exists() is campaign
    assert phases_read(tam) == phases
    assert sheets_read(tam) == [("BD", n) for n in phases]
    assert Pledge.objects.visible_to(fresh(tam)).exists() is pledge


def test_the_pages_of_an_ended_post_name_no_later_phase(year: Season) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, until=date(2024, 9, 1))
    second = Phase.objects.get(number=2)
    page = text_of(get(tam, "campaign", year.campaign.pk))
    assert ("Đợt 1" in page, "Đợt 2" in page) == (True, False)
    page = text_of(get(tam, "campaigns"))
    assert ("Đợt 1" in page, "Đợt 2" in page) == (True, False)
    assert get(tam, "standings", second.pk).status_code == 404
    assert (
        get(tam, "sheet", Participant.objects.get(phase=second, union=year.world.ba_dinh).pk).status_code
        == 404
    )
    assert get(tam, "sheet", year.sheet(year.world.ba_dinh).pk).status_code == 200


def test_an_ended_post_reads_figures_as_they_now_are_and_writes_none(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 7, 15))
    year.enter(world.ba_dinh, world.hoa, dv="801")
    assert "801" in text_of(get(tam, "sheet", year.sheet(world.ba_dinh).pk))
    assert not may_enter(fresh(tam), year.sheet(world.ba_dinh))
    with pytest.raises(Refusal):
        year.enter(world.ba_dinh, fresh(tam), kp="5")


def test_drafts_are_for_posts_that_last(season: Season) -> None:
    world = season.world
    Campaign.objects.create(code="N", name="N", year=2025, owner=world.city)
    tam = add_person(world, "tam", world.city, until=date(2024, 10, 1))
    seen = [Campaign.objects.visible_to(fresh(u)).filter(code="N").exists() for u in (world.quang, tam)]
    assert seen == [True, False]


def test_an_ended_post_besides_a_present_one_keeps_its_own_end(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 9, 1))
    people.appoint(
        person=tam.person, union=world.ha_dong, title="Cán bộ mới", role=Role.OFFICER, since=date(2024, 9, 1),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert phases_read(tam) == [1, 2]
    assert sheets_read(tam) == [("BD", 1), ("HD", 1), ("HD", 2)]
    second = Phase.objects.get(number=2)
    shown = [[c.name for c in clusters_shown_to(fresh(tam), p)] for p in (year.phase, second)]
    assert shown == [[world.cluster_1.name, world.cluster_2.name], [world.cluster_2.name]]


def test_a_federations_ended_post_has_no_dashboard_of_a_later_phase(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.city, until=date(2024, 9, 1))
    people.appoint(
        person=tam.person, union=world.ba_dinh, title="Cán bộ mới", role=Role.OFFICER, since=date(2024, 9, 1),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    second = Phase.objects.get(number=2)
    reach = [dashboard.reach_of(fresh(tam), phase).whole for phase in (year.phase, second)]
    assert reach == [True, False]
    assert dashboard.sees_progress(fresh(tam), year.campaign)
    row = campaigns.rows(fresh(tam), campaigns.campaign_list(fresh(tam)), TODAY)[0]
    assert row.sees_progress


def test_a_leading_unions_ended_post_reads_the_members_sheets_of_its_time(year: Season) -> None:
    tam = add_person(year.world, "tam", year.world.long_bien, until=date(2024, 9, 1))
    assert sheets_read(tam) == [("BD", 1), ("HM", 1), ("LB", 1)]


def test_a_post_held_again_after_a_gap_reads_everything_again(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 7, 2))
    assert phases_read(tam) == [1]
    Appointment.objects.create(
        person=tam.person, post=Appointment.objects.get(person=tam.person).post, valid_from=TODAY.date()
    )
    assert (phases_read(tam), sheets_read(tam)) == ([1, 2], [("BD", 1), ("BD", 2)])
    assert acts_for(fresh(tam), world.ba_dinh.pk)


def test_a_post_that_begins_later_reads_nothing_yet(year: Season) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, since=date(2024, 11, 2))
    assert (phases_read(tam), sheets_read(tam), Pledge.objects.visible_to(fresh(tam)).count()) == ([], [], 0)


@pytest.mark.parametrize(("moment", "reads"), [(at(2024, 8, 31, 23), True), (at(2024, 9, 1), False)])
def test_an_ended_post_reads_documents_kept_by_its_last_day(
    year: Season, moment: datetime, reads: bool
) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, until=date(2024, 9, 1))
    kept = document(year.world.ba_dinh, year.world.hoa, moment)
    assert may_read_document(fresh(tam), kept) is reads


def test_evidence_of_a_phase_begun_in_time_is_read_whenever_it_came(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 9, 1))
    late = document(world.ba_dinh, world.hoa, at(2024, 10, 15))
    year.result(world.ba_dinh, "DV").evidence.create(document=late)
    assert (may_read_document(fresh(tam), late), may_read_evidence(fresh(tam), late)) == (True, True)


def test_targets_are_read_by_posts_that_reached_the_union_in_the_campaign(year: Season) -> None:
    world = year.world
    seen = {}
    for name, until in (("before", date(2024, 1, 10)), ("after", date(2024, 1, 11))):
        tam = add_person(world, name, world.city, until=until)
        seen[name] = set(unions_with_targets(fresh(tam), year.campaign).values_list("code", flat=True))
    assert seen == {"before": set(), "after": {"BD", "LB", "HM", "HD"}}


def test_clusters_that_had_no_member_in_time_are_not_found(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.city, until=START.replace(day=2))
    gone = add_person(world, "gone", world.city, since=date(2019, 1, 1), until=START)
    assert set(visible_clusters(fresh(tam))) == {world.cluster_1, world.cluster_2}
    assert set(visible_clusters(fresh(gone))) == set()
