"""What the home page says about a sheet of one's own."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.queries.home import Sheet
from campaigns.queries.home_card import sheet_card
from tests.cast import NOW


def sheet(**counts: int) -> Sheet:
    participant: Any = SimpleNamespace(submitted_at=NOW)
    return Sheet(participant, left=timedelta(days=3), total=sum(counts.values()), **counts)


@pytest.mark.parametrize(
    ("found", "badge", "action", "note"),
    [
        (
            sheet(returned=1, verified=2),
            "1 indicator returned",
            "Correct and submit 1 indicator again",
            "The other 2 indicators were submitted {day}; nothing more to do there.",
        ),
        (
            sheet(waiting=1, verified=3),
            "Submitted",
            "See the sheet",
            "Submitted {day}; nothing more to do until it is appraised.",
        ),
        (
            sheet(missing=3, drafted=1),
            "3 indicators to enter",
            "Enter 3 indicators",
            "1 indicator is entered and kept, not submitted yet.",
        ),
        (
            sheet(missing=4),
            "4 indicators to enter",
            "Enter 4 indicators",
            "Nothing is entered yet; each figure is kept as soon as it is entered.",
        ),
        (
            sheet(drafted=4),
            "Ready to submit",
            "Look it over and submit",
            "4 indicators are entered and kept, not submitted yet.",
        ),
    ],
)
def test_what_was_returned_is_told_before_what_is_missing(
    found: Sheet, badge: str, action: str, note: str
) -> None:
    card = sheet_card(found)
    assert (card.badge.words, card.action) == (badge, action)
    assert card.note == note.format(day=f"{NOW.day}/{NOW.month}")


def test_counts_leave_out_what_there_is_none_of() -> None:
    card = sheet_card(sheet(verified=2, missing=1))
    assert [(badge.kind, badge.words) for badge in card.counts] == [
        ("ok", "2 appraised"),
        ("lock", "1 not entered"),
    ]
