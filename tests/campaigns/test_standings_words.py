"""What the table of standings says of a band and of a unit's way since the phase before."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.queries.standings import Group, Row
from campaigns.queries.standings_words import band_words, moved_words


@pytest.mark.parametrize(
    ("lowest", "below", "words"),
    [
        (None, Decimal(50), "under 50,00 points"),
        (Decimal(50), Decimal("89.995"), "from 50,00 to under 89,995 points"),
        (Decimal(0), Decimal(50), "from 0,00 to under 50,00 points"),
        (Decimal(90), None, "from 90,00 points"),
    ],
)
def test_a_band_is_told_by_its_bounds(lowest: Decimal | None, below: Decimal | None, words: str) -> None:
    assert band_words(Group("Tốt", lowest, below, [], is_banded=True, size=0)) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [(None, "–"), (5, "▲ from rank 5"), (1, "▼ from rank 1"), (3, "● still rank 3")],
)
def test_a_unit_rose_or_fell_since_the_phase_before(before: int | None, words: str) -> None:
    third: Any = SimpleNamespace(rank=3)
    participant: Any = None
    assert moved_words(Row(participant, third, is_mine=False, before=before)) == words
