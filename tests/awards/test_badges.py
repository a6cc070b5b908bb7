"""Where rounds, nominations and council sessions stand, in a word or a line."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from awards.choices import Attendance, NominationStatus, Outcome, RoundStatus, SessionStatus
from awards.queries.badges import outcome_badge, round_badge, seat_badge
from awards.queries.phase_lines import nomination_line, round_line, session_line, titles_line
from tests.cast import CLOSES, NOW, at


@pytest.mark.parametrize(
    ("status", "now", "words", "kind"),
    [
        (RoundStatus.DRAFT, NOW, "In preparation", "lock"),
        (RoundStatus.OPEN, NOW, "Taking nominations", "info"),
        (RoundStatus.OPEN, CLOSES, "Nominations have ended", "wait"),
        (RoundStatus.CLOSED, CLOSES, "Nominations closed", "wait"),
        (RoundStatus.DECIDED, CLOSES, "Decided", "ok"),
    ],
)
def test_a_round_whose_day_has_passed_says_so(status: RoundStatus, now: Any, words: str, kind: str) -> None:
    found: Any = SimpleNamespace(status=status, closes_at=CLOSES, get_status_display=lambda: status.label)
    badge = round_badge(found, now)
    assert (badge.words, badge.kind) == (words, kind)


@pytest.mark.parametrize(
    ("outcome", "kind", "icon"),
    [
        (Outcome.PASSED, "ok", "check"),
        (Outcome.TIED, "wait", "clock"),
        (Outcome.OVER_QUOTA, "lock", "lock"),
        (Outcome.FAILED, "lock", "ring"),
    ],
)
def test_each_outcome_has_a_shape_of_its_own(outcome: Outcome, kind: str, icon: str) -> None:
    tally: Any = SimpleNamespace(outcome=outcome, get_outcome_display=lambda: "")
    badge = outcome_badge(tally)
    assert (badge.kind, badge.icon) == (kind, icon)


@pytest.mark.parametrize(
    ("status", "decision", "takes", "words"),
    [
        (RoundStatus.DRAFT, None, False, "In preparation"),
        (RoundStatus.OPEN, None, True, "Nominate until the end of 31/07/2024"),
        (RoundStatus.OPEN, None, False, "Nominations ended 31/07/2024; the list is being closed"),
        (RoundStatus.CLOSED, None, False, "Nominations closed"),
        (
            RoundStatus.DECIDED,
            SimpleNamespace(number="12/QĐ-LĐLĐ", decided_on=date(2024, 8, 9)),
            False,
            "Decided: 12/QĐ-LĐLĐ of 09/08/2024",
        ),
    ],
)
def test_a_round_says_until_when_it_takes_nominations(
    status: RoundStatus, decision: Any, takes: bool, words: str
) -> None:
    found: Any = SimpleNamespace(status=status, closes_at=CLOSES, get_status_display=lambda: status.label)
    line = round_line(found, decision, takes=takes)
    assert (line.words, line.is_due, line.facts) == (words, takes, ())


@pytest.mark.parametrize(
    ("status", "tally", "takes", "words"),
    [
        (NominationStatus.WITHDRAWN, None, True, "WITHDRAWN"),
        (NominationStatus.NOMINATED, None, True, "Nominated; may be taken back until the end of 31/07/2024"),
        (NominationStatus.NOMINATED, None, False, "NOMINATED"),
        (NominationStatus.NOMINATED, SimpleNamespace(get_outcome_display=lambda: "Passed"), False, "Passed"),
    ],
)
def test_a_nomination_says_what_became_of_it(
    status: NominationStatus, tally: Any, takes: bool, words: str
) -> None:
    found: Any = SimpleNamespace(
        status=status,
        round=SimpleNamespace(closes_at=CLOSES),
        union=SimpleNamespace(short_name="CĐ quận"),
        cluster=SimpleNamespace(name="Cụm 1"),
        get_status_display=lambda: status.name,
    )
    line = nomination_line(found, tally, takes=takes)
    is_withdrawn = status == NominationStatus.WITHDRAWN
    assert (line.words, line.is_due, line.facts) == (words, is_withdrawn, ("CĐ quận", "Cụm 1"))


def seat(attendance: Attendance, *, has_voted: bool = False) -> Any:
    label = attendance.label
    return SimpleNamespace(
        attendance=attendance, has_voted=has_voted, get_attendance_display=lambda: str(label)
    )


@pytest.mark.parametrize(
    ("member", "status", "secret", "words", "kind"),
    [
        (seat(Attendance.PRESENT), SessionStatus.PREPARING, 1, "Present", "ok"),
        (seat(Attendance.WRITTEN), SessionStatus.PREPARING, 1, "Absent, sends a written opinion", "info"),
        (seat(Attendance.ABSENT), SessionStatus.PREPARING, 1, "Absent", "lock"),
        (seat(Attendance.PRESENT), SessionStatus.VOTING, 1, "has not voted yet", "wait"),
        (seat(Attendance.WRITTEN), SessionStatus.VOTING, 1, "has not voted yet", "wait"),
        (seat(Attendance.PRESENT), SessionStatus.VOTING, 0, "Present", "ok"),
        (seat(Attendance.ABSENT), SessionStatus.VOTING, 1, "Absent", "lock"),
        (seat(Attendance.PRESENT, has_voted=True), SessionStatus.VOTING, 1, "has voted", "ok"),
        (seat(Attendance.PRESENT, has_voted=True), SessionStatus.COUNTED, 0, "has voted", "ok"),
        (seat(Attendance.PRESENT), SessionStatus.COUNTED, 0, "Present", "ok"),
    ],
)
def test_a_member_is_shown_as_attending_then_as_having_voted(
    member: Any, status: SessionStatus, secret: int, words: str, kind: str
) -> None:
    badge = seat_badge(member, status, marks=False, secret=secret)
    assert badge is not None
    assert (badge.words, badge.kind) == (words, kind)


@pytest.mark.parametrize(
    ("attendance", "status", "is_marked"),
    [
        (Attendance.PRESENT, SessionStatus.PREPARING, True),
        (Attendance.ABSENT, SessionStatus.PREPARING, True),
        (Attendance.PRESENT, SessionStatus.VOTING, False),
        (Attendance.ABSENT, SessionStatus.VOTING, True),
    ],
)
def test_once_the_vote_is_open_only_late_comers_are_marked(
    attendance: Attendance, status: SessionStatus, is_marked: bool
) -> None:
    assert (seat_badge(seat(attendance), status, marks=True, secret=1) is None) == is_marked


def session(status: SessionStatus) -> Any:
    return SimpleNamespace(
        status=status,
        begins_at=at(2024, 8, 2, 9),
        ends_at=at(2024, 8, 2, 11),
        ended_at=at(2024, 8, 2, 10),
        place="Hội trường",
        is_second=False,
        get_status_display=lambda: status.label,
    )


ROLL: Any = SimpleNamespace(voted=2, voters=5)


@pytest.mark.parametrize(
    ("status", "is_voting", "words"),
    [
        (SessionStatus.PREPARING, False, "In preparation; begins 02/08/2024, 09:00"),
        (SessionStatus.VOTING, True, "Voting until 11:00, 02/08/2024"),
        (SessionStatus.VOTING, False, "The vote ended 02/08/2024, 11:00"),
        (SessionStatus.COUNTING, False, SessionStatus.COUNTING.label),
        (SessionStatus.COUNTED, False, "Counted; the vote ended 02/08/2024, 10:00"),
    ],
)
def test_a_session_says_where_it_stands(status: SessionStatus, is_voting: bool, words: str) -> None:
    line = session_line(
        session(status), ROLL, seat=None, secret=1, is_voting=is_voting, may_vote=False, leads=False
    )
    assert (line.words, line.is_due, line.facts) == (str(words), is_voting, ("Hội trường",))


@pytest.mark.parametrize(
    ("may_vote", "has_voted", "leads", "secret", "facts"),
    [
        (True, False, True, 1, ("your ballot is not cast yet", "Hội trường")),
        (False, True, True, 1, ("your ballot is cast", "Hội trường")),
        (False, False, True, 1, ("2/5 have voted", "Hội trường")),
        (False, False, True, 0, ("Hội trường",)),
        (False, False, False, 1, ("Hội trường",)),
    ],
)
def test_while_a_session_votes_ones_own_ballot_is_told_first(
    may_vote: bool, has_voted: bool, leads: bool, secret: int, facts: tuple[str, ...]
) -> None:
    seat: Any = SimpleNamespace(has_voted=has_voted)
    line = session_line(
        session(SessionStatus.VOTING),
        ROLL,
        seat=seat,
        secret=secret,
        is_voting=True,
        may_vote=may_vote,
        leads=leads,
    )
    assert line.facts == facts


@pytest.mark.parametrize(
    ("launched", "ends", "is_open", "words"),
    [
        (None, CLOSES, False, "In preparation"),
        (NOW, CLOSES, True, "Register until the end of 31/07/2024"),
        (NOW, CLOSES, False, "Registration ended 31/07/2024"),
        (NOW, None, False, "No phase yet"),
    ],
)
def test_titles_say_until_when_one_registers(launched: Any, ends: Any, is_open: bool, words: str) -> None:
    campaign: Any = SimpleNamespace(launched_at=launched, cancelled_at=None)
    line = titles_line(campaign, ends_at=ends, is_open=is_open)
    assert (line.words, line.is_due) == (words, is_open)
