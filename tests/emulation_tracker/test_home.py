"""The page of one's own tasks, by post."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from campaigns.choices import ResultStatus
from campaigns.models import Result, Target
from campaigns.services import closing, pledges, results
from tests.cast import CLOSES, NOW, Season, World, after, at, make_season
from tests.crowd import crowd
from units.actors import SYSTEM
from units.choices import Role
from units.models import Appointment, Post
from units.services import jobs


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def home(client: Client, season: Season, name: str) -> dict:
    client.force_login(getattr(season.world, name))
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.context


def test_an_officer_sees_the_open_sheet_with_what_is_missing(season: Season, client: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    (sheet,) = home(client, season, "hoa")["sheets"].first
    assert (sheet.total, sheet.missing, sheet.drafted, sheet.is_done) == (3, 2, 1, False)
    assert sheet.left == CLOSES - NOW


def test_a_returned_figure_shows_its_reason_and_then_that_it_was_corrected(
    season: Season, client: Client
) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    result = season.result(world.ba_dinh, "KP")
    results.return_result(result=result, reason="Xem lại", by=world.quang, now=after(NOW, minutes=1))
    (sheet,) = home(client, season, "hoa")["sheets"].first
    assert (sheet.returned, sheet.waiting, sheet.is_done) == (1, 2, False)
    assert [(r.result.return_reason, r.corrected) for r in sheet.returns] == [("Xem lại", None)]
    season.enter(world.ba_dinh, world.hoa, now=after(NOW, minutes=2), kp="50")
    (sheet,) = home(client, season, "hoa")["sheets"].first
    assert [r.corrected for r in sheet.returns] == [after(NOW, minutes=2)]


def test_the_time_list_goes_from_past_acts_over_today_to_coming_dates(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    times = home(client, season, "hoa")["times"]
    assert [(t.at, t.state, t.is_end) for t in times] == [
        (NOW, "done", False),
        (NOW, "now", False),
        (CLOSES, "ahead", True),
    ]


def test_targets_are_asked_for_until_one_is_registered(season: Season, client: Client) -> None:
    assert home(client, season, "hoa")["registrations"] == []
    Target.objects.filter(union=season.world.ba_dinh).update(is_current=False)
    assert [p.union for p in home(client, season, "hoa")["registrations"]] == [season.world.ba_dinh]


def pledge(season: Season) -> None:
    world = season.world
    draft = pledges.draft_pledge(
        campaign=season.campaign,
        cluster=world.cluster_1,
        title="Giao ước",
        sign_until=at(2024, 7, 26),
        parties=[(u, None) for u in (world.ba_dinh, world.long_bien, world.hoang_mai)],
        by=SYSTEM,
        now=NOW,
    )
    pledges.circulate_pledge(pledge=draft, by=SYSTEM, now=NOW)


def test_a_pledge_waits_for_those_who_may_sign_and_its_progress_for_the_head(
    season: Season, client: Client
) -> None:
    pledge(season)
    found = {name: len(home(client, season, name)["signatures"]) for name in ("hoa", "hung", "lan", "nga")}
    assert found == {"hoa": 0, "hung": 1, "lan": 1, "nga": 0}
    assert [(p.parties, p.signed) for p in home(client, season, "lan")["led_pledges"]] == [(3, 0)]
    assert home(client, season, "hoa")["led_pledges"] == []


def test_a_head_sees_which_members_have_not_submitted(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    (led,) = home(client, season, "lan")["led"]
    assert (led.cluster, led.submitted, led.units, led.late, led.more) == (
        "Cụm thi đua số 1",
        1,
        3,
        ["LĐLĐ quận Hoàng Mai", "LĐLĐ quận Long Biên"],
        0,
    )
    assert home(client, season, "hoa")["led"] == []


def test_the_federation_sees_open_phases_then_the_one_that_awaits_the_final_act(
    season: Season, client: Client
) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    context = home(client, season, "quang")
    assert [(p.units, p.submitted, p.waiting) for p in context["open_phases"]] == [(4, 1, 3)]
    assert context["primary"]["url"] == f"/phases/{season.phase.pk}/appraisal/"
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    context = home(client, season, "quang")
    assert (context["open_phases"], context["closed_phases"]) == ([], [season.phase])
    assert (
        context["primary"]["url"] == f"/phases/{season.phase.pk}/appraisal/"
    )  # the final act waits with the figures
    waiting = Result.objects.filter(participant__phase=season.phase, status=ResultStatus.SUBMITTED)
    ids = list(waiting.values_list("pk", flat=True))
    results.verify_results(phase=season.phase, result_ids=ids, by=world.quang, now=CLOSES)
    assert home(client, season, "quang")["primary"]["url"] == f"/phases/{season.phase.pk}/standings/"
    assert home(client, season, "kim")["primary"] is None  # an inspector only reads


def test_a_draft_is_offered_for_launch_to_the_federation_alone(world: World, client: Client) -> None:
    season = make_season(world, launched=False)
    assert [c.code for c in home(client, season, "quang")["drafts"]] == ["HN-2024"]
    context = home(client, season, "hoa")
    assert (context["drafts"], context["sheets"].first, context["is_idle"]) == ([], [], True)


@pytest.mark.parametrize("name", ["hoa", "vy"])
def test_nothing_due_is_said_kindly(world: World, client: Client, name: str) -> None:
    client.force_login(getattr(world, name))
    assert client.get("/").context["is_idle"] is True


def test_several_posts_combine(season: Season, client: Client) -> None:
    world = season.world
    post = Post.objects.get(union=world.city, role=Role.OFFICER)
    Appointment.objects.create(person=world.lan.person, post=post, valid_from=at(2024, 1, 1).date())
    context = home(client, season, "lan")
    assert (len(context["sheets"].first), len(context["led"]), len(context["open_phases"])) == (1, 1, 1)
    assert context["primary"] is None  # the own sheet comes first: one primary action


@pytest.mark.parametrize("count", [3, 300])
def test_the_federation_takes_the_same_queries_for_3_and_300_units(
    season: Season, client: Client, django_assert_num_queries: object, count: int
) -> None:
    crowd(season, count)
    client.force_login(season.world.quang)
    with django_assert_num_queries(18):
        answer = client.get("/")
    assert answer.context["open_phases"][0].units == 4 + count


@pytest.mark.parametrize("count", [3, 300])
def test_an_officer_of_many_unions_takes_the_same_queries(
    season: Season, client: Client, django_assert_num_queries: object, count: int
) -> None:
    unions = crowd(season, count)
    posts = Post.objects.bulk_create(Post(union=u, title="Cán bộ", role=Role.OFFICER) for u in unions)
    Appointment.objects.bulk_create(
        Appointment(person=season.world.hoa.person, post=p, valid_from=at(2024, 1, 1).date()) for p in posts
    )
    client.force_login(season.world.hoa)
    with django_assert_num_queries(20):
        answer = client.get("/")
    assert answer.context["sheets"].total == 1 + count
    assert len(answer.context["sheets"].first) == min(5, 1 + count)
