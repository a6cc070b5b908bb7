"""Deciding ties: by whom, of what, with a reason; until the phase is final."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import PhaseStatus, TieKind
from campaigns.models import ClusterRevision, Phase, Placing, Standing
from campaigns.services import closing, placing
from common.errors import Refusal
from tests.campaigns.standings.cast import Board, make_board
from tests.cast import CLOSES, Season, after
from tests.held import held_in
from units.models import AuditEvent, User
from units.services import jobs

NEXT_DAY = after(CLOSES, days=1)


@pytest.fixture
def board(season: Season) -> Board:
    """Closed: Ba Dinh, Long Bien and Hoang Mai have 60 points each, Ha Dong 60 in another cluster."""
    made, world = make_board(season), season.world
    made.leaf("a", 100)
    for union in (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong):
        made.give(union, a=60)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    return made


def decide(
    board: Board,
    by: User | None = None,
    now: datetime = NEXT_DAY,
    reason: str = "Bình xét ngày 2/8",
    **places: Any,
) -> None:
    """Give places by the names of the unions in the cast."""
    world = board.season.world
    given = {
        board.season.sheet(getattr(world, name)).pk: place
        for name, place in places.items()
        if name != "is_ballot"
    }
    placing.decide_tie(
        phase_id=board.season.phase.pk, cluster_id=world.cluster_1.pk, places=given, reason=reason,
        is_ballot=bool(places.get("is_ballot")), by=by or world.quang, now=now,
    )  # fmt: skip


def ranks(board: Board) -> dict[str, tuple[int | None, bool]]:
    rows = Standing.objects.filter(participant__phase=board.season.phase).visible()
    return {
        row.participant.union.code: (row.rank, row.is_tied)
        for row in rows.select_related("participant__union")
    }


def refused(board: Board, **said: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        decide(board, **said)
    assert Placing.objects.count() == 0
    return " ".join(caught.value.messages)


ORDER: dict[str, Any] = {"long_bien": 1, "hoang_mai": 2, "ba_dinh": 3}


def test_a_decision_is_kept_audited_and_computes_its_cluster_alone_anew(board: Board) -> None:
    tie = (1, True)
    assert ranks(board) == {"BD": tie, "LB": tie, "HM": tie, "HD": (1, False)}
    decide(board, **ORDER)
    jobs.run_all(now=after(NEXT_DAY, minutes=2))
    assert ranks(board) == {"LB": (1, False), "HM": (2, False), "BD": (3, False), "HD": (1, False)}
    numbers = ClusterRevision.objects.order_by("cluster__code").values_list("cluster__code", "number")
    assert list(numbers) == [("C1", 2), ("C2", 1)]
    kept = Placing.objects.get(participant__union__code="HM")
    assert (kept.place, kept.reason, kept.decided_by.username, kept.is_ballot) == (
        2,
        "Bình xét ngày 2/8",
        "quang",
        False,
    )
    event = AuditEvent.objects.get(verb="decide_tie")
    assert (event.subject_id, event.data["reason"], len(event.data["places"])) == (
        board.season.phase.pk,
        kept.reason,
        3,
    )


def test_a_new_decision_replaces_the_one_before(board: Board) -> None:
    decide(board, **ORDER)
    decide(board, long_bien=3, hoang_mai=2, ba_dinh=1, now=after(NEXT_DAY, minutes=1))
    jobs.run_all(now=after(NEXT_DAY, minutes=3))
    assert ranks(board)["BD"] == (1, False)
    assert Placing.objects.count() == 3


def test_a_ballot_that_leaves_two_equal_is_decided_from_where_it_left_them(board: Board) -> None:
    board.key(TieKind.BALLOT)
    decide(board, long_bien=1, hoang_mai=2, ba_dinh=2, is_ballot=1)
    jobs.run_all(now=after(NEXT_DAY, minutes=2))
    assert ranks(board) == {"LB": (1, False), "HM": (2, True), "BD": (2, True), "HD": (1, False)}
    decide(board, hoang_mai=2, ba_dinh=1, now=after(NEXT_DAY, minutes=3))
    jobs.run_all(now=after(NEXT_DAY, minutes=5))
    assert ranks(board) == {"LB": (1, False), "BD": (2, False), "HM": (3, False), "HD": (1, False)}
    assert sorted(Placing.objects.values_list("place", flat=True)) == [1, 2, 3]


def test_what_was_decided_is_taken_back_whole(board: Board) -> None:
    decide(board, **ORDER)
    jobs.run_all(now=after(NEXT_DAY, minutes=2))
    kept = Placing.objects.select_related("participant").get(participant__union__code="HM")
    placing.undo_decision(placing=kept, by=board.season.world.quang, now=after(NEXT_DAY, minutes=3))
    jobs.run_all(now=after(NEXT_DAY, minutes=5))
    assert ranks(board)["LB"] == (1, True)
    assert Placing.objects.count() == 0
    assert len(AuditEvent.objects.get(verb="undo_decision").data["places"]) == 3
    with pytest.raises(ValidationError, match="taken back already"):
        placing.undo_decision(placing=kept, by=board.season.world.quang, now=after(NEXT_DAY, minutes=6))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"long_bien": 1, "hoang_mai": 2}, "also: LĐLĐ quận Ba Đình"),
        ({"long_bien": 1, "hoang_mai": 1, "ba_dinh": 1}, "a place of its own"),
        ({"long_bien": 1, "hoang_mai": 2, "ba_dinh": 2}, "a place of its own"),
        ({"long_bien": 1, "hoang_mai": 1, "ba_dinh": 1, "is_ballot": 1}, "a place of its own"),
        ({"long_bien": 0, "hoang_mai": 1, "ba_dinh": 2}, "counted from 1"),
        ({"long_bien": 1, "hoang_mai": 2, "ba_dinh": 3, "ha_dong": 4}, "do not share one rank"),
        ({}, "do not share one rank"),
        (ORDER | {"reason": "  "}, "say why"),
        (ORDER | {"reason": "x" * 301}, "300 letters"),
    ],
)
def test_what_is_no_decision_on_a_tie_is_refused(board: Board, said: dict[str, Any], words: str) -> None:
    assert words in refused(board, **said)


def test_units_that_share_no_rank_cannot_be_placed(board: Board) -> None:
    Standing.objects.filter(participant__union__code="BD").update(rank=3, is_tied=False)
    assert "do not share one rank" in refused(board, **ORDER)


def test_only_the_launching_federation_decides(board: Board) -> None:
    for name in ("hoa", "lan", "kim", "vy"):
        with pytest.raises(Refusal):
            decide(board, by=getattr(board.season.world, name), **ORDER)
    assert Placing.objects.count() == 0


@pytest.mark.parametrize(
    ("status", "words"), [(PhaseStatus.OPEN, "no points yet"), (PhaseStatus.SEALING, "are final")]
)
def test_nothing_is_decided_before_the_close_nor_after_the_final(
    board: Board, status: int, words: str
) -> None:
    closed_at = CLOSES if status > PhaseStatus.OPEN else None
    Phase.objects.update(status=status, closed_at=closed_at)
    board.season.phase.revisions.update(status=held_in(status))
    assert words in refused(board, **ORDER)
