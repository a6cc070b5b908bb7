"""The appraiser's queue: what waits, oldest first or side by side; each act leads back to where one was."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Phase, Result
from campaigns.services import results
from tests.cast import CLOSES, NOW, Season, after
from tests.pages import text_of


@pytest.fixture(autouse=True)
def three_hours_later() -> Iterator[None]:
    """The pages read the clock themselves; by then both sheets are submitted."""
    with time_machine.travel(after(NOW, hours=3), tick=False):
        yield


@pytest.fixture
def submitted(season: Season) -> Season:
    """Hoang Mai submitted first, Ba Dinh an hour later."""
    world = season.world
    for hours, union, by, dv in (
        (0, world.hoang_mai, world.minh, "5000"),
        (1, world.ba_dinh, world.hoa, "800"),
    ):
        season.enter(union, by, dv=dv, kp="250", bc="1")
        results.submit_sheet(participant=season.sheet(union), by=by, now=after(NOW, hours=hours))
    return season


def address(season: Season) -> str:
    return f"/phases/{season.phase.pk}/appraisal/"


def tick(row: Result) -> str:
    """What a ticked box sends."""
    return f"{row.pk}.{row.version}"


def signed_in(client: Client, season: Season, name: str = "quang") -> Client:
    client.force_login(season.world.users[name])
    return client


def test_oldest_sheet_comes_first_with_its_figures_together(submitted: Season, client: Client) -> None:
    context = signed_in(client, submitted).get(address(submitted)).context
    assert [(r.result.participant.union.code, r.result.indicator.code) for r in context["rows"]] == [
        ("HM", "DV"),
        ("HM", "KP"),
        ("HM", "BC"),
        ("BD", "DV"),
        ("BD", "KP"),
        ("BD", "BC"),
    ]
    assert context["rows"][0].doubts == ["more than 200% of the target"]
    groups = context["groups"]
    assert [(g.sheet.union.code, len(g.rows), len(g.clear), g.doubtful) for g in groups] == [
        ("HM", 3, 2, 1),
        ("BD", 3, 3, 0),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ba+dinh", ["BD"] * 3),
        ("?q=Hoàng", ["HM"] * 3),
        ("?q=bd", ["BD"] * 3),
        ("?cluster=99", []),
        ("?cluster=x&indicator=y&page=z&show=w", ["HM"] * 3 + ["BD"] * 3),
        ("?show=verified", []),
    ],
)
def test_queue_is_narrowed_by_what_one_asks_for(
    submitted: Season, client: Client, query: str, found: list[str]
) -> None:
    rows = signed_in(client, submitted).get(address(submitted) + query).context["rows"]
    assert [r.result.participant.union.code for r in rows] == found


def test_of_one_indicator_the_unions_of_a_cluster_stand_side_by_side(
    submitted: Season, client: Client
) -> None:
    season, world = submitted, submitted.world
    season.send(world.ha_dong, world.nga, dv="700")
    chosen = season.indicators["DV"].pk
    context = signed_in(client, season).get(f"{address(season)}?indicator={chosen}").context
    groups = [
        (g.sheet, g.first.result.participant.cluster.code, [r.result.participant.union.code for r in g.rows])
        for g in context["groups"]
    ]
    assert groups == [(None, "C1", ["BD", "HM"]), (None, "C2", ["HD"])]
    walk = context["walk"]
    assert (walk["here"].code, walk["after"][0].code, "before" in walk) == ("DV", "KP", False)
    assert walk["after"][1] == f"?indicator={season.indicators['KP'].pk}"


def test_an_act_leads_back_to_the_same_choice_and_the_figure_that_comes_next(
    submitted: Season, client: Client
) -> None:
    ticked, next_one = (submitted.result(submitted.world.ba_dinh, code) for code in ("DV", "KP"))
    url = reverse("results-verify", args=[submitted.phase.pk])
    sent = {"results": [tick(ticked)], "back_q": "ba dinh", "back_page": "2", "back_at": str(next_one.pk)}
    response = signed_in(client, submitted).post(url, sent)
    assert response.headers["Location"] == f"{address(submitted)}?q=ba+dinh&page=2#c{next_one.pk}"
    assert [r.pk for r in Result.objects.filter(status=ResultStatus.VERIFIED)] == [ticked.pk]


@pytest.mark.parametrize("route", ["results-verify", "results-return", "results-ask", "results-take-back"])
def test_nothing_ticked_says_so_and_keeps_what_was_written(
    submitted: Season, client: Client, route: str
) -> None:
    url = reverse(route, args=[submitted.phase.pk])
    words = {"reason": "Thiếu biên bản", "text": "Ở đâu?"}
    response = signed_in(client, submitted).post(url, {"results": ["x", "1.", ".1", "9" * 19], **words})
    page = response.content.decode()
    assert (response.status_code, "Tick the figures" in page) == (422, True)
    assert ("Thiếu biên bản" in page, "Ở đâu?" in page) == (True, True)


def test_a_reason_that_is_missing_or_too_long_changes_nothing_and_keeps_the_ticks(
    submitted: Season, client: Client
) -> None:
    row = submitted.result(submitted.world.ba_dinh, "DV")
    url = reverse("results-return", args=[submitted.phase.pk])
    refused = signed_in(client, submitted).post(url, {"results": [tick(row)], "reason": " "})
    assert (refused.status_code, refused.context["fault"]) == (422, "Say what the union should correct.")
    assert f'value="{tick(row)}" id="c{row.pk}"' in " ".join(refused.content.decode().split())
    assert list(refused.context["ticked"]) == [row.pk]
    assert [(panel.name, panel.is_open) for panel in refused.context["panels"]] == [
        ("reason", True), ("text", False),
    ]  # fmt: skip
    assert 'aria-describedby="w-reason-fault"' in refused.content.decode()
    too_long = client.post(url, {"results": [tick(row)], "reason": "x" * 301})
    assert too_long.context["fault"] == "Please say it in 300 letters at most."
    assert submitted.result(submitted.world.ba_dinh, "DV").status == ResultStatus.SUBMITTED


def test_the_page_of_a_fault_keeps_the_choice_and_its_links_lead_to_the_queue(
    submitted: Season, client: Client
) -> None:
    chosen = submitted.indicators["KP"].pk
    url = reverse("results-ask", args=[submitted.phase.pk])
    sent = {"back_show": "waiting", "back_indicator": str(chosen), "back_q": "ba dinh", "back_page": "1"}
    refused = signed_in(client, submitted).post(url, sent)
    assert [r.result.indicator.code for r in refused.context["rows"]] == ["KP"]
    page = refused.content.decode()
    assert f'href="{address(submitted)}?show=verified&amp;indicator={chosen}&amp;q=ba+dinh"' in page
    assert ('href="?' in page, f'action="{address(submitted)}"' in page) == (False, True)


def test_after_the_deadline_figures_are_confirmed_and_asked_about_but_not_returned(
    submitted: Season, client: Client
) -> None:
    row, phase = submitted.result(submitted.world.ba_dinh, "DV"), submitted.phase.pk
    with time_machine.travel(after(CLOSES, hours=1), tick=False):
        response = signed_in(client, submitted).get(address(submitted))
        assert (response.context["may_return"], response.context["may_verify"]) == (False, True)
        assert [panel.route for panel in response.context["panels"]] == ["results-ask"]
        assert "reopen it for its union for a time" in text_of(response)
        sent = {"results": [tick(row)], "reason": "x"}
        assert client.post(reverse("results-return", args=[phase]), sent).status_code == 409
        client.post(reverse("results-verify", args=[phase]), sent)
    row.refresh_from_db()
    assert row.status == ResultStatus.VERIFIED


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 403), ("lan", 403), ("nga", 403), ("kim", 403), ("vy", 404), ("quang", 200)]
)
def test_only_staff_of_the_federation_appraise(
    submitted: Season, client: Client, name: str, status: int
) -> None:
    row = submitted.result(submitted.world.ba_dinh, "DV")
    assert signed_in(client, submitted, name).get(address(submitted)).status_code == status
    for route in ("results-verify", "results-return", "results-ask", "results-take-back"):
        url = reverse(route, args=[submitted.phase.pk])
        if status != 200:
            sent = {"results": [tick(row)], "reason": "x", "text": "x"}
            assert client.post(url, sent).status_code == status
        assert client.get(url).url == address(submitted)
    row.refresh_from_db()
    assert row.status == ResultStatus.SUBMITTED


def test_empty_queue_says_when_figures_come(season: Season, client: Client) -> None:
    assert "No figure is waiting" in signed_in(client, season).get(address(season)).content.decode()


def test_the_list_names_the_phases_of_the_own_federation_and_what_waits(
    season: Season, client: Client
) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="500", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    client.force_login(world.quang)
    rows = client.get(reverse("appraisals")).context["page"].object_list
    assert [(p.pk, p.waiting, p.verified, p.returned, p.unjudged) for p in rows] == [
        (season.phase.pk, 3, 0, 0, 4)
    ]
    for name in ("hoa", "lan", "kim", "vy"):
        client.force_login(getattr(world, name))
        assert list(client.get(reverse("appraisals")).context["page"].object_list) == []


@pytest.mark.parametrize("phases", [3, 300])
def test_the_list_of_phases_costs_the_same_for_three_and_for_three_hundred(
    season: Season, client: Client, phases: int, django_assert_num_queries: Any
) -> None:
    Phase.objects.bulk_create(
        Phase(
            campaign=season.campaign,
            number=n,
            name=f"Đợt {n}",
            status=PhaseStatus.OPEN,
            period_from=date(2024, 1, 1),
            period_to=date(2024, 1, 31),
            entry_opens_at=NOW,
            entry_closes_at=CLOSES,
        )
        for n in range(2, phases + 1)
    )
    client.force_login(season.world.quang)
    with django_assert_num_queries(4):
        client.get(reverse("appraisals"))
