"""Ranks by keys and what people decided, and units that are too young, in plain Python."""

from datetime import date

import pytest

from campaigns.choices import TieKind
from campaigns.rules import (
    Contender,
    Key,
    Placed,
    figure_key,
    is_young,
    months_before,
    persons_key,
    ranks_of,
    women_key,
)


def test_points_rank_first_and_ties_are_ties() -> None:
    points = {"a": 10, "b": 20, "c": 20, "d": 5}
    found = ranks_of({name: Contender(own) for name, own in points.items()})
    assert found == {"b": (1, True), "c": (1, True), "a": (3, False), "d": (4, False)}


def test_the_first_key_that_differs_parts_equals() -> None:
    keys = {"a": (figure_key(30), figure_key(9)), "b": (figure_key(31), figure_key(1))}
    found = ranks_of({name: Contender(10, own) for name, own in keys.items()})
    assert found == {"b": (1, False), "a": (2, False)}


def test_a_table_with_fewer_keys_comes_last_where_it_has_none() -> None:
    found = ranks_of({"a": Contender(10, (figure_key(1),)), "b": Contender(10)})
    assert found == {"a": (1, False), "b": (2, False)}


def test_nobody_is_ranked_where_nobody_is() -> None:
    assert ranks_of({}) == {}


@pytest.mark.parametrize(
    ("key", "better"),
    [
        (figure_key(31), figure_key(30)),
        (figure_key(-1), figure_key(-3)),
        (figure_key(0, is_lower_better=True), figure_key(1, is_lower_better=True)),
    ],
)
def test_keys_are_stored_so_that_the_smaller_comes_first(key: Key, better: Key) -> None:
    assert key.figure is not None
    assert better.figure is not None
    assert key.figure < better.figure


@pytest.mark.parametrize(
    ("members", "women", "is_first"),
    [(10, 7, True), (1000, 699, False), (0, 0, False), (None, None, False), (10, None, False), (1, 1, True)],
)
def test_a_collective_with_70_percent_of_women(
    members: int | None, women: int | None, is_first: bool
) -> None:
    assert (women_key(members, women).figure == 0) is is_first


def test_a_ballot_is_answered_by_a_ballot_alone() -> None:
    assert persons_key(TieKind.BALLOT, Placed(2)) == Key(None, is_persons=True)
    assert persons_key(TieKind.BALLOT, Placed(2, is_ballot=True)) == Key(2, is_persons=True)
    assert persons_key(TieKind.DECISION, Placed(2)) == Key(2, is_persons=True)
    assert persons_key(TieKind.DECISION, None) == Key(None, is_persons=True)


def test_a_persons_answer_that_leaves_somebody_out_parts_nobody() -> None:
    found = ranks_of({"a": Contender(1, place=1), "b": Contender(1, place=2), "c": Contender(1)})
    assert set(found.values()) == {(1, True)}


# --- Months -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "edge"),
    [
        (date(2024, 7, 31), 12, date(2023, 7, 31)),
        (date(2024, 12, 15), 12, date(2023, 12, 15)),
        (date(2025, 2, 28), 6, date(2024, 8, 31)),
        (date(2024, 2, 29), 6, date(2023, 8, 31)),
        (date(2024, 2, 28), 6, date(2023, 8, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 8, 30), 6, date(2023, 2, 28)),
        (date(2024, 1, 1), 0, date(2024, 1, 1)),
        (date(1900, 1, 1), 30000, date(1, 1, 1)),
    ],
)
def test_the_last_day_from_which_the_months_are_full(day: date, months: int, edge: date) -> None:
    assert months_before(day, months) == edge


@pytest.mark.parametrize(
    ("founded_on", "young"),
    [(date(2024, 8, 31), False), (date(2024, 9, 1), True), (None, False), (date(2026, 1, 1), True)],
)
def test_from_31_august_six_months_are_full_on_28_february(founded_on: date | None, young: bool) -> None:
    found = is_young(date(2025, 2, 28), founded_on=founded_on, min_months=6, min_months_merged=6)
    assert found is young


def test_a_merger_counts_up_to_the_review_day_and_0_months_ask_for_nothing() -> None:
    review, said = date(2024, 12, 31), {"founded_on": None, "min_months": 12}
    assert is_young(review, reorganised_on=[date(2024, 7, 1)], min_months_merged=6, **said)  # type: ignore[arg-type]
    for day in (date(2024, 6, 30), date(2025, 1, 1)):
        assert not is_young(review, reorganised_on=[day], min_months_merged=6, **said)  # type: ignore[arg-type]
    assert not is_young(review, reorganised_on=[review], min_months_merged=0, **said)  # type: ignore[arg-type]
