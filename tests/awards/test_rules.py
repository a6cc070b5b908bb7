"""Sentences of the regulations on awards, with the examples that are worked out in the regulations."""

import pytest

from awards import rules
from awards.choices import Outcome, RoundStatus, SessionStatus
from tests.cast import at

PASSED, FAILED, OVER, TIED = Outcome.PASSED, Outcome.FAILED, Outcome.OVER_QUOTA, Outcome.TIED


@pytest.mark.parametrize(
    ("threshold", "members", "needed"),
    [
        (80, 9, 8),
        (90, 9, 9),
        (80, 5, 4),
        (80, 10, 8),
        (90, 10, 9),
        (100, 7, 7),
        (1, 9, 1),
        (67, 3, 3),
        (66, 3, 2),
    ],
)
def test_votes_needed_are_never_rounded_down(threshold: int, members: int, needed: int) -> None:
    assert rules.votes_needed(threshold, members) == needed


@pytest.mark.parametrize(
    ("present", "enough", "missing"), [(7, False, 1), (8, True, 0), (9, True, 0), (0, False, 8)]
)
def test_a_quorum_is_a_share_of_all_members(present: int, enough: bool, missing: int) -> None:
    share = {"present": present, "members": 9, "quorum": 80}
    assert (rules.has_quorum(**share), rules.missing_for_quorum(**share)) == (enough, missing)


def test_the_quota_cuts_from_the_top() -> None:
    assert rules.cut({"a": 9, "b": 8, "c": 8, "d": 7}, needed=8, places=3) == {
        "a": (1, PASSED),
        "b": (2, PASSED),
        "c": (2, PASSED),
        "d": (None, FAILED),
    }
    assert rules.cut({"a": 9, "b": 8, "c": 8}, needed=8, places=1) == {
        "a": (1, PASSED),
        "b": (2, OVER),
        "c": (2, OVER),
    }


def test_a_tie_for_the_last_place_is_left_to_the_chair() -> None:
    assert rules.cut({"a": 9, "b": 8, "c": 8, "d": 7}, needed=7, places=2) == {
        "a": (1, PASSED),
        "b": (2, TIED),
        "c": (2, TIED),
        "d": (4, OVER),
    }


def test_without_a_limit_whoever_has_the_votes_is_proposed() -> None:
    assert rules.cut({"a": 8, "b": 8, "c": 7}, needed=8, places=None) == {
        "a": (1, PASSED),
        "b": (1, PASSED),
        "c": (None, FAILED),
    }
    assert rules.cut({"a": 9}, needed=8, places=0) == {"a": (1, OVER)}
    assert rules.cut({}, needed=8, places=1) == {}


def test_names_and_numbers_are_compared_without_case_diacritics_and_spaces() -> None:
    assert rules.name_key("  Nguyễn Thị  Đào ") == "nguyen thi dao"
    assert rules.number_key("0737 / QĐ-LĐLĐ") == rules.number_key("737/qđ-lđlđ") == "737/qd-ldld"


def test_a_round_and_a_vote_end_at_their_time_whatever_the_stored_status_says() -> None:
    end = at(2024, 10, 1)
    before = at(2024, 9, 30, 23, 59)
    for moment, taken in ((before, True), (end, False)):
        assert rules.takes_nominations(status=RoundStatus.OPEN, closes_at=end, now=moment) is taken
        assert rules.takes_ballots(status=SessionStatus.VOTING, ends_at=end, now=moment) is taken
    assert rules.takes_nominations(status=RoundStatus.CLOSED, closes_at=end, now=before) is False
    assert rules.takes_ballots(status=SessionStatus.COUNTING, ends_at=end, now=before) is False
