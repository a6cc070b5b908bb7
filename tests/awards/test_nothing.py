"""What the pages of a round say where there is nothing to show yet."""

from types import SimpleNamespace
from typing import Any

import pytest

from awards.choices import RoundStatus, SessionStatus
from awards.queries.nothing import no_decision_to_issue, no_nominations
from tests.cast import CLOSES


def award_round(status: RoundStatus = RoundStatus.OPEN) -> Any:
    return SimpleNamespace(pk=7, status=status, closes_at=CLOSES)


@pytest.mark.parametrize(
    ("status", "said", "title", "route"),
    [
        (
            RoundStatus.OPEN,
            {"is_narrowed": True, "nominates": True},
            "No nomination fits these words",
            "round",
        ),
        (RoundStatus.OPEN, {"nominates": True}, "Your union has nominated nobody yet", "nominate"),
        (
            RoundStatus.OPEN,
            {"nominates": True, "manages": True},
            "There is no nomination that you may read",
            "",
        ),
        (RoundStatus.DRAFT, {"manages": True}, "Nothing is nominated yet", ""),
        (RoundStatus.CLOSED, {}, "There is no nomination that you may read", ""),
    ],
)
def test_an_empty_list_says_why(status: RoundStatus, said: dict[str, bool], title: str, route: str) -> None:
    known = {"is_narrowed": False, "nominates": False, "manages": False, "has_awards": False}
    nothing = no_nominations(award_round(status), **known | said)
    assert (nothing.title, nothing.route) == (title, route)


@pytest.mark.parametrize(
    ("has_awards", "text"),
    [
        (True, "The unions nominate as soon as the round is open."),
        (False, "First say which awards the round considers, then open it: the unions are told."),
    ],
)
def test_a_round_in_preparation_needs_awards_before_it_opens(has_awards: bool, text: str) -> None:
    nothing = no_nominations(
        award_round(RoundStatus.DRAFT),
        is_narrowed=False,
        nominates=False,
        manages=True,
        has_awards=has_awards,
    )
    assert nothing.text == text


def draft(*, tied: int = 0, granted: int = 0, proposed: int = 0) -> Any:
    return SimpleNamespace(tied=tied, tied_in=5, granted=granted, proposed=proposed)


def session(status: SessionStatus = SessionStatus.COUNTED) -> Any:
    return SimpleNamespace(pk=5, status=status)


ISSUED = SimpleNamespace(pk=9, number="12/QĐ-LĐLĐ")
NO_VOTE = "The council has not voted yet"


@pytest.mark.parametrize(
    ("held", "decision", "found", "title", "route", "pk"),
    [
        (session(), ISSUED, draft(granted=2), "The decision is issued", "decision", 9),
        (None, None, draft(), NO_VOTE, "round", 7),
        (session(SessionStatus.VOTING), None, draft(), NO_VOTE, "round", 7),
        (session(), None, draft(tied=2, granted=1), "A tie is left", "council-session", 5),
        (session(), None, draft(), "Nothing here is yours to grant", "round", 7),
    ],
)
def test_a_decision_that_cannot_be_issued_says_why(
    held: Any, decision: Any, found: Any, title: str, route: str, pk: int
) -> None:
    nothing = no_decision_to_issue(award_round(RoundStatus.CLOSED), held, decision, found)
    assert nothing is not None
    assert (nothing.title, nothing.route, nothing.pk) == (title, route, pk)


@pytest.mark.parametrize(
    ("proposed", "text"),
    [
        (0, "No nomination had enough votes."),
        (1, "1 award was proposed that another level decides: it is put forward there."),
        (3, "3 awards were proposed that another level decides: they are put forward there."),
    ],
)
def test_what_another_level_grants_is_put_forward_there(proposed: int, text: str) -> None:
    nothing = no_decision_to_issue(award_round(), session(), None, draft(proposed=proposed))
    assert nothing is not None
    assert nothing.text == text


def test_a_counted_round_with_awards_to_grant_is_decided() -> None:
    assert no_decision_to_issue(award_round(), session(), None, draft(granted=2)) is None
