"""Who checks whom: drawn so that everybody checks one, is checked by one, and nobody checks back."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.checking import drawn, faults_of

CODES = st.sets(st.text(alphabet="ABCDEFGH123", min_size=1, max_size=4), min_size=3, max_size=40)


@given(CODES, st.text(max_size=64))
def test_everybody_checks_one_and_is_checked_by_one_and_none_checks_back(codes: set[str], seed: str) -> None:
    ring = drawn(codes, seed)
    assert (set(ring), set(ring.values()), len(ring)) == (codes, codes, len(codes))
    assert [one for one, other in ring.items() if one == other or ring[other] == one] == []
    assert faults_of({checked: checker for checker, checked in ring.items()}, codes) == {}
    assert drawn(sorted(codes, reverse=True), seed) == ring  # whoever repeats it, in whatever order


def test_it_is_repeated_by_hand_as_the_page_says() -> None:
    codes = ["BD", "LB", "HM", "CG"]
    order = sorted(codes, key=lambda code: sha256(f"ab12:{code}".encode()).hexdigest())
    ring = drawn(codes, "ab12")
    assert [ring[order[n]] for n in range(4)] == [order[1], order[2], order[3], order[0]]


@pytest.mark.parametrize(
    ("checkers", "found"),
    [
        ({"A": "B", "B": "C", "C": "D", "D": "A"}, {}),
        ({"A": "B", "B": "C", "C": "D"}, {"D": "missing"}),
        ({"A": "A", "B": "C", "C": "D", "D": "B"}, {"A": "itself"}),
        ({"A": "B", "B": "A", "C": "D", "D": "C"}, dict.fromkeys("ABCD", "mutual")),
        ({"A": "X", "B": "C", "C": "D", "D": "A"}, {"A": "outside"}),
        ({"A": "B", "B": "C", "C": "D", "D": "B"}, {"A": "twice", "D": "twice"}),
    ],
)
def test_a_draw_of_a_meeting_is_looked_at_alike(checkers: dict[str, str], found: dict[str, str]) -> None:
    assert faults_of(checkers, "ABCD") == found


@pytest.mark.parametrize(
    ("checkers", "found"),
    [
        ({"A": "X", "B": "X"}, {}),
        ({"A": "B", "B": "X"}, {}),
        ({"A": "B", "B": "A"}, {"A": "mutual", "B": "mutual"}),
        ({"A": "B", "B": "B"}, {"B": "itself"}),
    ],
)
def test_in_a_cluster_of_two_somebody_comes_from_outside(
    checkers: dict[str, str], found: dict[str, str]
) -> None:
    assert faults_of(checkers, "AB") == found
