"""The dashboard: figures, heat map, pace, who is late; whole for the federation, a cluster for its head."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.choices import TargetKind
from campaigns.models import Campaign
from campaigns.queries import dashboard as read
from campaigns.queries import progress
from campaigns.rules import heat_bounds, heat_of, pace_at
from campaigns.services import campaigns, results, sheets, targets
from tests.cast import CLOSES, NOW, Season, after, at
from tests.crowd import crowd
from units.actors import SYSTEM


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


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
    assert answer.context["units"] == {"total": 3, "submitted": 0, "alone": 0, "late": 3}
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
    assert context["units"] == {"total": 4, "submitted": 1, "alone": 0, "late": 3}
    assert context["waiting"] == {"units": 1, "union": "LĐLĐ quận Ba Đình", "since": NOW}
    rows = [(c.name, c.units, c.submitted, cells.filled) for c, cells in context["cluster_rows"]]
    assert rows == [("Cụm thi đua số 1", 3, 1, 4), ("Cụm thi đua số 2", 1, 0, 0)]
    late = [(u.participant.union.code, u.filled, u.total, u.last_entry, u.reminded) for u in context["late"]]
    assert late == [("HD", 0, 3, None, None), ("HM", 1, 3, NOW, None), ("LB", 0, 3, None, None)]


def test_the_heat_map_shows_whole_percent_of_the_registered_target(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500.5", bc="1")
    figures = [
        season.figure(world.long_bien, "DV", None, "nothing"),
        season.figure(world.long_bien, "KP", None, "not_applicable"),
    ]
    results.save_figures(participant=season.sheet(world.long_bien), figures=figures, by=world.lan, now=NOW)
    heat = page(client, season, "quang", f"?cluster={world.cluster_1.pk}").context["heat"]
    cells = {p.union.code: [(c.kind, c.percent) for c in row] for p, row in heat.rows}
    assert [i.code for i in heat.indicators] == ["DV", "KP", "BC"]
    assert heat.bounds == (76, 91, 104, 152)  # 202 of 213 days: 94.8 % is due
    assert cells == {
        "BD": [("2", 80), ("3", 100), ("no", None)],
        "HM": [("0", None), ("0", None), ("0", None)],
        "LB": [("1", 0), ("na", None), ("0", None)],
    }


def test_the_pace_of_a_cluster_is_the_mean_of_those_that_reported(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800")
    season.enter(world.hoang_mai, world.minh, dv="1201")
    paces = page(client, season, "lan").context["paces"]
    assert [(p.indicator.code, p.value, p.units) for p in paces] == [
        ("DV", Decimal("100.05"), 2),
        ("KP", None, 0),
        ("BC", None, 0),
    ]


def test_earlier_phases_count_in_what_is_attained(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="400")
    season.enter(world.hoang_mai, world.minh, dv="9000")
    second = campaigns.add_phase(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 7, 1), entry_closes_at=at(2025, 1, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    sheets.enrol(phase=second, union=world.ba_dinh, cluster=world.cluster_1, by=SYSTEM, now=NOW)
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    sheet = second.participants.get()
    row = sheet.results.get(indicator__code="DV")
    figure = results.Figure(result_id=row.pk, state="reported", value=Decimal(650), version=row.version)
    results.save_figures(participant=sheet, figures=[figure], by=world.hoa, now=NOW)
    indicators = read.indicators_of(second)
    of_all = progress.pace_of_all(second, indicators, 0)
    of_cluster = progress.pace_of_cluster(second, [sheet.pk], indicators, 0)
    assert next((p.indicator.code, p.value, p.units) for p in of_all) == ("DV", Decimal(105), 1)
    assert [p.value for p in of_cluster] == [p.value for p in of_all]
    past = progress.past_target(second, [sheet.pk])
    assert (past.units, [r["indicators"] for r in past.first]) == (1, [1])


def test_a_target_of_zero_has_no_percentage(season: Season, client: Client) -> None:
    world = season.world
    goals = {season.indicators["DV"]: Decimal(0)}
    targets.set_targets(
        campaign=season.campaign,
        union=world.ba_dinh,
        kind=TargetKind.REGISTERED,
        values=goals,
        by=SYSTEM,
        now=NOW,
    )
    season.enter(world.ba_dinh, world.hoa, dv="8")
    context = page(client, season, "lan").context
    assert [c.kind for c in context["heat"].rows[0][1]] == ["no", "0", "0"]
    assert [p.value for p in context["paces"]] == [None, None, None]
    assert context["past"].units == 0


@pytest.mark.parametrize(
    ("before", "share", "passed", "due"),
    [
        (0, 500_000, 1_000_000, 500_000),
        (500_000, 1_000_000, 500_000, 750_000),
        (500_000, 400_000, 1, 500_000),
    ],
)
def test_what_is_due_grows_through_a_phase_from_where_the_last_one_ended(
    before: int, share: int, passed: int, due: int
) -> None:
    assert pace_at(before=before, share=share, passed=passed) == due


def test_heat_classes_are_those_of_the_drawing_at_half_time() -> None:
    bounds = heat_bounds(500_000)
    assert bounds == (40, 48, 55, 80)
    assert [heat_of(n, bounds) for n in (39, 40, 47, 48, 54, 55, 79, 80)] == [1, 2, 2, 3, 3, 4, 4, 5]


def test_staff_remind_all_or_one_and_are_told_in_numbers(season: Season, client: Client) -> None:
    world, address = season.world, reverse("remind", args=[season.phase.pk])
    client.force_login(world.quang)
    one = client.post(address, {"union": world.ba_dinh.pk, "cluster": world.cluster_1.pk}, follow=True)
    assert one.redirect_chain == [
        (f"{reverse('dashboard', args=[season.phase.pk])}?cluster={world.cluster_1.pk}", 302)
    ]
    assert {u.participant.union.code: u.reminded for u in one.context["late"]} == {
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
    assert client.get(reverse("remind", args=[season.phase.pk])).status_code == 405


def test_after_the_deadline_a_reminder_is_refused_and_not_offered(season: Season, client: Client) -> None:
    with time_machine.travel(after(CLOSES, hours=1), tick=False):
        assert page(client, season, "quang").context["may_remind"] is False
        assert client.post(reverse("remind", args=[season.phase.pk])).status_code == 409


def test_in_an_extract_nobody_is_late(season: Season, client: Client) -> None:
    Campaign.objects.update(is_extract=True)
    context = page(client, season, "quang").context
    assert (context["late"], context["may_remind"]) == ([], False)


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
    with django_assert_num_queries(20):
        answer = client.get(
            reverse("dashboard", args=[season.phase.pk]), {"cluster": season.world.cluster_1.pk}
        )
    assert answer.context["units"]["total"] == 3 + count


def test_a_unit_with_a_returned_figure_has_not_submitted(season: Season, client: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    submitted = page(client, season, "quang").context["units"]["submitted"]
    results.return_result(
        result=season.result(world.ba_dinh, "KP"), reason="Xem lại.", by=world.quang, now=NOW
    )
    answer = page(client, season, "quang")
    late = {u.participant.union.code: (u.filled, u.returned) for u in answer.context["late"]}
    assert (submitted, answer.context["units"]) == (1, {"total": 4, "submitted": 0, "alone": 0, "late": 4})
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
