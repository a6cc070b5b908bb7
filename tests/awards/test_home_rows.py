"""The rows that awards put on the home page."""

from types import SimpleNamespace
from typing import Any

import pytest

from awards.choices import RoundStatus, SessionStatus
from awards.queries.home import AwardTasks
from awards.queries.home_rows import task_rows
from tests.cast import CLOSES, at

ENDS = at(2024, 8, 2, 11)
BEGINS = at(2024, 8, 2, 9)


def session(status: SessionStatus = SessionStatus.VOTING, *, is_tied: bool = False) -> Any:
    found = SimpleNamespace(name="Đợt một")
    return SimpleNamespace(
        pk=5, round=found, status=status, is_tied=is_tied, is_second=False, begins_at=BEGINS, ends_at=ENDS
    )


def award_round(status: RoundStatus = RoundStatus.OPEN, **said: Any) -> Any:
    """A round in this state; what is not said has not happened."""
    known = {
        "own": 0,
        "nominated": 0,
        "is_tied": False,
        "is_counted": False,
        "is_convened": False,
    }
    return SimpleNamespace(pk=7, name="Đợt một", status=status, closes_at=CLOSES, **known | said)


def test_the_most_urgent_kind_of_task_comes_first() -> None:
    ballots: Any = [SimpleNamespace(session=session())]
    tasks = AwardTasks(
        ballots=ballots,
        led=[session()],
        open_rounds=[award_round()],
        managed=[award_round()],
    )
    assert [(row.route, row.pk, row.icon) for row in task_rows(tasks)] == [
        ("ballot", 5, "pen"),
        ("council-session", 5, "users"),
        ("round", 7, "star"),
        ("round", 7, "paper"),
    ]


def test_a_ballot_says_until_when() -> None:
    ballots: Any = [SimpleNamespace(session=session())]
    (row,) = task_rows(AwardTasks(ballots=ballots))
    assert (row.words, row.note) == ("Cast your ballot: Đợt một", "until 11:00, 02/08/2024")


@pytest.mark.parametrize(
    ("led", "words", "note"),
    [
        (
            session(SessionStatus.COUNTED, is_tied=True),
            "Settle the tie: Đợt một",
            "the chair decides, by name and with a reason",
        ),
        (session(), "The vote is open: Đợt một", "ends by itself 02/08/2024, 11:00"),
        (session(SessionStatus.PREPARING), "Keep the session: Đợt một", "02/08/2024, 09:00"),
    ],
)
def test_a_session_says_what_its_chair_does_next(led: Any, words: str, note: str) -> None:
    (row,) = task_rows(AwardTasks(led=[led]))
    assert (row.words, row.note) == (words, note)


@pytest.mark.parametrize(
    ("own", "note"),
    [
        (0, "until the end of 31/07/2024 · nobody nominated yet"),
        (1, "until the end of 31/07/2024 · 1 nomination of yours"),
        (2, "until the end of 31/07/2024 · 2 nominations of yours"),
    ],
)
def test_an_open_round_says_how_many_were_nominated(own: int, note: str) -> None:
    (row,) = task_rows(AwardTasks(open_rounds=[award_round(own=own)]))
    assert (row.words, row.note) == ("Nominate: Đợt một", note)


@pytest.mark.parametrize(
    ("managed", "route", "note"),
    [
        (
            award_round(RoundStatus.CLOSED, is_convened=True, is_counted=True, is_tied=True),
            "round",
            "counted; the chair of the council settles a tie first",
        ),
        (
            award_round(RoundStatus.CLOSED, is_convened=True, is_counted=True),
            "decision-new",
            "counted; the decision waits to be issued",
        ),
        (award_round(RoundStatus.CLOSED, is_convened=True), "round", "before the council"),
        (award_round(RoundStatus.CLOSED), "round", "the list is closed; convene the council"),
        (award_round(nominated=1), "round", "1 nomination, until the end of 31/07/2024"),
        (award_round(nominated=1200), "round", "1.200 nominations, until the end of 31/07/2024"),
        (award_round(RoundStatus.DRAFT), "round", "in preparation: set the quotas and open it"),
    ],
)
def test_a_round_of_ones_federation_says_what_it_waits_for(managed: Any, route: str, note: str) -> None:
    (row,) = task_rows(AwardTasks(managed=[managed]))
    assert (row.route, row.note) == (route, note)
