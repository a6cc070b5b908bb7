"""The appraiser's queue: what waits, oldest first; confirmed in bulk, returned with a reason while that still helps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from campaigns.choices import PhaseStatus, ResultStatus
from campaigns.models import Evidence, Indicator, Participant, Phase, Result
from campaigns.queries import appraisal
from campaigns.services import results, sheets
from tests.cast import CLOSES, NOW, Season, after
from units.actors import SYSTEM
from units.models import Document, Union


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


def signed_in(client: Client, season: Season, name: str = "quang") -> Client:
    client.force_login(season.world.users[name])
    return client


def test_oldest_sheet_comes_first_with_its_figures_together(submitted: Season, client: Client) -> None:
    rows = signed_in(client, submitted).get(address(submitted)).context["rows"]
    assert [(r.result.participant.union.code, r.result.indicator.code) for r in rows] == [
        ("HM", "DV"),
        ("HM", "KP"),
        ("HM", "BC"),
        ("BD", "DV"),
        ("BD", "KP"),
        ("BD", "BC"),
    ]
    assert rows[0].hints == ["more than 200% of the target"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ba+dinh", ["BD"] * 3),
        ("?q=Hoàng", ["HM"] * 3),
        ("?q=bd", ["BD"] * 3),
        ("?cluster=99", []),
        ("?cluster=x&indicator=y&page=z", ["HM"] * 3 + ["BD"] * 3),
    ],
)
def test_queue_is_narrowed_by_what_one_asks_for(
    submitted: Season, client: Client, query: str, found: list[str]
) -> None:
    rows = signed_in(client, submitted).get(address(submitted) + query).context["rows"]
    assert [r.result.participant.union.code for r in rows] == found


def test_ticked_figures_are_confirmed_and_no_other(submitted: Season, client: Client) -> None:
    ticked = submitted.result(submitted.world.ba_dinh, "DV")
    url = f"/phases/{submitted.phase.pk}/verify/"
    response = signed_in(client, submitted).post(url, {"results": [ticked.pk], "back_q": "ba dinh"})
    assert response.headers["Location"] == address(submitted) + "?q=ba+dinh"
    verified = Result.objects.filter(status=ResultStatus.VERIFIED)
    assert [r.pk for r in verified] == [ticked.pk]


def test_button_of_a_union_confirms_what_was_shown_of_it(submitted: Season, client: Client) -> None:
    world = submitted.world
    mine = submitted.sheet(world.ba_dinh)
    shown = [submitted.result(world.ba_dinh, code).pk for code in ("DV", "KP")]
    other = submitted.result(world.hoang_mai, "DV").pk
    data = {"participant": mine.pk, f"shown-{mine.pk}": shown, "results": [other]}
    signed_in(client, submitted).post(f"/phases/{submitted.phase.pk}/verify/", data)
    verified = Result.objects.filter(status=ResultStatus.VERIFIED).order_by("pk")
    assert [r.pk for r in verified] == sorted(shown)


def test_nothing_ticked_says_so(submitted: Season, client: Client) -> None:
    url = f"/phases/{submitted.phase.pk}/verify/"
    response = signed_in(client, submitted).post(url, {"results": ["x"]}, follow=True)
    assert "Tick the figures" in response.content.decode()


def test_figure_is_returned_with_a_reason(submitted: Season, client: Client) -> None:
    row = submitted.result(submitted.world.ba_dinh, "DV")
    url = f"/results/{row.pk}/return/"
    refused = signed_in(client, submitted).post(url, {"reason": " "}, follow=True)
    assert "Say what the union should correct." in refused.content.decode()
    too_long = client.post(url, {"reason": "x" * 301}, follow=True)
    assert "within 300 characters" in too_long.content.decode()
    row.refresh_from_db()
    assert row.status == ResultStatus.SUBMITTED
    client.post(url, {"reason": "Thiếu quyết định"})
    row.refresh_from_db()
    assert (row.status, row.return_reason) == (ResultStatus.RETURNED, "Thiếu quyết định")


def test_after_the_deadline_figures_are_confirmed_but_not_returned(submitted: Season, client: Client) -> None:
    row = submitted.result(submitted.world.ba_dinh, "DV")
    with time_machine.travel(after(CLOSES, hours=1), tick=False):
        response = signed_in(client, submitted).get(address(submitted))
        assert (response.context["may_return"], response.context["may_verify"]) == (False, True)
        assert "could no longer correct it" in response.content.decode()
        assert client.post(f"/results/{row.pk}/return/", {"reason": "x"}).status_code == 409
        client.post(f"/phases/{submitted.phase.pk}/verify/", {"results": [row.pk]})
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
    if status != 200:
        url = f"/phases/{submitted.phase.pk}/verify/"
        assert client.post(url, {"results": [row.pk]}).status_code == status
        assert client.post(f"/results/{row.pk}/return/", {"reason": "x"}).status_code == status
    assert client.get(f"/phases/{submitted.phase.pk}/verify/").url == address(submitted)
    row.refresh_from_db()
    assert row.status == ResultStatus.SUBMITTED


def test_empty_queue_says_when_figures_come(season: Season, client: Client) -> None:
    assert "No figure is waiting" in signed_in(client, season).get(address(season)).content.decode()


@pytest.mark.parametrize("count", [3, 300])
def test_queue_takes_the_same_queries_whatever_the_size(
    submitted: Season, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    unions = Union.objects.bulk_create(
        Union(
            code=f"X{n:03}", name=f"Đơn vị {n}", short_name=f"Đơn vị {n}", level="district", search=f"x {n}"
        )
        for n in range(count)
    )
    Participant.objects.bulk_create(
        Participant(phase=submitted.phase, union=u, cluster=submitted.world.cluster_1, submitted_at=NOW)
        for u in unions
    )
    sheets.prepare_sheets(phase=submitted.phase, by=SYSTEM, now=NOW)
    Result.objects.filter(indicator__code="DV").update(status=ResultStatus.SUBMITTED)
    paper = Document.objects.create(
        union=submitted.world.ba_dinh, name="a.pdf", size=1, uploaded_by=submitted.world.hoa, uploaded_at=NOW
    )
    waiting = Result.objects.filter(status=ResultStatus.SUBMITTED)
    Evidence.objects.bulk_create(Evidence(result=r, document=paper) for r in waiting)
    signed_in(client, submitted)
    with django_assert_num_queries(10):
        response = client.get(address(submitted))
    assert len(response.context["rows"]) == min(50, count + 8)


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


def test_what_an_appraiser_should_look_at_twice(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    season.enter(season.world.ba_dinh, season.world.hoa, dv="0")
    Indicator.objects.filter(code="KP").update(needs_evidence=True)
    season.enter(season.world.ba_dinh, season.world.hoa, kp="5")
    Result.objects.filter(participant=row.participant).update(
        status=ResultStatus.SUBMITTED, is_estimate=True, return_reason="sai số"
    )
    waiting = appraisal.waiting(season.phase, cluster=None, indicator=row.indicator_id, text="")
    assert [w.hints for w in appraisal.looked_at(waiting, season.campaign)] == [
        ["an estimate", "0 against a target", "returned before: sai số"]
    ]
    money = season.indicators["KP"].pk
    waiting = appraisal.waiting(season.phase, cluster=None, indicator=money, text="")
    assert appraisal.looked_at(waiting, season.campaign)[0].hints[:2] == [
        "no evidence attached",
        "an estimate",
    ]
