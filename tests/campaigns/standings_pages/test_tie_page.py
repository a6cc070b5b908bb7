"""The page on which the federation decides a tie, by the keyboard alone: a number for each unit, and a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.choices import PhaseStatus, TieKind
from campaigns.models import Placing, Standing
from tests.campaigns.standings.cast import Board
from tests.campaigns.standings_pages.cast import close, make_final, page, table
from tests.crowd import crowd
from tests.pages import text_of
from units.services import jobs


def open_page(client: Client, board: Board, name: str = "quang", query: str = "") -> Any:
    client.force_login(getattr(board.season.world, name))
    return client.get(f"/phases/{board.season.phase.pk}/ties/{query}")


def address(board: Board, rank: int = 1) -> str:
    return f"?cluster={board.season.world.cluster_1.pk}&rank={rank}"


def places(board: Board, **given: int) -> dict[str, int]:
    world = board.season.world
    return {f"p{board.season.sheet(getattr(world, name)).pk}": place for name, place in given.items()}


def test_a_tie_is_decided_by_numbers_and_a_reason(board: Board, client: Client) -> None:
    board.key(TieKind.CRITERION, criterion=board.table.criteria.get(code="b"))
    board.give(board.season.world.hoang_mai, a=31, b=30)
    close(board.season)
    shown = open_page(client, board, query=address(board, rank=2))
    body = text_of(shown)
    for words in ("Rank 2 · Cụm thi đua số 1", "criterion b", "rank 2: 2 units", "Decide this order"):
        assert words in body
    url = f"/phases/{board.season.phase.pk}/ties/{address(board, rank=2)}"
    sent = places(board, hoang_mai=1, ba_dinh=2) | {"reason": "Họp cụm 2/8"}
    answer = client.post(url, sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/phases/{board.season.phase.pk}/ties/")
    assert dict(Placing.objects.values_list("participant__union__code", "place")) == {"HM": 1, "BD": 2}
    jobs.run_all(now=timezone.now() + timedelta(minutes=2))
    rows = table(page(client, board.season.world.hoa, board.season.phase)).rows
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert [(row.participant.union.code, row.rank, row.above) for row in rows] == [
        ("LB", 1, "above LĐLĐ quận Hoàng Mai by criterion b: 31 > 30"),
        ("HM", 2, f"above LĐLĐ quận Ba Đình by decision of Quang on {today}: Họp cụm 2/8"),
        ("BD", 3, ""),
    ]
    listed = text_of(open_page(client, board))
    assert "No tie is open" in listed
    assert "LĐLĐ quận Hoàng Mai – LĐLĐ quận Ba Đình" in listed


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ba_dinh": 1, "long_bien": 2, "hoang_mai": 2}, "a place of its own"),
        ({"ba_dinh": 1, "long_bien": 2}, "Please give every unit a place."),
        ({"ba_dinh": 1, "long_bien": 2, "hoang_mai": 4}, "less than or equal to 3"),
    ],
)
def test_faults_come_back_with_what_was_typed(
    board: Board, client: Client, sent: dict[str, int], words: str
) -> None:
    close(board.season)
    client.force_login(board.season.world.quang)
    url = f"/phases/{board.season.phase.pk}/ties/{address(board)}"
    answer = client.post(url, places(board, **sent) | {"reason": "Vì thành tích năm trước"})
    assert answer.status_code == 422
    body = text_of(answer)
    assert words in body
    assert 'value="Vì thành tích năm trước"' in body
    assert Placing.objects.count() == 0


def test_a_decision_is_taken_back_on_the_same_page(board: Board, client: Client) -> None:
    close(board.season)
    board.vote(ba_dinh=1, long_bien=2, hoang_mai=3)
    body = text_of(open_page(client, board))
    assert "by ballot" in body
    url = f"/phases/{board.season.phase.pk}/ties/"
    kept = Placing.objects.order_by("place")[0]
    assert client.post(url, {"act": "undo", "placing": kept.pk}).status_code == 302
    assert Placing.objects.count() == 0
    assert client.post(url, {"act": "undo", "placing": kept.pk}).status_code == 404


def test_a_tie_that_is_gone_is_no_fault(board: Board, client: Client) -> None:
    close(board.season)
    assert open_page(client, board, query=address(board, rank=7)).status_code == 200
    assert open_page(client, board, query="?cluster=x&rank=y").context["tie"] is None
    url = f"/phases/{board.season.phase.pk}/ties/{address(board, rank=7)}"
    assert client.post(url, {"reason": "x"}).status_code == 302


def test_a_final_phase_shows_its_ties_and_takes_nothing(board: Board, client: Client) -> None:
    close(board.season)
    make_final(board.season)
    assert board.season.phase.status == PhaseStatus.FINAL
    shown = open_page(client, board, query=address(board))
    assert (shown.status_code, shown.context["form"]) == (200, None)
    assert "Decide this order" not in text_of(shown)
    body = text_of(page(client, board.season.world.quang, board.season.phase))
    assert "to be decided" not in body
    assert "tied" in body


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 403), ("lan", 403), ("nga", 403), ("kim", 403), ("vy", 404)]
)
def test_only_the_federation_opens_the_ties(board: Board, client: Client, name: str, status: int) -> None:
    close(board.season)
    assert open_page(client, board, name).status_code == status


def test_an_open_phase_has_no_ties_yet(board: Board, client: Client) -> None:
    body = text_of(open_page(client, board))
    assert "There are no points yet. Ties can be decided once entry is closed." in body


def test_too_many_to_put_in_order_by_hand(board: Board, client: Client) -> None:
    crowd(board.season, 60, cluster=board.season.world.cluster_1)
    close(board.season)
    Standing.objects.update(rank=1, is_tied=True)
    body = text_of(open_page(client, board, query=address(board)))
    assert "Too many units share this rank to be put in order by hand" in body


@pytest.mark.parametrize("count", [3, 40])
def test_the_page_of_ties_takes_the_same_queries_whatever_the_size(
    board: Board, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    crowd(board.season, count, cluster=board.season.world.cluster_1)
    close(board.season)
    Standing.objects.update(rank=1, is_tied=True)
    client.force_login(board.season.world.quang)
    with django_assert_num_queries(9):
        response = client.get(f"/phases/{board.season.phase.pk}/ties/{address(board)}")
    assert len(response.context["tie"].units) == count + 3
