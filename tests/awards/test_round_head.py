"""The buttons in the head of a round's page."""

from types import SimpleNamespace
from typing import Any

import pytest

from awards.choices import RoundStatus, SessionStatus
from awards.queries.round_head import round_buttons

COUNTED = SimpleNamespace(status=SessionStatus.COUNTED)
VOTING = SimpleNamespace(status=SessionStatus.VOTING)
DECISION = SimpleNamespace(pk=9)


def buttons(status: RoundStatus, **said: Any) -> list[tuple[str, int, str, bool]]:
    """The buttons of round 7 in this state; what is not said is not there."""
    known: dict[str, Any] = {
        "session": None,
        "decision": None,
        "has_list": False,
        "has_awards": False,
        "manages": False,
        "nominates": False,
        "from_standings": False,
        "is_tied": False,
    }
    found: Any = SimpleNamespace(pk=7, status=status)
    return [(b.route, b.pk, b.words, b.is_primary) for b in round_buttons(found, **known | said)]


@pytest.mark.parametrize(
    ("status", "said", "words", "is_primary"),
    [
        (RoundStatus.DRAFT, {}, "Awards and quotas", True),
        (RoundStatus.DRAFT, {"has_awards": True}, "Awards and quotas", False),
        (RoundStatus.OPEN, {"from_standings": True}, "Take from the standings", True),
        (RoundStatus.CLOSED, {}, "Convene the council", True),
        (RoundStatus.CLOSED, {"session": COUNTED}, "Issue the decision…", True),
    ],
)
def test_the_staff_see_the_next_step_and_others_do_not(
    status: RoundStatus, said: dict[str, Any], words: str, is_primary: bool
) -> None:
    assert [b[2:] for b in buttons(status, manages=True, **said)] == [(words, is_primary)]
    assert buttons(status, **said) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (RoundStatus.OPEN, {}),
        (RoundStatus.CLOSED, {"session": VOTING}),
    ],
)
def test_while_others_act_the_staff_wait(status: RoundStatus, said: dict[str, Any]) -> None:
    assert buttons(status, manages=True, **said) == []


def test_a_decision_is_shown_instead_of_what_comes_before_it() -> None:
    shown = [("decision", 9, "See the decision", True)]
    said: dict[str, Any] = {"decision": DECISION, "session": COUNTED, "nominates": True}
    assert buttons(RoundStatus.DECIDED, manages=True, **said) == shown


def test_to_nominate_comes_first_for_unions_and_second_for_the_staff() -> None:
    assert buttons(RoundStatus.OPEN, nominates=True) == [("nominate", 7, "Nominate", True)]
    assert buttons(RoundStatus.OPEN, nominates=True, manages=True, from_standings=True) == [
        ("nominate", 7, "Nominate", False),
        ("nominate-standings", 7, "Take from the standings", True),
    ]


def test_a_list_can_be_taken_as_a_file() -> None:
    shown = [("nominations-export", 7, "Excel file", False)]
    assert buttons(RoundStatus.CLOSED, has_list=True) == shown


def test_while_a_tie_waits_no_decision_is_offered() -> None:
    counted = {"manages": True, "session": SimpleNamespace(pk=3, status=SessionStatus.COUNTED)}
    assert buttons(RoundStatus.CLOSED, **counted, is_tied=True) == [
        ("council-session", 3, "See the tie", True)
    ]
    assert buttons(RoundStatus.CLOSED, **counted) == [("decision-new", 7, "Issue the decision…", True)]
