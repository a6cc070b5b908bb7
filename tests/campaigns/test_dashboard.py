"""The dashboard: its figures and who is late; whole for the federation, a cluster for its head. Reminders from it."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Participant, Phase
from campaigns.queries import dashboard as read
from campaigns.services import results
from tests.cast import CLOSES, NOW, Season, after
from tests.crowd import crowd
from tests.pages import get, text_of

pytestmark = pytest.mark.usefixtures("in_july")


def page(client: Client, season: Season, name: str, query: str = "") -> object:
    client.force_login(getattr(season.world, name))
    return client.get(reverse("dashboard", args=[season.phase.pk]) + query)


@pytest.mark.parametrize(
    ("name", "whole", "own", "other"),
    [
        ("quang", 200, 200, 200),  # staff of the federation
        ("kim", 200, 200, 200),  # reads there
        ("lan", 200, 200, 404),  # leads cluster 1
        ("minh", 200, 200, 404),  # of the deputy union
        ("hoa", 404, 404, 404),  # a member
        ("vy", 404, 404, 404),  # no post
    ],
)
def test_who_sees_how_much(
    season: Season, client: Client, name: str, whole: int, own: int, other: int
) -> None:
    first, second = season.world.cluster_1.pk, season.world.cluster_2.pk
    queries = ("", f"?cluster={first}", f"?cluster={second}")
    assert [page(client, season, name, q).status_code for q in queries] == [whole, own, other]


def test_a_cluster_that_is_no_number_is_not_found(season: Season, client: Client) -> None:
    assert page(client, season, "quang", "?cluster=1%27--").status_code == 404


def test_a_head_sees_the_own_cluster_at_once_and_cannot_remind(season: Season, client: Client) -> None:
    answer = page(client, season, "lan")
    assert answer.context["cluster"] == season.world.cluster_1
    assert answer.context["units"] == {"total": 3, "submitted": 0, "alone": 0, "ranked": 3, "late": 3}
    assert answer.context["may_remind"] is False
    assert client.post(reverse("remind", args=[season.phase.pk])).status_code == 403


def test_the_four_figures_count_what_units_enter(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    season.enter(world.hoang_mai, world.minh, dv="10")
    ids = [season.result(world.ba_dinh, "DV").pk]
    results.verify_results(phase=season.phase, result_ids=ids, by=world.quang, now=NOW)
    context = page(client, season, "quang").context
    assert context["cells"] == read.Cells(total=12, filled=4, verified=1, waiting=2)
    assert context["units"] == {"total": 4, "submitted": 1, "alone": 0, "ranked": 4, "late": 3}
    assert context["waiting"] == {"units": 1, "union": "LĐLĐ quận Ba Đình", "since": NOW}
    rows = [(c.name, c.units, c.submitted, cells.filled) for c, cells in context["cluster_rows"]]
    assert rows == [("Cụm thi đua số 1", 3, 1, 4), ("Cụm thi đua số 2", 1, 0, 0)]
    units = [row.unit for row in context["late"]]
    late = [(u.participant.union.code, u.filled, u.total, u.last_entry, u.reminded) for u in units]
    assert late == [("HD", 0, 3, None, None), ("HM", 1, 3, NOW, None), ("LB", 0, 3, None, None)]


def test_a_unit_with_a_returned_figure_has_not_submitted(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    submitted = page(client, season, "quang").context["units"]["submitted"]
    results.return_result(
        result=season.result(world.ba_dinh, "KP"), reason="Xem lại.", by=world.quang, now=NOW
    )
    answer = page(client, season, "quang")
    units = [row.unit for row in answer.context["late"]]
    late = {u.participant.union.code: (u.filled, u.returned) for u in units}
    assert (submitted, answer.context["units"]) == (
        1,
        {"total": 4, "submitted": 0, "alone": 0, "ranked": 4, "late": 4},
    )
    assert late == {"BD": (3, 1), "HD": (0, 0), "HM": (0, 0), "LB": (0, 0)}
    assert [c.submitted for c in answer.context["clusters"]] == [0, 0]
    assert [c.submitted for c in client.get(f"/campaigns/{season.campaign.pk}/").context["page"].phases] == [
        0
    ]
    client.force_login(world.lan)
    led = client.get("/").context["led"]
    assert [(row.submitted, len(row.late)) for row in led] == [(0, 3)]
    client.force_login(world.quang)
    assert [p.submitted for p in client.get("/").context["open_phases"]] == [0]


def test_in_an_extract_nobody_is_late(season: Season, client: Client) -> None:
    Campaign.objects.update(is_extract=True)
    context = page(client, season, "quang").context
    assert (context["late"], context["may_remind"]) == ([], False)


# --- Reminders ----------------------------------------------------------------------------------------------------
def test_staff_remind_all_or_one_and_are_told_in_numbers(season: Season, client: Client) -> None:
    world, address = season.world, reverse("remind", args=[season.phase.pk])
    client.force_login(world.quang)
    one = client.post(address, {"union": world.ba_dinh.pk, "cluster": world.cluster_1.pk}, follow=True)
    assert one.redirect_chain == [
        (f"{reverse('dashboard', args=[season.phase.pk])}?cluster={world.cluster_1.pk}", 302)
    ]
    units = [row.unit for row in one.context["late"]]
    assert {u.participant.union.code: u.reminded for u in units} == {
        "BD": NOW,
        "HM": None,
        "LB": None,
    }
    rest = client.post(address, follow=True)
    told = str(next(iter(rest.context["messages"])))
    assert [word for word in told.replace("(", "").split() if word.isdecimal()] == ["3", "4", "1"]


@pytest.mark.parametrize(
    "data", [{"union": "x"}, {"union": "999999"}, {"cluster": "999999"}, {"cluster": "x"}]
)
def test_a_reminder_of_what_is_not_there_is_not_found(
    season: Season, client: Client, data: dict[str, str]
) -> None:
    client.force_login(season.world.quang)
    assert client.post(reverse("remind", args=[season.phase.pk]), data).status_code == 404


def test_reading_does_not_remind(season: Season, client: Client) -> None:
    client.force_login(season.world.quang)
    answer = client.get(reverse("remind", args=[season.phase.pk]))
    assert answer.url == reverse("reminders", args=[season.phase.pk])


def test_after_the_deadline_a_reminder_is_refused_and_not_offered(season: Season, client: Client) -> None:
    with time_machine.travel(after(CLOSES, hours=1), tick=False):
        assert page(client, season, "quang").context["may_remind"] is False
        assert client.post(reverse("remind", args=[season.phase.pk])).status_code == 409


def test_where_nothing_is_entered_no_percent_is_made_up(season: Season) -> None:
    context = get(season.world.quang, "dashboard", season.phase.pk).context
    assert (context["cells"].filled_percent, context["cells"].verified_percent) == (0, None)
    page = text_of(get(season.world.quang, "dashboard", season.phase.pk))
    assert ("nothing entered yet" in page, "0/0 filled" in page, "the 0 slowest" in page) == (
        True,
        False,
        False,
    )


def test_a_phase_that_only_tracks_figures_promises_no_ranking(season: Season) -> None:
    Participant.objects.update(table=None)
    Phase.objects.update(status=PhaseStatus.CLOSED, closed_at=CLOSES)
    pages = {
        name: text_of(get(season.world.quang, name, pk))
        for name, pk in (
            ("dashboard", season.phase.pk), ("standings", season.phase.pk), ("campaign", season.campaign.pk),
        )
    }  # fmt: skip
    listed = get(season.world.quang, "standings-list").context["rows"]
    assert "Figures only: no points, no ranking" in pages["standings"]
    assert "No points are given in this phase" in pages["standings"]
    promised = [n for n, page in pages.items() if "See the standings" in page or "provisional points" in page]
    assert (promised, listed) == ([], [])


# --- Queries ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [3, 300])
def test_the_whole_takes_the_same_queries_for_3_and_300_units(
    season: Season, client: Client, django_assert_num_queries: object, count: int
) -> None:
    crowd(season, count)
    client.force_login(season.world.quang)
    with django_assert_num_queries(20):
        answer = client.get(reverse("dashboard", args=[season.phase.pk]))
    assert answer.context["units"]["total"] == 4 + count


@pytest.mark.parametrize("count", [3, 300])
def test_a_cluster_takes_the_same_queries_for_3_and_300_units(
    season: Season, client: Client, django_assert_num_queries: object, count: int
) -> None:
    crowd(season, count, cluster=season.world.cluster_1)
    client.force_login(season.world.quang)
    with django_assert_num_queries(21):
        answer = client.get(
            reverse("dashboard", args=[season.phase.pk]), {"cluster": season.world.cluster_1.pk}
        )
    assert answer.context["units"]["total"] == 3 + count
