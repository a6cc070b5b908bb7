"""What the table of standings says of a band and of a unit's way since the phase before."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.choices import ConditionKind, FactKind
from campaigns.models import Band, BandCondition
from campaigns.queries.standings_rows import Group, Row
from campaigns.queries.standings_words import band_words, lowered_words, moved_words


@pytest.mark.parametrize(
    ("lowest", "below", "words"),
    [
        (None, None, "no class takes their points on its conditions"),
        (Decimal(50), Decimal("89.995"), "from 50,00 to under 89,995 points"),
        (Decimal(0), Decimal(50), "from 0,00 to under 50,00 points"),
        (Decimal(90), None, "from 90,00 points"),
    ],
)
def test_a_band_is_told_by_its_bounds(lowest: Decimal | None, below: Decimal | None, words: str) -> None:
    assert band_words(Group("Tốt", lowest, below, [], is_banded=True, size=0)) == words


def test_units_that_are_not_graded_are_told_why() -> None:
    group = Group("", None, None, [], is_banded=True, size=1, is_young=True)
    assert band_words(group) == "founded, merged or split too short a time before the review day"


def test_a_limited_band_says_its_conditions_and_how_many_it_holds() -> None:
    band = Band(pk=1, name="Tốt", lowest=Decimal(90), share=Decimal(20))
    asked = [
        BandCondition(kind=ConditionKind.OR_FACT, fact_kind=FactKind.AWARD),
        BandCondition(kind=ConditionKind.NO_ZERO),
    ]
    conditions = BandCondition.objects.none()
    conditions._result_cache = asked
    band._prefetched_objects_cache = {"conditions": conditions}  # type: ignore[attr-defined]
    group = Group("Tốt", band.lowest, None, [], is_banded=True, size=2, band=band, room=2)
    assert band_words(group) == (
        "from 90,00 points or, whatever the points: Award held; no criterion at 0;"
        " at most 20% of the ranked units: 2 units"
    )


def test_a_lowered_unit_is_told_from_where_and_not_why() -> None:
    high, low = Band(pk=1, name="Tốt"), Band(pk=2, name="Khá")
    participant: Any = None
    standing: Any = SimpleNamespace(band_found=high, is_young=False)
    row = Row(participant, standing, is_mine=False, band=low)
    assert lowered_words(row) == "by points “Tốt”; lowered as the rules provide"
    assert Row(participant, standing, is_mine=False, band=high).lowered_from == ""


@pytest.mark.parametrize(
    ("before", "words"),
    [(None, "–"), (5, "▲ from rank 5"), (1, "▼ from rank 1"), (3, "● still rank 3")],
)
def test_a_unit_rose_or_fell_since_the_phase_before(before: int | None, words: str) -> None:
    third: Any = SimpleNamespace(rank=3)
    participant: Any = None
    assert moved_words(Row(participant, third, is_mine=False, before=before)) == words
