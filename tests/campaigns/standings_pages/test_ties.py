"""What the standings say of ties and classes, and the page on which the federation decides a tie."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.choices import FactKind, PhaseStatus, TieKind
from campaigns.models import Participant, Phase, Placing, Standing
from tests.campaigns.standings.cast import NO_ZERO, Board, ask, make_board
from tests.campaigns.standings_pages.cast import close, make_final, page, table
from tests.cast import Season
from tests.crowd import crowd
from tests.pages import text_of
from units.models import Union
from units.services import jobs


@pytest.fixture
def board(season: Season) -> Board:
    """Ba Dinh 31 + 30, Long Bien 30 + 31, Hoang Mai 20 + 41: 61 points each, to be closed by the test."""
    made, world = make_board(season), season.world
    made.leaf("a", 50)
    made.leaf("b", 50)
    for union, a, b in ((world.ba_dinh, 31, 30), (world.long_bien, 30, 31), (world.hoang_mai, 20, 41)):
        made.give(union, a=a, b=b)
    return made


def compute(board: Board) -> None:
    """Close, with the facts that the test recorded."""
    close(board.season)


def open_page(client: Client, board: Board, name: str = "quang", query: str = "") -> Any:
    client.force_login(getattr(board.season.world, name))
    return client.get(f"/phases/{board.season.phase.pk}/ties/{query}")


def address(board: Board, rank: int = 1) -> str:
    return f"?cluster={board.season.world.cluster_1.pk}&rank={rank}"


def places(board: Board, **given: int) -> dict[str, int]:
    world = board.season.world
    return {f"p{board.season.sheet(getattr(world, name)).pk}": place for name, place in given.items()}


# --- In the standings -------------------------------------------------------------------------------------------------
def test_a_key_says_why_one_stands_above_the_other(board: Board, client: Client) -> None:
    board.key(TieKind.CRITERION, criterion=board.table.criteria.get(code="a"))
    compute(board)
    found = table(page(client, board.season.world.hoa, board.season.phase))
    assert [(row.participant.union.code, row.rank, row.above) for row in found.rows] == [
        ("BD", 1, "above LĐLĐ quận Long Biên by criterion a: 31 > 30"),
        ("LB", 2, "above LĐLĐ quận Hoàng Mai by criterion a: 30 > 20"),
        ("HM", 3, ""),
    ]


def test_an_indicator_and_the_women_are_told_too(board: Board, client: Client) -> None:
    world = board.season.world
    board.key(TieKind.WOMEN)
    board.key(TieKind.INDICATOR, indicator=board.indicator("absences"), is_lower_better=True)
    board.people(world.long_bien, 100, 70)
    board.people(world.ba_dinh, 100, 69)
    board.give(world.ba_dinh, absences=2)
    board.give(world.hoang_mai, absences=5)
    compute(board)
    found = table(page(client, world.hoa, board.season.phase))
    assert [(row.participant.union.code, row.above) for row in found.rows] == [
        ("LB", "above LĐLĐ quận Ba Đình: 70% women or more (70/100 members; there 69/100)"),
        ("BD", "above LĐLĐ quận Hoàng Mai by absences: 2 < 5"),
        ("HM", ""),
    ]


def test_where_the_other_has_no_figure_none_is_compared(board: Board, client: Client) -> None:
    world = board.season.world
    board.key(TieKind.INDICATOR, indicator=board.indicator("I"))
    board.give(world.long_bien, I=2)
    compute(board)
    first = table(page(client, world.hoa, board.season.phase)).rows[0]
    assert first.above == "above LĐLĐ quận Ba Đình by I: 2 / none"


def test_a_tie_is_to_be_decided_and_the_federation_is_led_there(board: Board, client: Client) -> None:
    compute(board)
    phase, link = board.season.phase, f"/phases/{board.season.phase.pk}/ties/"
    body = text_of(page(client, board.season.world.hoa, phase))
    assert "equal in points and keys: to be decided" in body
    assert link not in body
    body = text_of(
        page(client, board.season.world.quang, phase, f"?cluster={board.season.world.cluster_1.pk}")
    )
    assert f'href="{link}"' in body
    assert f"{link}?cluster={board.season.world.cluster_1.pk}&amp;rank=1" in body


def test_a_tie_over_the_limit_of_a_class_says_so(board: Board, client: Client) -> None:
    board.band("Tốt", 60, share=50)
    compute(board)
    body = text_of(page(client, board.season.world.hoa, board.season.phase))
    assert "the limit of a class runs through this tie: to be decided" in body
    assert "from 60,00 points; at most 50% of the ranked units: 1 unit" not in body  # nobody is in it yet
    assert "In no class" in body


def test_groups_are_the_bands_that_hold_with_what_they_ask(board: Board, client: Client) -> None:
    """Ba Dinh has a criterion at 0 and falls to the second class, below Long Bien; Hoang Mai is too young."""
    world = board.season.world
    board.give(world.ba_dinh, a=0, b=50)
    board.give(world.long_bien, a=20, b=20)
    board.give(world.hoang_mai, a=1, b=1)
    ask(board.band("Tốt", 40), NO_ZERO)
    board.band("Khá", 30)
    Union.objects.filter(code="HM").update(founded_on=board.season.phase.period_to)
    compute(board)
    response = page(client, world.hoa, board.season.phase)
    found = table(response)
    assert [(g.name, g.size, [(r.participant.union.code, r.rank) for r in g.rows]) for g in found.groups] == [
        ("Tốt", 1, [("LB", 2)]), ("Khá", 1, [("BD", 1)]), ("", 1, [("HM", 3)]),
    ]  # fmt: skip
    body = text_of(response)
    for words in (
        "from 40,00 points; no criterion at 0",
        "Not graded",
        "founded, merged or split too short a time before the review day",
    ):
        assert words in body


def test_a_lowered_unit_is_told_from_where_and_no_word_of_the_fact(board: Board, client: Client) -> None:
    world = board.season.world
    board.band("Tốt", 60)
    board.downgrade(board.band("Khá", 30))
    board.fact(world.ba_dinh, FactKind.DISCIPLINE, "Khiển trách vì chậm nộp")
    compute(board)
    body = text_of(page(client, world.minh, board.season.phase))
    assert "by points “Tốt”; lowered as the rules provide" in body
    assert "Khiển trách" not in body


def test_ranks_across_clusters_are_shown_where_the_campaign_ranks_so(board: Board, client: Client) -> None:
    board.give(board.season.world.ha_dong, a=40, b=40)
    Participant.objects.update(sector="union_body")
    board.season.campaign.ranks_across = True
    board.season.campaign.save()
    compute(board)
    body = text_of(page(client, board.season.world.hoa, board.season.phase))
    assert "rank 2 across all clusters" in body
    assert "rank 2 in its sector" in body


def test_a_silent_unit_with_the_lowest_class_is_told_it_without_points(
    season: Season, client: Client
) -> None:
    season.table.silent_gets_lowest = True
    season.table.save()
    season.table.bands.create(name="Không xếp hạng cao", lowest=Decimal(0))
    season.send(season.world.hoang_mai, season.world.minh, dv="100")
    close(season)
    body = text_of(page(client, season.world.hoa, season.phase))
    silent = body.partition('id="silent"')[2]
    assert silent.count("Không xếp hạng cao") == 2
    assert "0,00" not in silent


# --- The page of ties -------------------------------------------------------------------------------------------------
def test_a_tie_is_decided_by_numbers_and_a_reason(board: Board, client: Client) -> None:
    board.key(TieKind.CRITERION, criterion=board.table.criteria.get(code="b"))
    board.give(board.season.world.hoang_mai, a=31, b=30)
    compute(board)
    shown = open_page(client, board, query=address(board, rank=2))
    body = text_of(shown)
    for words in ("Rank 2 · Cụm thi đua số 1", "criterion b", "rank 2: 2 units", "Decide this order"):
        assert words in body
    url = f"/phases/{board.season.phase.pk}/ties/{address(board, rank=2)}"
    sent = places(board, hoang_mai=1, ba_dinh=2) | {"reason": "Họp cụm 2/8"}
    answer = client.post(url, sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/phases/{board.season.phase.pk}/ties/")
    assert dict(Placing.objects.values_list("participant__union__code", "place")) == {"HM": 1, "BD": 2}
    jobs.run_all(now=timezone.now() + timezone.timedelta(minutes=2))
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
    compute(board)
    client.force_login(board.season.world.quang)
    url = f"/phases/{board.season.phase.pk}/ties/{address(board)}"
    answer = client.post(url, places(board, **sent) | {"reason": "Vì thành tích năm trước"})
    assert answer.status_code == 422
    body = text_of(answer)
    assert words in body
    assert 'value="Vì thành tích năm trước"' in body
    assert Placing.objects.count() == 0


def test_a_decision_is_taken_back_on_the_same_page(board: Board, client: Client) -> None:
    compute(board)
    board.vote(ba_dinh=1, long_bien=2, hoang_mai=3)
    body = text_of(open_page(client, board))
    assert "by ballot" in body
    url = f"/phases/{board.season.phase.pk}/ties/"
    kept = Placing.objects.order_by("place")[0]
    assert client.post(url, {"act": "undo", "placing": kept.pk}).status_code == 302
    assert Placing.objects.count() == 0
    assert client.post(url, {"act": "undo", "placing": kept.pk}).status_code == 404


def test_a_tie_that_is_gone_is_no_fault(board: Board, client: Client) -> None:
    compute(board)
    assert open_page(client, board, query=address(board, rank=7)).status_code == 200
    assert open_page(client, board, query="?cluster=x&rank=y").context["tie"] is None
    url = f"/phases/{board.season.phase.pk}/ties/{address(board, rank=7)}"
    assert client.post(url, {"reason": "x"}).status_code == 302


def test_a_final_phase_shows_its_ties_and_takes_nothing(board: Board, client: Client) -> None:
    compute(board)
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
    compute(board)
    assert open_page(client, board, name).status_code == status


def test_an_open_phase_has_no_ties(board: Board, client: Client) -> None:
    assert open_page(client, board).status_code == 404


def test_too_many_to_put_in_order_by_hand(board: Board, client: Client) -> None:
    crowd(board.season, 60, cluster=board.season.world.cluster_1)
    compute(board)
    Standing.objects.update(rank=1, is_tied=True)
    body = text_of(open_page(client, board, query=address(board)))
    assert "Too many units share this rank to be put in order by hand" in body


@pytest.mark.parametrize("count", [3, 40])
def test_the_page_of_ties_takes_the_same_queries_whatever_the_size(
    board: Board, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    crowd(board.season, count, cluster=board.season.world.cluster_1)
    compute(board)
    Standing.objects.update(rank=1, is_tied=True)
    Phase.objects.filter(pk=board.season.phase.pk).update(name="Đợt 1")
    client.force_login(board.season.world.quang)
    with django_assert_num_queries(9):
        response = client.get(f"/phases/{board.season.phase.pk}/ties/{address(board)}")
    assert len(response.context["tie"].units) == count + 3
