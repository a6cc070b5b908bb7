"""What the dashboard says about the time that is left and about who is late."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.choices import PhaseStatus
from campaigns.queries.dashboard import LateUnit
from campaigns.queries.dashboard_words import Figure, late_row, time_figure
from tests.cast import CLOSES, NOW, at

OPENS = at(2024, 7, 1, 0)
EARLIER = NOW - timedelta(days=2)


def phase(status: PhaseStatus = PhaseStatus.OPEN, closed_at: Any = None) -> Any:
    return SimpleNamespace(
        entry_opens_at=OPENS,
        entry_closes_at=CLOSES,
        closed_at=closed_at,
        is_cancelled=False,
        get_status_display=lambda: status.name,
    )


@pytest.mark.parametrize(
    ("now", "is_open", "figure"),
    [
        (at(2024, 6, 1, 9), False, Figure("Entry opens", "01/07/2024", "OPEN")),
        (
            CLOSES - timedelta(hours=5),
            True,
            Figure(
                "Left until the figures are fixed", "5 hours", "Closes by itself at 00:00, 01/08/2024", True
            ),
        ),
        (
            CLOSES,
            False,
            Figure("Entry is over", "31/07/2024", "The figures are being fixed; this takes a minute or two."),
        ),
    ],
)
def test_before_the_close_the_time_that_is_left_is_told(now: Any, is_open: bool, figure: Figure) -> None:
    assert time_figure(phase(), is_open=is_open, is_closed=False, now=now) == figure


def test_after_the_close_it_is_told_since_when_the_figures_are_fixed() -> None:
    found = phase(PhaseStatus.CLOSED, at(2024, 8, 1, 0))
    figure = time_figure(found, is_open=False, is_closed=True, now=CLOSES)
    assert figure == Figure("Figures fixed at", "00:00, 01/08/2024", "CLOSED")


def late(**said: Any) -> LateUnit:
    """A unit with three indicators of which one is filled."""
    known: dict[str, Any] = {"total": 3, "filled": 1, "returned": 0, "last_entry": None, "reminded": None}
    participant: Any = SimpleNamespace(pk=1)
    return LateUnit(participant, **known | said)


@pytest.mark.parametrize(
    ("unit", "may_remind", "note"),
    [
        (late(), False, "1/3 indicators · nothing entered yet"),
        (late(), True, "1/3 indicators · nothing entered yet · not reminded yet"),
        (late(returned=1), False, "1/3 indicators · 1 figure returned · nothing entered yet"),
        (
            late(returned=2, last_entry=EARLIER, reminded=EARLIER),
            True,
            f"1/3 indicators · 2 figures returned · last entry {EARLIER.day}/{EARLIER.month}"
            f" · last reminded {EARLIER.day}/{EARLIER.month}",
        ),
        (late(reminded=NOW), True, "1/3 indicators · nothing entered yet"),
    ],
)
def test_a_late_unit_says_what_is_known_of_it(unit: LateUnit, may_remind: bool, note: str) -> None:
    assert late_row(unit, may_remind=may_remind, now=NOW).note == note


@pytest.mark.parametrize(("reminded", "is_marked"), [(None, False), (EARLIER, False), (NOW, True)])
def test_a_reminder_of_today_takes_the_place_of_the_button(reminded: Any, is_marked: bool) -> None:
    row = late_row(late(reminded=reminded), may_remind=True, now=NOW)
    assert (row.reminded is not None) == is_marked
